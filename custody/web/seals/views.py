"""The register of blank seals: what was delivered by which maker; taking a delivery in, withdrawing one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from custody.evidence.actions import seal_register as actions
from custody.evidence.selectors import seal_register as selectors
from custody.web.seals.forms import ReceiveForm, VoidForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.repeats import first_answer
from custody.web.shared.sealing import SEAL_CLASSES


@require_GET
@requires_role(*selectors.READERS)
def register(request: HttpRequest) -> HttpResponse:
    """List the deliveries, the newest first."""
    officer = signed_in(request)
    found = listing(request, selectors.visible_batches(officer).order_by("-taken_in_at", "id"))
    context = {
        "listing": found,
        "rows": [(row, SEAL_CLASSES[row.seal_class]) for row in found.rows],
        "may_keep": officer.has_role(*selectors.KEEPERS),
    }
    return TemplateResponse(request, "custody/seals/list.html", context)


@require_http_methods(["GET", "POST"])
@requires_role(*selectors.KEEPERS)
def receive(request: HttpRequest) -> HttpResponse:
    """Take a delivery in."""
    form = ReceiveForm(request.POST or None)
    if first_answer(request, form, again="batch"):
        return redirect("seals:list")
    if form.is_valid():
        names = ("maker", "seal_class", "first", "last")
        with attempt(form, again="batch") as done:
            done.ref = actions.receive_seals(
                act=act_for(request, form), **{name: form.cleaned_data[name] for name in names}
            ).id
        if done.ref:
            return redirect("seals:list")
    return show_form(request, "custody/seals/receive.html", form=form)


@require_http_methods(["GET", "POST"])
@requires_role(*selectors.KEEPERS)
def void(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Withdraw a delivery."""
    found = selectors.batch_for(signed_in(request), batch_id=batch_id)
    form = VoidForm(request.POST or None)
    if first_answer(request, form, again="batch"):
        return redirect("seals:list")
    if form.is_valid():
        with attempt(form, again="batch") as done:
            done.ref = actions.void_seals(
                act=act_for(request, form), batch_id=found.id, reason=form.cleaned_data["reason"]
            ).id
        if done.ref:
            return redirect("seals:list")
    return show_form(request, "custody/seals/void.html", form=form, batch=found)
