"""What the pages of a proposed place show: how it would be, beside how it is, and what that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from custody.deadlines.selectors import database_now
from custody.evidence.selectors.place_effects import effect_of_place, shown_name
from custody.organisation.proposal_permissions import check_can_decide, check_can_withdraw
from custody.web.shared.forms import OneButton
from custody.web.shared.parts import SummaryRow
from custody.web.shared.proposals import TwoPeople
from custody.web.shared.weights import shown
from custody.web.shared.words import PLACE_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custody.organisation.models import Officer, Place, PlaceProposal

_OVER = {
    "yes": _("It would be over its limit at once. What lies there stays, nothing more comes in, and a waiver is owed"),
    "perhaps": _("It may be over its limit: what lies there is known here as a rough mass only"),
    "no": _("What lies there is within the limit"),
}


def limit_rows(of: Place | PlaceProposal) -> list[SummaryRow]:
    """Return what a place may hold, and where it stands."""
    return [
        SummaryRow(label=_("Most mass"), value=_("No limit set") if of.cap_mg is None else shown(of.cap_mg)),
        SummaryRow(label=_("Most value"), value=_("No limit set") if of.cap_eur is None else f"{of.cap_eur} €"),
        SummaryRow(label=_("Site"), value=_("On none") if of.site is None else of.site.code_word),
    ]


def effect_rows(draft: PlaceProposal) -> list[SummaryRow]:
    """Return what a proposal would do now: against the limit, to the deadlines, and to who is told."""
    effect = effect_of_place(draft, at=database_now())
    rows = [
        SummaryRow(label=_("Against its limit"), value=_OVER[effect.over]),
        SummaryRow(label=_("Deadlines"), value=_("None moves: the kind and the country of the place stay")),
    ]
    if draft.place is None:
        rows[1:] = [SummaryRow(label=_("Deadlines"), value=_("None moves: nothing lies there yet"))]
    elif effect.told != effect.told_then:
        rows.append(SummaryRow(label=_("Alerts go first to badges"), value=", ".join(effect.told)))
    rows.append(SummaryRow(label=_("Alerts would go first to badges"), value=", ".join(effect.told_then)))
    return rows


def _shows(officer: Officer, found: PlaceProposal) -> Mapping[str, object]:
    name = shown_name(officer, found)
    facts = [
        SummaryRow(label=_("Kind"), value=PLACE_KINDS.get(found.kind, found.kind)),
        SummaryRow(label=_("Country"), value=found.jurisdiction),
        *limit_rows(found),
    ]
    if found.place is None:
        given = _("None") if found.name_sealed is None else _("Sealed")
        facts.insert(2, SummaryRow(label=_("Where it really is"), value=name or given))
    facts += [
        SummaryRow(label=_("Why"), value=found.reason),
        SummaryRow(label=_("Proposed by badge"), value=found.proposed_by.badge),
    ]
    if found.decided_by is not None:
        facts.append(SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge))
    is_open = found.state == "open"
    return {
        "facts": facts,
        "now": limit_rows(found.place) if is_open and found.place is not None else None,
        "effect": effect_rows(found) if is_open else None,
        "reveal": OneButton(auto_id="name_%s") if found.name_sealed is not None and not name else None,
    }


TWO_PEOPLE = TwoPeople(
    pages="places",
    again="place_proposal",
    may_decide=check_can_decide,
    may_withdraw=check_can_withdraw,
    shows=_shows,
)
