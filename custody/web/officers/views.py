"""Who may do what: read it, propose a change, decide what another person proposed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now
from custody.evidence.selectors.staff_effects import effect_of_roles
from custody.organisation import staffing_permissions as permissions
from custody.organisation.actions import inviting
from custody.organisation.actions import staffing as actions
from custody.organisation.invitation_permissions import check_can_countersign, check_can_invite, is_open
from custody.organisation.proposal_permissions import DECIDERS
from custody.organisation.roles import ROLE_WORDS, Role
from custody.organisation.selectors import staffing as selectors
from custody.web.officers.forms import ProposeForm
from custody.web.officers.sees import OVERSEES
from custody.web.shared.forms import OneButton, act_for, attempt, readable, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.proposals import TwoPeople

if TYPE_CHECKING:
    from custody.organisation.models import Invitation, Officer, OfficerProposal

@require_GET
@requires_role(*selectors.READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the officers with their roles, and what waits for a second person."""
    officer = signed_in(request)
    found = listing(request, selectors.visible_officers(officer).order_by("badge"), size=15)
    context = {
        "listing": found,
        "rows": [(row, _roles(row.roles)) for row in found.rows],
        "waiting": list(selectors.visible_officer_proposals(officer).filter(state="open").order_by("proposed_at")),
        "may_propose": officer.has_role(Role.ADMINISTRATOR),
        "may_invite": officer.has_role(*DECIDERS),
        "may_look": officer.has_role(*OVERSEES),
    }
    return TemplateResponse(request, "custody/officers/list.html", context)


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose what an officer may do from now on; with ``?badge=`` what the officer may do now stands in the form."""
    known = selectors.visible_officers(signed_in(request)).filter(badge=readable(request.GET).get("badge", "")).first()
    now = {} if known is None else {
        "badge": known.badge, "roles": known.roles, "clearance": str(known.clearance),
        "serves": "yes" if known.is_active else "no",
    }  # fmt: skip
    form = ProposeForm(request.POST or None, initial=now)
    people = selectors.visible_officers(signed_in(request))
    return TWO_PEOPLE.propose(
        request,
        form,
        foresee=lambda said: _effect(
            people.filter(badge__iexact=said["badge"]).first(), roles=said["roles"], is_active=said["serves"] == "yes"
        ),
        do=lambda act, said: actions.propose_officer(
            act=act, badge=said["badge"], roles=said["roles"], clearance=int(said["clearance"]),
            is_active=said["serves"] == "yes", reason=said["reason"],
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*selectors.READERS)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what was proposed, beside what holds now, and let another person decide."""
    found = selectors.officer_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.proposal(request, found, decide=actions.decide_officer)


@require_POST
@requires_role(Role.ADMINISTRATOR)
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    found = selectors.officer_proposal_for(signed_in(request), proposal_id=proposal_id)
    return TWO_PEOPLE.take_back(request, found, withdraw=actions.withdraw_officer)


@require_GET
@never_cache
@requires_role(*DECIDERS)
def invitation(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Show whether an officer who has no password yet is invited, and the buttons for the two codes."""
    return _invitation(request, selectors.officer_for(signed_in(request), officer_id=officer_id))


@require_POST
@never_cache
@requires_role(*DECIDERS)
def invite(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Invite an officer, and show the first code this once."""
    return _code(request, officer_id, inviting.invite_officer)


@require_POST
@never_cache
@requires_role(*DECIDERS)
def countersign(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Countersign the invitation of another person, and show the second code this once."""
    return _code(request, officer_id, inviting.countersign_invitation)


def _code(request: HttpRequest, officer_id: UUID, make: Callable[..., tuple[Invitation, str]]) -> HttpResponse:
    """Make a code and show it; it is never shown again, not to who sends the form once more either."""
    found, form, code = selectors.officer_for(signed_in(request), officer_id=officer_id), OneButton(request.POST), ""
    if form.is_valid():
        with attempt(form, again="officer"):
            code = make(act=act_for(request, form), officer_id=found.id)[1]
    return _invitation(request, found, form=form, code=code)


def _invitation(
    request: HttpRequest, found: Officer, *, form: OneButton | None = None, code: str = ""
) -> HttpResponse:
    officer, now = signed_in(request), database_now()
    last = found.invitations.select_related("invited_by", "countersigned_by", "officer").order_by("-invited_at").first()
    may_invite = verdict(lambda: check_can_invite(officer, found)).ok
    may_countersign = last is not None and verdict(lambda: check_can_countersign(officer, last, now=now)).ok
    return show_form(
        request,
        "custody/officers/invitation.html",
        form=form or OneButton(),
        found=found,
        code=code,
        last=last,
        is_open=last is not None and is_open(last, now=now),
        first=OneButton(auto_id="first_%s") if may_invite else None,
        second=OneButton(auto_id="second_%s") if may_countersign else None,
    )


def _roles(roles: Iterable[str]) -> str:
    return ", ".join(translate(ROLE_WORDS[Role(each)]) for each in roles)


def _effect(known: Officer | None, *, roles: Iterable[str], is_active: bool) -> list[SummaryRow]:
    effect = effect_of_roles(known, roles=roles, is_active=is_active, at=database_now())
    rows = [
        SummaryRow(label=_("Roles that come"), value=_roles(effect.gained) or "–"),
        SummaryRow(label=_("Roles that go"), value=_roles(effect.lost) or "–"),
    ]
    if effect.lost:
        rows += [
            SummaryRow(label=_("Nobody holds then, so nobody is told"), value=_roles(effect.unheld) or "–"),
            SummaryRow(label=_("Duties ahead that somebody else must serve"), value=effect.duties),
            SummaryRow(label=_("Units in custody that must be handed over"), value=effect.units),
        ]
    return rows


def _facts(found: OfficerProposal) -> list[SummaryRow]:
    rows = [
        SummaryRow(label=_("Badge"), value=found.badge),
        SummaryRow(label=_("Roles"), value=_roles(found.roles)),
        SummaryRow(label=_("Clearance"), value=found.clearance),
        SummaryRow(label=_("Serves"), value=_("Yes") if found.is_active else _("No")),
        SummaryRow(label=_("Why"), value=found.reason),
        SummaryRow(label=_("Proposed by badge"), value=found.proposed_by.badge),
    ]
    if found.officer is None:
        rows.insert(1, SummaryRow(label=_("Until now"), value=_("Nobody has this badge")))
    elif found.state == "open":
        rows.insert(2, SummaryRow(label=_("Roles until now"), value=_roles(found.officer.roles)))
    if found.decided_by is not None:
        rows.append(SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge))
    return rows


def _shows(officer: Officer, found: OfficerProposal) -> dict[str, object]:
    effect = _effect(found.officer, roles=found.roles, is_active=found.is_active) if found.state == "open" else None
    return {"facts": _facts(found), "effect": effect}


TWO_PEOPLE = TwoPeople(
    pages="officers",
    again="officer_proposal",
    may_decide=permissions.check_can_decide_officer,
    may_withdraw=permissions.check_can_withdraw_officer,
    shows=_shows,
)
