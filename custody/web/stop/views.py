"""The stop of a conveyance: it is in custody from here on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.evidence.actions import stop
from custody.evidence.actions.clearance import record_clearance
from custody.evidence.actions.holding import say_who_holds
from custody.evidence.entries import Circumstances
from custody.evidence.lists import STOP_KINDS
from custody.evidence.selectors import access
from custody.evidence.selectors.clearance import held_for
from custody.evidence.selectors.colleagues import likely_beside
from custody.evidence.selectors.facts import open_guards
from custody.organisation.roles import Role
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.place_choice import LAST_PLACE, near
from custody.web.shared.receipts import receipt_of_opening
from custody.web.shared.repeats import first_answer
from custody.web.stop.forms import ClearanceForm, DetailsForm, GuardForm, HeldForm, RelieveForm, StopForm

FOUND = "found"


@require_http_methods(["GET", "POST"])
@requires_role(Role.OFFICER)
def begin(request: HttpRequest) -> HttpResponse:
    """Record a stop with the fewest answers, or with all of them (``?more``)."""
    kind = DetailsForm if "more" in request.GET else StopForm
    form: StopForm | DetailsForm = kind(request.POST or None)
    form.fields["place"].offer(near(request, kinds=STOP_KINDS))  # type: ignore[attr-defined]
    form.suggest("second_badge", likely_beside(signed_in(request)))
    if FOUND in request.GET:
        form.fields["kind"].label = _("Container, vehicle or ship?")
    if form.is_valid():
        answers = form.cleaned_data
        door = answers["container_number"]
        with attempt(form, again="unit") as done:
            unit = stop.contain_conveyance(
                act=act_for(request, form),
                kind=answers["kind"],
                place=answers["place"],
                second_badge=answers["second_badge"],
                container_number=None if door is None else door.number,
                container_number_doubted=door is not None and door.is_doubtful,
                number_on_another=answers["number_on_another"],
                vessel=answers.get("vessel"),
                imo_number=answers.get("imo_number"),
                seal=answers.get("seal"),
                remark=answers.get("remark"),
                circumstances=Circumstances(
                    detection=answers.get("detection") or None,
                    cover_load=answers.get("cover_load"),
                    hs_code=answers.get("hs_code"),
                    origin_country=answers.get("origin_country"),
                    origin_locode=answers.get("origin_locode"),
                ),
            )
            done.ref = unit.id
        if done.ref:
            if answers["place"]:
                request.session[LAST_PLACE] = answers["place"]
            # Who found drugs already is asked the next thing at once.
            return redirect("seizure:open" if FOUND in request.GET else "stop:recorded", done.ref)
    return show_form(request, "custody/stop/begin.html", form=form, more="more" in request.GET,
                     found=FOUND in request.GET)


@require_GET
def recorded(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say what is now true of the stopped conveyance."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    return TemplateResponse(
        request, "custody/stop/recorded.html", {"unit": unit, "receipt": receipt_of_opening(unit.stream_id)}
    )


@require_http_methods(["GET", "POST"])
def guard(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Post a guard, and show who stands there."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = GuardForm(request.POST or None, seen=unit.last_seq)
    form.suggest("guard_badge", likely_beside(signed_in(request), first=unit))
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            stop.post_guard(act=act_for(request, form), unit_id=unit.id, guard_badge=form.cleaned_data["guard_badge"],
                            expected_seq=form.cleaned_data["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return redirect("units:unit", unit.id)
    return show_form(request, "custody/stop/guard.html", form=form, unit=unit,
                     posts=[(post, RelieveForm()) for post in open_guards(unit)])


@require_POST
def relieve(request: HttpRequest, guard_id: UUID) -> HttpResponse:
    """Relieve a guard."""
    post = access.guard_post_for(signed_in(request), guard_id=guard_id)
    form = RelieveForm(request.POST)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            stop.relieve_guard(act=act_for(request, form), guard_id=post.id)
            done.ref = post.unit_id
        if done.ref:
            return redirect("units:unit", post.unit_id)
    return show_form(request, "custody/stop/relieve.html", form=form, post=post)


@require_http_methods(["GET", "POST"])
def held(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Say who else keeps a conveyance where it stands, or that nobody does any more."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = HeldForm(request.POST or None, seen=unit.last_seq, initial={"held_for": held_for(unit) or ""})
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            say_who_holds(act=act_for(request, form), unit_id=unit.id, held_for=form.cleaned_data["held_for"] or None,
                          expected_seq=form.cleaned_data["expected_seq"])
            done.ref = unit.id
        if done.ref:
            return redirect("units:unit", unit.id)
    return show_form(request, "custody/stop/held.html", form=form, unit=unit)


@require_http_methods(["GET", "POST"])
def clearance(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Record that an emptied conveyance, a seized vehicle or a cover load was searched once more."""
    unit = access.unit_for(signed_in(request), unit_id=unit_id)
    form = ClearanceForm(request.POST or None, seen=unit.last_seq)
    form.suggest("second_badge", likely_beside(signed_in(request)))
    if first_answer(request, form, again="unit"):
        return redirect("units:unit", unit.id)
    if form.is_valid():
        with attempt(form, again="unit") as done:
            record_clearance(act=act_for(request, form), unit_id=unit.id, **{
                name: form.cleaned_data[name]
                for name in ("method", "result", "second_badge", "remark", "expected_seq")})
            done.ref = unit.id
        if done.ref:
            return redirect("units:unit", unit.id)
    return show_form(request, "custody/stop/clearance.html", form=form, unit=unit)
