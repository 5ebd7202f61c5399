"""The values of the rules: which hold, their history, proposing one, seeing what it would do, deciding it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.clocks import instant_of
from custody.core.rule_values import PROPOSABLE
from custody.deadlines.recompute import preview_of
from custody.deadlines.selectors import database_now, labels_of
from custody.organisation import selectors
from custody.organisation.actions import policy as actions
from custody.organisation.permissions import check_can_decide_policy, check_can_withdraw_policy
from custody.organisation.roles import Role
from custody.organisation.selectors.policies import READERS
from custody.web.policies.forms import ProposeForm
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import with_offset
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.proposals import TwoPeople
from custody.web.shared.rules import (
    STATES,
    by_sort,
    is_known,
    is_legal,
    is_of_a_clock,
    length_words,
    rule_words,
    scope_words,
)

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Officer, Policy, PolicyProposal

PROPOSERS = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@require_GET
@requires_role(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the values that hold now, and what waits to be decided."""
    return TemplateResponse(
        request,
        "custody/policies/list.html",
        {
            "sorts": [
                (words, [_row(policy) for policy in rows])
                for words, rows in by_sort(selectors.policies_in_force(at=database_now()), key=lambda row: row.key)
            ],
            "proposals": [_row(each) for each in selectors.proposals()],
            "may_propose": signed_in(request).has_role(*PROPOSERS),
        },
    )


@require_GET
@requires_role(*READERS)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Show every value a rule ever had, and what was proposed."""
    # No text of the database has this character, and asking for one that has it is an error.
    history = [] if "\x00" in key else selectors.policy_history(key=key)
    if not is_known(key) and not history:
        raise Http404
    decided = [each for each in selectors.proposals(open_only=False) if each.key == key]
    page = listing(request, history)
    return TemplateResponse(
        request,
        "custody/policies/rule.html",
        {
            "key": key,
            "title": rule_words(key),
            "is_legal": is_legal(key),
            "listing": page,
            "rows": [_row(policy) for policy in page.rows],
            "proposals": [_row(each) for each in decided],
            "is_of_a_clock": is_of_a_clock(key),
            "may_propose": key in PROPOSABLE and signed_in(request).has_role(*PROPOSERS),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*PROPOSERS)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a value, once it was shown what it would do."""
    form = ProposeForm(request.POST or None, initial={"rule": request.GET.get("key", "")})
    return TWO_PEOPLE.propose(
        request, form,
        foresee=lambda said: _foreseen(actions.drafted_policy(
            proposer=signed_in(request), now=database_now(), **_said(said))),
        do=lambda act, said: actions.propose_policy(act=act, **_said(said)),
    )  # fmt: skip


def _said(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of the form by the names of the action."""
    begins = answers["valid_from"]
    return {
        "key": answers["rule"],
        "jurisdiction": answers["jurisdiction"].upper(),
        **{name: answers[name] for name in ("value", "measure", "source", "substance", "place_class")},
        "mass_from_mg": answers["mass_from"] or 0,
        "valid_from": None if begins is None else instant_of(begins, zone=settings.CUSTODY_SITE_TIME_ZONE),
    }


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what a proposed value would do to the clocks that run, and let another person decide."""
    found = selectors.proposal_by_id(proposal_id=proposal_id)
    return TWO_PEOPLE.proposal(request, found, decide=actions.decide_policy)


@require_POST
@requires_role(*PROPOSERS)
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    found = selectors.proposal_by_id(proposal_id=proposal_id)
    return TWO_PEOPLE.take_back(request, found, withdraw=actions.withdraw_policy)


def _shows(officer: Officer, found: PolicyProposal) -> dict[str, object]:
    is_open = found.state == "open"
    words, tone = STATES[found.state]
    context: dict[str, object] = {
        "title": rule_words(found.key),
        "state": words,
        "tone": tone,
        "is_own": found.proposed_by_id == officer.id,
        "is_open": is_open,
        "rows": _facts(found),
    }
    return context | ({"effect": _foreseen(found)} if is_open else {})


def _facts(found: PolicyProposal) -> list[SummaryRow]:
    scope = scope_words(found)
    return [
        SummaryRow(label=_("Value"), value=length_words(found)),
        SummaryRow(label=_("Country"), value=found.jurisdiction),
        SummaryRow(label=_("For"), value=", ".join(str(each) for each in scope) if scope else _("Everything")),
        SummaryRow(label=_("From"), value=_local(found.valid_from)),
        SummaryRow(label=_("Rests on"), value=found.source),
        SummaryRow(label=_("Proposed by badge"), value=found.proposed_by.badge),
        SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge if found.decided_by else "–"),
    ]


def _foreseen(found: PolicyProposal) -> dict[str, object]:
    """Return what a proposed value would do now: the counts, and the first clocks that would move: their labels, never
    their place."""
    effect = preview_of(found, at=database_now())
    labels = labels_of(move.clock for move in effect.moves)
    return {
        "title": rule_words(found.key),
        "value": length_words(found),
        "is_of_a_clock": is_of_a_clock(found.key),
        "counts": effect,
        "moves": [
            (labels.get(move.clock.subject_id, "–"), _local(move.clock.due_at), _local(move.due_at))
            for move in effect.moves
        ],
    }


def _row(row: Policy | PolicyProposal) -> dict[str, object]:
    return {
        "row": row,
        "title": rule_words(row.key),
        "is_legal": is_legal(row.key),
        "length": length_words(row),
        "scope": scope_words(row),
        "since": _local(row.valid_from),
        "state": STATES.get(getattr(row, "state", ""), ("", ""))[0],
    }


def _local(moment: datetime) -> str:
    return with_offset(moment, zone=settings.CUSTODY_SITE_TIME_ZONE)


TWO_PEOPLE = TwoPeople(
    pages="policies",
    again="proposal",
    may_decide=check_can_decide_policy,
    may_withdraw=check_can_withdraw_policy,
    shows=_shows,
)
