"""One place over its limit: by which rule, who may waive it, and what would bring it below. What lies there is not
said: that needs a reason for each unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from custody.core.dispersion import Room
from custody.core.errors import NotFound
from custody.core.verdicts import verdict
from custody.core.waivable import OVER_CAP, OVER_VALUE
from custody.destruction.selectors.plans import sees_plans
from custody.evidence.selectors.overloads import READERS, ready_to_burn, visible_overloads
from custody.evidence.selectors.room import excess, placed_mg_each
from custody.organisation.permissions import LEVELS_UP, LOWEST, check_can_ask_waiver, level_of
from custody.organisation.roles import LEVELS, ROLE_WORDS, Role
from custody.organisation.selectors import places, staffing
from custody.organisation.selectors.waivers import visible_waivers
from custody.web.places.views import KEEPING
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import in_band, mass_for
from custody.web.shared.parts import SummaryRow
from custody.web.shared.waiver_words import STATES, rule_words

if TYPE_CHECKING:
    from custody.organisation.models import Officer, Place


@require_GET
@requires_role(*READERS)
def overfull(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show why a place holds too much, and what can be done about it."""
    officer = signed_in(request)
    owed = list(visible_overloads(officer).filter(place=place_id, ended_at__isnull=True))
    if not owed:
        raise NotFound
    place = owed[0].place
    over = excess(place)
    rules = [rule for rule, much in ((OVER_CAP, over.mg), (OVER_VALUE, over.eur)) if much]
    waivers = visible_waivers(officer).filter(subject_kind="place", subject_id=place.id, state__in=("asked", "granted"))
    return TemplateResponse(request, "custody/places/overfull.html", {
        "place": place, "owed": owed, "facts": _facts(officer, over.mg, over.eur, rules),
        "asks": [(rule_words(rule), f"{reverse('waivers:ask')}?{urlencode({'rule': rule, 'about': place.code_word})}")
                 for rule in rules] if verdict(lambda: check_can_ask_waiver(officer)).ok else [],
        "waivers": [(each, rule_words(each.rule), *STATES[each.state]) for each in waivers],
        "rooms": _elsewhere(place), "ready": ready_to_burn(place), "sees_plans": sees_plans(officer),
        "sees_places": officer.has_role(*staffing.READERS, Role.STOREKEEPER),
        "may_spread": officer.has_role(Role.SUPERVISOR),
    })  # fmt: skip


def _facts(officer: Officer, mg: int, eur: int, rules: list[str]) -> list[SummaryRow]:
    rows: list[tuple[Any, Any]] = [(_("Rule"), "\n".join(str(rule_words(each)) for each in rules))]
    if mg:
        rows.append((_("Too much"), mass_for(officer, mg)))
    if eur:
        rows.append((_("Too much in value"), translate("Above its limit")))
    rows.append((_("Who may waive it"), _heads(officer)))
    return [SummaryRow(label=label, value=value) for label, value in rows]


def _heads(officer: Officer) -> str:
    """Return who stands two levels above the reader: they decide what the reader asks for."""
    least = max(level_of(officer), LOWEST) + LEVELS_UP
    heads = [translate(ROLE_WORDS[role]) for role, level in LEVELS.items() if level >= least]
    return ", ".join(heads) or translate("Nobody stands two levels above you. Who does the work asks for the waiver")


def _elsewhere(place: Place) -> list[tuple[Place, str]]:
    """Return the other stores that have room before they are nearly full, the emptiest in front, with its band."""
    others = [each for each in places(kinds=KEEPING) if each.cap_mg and each.id != place.id]
    held = placed_mg_each(others)
    free = [(each, Room(each.id, each.cap_mg or 0, held[each.id]).free_mg) for each in others]
    return [(each, in_band(mg)) for each, mg in sorted(free, key=lambda row: -row[1]) if mg][:5]
