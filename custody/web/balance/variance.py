"""One variance of the books: who answers for it, who is asked to, and how an auditor closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.verdicts import verdict
from custody.deadlines.selectors import database_now
from custody.destruction import variance_permissions as permissions
from custody.destruction.actions import variances
from custody.destruction.selectors import books
from custody.evidence.selectors.colleagues import colleagues_of
from custody.organisation.roles import Role
from custody.web.balance.forms import AnswerForm, CloseForm, OfferForm, TakeBackForm
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import Text
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from custody.core.act import Act
    from custody.destruction.selectors.books import Variance
    from custody.organisation.models import Officer

STANDINGS: dict[str, tuple[Text, str]] = {
    "explained": (_("Explained by a supervisor"), "success"),
    "reconciled": (_("Within the scales, reconciled"), "success"),
    "closed": (_("Closed by an auditor"), "success"),
    "open": (_("Open"), "warning"),
}
OFFERS: dict[str, tuple[Text, str]] = {
    "open": (_("Waits for an answer"), "warning"),
    "accepted": (_("Accepted"), "success"),
    "refused": (_("Refused"), "danger"),
    "withdrawn": (_("Taken back"), "neutral"),
}


@require_GET
def show(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Show a variance, who answered for it so far, and what can be done with it now."""
    officer = signed_in(request)
    found = books.variance_for(officer, unit_id=unit_id)
    return TemplateResponse(request, "custody/balance/variance.html", _facts(officer, found))


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Ask somebody to answer for a variance."""
    officer = signed_in(request)
    found = books.variance_for(officer, unit_id=unit_id)
    form = OfferForm(request.POST or None, seen=found.unit.last_seq)
    form.offer("to_badge", colleagues_of(officer, first=found.unit))
    return _ask(request, found, form, "custody/balance/hand_over.html", lambda act: variances.offer_variance(
        act=act, unit_id=unit_id, to_badge=form.cleaned_data["to_badge"], reason=form.cleaned_data["reason"],
        expected_seq=form.cleaned_data["expected_seq"],
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Accept or refuse to answer for a variance."""
    found = books.variance_for(signed_in(request), unit_id=unit_id)
    form = AnswerForm(request.POST or None, seen=found.unit.last_seq)
    return _ask(request, found, form, "custody/balance/answer.html", lambda act: variances.answer_variance(
        act=act, unit_id=unit_id, outcome=form.cleaned_data["outcome"], answer=form.cleaned_data["answer"],
        expected_seq=form.cleaned_data["expected_seq"],
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Take back that somebody was asked."""
    found = books.variance_for(signed_in(request), unit_id=unit_id)
    form = TakeBackForm(request.POST or None, seen=found.unit.last_seq)
    return _ask(request, found, form, "custody/balance/take_back.html", lambda act: variances.answer_variance(
        act=act, unit_id=unit_id, outcome="withdrawn", expected_seq=form.cleaned_data["expected_seq"],
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.AUDITOR)
def close(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Close a variance with a finding, from outside."""
    found = books.variance_for(signed_in(request), unit_id=unit_id)
    form = CloseForm(request.POST or None, seen=found.unit.last_seq)
    return _ask(request, found, form, "custody/balance/close.html", lambda act: variances.close_variance(
        act=act, unit_id=unit_id, finding=form.cleaned_data["finding"], expected_seq=form.cleaned_data["expected_seq"],
    ))  # fmt: skip


def _ask(
    request: HttpRequest, found: Variance, form: CustodyForm, template: str, does: Callable[[Act], object]
) -> HttpResponse:
    """Show a form about a variance, and do what it says; go back to where the officer may look then."""
    officer = signed_in(request)
    if first_answer(request, form, again="unit"):
        return _back(officer, found.unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            does(act_for(request, form))
            done.ref = found.unit.id
        if done.ref:
            return _back(officer, found.unit.id)
    return show_form(request, template, form=form, **_facts(officer, found))


def _back(officer: Officer, unit_id: UUID) -> HttpResponse:
    # Who refused, or handed it over, may know nothing more of it.
    still = verdict(lambda: books.variance_for(officer, unit_id=unit_id)).ok
    return redirect("balance:variance", unit_id) if still else redirect("home:home")


def _facts(officer: Officer, found: Variance) -> dict[str, object]:
    offers, closings = books.history_of_variance(found.unit)
    standing, tone = STANDINGS[found.standing]
    asked = found.offer
    may_close = verdict(
        lambda: permissions.check_can_close_variance(officer, found, chain=books.chain_of_variance(found.unit))
    ).ok
    owns = officer.id == found.owner.id or officer.has_role(Role.SUPERVISOR)
    return {
        "variance": found,
        "unit": found.unit,
        "days": found.age(at=database_now()).days,
        "standing": standing,
        "tone": tone,
        "offers": [(each, *OFFERS[each.state]) for each in offers],
        "closings": closings,
        "may_hand_over": owns and found.standing == "open" and asked is None,
        "may_answer": asked is not None and asked.to_owner_id == officer.id,
        "may_take_back": asked is not None
        and verdict(lambda: permissions.check_can_take_back_variance(officer, asked)).ok,
        "may_close": may_close,
        "reads_books": officer.has_role(*books.READERS),
    }
