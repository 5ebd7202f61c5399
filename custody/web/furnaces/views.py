"""Furnaces: what each takes and when, and what was proposed about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.deadlines.selectors import database_now
from custody.destruction.actions import facilities as actions
from custody.destruction.actions.facilities import drafted_facility
from custody.destruction.selectors.furnaces import (
    effect_of_furnace,
    facility_proposal_for,
    furnace_for,
    visible_facility_proposals,
    visible_furnaces,
)
from custody.evidence.lists import FURNACE_KIND
from custody.organisation.proposal_permissions import check_can_decide, check_can_withdraw
from custody.organisation.roles import Role
from custody.organisation.selectors import places
from custody.organisation.selectors.staffing import READERS
from custody.web.furnaces.forms import ChangeFurnaceForm, NewFurnaceForm
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow, Text
from custody.web.shared.proposals import TwoPeople
from custody.web.shared.weights import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from custody.destruction.models import Facility
    from custody.destruction.plan_models import FacilityProposal
    from custody.organisation.models import Officer


@require_GET
@requires_role(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the furnaces with what they take and when, and what waits for a second person."""
    officer = signed_in(request)
    found = listing(request, visible_furnaces(officer).order_by("code_word"))
    context = {
        "listing": found,
        "rows": [(row, shown(row.session_limit_mg), _hours(row)) for row in found.rows],
        "waiting": list(visible_facility_proposals(officer).filter(state="open").order_by("proposed_at")),
        "may_propose": officer.has_role(Role.ADMINISTRATOR),
    }
    return TemplateResponse(request, "custody/furnaces/list.html", context)


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a new furnace, after its effect was shown."""
    form = NewFurnaceForm(request.POST or None)
    form.offer("place", [(each.code_word, each.code_word) for each in places(kinds=(FURNACE_KIND,))])

    def said_of(said: dict[str, Any]) -> dict[str, Any]:
        return {"code_word": said["code_word"], "place": said["place"], **_works(said)}

    return TWO_PEOPLE.propose(
        request,
        form,
        foresee=lambda said: effect_rows(drafted_facility(**said_of(said))),
        do=lambda act, said: actions.propose_facility(act=act, reason=said["reason"], **said_of(said)),
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def change(request: HttpRequest, facility_id: UUID) -> HttpResponse:
    """Propose how a furnace works from now on, after the effect was shown."""
    furnace = furnace_for(signed_in(request), facility_id=facility_id)
    now = {"limit": furnace.session_limit_mg, "opens": _time(furnace.opens_minute),
           "closes": _time(furnace.closes_minute), "residue": furnace.residue}  # fmt: skip
    form = ChangeFurnaceForm(request.POST or None, seen=furnace.last_seq, initial=now)
    return TWO_PEOPLE.propose(
        request,
        form,
        foresee=lambda said: effect_rows(drafted_facility(facility=furnace, **_works(said))),
        do=lambda act, said: actions.propose_facility(
            act=act, facility_id=furnace.id, reason=said["reason"], expected_seq=said["expected_seq"], **_works(said)
        ),
        furnace=furnace,
        now=work_rows(furnace),
    )


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what was proposed and what it would do, and let another person decide."""
    found = facility_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.proposal(request, found, decide=actions.decide_facility)


@require_POST
@requires_role(Role.ADMINISTRATOR)
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    found = facility_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.take_back(request, found, withdraw=actions.withdraw_facility)


def work_rows(of: Facility | FacilityProposal) -> list[SummaryRow]:
    """Return what a furnace takes, when, and what is done with what it leaves."""
    return [
        SummaryRow(label=_("Most mass in one burn"), value=shown(of.session_limit_mg)),
        SummaryRow(label=_("Hours"), value=_hours(of)),
        SummaryRow(label=_("What a burn leaves"), value=of.residue or "–"),
    ]


def effect_rows(draft: FacilityProposal) -> list[SummaryRow]:
    """Return what a proposal would do now to the burns to come, and who plans them anew."""
    effect = effect_of_furnace(draft, at=database_now())
    return [
        SummaryRow(label=_("Burns that would be too heavy"), value=_named(effect.too_heavy)),
        SummaryRow(label=_("Burns outside the hours"), value=_named(effect.out_of_hours)),
        SummaryRow(label=_("Free slots outside the hours"), value=effect.slots_out_of_hours),
        SummaryRow(label=_("Planned by badges, who plan them anew"), value=", ".join(effect.told) or _("Nobody")),
        SummaryRow(label=_("Deadlines"), value=_("None moves. What no longer fits may miss its own")),
    ]


def _named(code_words: Iterable[str]) -> Text:
    return ", ".join(code_words) or _("None")


def _works(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "session_limit_mg": said["limit"], "opens_minute": _minute(said["opens"]),
        "closes_minute": _minute(said["closes"]), "residue": said["residue"],
    }  # fmt: skip


def _minute(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute


def _time(minute: int | None) -> time | None:
    return None if minute is None else time(minute // 60, minute % 60)


def _hours(of: Facility | FacilityProposal) -> Text:
    opens, closes = _time(of.opens_minute), _time(of.closes_minute)
    return _("Day and night") if opens is None or closes is None else f"{opens:%H:%M}–{closes:%H:%M}"


def _shows(officer: Officer, found: FacilityProposal) -> Mapping[str, object]:
    facts = [
        SummaryRow(label=_("Place"), value=found.place.code_word),
        *work_rows(found),
        SummaryRow(label=_("Why"), value=found.reason),
        SummaryRow(label=_("Proposed by badge"), value=found.proposed_by.badge),
    ]
    if found.decided_by is not None:
        facts.append(SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge))
    is_open = found.state == "open"
    return {
        "facts": facts,
        "now": work_rows(found.facility) if is_open and found.facility is not None else None,
        "effect": effect_rows(found) if is_open else None,
    }


TWO_PEOPLE = TwoPeople(
    pages="furnaces",
    again="facility_proposal",
    may_decide=check_can_decide,
    may_withdraw=check_can_withdraw,
    shows=_shows,
)
