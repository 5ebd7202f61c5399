"""Who from outside stood by at a fire."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from custody.destruction.actions.attendance import record_attendance
from custody.destruction.attendance_permissions import HOSTS
from custody.destruction.lists import NAME_MOST, REASON_MOST
from custody.destruction.selectors.access import session_for
from custody.reports.words import ATTENDANCE_ANSWERS, ATTENDS_FOR
from custody.web.shared.forms import ChoiceField, CountField, CustodyForm, TextField, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import choices


class AttendanceForm(CustodyForm):
    """Somebody without a badge, and whether they signed."""

    attends_for = ChoiceField(label=_("For whom do they stand by?"), choices=choices(ATTENDS_FOR))
    name = TextField(label=_("Name"), max_length=NAME_MOST)
    position = TextField(label=_("Position"), max_length=NAME_MOST)
    answer = ChoiceField(label=_("Did they sign?"), choices=choices(ATTENDANCE_ANSWERS))
    reason = TextField(label=_("If not: why?"), max_length=REASON_MOST, required=False)
    temperature = CountField(
        label=_("How hot was the fire?"), help_text=_("Degrees Celsius, if the furnace says so"), required=False
    )
    also_called = {"temperature_c": "temperature"}


@require_http_methods(["GET", "POST"])
@requires_role(*HOSTS)
def attendance(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Write down who from outside stood by at a fire."""
    found = session_for(signed_in(request), session_id=session_id)
    form = AttendanceForm(request.POST or None)
    if first_answer(request, form, again="session"):
        return redirect("sessions:session", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="session") as done:
            record_attendance(
                act=act_for(request, form), session_id=found.id, temperature_c=answers["temperature"],
                **{name: answers[name] for name in ("attends_for", "name", "position", "answer", "reason")},
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("sessions:session", found.id)
    title = _("Who from outside stood by")
    return show_form(request, "custody/sessions/residue.html", form=form, session=found, title=title)
