"""Photos of units and seizures: attach one, and look at one with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from custody.evidence.actions import photo
from custody.evidence.selectors import access
from custody.evidence.selectors.found_labels import found_label_for
from custody.web.photo.forms import LookForm, PhotoForm, slot_asked
from custody.web.photo.slots import OF_FOUND_LABEL, OF_SEIZURE, OF_UNIT, is_kept, next_slot, photo_set
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.taking_out import shown_once
from custody.web.shared.words import PHOTO_SLOTS

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Seizure


@require_http_methods(["GET", "POST"])
def attach_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Attach a photo to a unit; where a slot is named, that of the slot, and the next one after it."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form, slot = _form(request, first="")
    if form.is_valid():
        with attempt(form, again="photo") as done:
            done.ref = photo.attach_photo(act=act_for(request, form), content=form.cleaned_data["photo"].read(),
                                          slot=form.cleaned_data["slot"], unit_id=unit.id).id
        if done.ref:
            return _kept(request, unit, slot, slots=OF_UNIT, page="photo:attach_unit") or redirect(
                "units:unit", unit.id)  # fmt: skip
    return show_form(request, "custody/photo/attach_unit.html", form=form, unit=unit, slot=slot,
                     is_kept_already=is_kept(unit, slot=slot),
                     photos=photo_set(unit, slots=OF_UNIT, page="photo:attach_unit"))


@require_http_methods(["GET", "POST"])
def attach_seizure(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Attach a photo to a seizure; where a slot is named, that of the slot, and the next one after it."""
    seizure = access.seizure_for(signed_in(request), seizure_id=seizure_id)
    form, slot = _form(request, first="total")
    if form.is_valid():
        with attempt(form, again="photo") as done:
            done.ref = photo.attach_photo(act=act_for(request, form), content=form.cleaned_data["photo"].read(),
                                          slot=form.cleaned_data["slot"], seizure_id=seizure.id).id
        if done.ref:
            return _kept(request, seizure, slot, slots=OF_SEIZURE, page="photo:attach_seizure") or redirect(
                "seizure:seizure", seizure.id)  # fmt: skip
    return show_form(request, "custody/photo/attach_seizure.html", form=form, seizure=seizure, slot=slot,
                     is_kept_already=is_kept(seizure, slot=slot),
                     photos=photo_set(seizure, slots=OF_SEIZURE, page="photo:attach_seizure"))


@require_http_methods(["GET", "POST"])
def attach_found_label(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Attach a photo of a label that lay somewhere to what was reported of it."""
    report = found_label_for(signed_in(request), report_id=report_id)
    form, slot = _form(request, first="label")
    form.for_one(slot or OF_FOUND_LABEL[0])
    if form.is_valid():
        with attempt(form, again="photo") as done:
            done.ref = photo.attach_photo(act=act_for(request, form), content=form.cleaned_data["photo"].read(),
                                          slot=form.cleaned_data["slot"], found_label_id=report.id).id
        if done.ref:
            return redirect("labels:found_one", report.id)
    return show_form(request, "custody/photo/attach_found_label.html", form=form, report=report)


def _form(request: HttpRequest, *, first: str) -> tuple[PhotoForm, str]:
    """Return the form, and the slot that the address names: then it asks for that photo alone."""
    form = PhotoForm(request.POST or None, request.FILES or None, initial={"slot": first})
    slot = slot_asked(request.GET)
    if slot:
        form.for_one(slot)
    return form, slot


def _kept(
    request: HttpRequest, subject: HandlingUnit | Seizure, slot: str, *, slots: tuple[str, ...], page: str
) -> HttpResponse | None:
    """Say which photo is kept and lead to the next that is not taken; ``None`` where no set is gone through."""
    if not slot:
        return None
    messages.success(request, _("Kept: %(photo)s") % {"photo": PHOTO_SLOTS[slot]})
    following = next_slot(subject, slots=slots, after=slot)
    return redirect(f"{reverse(page, args=[subject.id])}?slot={following}") if following else None


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Show a photo after it was recorded who looks and why."""
    found = access.photo_for(signed_in(request), photo_id=photo_id)
    form = LookForm(request.POST or None)

    def see() -> tuple[bytes, str]:
        seen = photo.read_photo(act=act_for(request, form), photo_id=found.id, reason=form.cleaned_data["reason"])
        return seen.content, seen.media_type

    given = shown_once(form, see) if form.is_valid() else None
    if given is not None:
        return given
    return show_form(request, "custody/photo/look.html", form=form, photo=found)
