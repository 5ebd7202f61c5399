"""Filters of the list of goods that are kept under a name."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from custody.organisation.actions.saved import drop_view, keep_view
from custody.web.dashboard.forms import DropForm, KeepForm
from custody.web.dashboard.lists import asked_of, said
from custody.web.dashboard.views import READERS
from custody.web.shared.forms import show_form
from custody.web.shared.guards import requires_role, signed_in


@require_http_methods(["GET", "POST"])
@requires_role(*READERS)
def keep(request: HttpRequest) -> HttpResponse:
    """Ask for a name, and keep the filters under it."""
    form, asked = KeepForm(request.POST or None), asked_of(request)
    if form.is_valid():
        answers = form.cleaned_data
        keep_view(
            officer=signed_in(request), name=answers["name"], query=urlencode(asked), shared_with=answers["shared_with"]
        )
        return redirect(f"{reverse('dashboard:goods')}?{urlencode(asked)}")
    return show_form(request, "custody/dashboard/keep.html", form=form, said=said(asked), query=urlencode(asked))


@require_POST
@requires_role(*READERS)
def drop(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget filters that the officer kept."""
    if DropForm(request.POST).is_valid():
        drop_view(officer=signed_in(request), view_id=view_id)
    return redirect("dashboard:goods")
