"""A transport that stood still drives on: its crew looks at the seal of the vehicle first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from custody.evidence.actions import mission as acts
from custody.evidence.selectors.missions import loads_of, mission_for
from custody.evidence.selectors.vehicles import vehicle_seals
from custody.web.mission.forms import GoOnForm, vehicle_name
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.interrupting import reads_again, seal_differs, type_again
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from custody.evidence.models import Mission


def seals_aboard(found: Mission) -> dict[UUID, str]:
    """Return, by unit that rides along, the seal its vehicle left under. No page shows a number of them."""
    return vehicle_seals([load.unit for load in loads_of(found) if load.state == "carried"])


@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest, mission_id: UUID) -> HttpResponse:
    """Say that it moves again, and what was read off the vehicle before."""
    found = mission_for(signed_in(request), mission_id=mission_id)
    riding, again, sent = seals_aboard(found), reads_again(request), request.POST.copy()
    vehicles = len(set(riding.values()))
    for number in range(vehicles if again else 0):
        sent.pop(vehicle_name(number), None)
    form = GoOnForm(sent or None, vehicles=vehicles)
    if again:
        if form.is_valid():
            form.add_error(vehicle_name(0) if vehicles else None, type_again(count=len(riding)))
        return show_form(request, "custody/mission/go_on.html", form=form, mission=found)
    if first_answer(request, form, again="mission"):
        return redirect("mission:mission", found.id)
    if form.is_valid():
        with attempt(form, again="mission") as done:
            done.ref = acts.go_on(
                act=act_for(request, form), mission_id=found.id, vehicle_seals=form.vehicle_seals()
            ).id
        if done.ref:
            return redirect("mission:mission", found.id)
        if form.to_read_again:
            read = ", ".join(filter(None, (request.POST.get(vehicle_name(number)) for number in range(vehicles))))
            return seal_differs(request, form, read=read, count=len(riding))
    return show_form(request, "custody/mission/go_on.html", form=form, mission=found)
