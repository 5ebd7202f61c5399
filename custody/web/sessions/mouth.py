"""At the mouth of the furnace, on a phone: one calls, another counts, and each signs their own list."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from custody.core.errors import InvalidInput, NotFound
from custody.destruction.actions import tally as actions
from custody.destruction.entries import Load
from custody.destruction.selectors import sessions as selectors
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.tallies import mouth_of
from custody.destruction.tally_permissions import LOADERS
from custody.evidence.selectors.access import unit_for
from custody.web.sessions.fire_forms import LoadingForm
from custody.web.sessions.words import PARTS
from custody.web.shared.folding import in_groups
from custody.web.shared.forms import CustodyForm, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer


@require_http_methods(["GET", "POST"])
@requires_role(*LOADERS)
def loading(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Write down what the officer sees go into the fire; what the other one wrote is not shown."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    mouth = mouth_of(found)
    part = mouth.part_of(officer)
    mine = {each.unit_id for each in mouth.loaded if each.loaded_by_id == officer.id}
    units = [line.unit for line in selectors.manifest(found) if line.unit_id not in mine]
    form = LoadingForm(request.POST or None, units=units, part=part)
    if ref := first_answer(request, form, again="session"):
        return redirect("sessions:tally", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            loads = list(answers["loads"])
            if answers["other"]:
                try:
                    other = unit_for(officer, label=answers["other"])
                    loads.append(Load(unit_id=other.id, looked_again=bool(answers.get("looked_again"))))
                except NotFound:
                    raise InvalidInput(
                        "tally.unknown", "No unit has this label. Read it again", field="units"
                    ) from None
            actions.record_loading(
                act=act_for(request, form), session_id=found.id, part=answers["part"], loads=loads
            )
            done.ref = found.id
        if done.ref:
            return redirect("sessions:tally", found.id)
    return show_form(
        request, "custody/sessions/loading.html", form=form, session=found, count=len(mine),
        part=PARTS[part] if part else _("Two people stand at the mouth of the furnace"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*LOADERS)
def tally(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Sign the own list of what went into the fire; who wrote down nothing yet begins with that."""
    officer = signed_in(request)
    found = session_for(officer, session_id=session_id)
    mouth = mouth_of(found)
    part = mouth.part_of(officer)
    if part is None:
        return redirect("sessions:loading", found.id)
    form = CustodyForm(request.POST or None)
    if first_answer(request, form, again="tally"):
        return redirect("sessions:session", found.id)
    if form.is_valid():
        with attempt(form, again="tally") as done:
            done.ref = actions.sign_tally(act=act_for(request, form), session_id=found.id).id
        if done.ref:
            return redirect("sessions:session", found.id)
    mine = mouth.of_part(part)
    return show_form(
        request, "custody/sessions/tally.html", form=form, session=found, part=PARTS[part], rows=mine,
        groups=in_groups(mine, named=lambda each: each.unit.label),
        packages=sum(each.package_count or 0 for each in mine), signed=mouth.signed_part(part),
        is_over=mouth.signed_part(part) is not None,
    )  # fmt: skip
