"""The case officer's side: asking, making the link, answering a question."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.destruction.actions import requests as actions
from custody.destruction.selectors.access import SEES_ORDERS
from custody.destruction.selectors.asked_goods import left_out
from custody.destruction.selectors.papers import latency_of, proposed_text, request_for
from custody.evidence.selectors.access import seizure_for
from custody.evidence.selectors.reports import numbers_of
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role
from custody.reports.words import AUTHORITIES
from custody.web.magistrate.forms import AskForm, ExplainForm
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import ANSWERS

if TYPE_CHECKING:
    from custody.destruction.models import OrderRequest


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def ask(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Ask a magistrate for an order on the goods of a seizure."""
    seizure = seizure_for(signed_in(request), seizure_id=seizure_id)
    # The field takes one line: the initial report stands in front, and is the one to be named when they are many.
    numbers = numbers_of([seizure.id]).get(seizure.id, [])
    form = AskForm(request.POST or None, initial={"reference": numbers[0] if numbers else ""})
    form.offer("magistrate", [each.badge for each in officers_with_role(Role.PROSECUTOR, Role.JUDGE, Role.COMMITTEE)])
    if ref := first_answer(request, form, again="request"):
        return redirect("magistrate:request", ref)
    if form.is_valid():
        with attempt(form, again="request") as done:
            made = actions.make_request(
                act=act_for(request, form), seizure_id=seizure.id, magistrate_badge=form.cleaned_data["magistrate"],
                reference=form.cleaned_data["reference"], language=(get_language() or "en")[:2],
            )  # fmt: skip
            done.ref = made.id
        if done.ref:
            return redirect("magistrate:request", done.ref)
    return show_form(request, "custody/magistrate/ask.html", form=form, seizure=seizure)


@require_GET
@requires_role(*SEES_ORDERS)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show what a magistrate was asked, when it was opened, and what came back."""
    found = request_for(signed_in(request), request_id=request_id)
    return TemplateResponse(request, "custody/magistrate/request.html", _facts(request, found))


@require_POST
@requires_role(Role.CASE_OFFICER)
def link(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Make a link that is good once, and show it: it is kept nowhere."""
    found = request_for(signed_in(request), request_id=request_id)
    form = OneButton(request.POST)
    address = ""
    if form.is_valid():
        with attempt(form, again="request") as done:
            secret = actions.make_link(act=act_for(request, form), request_id=found.id)
            address = request.build_absolute_uri(reverse("magistrate:open", args=[secret]))
            done.ref = found.id
        if done.ref and not address:
            return redirect("magistrate:request", found.id)
    found.refresh_from_db()
    return TemplateResponse(
        request, "custody/magistrate/request.html", {**_facts(request, found), "address": address, "refused": form},
        status=form.status,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def explain(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Answer what the magistrate asked."""
    found = request_for(signed_in(request), request_id=request_id)
    form = ExplainForm(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="request"):
        return redirect("magistrate:request", found.id)
    if form.is_valid():
        with attempt(form, again="request") as done:
            actions.explain_request(
                act=act_for(request, form), request_id=found.id, words=form.cleaned_data["words"],
                expected_seq=form.cleaned_data["expected_seq"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("magistrate:request", found.id)
    return show_form(request, "custody/magistrate/explain.html", form=form, asked=found)


def _length(latency: timedelta) -> str:
    """Return how long something took, in hours and minutes."""
    minutes = int(latency.total_seconds()) // 60
    return _("{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def _reports(found: OrderRequest) -> list[str]:
    """Return the number that was named in the question, then the others of its seizure."""
    recorded = numbers_of([found.seizure_id]).get(found.seizure_id, [])
    return list(dict.fromkeys([found.reference, *recorded]))


def _facts(request: HttpRequest, found: OrderRequest) -> dict[str, object]:
    officer, latency, gone = signed_in(request), latency_of(found), left_out(found)
    is_clerk = officer.has_role(Role.CASE_OFFICER)
    return {
        "asked": found,
        "text": proposed_text(found),
        "may_link": is_clerk and found.state == "open",
        "may_explain": is_clerk and found.state == "answered" and found.answer == "ask",
        "form": OneButton(),
        "rows": [
            SummaryRow(label=_("Asked of badge"), value=found.addressee.badge),
            SummaryRow(label=_("As"), value=AUTHORITIES[found.authority]),
            SummaryRow(label=_("Official reports"), value=", ".join(_reports(found))),
            SummaryRow(label=_("Units"), value=", ".join(found.labels), is_code=True),
            SummaryRow(label=_("Answer"), value=ANSWERS[found.answer] if found.answer else _("Waits")),
            *([SummaryRow(label=_("Left out of the order"), value=", ".join(gone), is_code=True)] if gone else []),
            SummaryRow(label=_("Words of the magistrate"), value=found.words or "–"),
            SummaryRow(label=_("From question to answer"), value="–" if latency is None else _length(latency)),
        ],
        "receipt": receipt_on(found.stream_id),
    }
