"""How officers are reached. A change takes the authenticator, a code that arrives, and a second person or a day."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.deadlines.selectors import database_now
from custody.organisation.actions import contact as acting
from custody.organisation.selectors import (
    APPROVERS,
    change_for,
    changes_to_approve,
    contact_of,
    open_change_of,
)
from custody.web.contact.effect import effect_rows
from custody.web.contact.forms import ActForm, ChangeForm, ConfirmForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.organisation.models import ContactChange


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show how I am reached, and the change I have open."""
    officer = signed_in(request)
    context = {
        "contact": contact_of(officer),
        "change": open_change_of(officer),
        "form": ActForm(),
        "approves": officer.has_role(*APPROVERS),
    }
    return TemplateResponse(request, "custody/contact/mine.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Ask to be reached otherwise, once it was shown what that does; a code goes to the new number or mailbox."""
    officer, effect = signed_in(request), []
    form = ChangeForm(request.POST or None, officer=officer)
    if ref := first_answer(request, form, again="change"):
        return redirect("contact:confirm", ref)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("email", "phone")}
        with attempt(form, again="change") as done:
            if form.is_foreseen():
                done.ref = acting.ask_contact_change(act=act_for(request, form), **said).id
            else:
                now = database_now()
                effect = effect_rows(officer, acting.drafted_change(officer=officer, at=now, now=now, **said))
                form.foresee()
        if done.ref:
            return redirect("contact:confirm", done.ref)
    return show_form(request, "custody/contact/change.html", form=form, effect=effect)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Type the code that came to the new number or mailbox."""
    found = change_for(signed_in(request), change_id=change_id)
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="change") as done:
            shown = acting.confirm_contact_change(
                act=act_for(request, form), change_id=found.id, code=form.cleaned_data["received_code"]
            )
            done.ref = shown.id
        if done.ref:
            _say(request, change_for(signed_in(request), change_id=found.id))
            return redirect("contact:mine")
    return show_form(request, "custody/contact/confirm.html", form=form, change=found)


@require_GET
@requires_role(*APPROVERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """List the changes that wait for a second person."""
    rows = [(each, ActForm(auto_id=f"{each.id}_%s")) for each in changes_to_approve(signed_in(request))[:200]]
    return TemplateResponse(request, "custody/contact/waiting.html", {"rows": rows})


@require_POST
@requires_role(*APPROVERS)
def approve(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Approve how somebody else is reached."""
    return _one_button(request, change_id, acting.approve_contact_change, back="contact:waiting")


@require_POST
def cancel(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Drop a change, my own or that of somebody else."""
    found = change_for(signed_in(request), change_id=change_id)
    back = "contact:mine" if found.officer_id == signed_in(request).id else "contact:waiting"
    return _one_button(request, change_id, acting.cancel_contact_change, back=back)


def _one_button(
    request: HttpRequest, change_id: UUID, what: Callable[..., ContactChange], *, back: str
) -> HttpResponse:
    """Do one act without a question, and lead back; a refusal is told there."""
    found, form = change_for(signed_in(request), change_id=change_id), ActForm(request.POST)
    if form.is_valid():
        with attempt(form, again="change") as done:
            what(act=act_for(request, form), change_id=found.id)
            done.ref = found.id
        if done.ref:
            _say(request, change_for(signed_in(request), change_id=found.id))
    for refused in form.non_field_errors():
        messages.error(request, str(refused))
    return redirect(back)


def _say(request: HttpRequest, change: ContactChange) -> None:
    if change.outcome == "applied":
        messages.success(request, translate("The new number or mailbox is in use"))
    elif change.outcome == "cancelled":
        messages.success(request, translate("The change was dropped"))
    elif change.confirmed_at is None:
        messages.success(request, translate("Approved. It takes effect when the code is shown"))
    else:
        messages.success(request, translate("The code is right. It takes effect when approved, or after its day"))
