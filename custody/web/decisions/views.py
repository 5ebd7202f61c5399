"""Decisions of authorities: those that wait for a second pair of eyes, one of them, its paper, verifying it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.destruction.actions import decisions as actions
from custody.destruction.decision_permissions import RECORDERS, VERIFIERS
from custody.destruction.selectors import decisions as selectors
from custody.destruction.selectors.access import SEES_ORDERS
from custody.reports.words import AUTHORITIES
from custody.web.decisions.forms import PaperForm, VerifyForm
from custody.web.decisions.words import STATES
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.tabs import chosen, tabs
from custody.web.shared.times import day_shown
from custody.web.shared.words import DECISION_OUTCOMES, DECISIONS, HELD_BY

if TYPE_CHECKING:
    from custody.destruction.models import AuthorityDecision

TABS = {"verify": _("To be verified"), "verified": _("Verified"), "refused": _("Refused")}
_STATE_OF = {"verify": "recorded"}


@require_GET
@requires_role(*SEES_ORDERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List decisions of authorities of one state; of those that wait, the oldest first."""
    name = chosen(request, TABS)
    rows = selectors.visible_decisions(signed_in(request)).filter(state=_STATE_OF.get(name, name))
    page = listing(request, rows.order_by("recorded_at" if name == "verify" else "-recorded_at", "id"))
    return TemplateResponse(
        request,
        "custody/decisions/list.html",
        {
            "tabs": tabs(TABS, current=name),
            "listing": page,
            "rows": [(row, DECISIONS[row.decision_kind], AUTHORITIES.get(row.authority) or HELD_BY[row.authority])
                     for row in page.rows],
        },
    )  # fmt: skip


@require_GET
@requires_role(*SEES_ORDERS)
def decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Show one decision, what it is about, and what may be done with it."""
    found = selectors.decision_for(signed_in(request), decision_id=decision_id)
    return TemplateResponse(
        request, "custody/decisions/decision.html", {**_facts(request, found), "receipt": receipt_on(found.stream_id)}
    )


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def paper(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Attach the paper of a decision that was recorded without it."""
    found = selectors.decision_for(signed_in(request), decision_id=decision_id)
    form = PaperForm(request.POST or None, request.FILES or None)
    if ref := first_answer(request, form, again="decision"):
        return redirect("decisions:decision", ref)
    if form.is_valid():
        with attempt(form, again="decision") as done:
            content = form.cleaned_data["document"].read()
            actions.attach_decision_paper(act=act_for(request, form), decision_id=found.id, document=content)
            done.ref = found.id
        if done.ref:
            return redirect("decisions:decision", found.id)
    return show_form(request, "custody/decisions/paper.html", form=form, **_facts(request, found))


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def verify(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Hold a decision against its paper: it counts from now on, or it is refused."""
    found = selectors.decision_for(signed_in(request), decision_id=decision_id)
    form = VerifyForm(request.POST or None, seen=found.last_seq)
    if ref := first_answer(request, form, again="decision"):
        return redirect("decisions:decision", ref)
    if form.is_valid():
        answers = form.cleaned_data
        act, seen = act_for(request, form), answers["expected_seq"]
        with attempt(form, again="decision") as done:
            if answers["answer"] == "yes":
                actions.verify_decision(act=act, decision_id=found.id, expected_seq=seen)
            else:
                actions.refuse_decision(act=act, decision_id=found.id, reason=answers["reason"], expected_seq=seen)
            done.ref = found.id
        if done.ref:
            return redirect("decisions:decision", found.id)
    return show_form(request, "custody/decisions/verify.html", form=form, **_facts(request, found))


def _facts(request: HttpRequest, found: AuthorityDecision) -> dict[str, object]:
    """Return what a page about one decision shows."""
    officer = signed_in(request)
    words, tone = STATES[found.state]
    is_own, waits, has_paper = found.recorded_by_id == officer.id, found.state == "recorded", selectors.has_paper(found)
    return {
        "decision": found,
        "kind": DECISIONS[found.decision_kind],
        "state": words,
        "tone": tone,
        "about": _about(found),
        "documents": list(found.documents.all()),
        "lacks_paper": waits and not has_paper,
        "is_own": is_own and waits,
        "may_attach": waits and not has_paper and officer.has_role(*RECORDERS),
        "may_verify": waits and not is_own and officer.has_role(*VERIFIERS),
        "retain_mg": found.retain_mg,
        "rows": [
            SummaryRow(label=_("Decided by"), value=AUTHORITIES.get(found.authority) or HELD_BY[found.authority]),
            SummaryRow(label=_("Reference"), value=selectors.reference_of(found), is_code=True),
            SummaryRow(label=_("Date on the paper"), value=day_shown(found.decided_on)),
            *([SummaryRow(label=_("Decision"), value=DECISION_OUTCOMES[found.outcome])] if found.outcome else []),
            *([SummaryRow(label=_("Reason"), value=found.words)] if found.words else []),
            SummaryRow(label=_("Recorded by badge"), value=found.recorded_by.badge),
            SummaryRow(label=_("Second pair of eyes"), value=found.verified_by.badge if found.verified_by else "–"),
        ],
    }


def _about(found: AuthorityDecision) -> str:
    """Return the address of what a decision is about."""
    if found.decision_kind == "lift_hold":
        return reverse("holds:hold", args=[found.subject_id])
    seizure_id = selectors.seizure_about(found)
    if seizure_id:
        return reverse("law:seizure", args=[seizure_id])
    return reverse("orders:order", args=[selectors.order_about(found)])
