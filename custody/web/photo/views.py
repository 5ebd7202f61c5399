"""Photos of units and seizures: attach one, and look at one with a reason."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from custody.evidence.actions import photo
from custody.evidence.selectors import access
from custody.web.photo.forms import LookForm, PhotoForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in


@require_http_methods(["GET", "POST"])
def attach_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Attach a photo to a unit."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with attempt(form, again="photo") as done:
            done.ref = photo.attach_photo(act=act_for(request, form), content=form.cleaned_data["photo"].read(),
                                          slot=form.cleaned_data["slot"], unit_id=unit.id).id
        if done.ref:
            return redirect("units:unit", unit.id)
    return show_form(request, "custody/photo/attach_unit.html", form=form, unit=unit)


@require_http_methods(["GET", "POST"])
def attach_seizure(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Attach a photo to a seizure."""
    seizure = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    form = PhotoForm(request.POST or None, request.FILES or None, initial={"slot": "total"})
    if form.is_valid():
        with attempt(form, again="photo") as done:
            done.ref = photo.attach_photo(act=act_for(request, form), content=form.cleaned_data["photo"].read(),
                                          slot=form.cleaned_data["slot"], seizure_id=seizure.id).id
        if done.ref:
            return redirect("seizure:seizure", seizure.id)
    return show_form(request, "custody/photo/attach_seizure.html", form=form, seizure=seizure)


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Show a photo after it was recorded who looks and why."""
    found = access.photo_for(signed_in(request), photo_id=photo_id)
    form = LookForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="photo"):
            seen = photo.read_photo(act=act_for(request, form), photo_id=found.id,
                                    reason=form.cleaned_data["reason"])
            answer = HttpResponse(seen.content, content_type=seen.media_type)
            answer["Content-Disposition"] = "inline"
            return answer
    return show_form(request, "custody/photo/look.html", form=form, photo=found)
