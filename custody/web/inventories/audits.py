"""Audits: whether the rules were kept. An audit is not an inventory (R23)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.audits import QUESTIONS
from custody.evidence.actions import audit as actions
from custody.evidence.lists import STORE_KINDS
from custody.evidence.selectors import counting
from custody.organisation.selectors import places
from custody.web.inventories import words
from custody.web.inventories.forms import AnswerForm, CloseForm, PlanAuditForm
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.evidence.models import Audit


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List the audits the officer may know of, the newest first."""
    officer = signed_in(request)
    page = listing(request, counting.visible_audits(officer).order_by("-planned_at", "id"))
    return TemplateResponse(
        request,
        "custody/inventories/audits.html",
        {
            "listing": page,
            "rows": [_row(each) for each in page.rows],
            "may_plan": officer.has_role(*counting.PLANS),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*counting.PLANS)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan that an auditor looks at a place."""
    form = PlanAuditForm(request.POST or None)
    form.offer("place", [(place.code_word, place.code_word) for place in places(kinds=STORE_KINDS)])
    if ref := first_answer(request, form, again="audit"):
        return redirect("inventories:audit", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="audit") as done:
            made = actions.plan_audit(
                act=act_for(request, form),
                place=answers["place"],
                auditor_badge=answers["auditor"],
                announced=answers["announced"],
            )
            done.ref = made.id
        if done.ref:
            return redirect("inventories:audit", done.ref)
    return show_form(request, "custody/inventories/plan_audit.html", form=form)


@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    """Show an audit; let its auditor answer question after question, and close it."""
    officer = signed_in(request)
    found = counting.audit_for(officer, audit_id=audit_id)
    answered = {each.question for each in found.answers.all()}
    closes = answered == set(QUESTIONS)
    form: AnswerForm | CloseForm = CloseForm(request.POST or None) if closes else AnswerForm(request.POST or None)
    if isinstance(form, AnswerForm):
        form.leave_out(answered)
    if first_answer(request, form, again="audit"):
        return redirect("inventories:audit", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="audit") as done:
            if closes:
                actions.close_audit(act=act_for(request, form), audit_id=found.id, conclusion=answers["conclusion"])
            else:
                actions.answer_audit(
                    act=act_for(request, form),
                    audit_id=found.id,
                    question=answers["question"],
                    verdict=answers["verdict"],
                    remark=answers["remark"] or None,
                )
            done.ref = found.id
        if done.ref:
            return redirect("inventories:audit", found.id)
    context: dict[str, object] = {
        **_row(found),
        "facts": _facts(found),
        "answers": [
            (words.QUESTIONS[each.question], words.VERDICTS[each.verdict], each.remark or "", each.verdict == "broken")
            for each in found.answers.order_by("answered_at", "question")
        ],
        "closes": closes,
        "begin": OneButton() if found.state == "planned" and found.auditor_id == officer.id else None,
    }
    if (found.state == "open" and found.auditor_id == officer.id) or form.is_bound:
        return show_form(request, "custody/inventories/answer.html", form=form, **context)
    return TemplateResponse(
        request, "custody/inventories/audit.html", {**context, "receipt": receipt_on(found.stream_id)}
    )


@require_POST
def begin(request: HttpRequest, audit_id: UUID) -> HttpResponse:
    """Begin the audit: from now on custodians know of it."""
    found = counting.audit_for(signed_in(request), audit_id=audit_id)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="audit") as done:
            actions.open_audit(act=act_for(request, form), audit_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("inventories:audit", found.id)
    return show_form(request, "custody/inventories/answer.html", form=form, **_row(found))


def _row(found: Audit) -> dict[str, object]:
    state, tone = words.AUDIT_STATES[found.state]
    return {"audit": found, "place": found.place.code_word, "state": state, "tone": tone}


def _facts(found: Audit) -> list[SummaryRow]:
    return [
        SummaryRow(label=_("Place"), value=found.place.code_word),
        SummaryRow(label=_("Auditor, by badge"), value=found.auditor.badge),
        SummaryRow(label=_("Planned by badge"), value=found.planned_by.badge),
        SummaryRow(label=_("Announced"), value=_("Yes") if found.announced else _("No")),
        SummaryRow(label=_("Rules broken"), value="–" if found.broken is None else found.broken),
        SummaryRow(label=_("Conclusion"), value=found.conclusion or "–"),
    ]
