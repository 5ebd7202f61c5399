"""Holds: those that last, placing one, verifying, renewing and lifting it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clocks import instant_of
from custody.deadlines.selectors import database_now
from custody.destruction.actions import holds as actions
from custody.destruction.decision_permissions import RECORDERS
from custody.destruction.permissions import HOLDERS, VERIFIERS
from custody.destruction.selectors import holds as selectors
from custody.destruction.selectors.access import SEES_ORDERS
from custody.destruction.selectors.decisions import waiting_on
from custody.organisation.roles import Role
from custody.web.holds.forms import PlaceForm, RenewForm
from custody.web.shared.addresses import as_uuid
from custody.web.shared.decisions import DecisionForm, show_decision_form
from custody.web.shared.forms import CustodyForm, OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.local import with_offset
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.tabs import chosen, tabs
from custody.web.shared.telling import house_words
from custody.web.shared.words import HELD_BY

if TYPE_CHECKING:
    from custody.evidence.models import Hold
    from custody.organisation.models import Officer

TABS = {"lasting": _("Holds"), "verify": _("To be verified"), "review": _("To be reviewed"), "lifted": _("Lifted")}


@require_GET
@requires_role(*SEES_ORDERS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the holds that last, that wait for a second pair of eyes, that are to be reviewed, or that are over."""
    officer, name = signed_in(request), chosen(request, TABS)
    rows = selectors.visible_holds(officer).filter(lifted_at__isnull=name != "lifted")
    if name == "verify":
        rows = rows.filter(verified_at__isnull=True)
    if name == "review":
        rows = rows.filter(review_at__lte=database_now())
    return TemplateResponse(
        request,
        "custody/holds/list.html",
        {
            "tabs": tabs(TABS, current=name),
            "current": name,
            "listing": listing(request, rows.order_by("-lifted_at" if name == "lifted" else "review_at", "id")),
            "authorities": HELD_BY,
            "may_place": officer.has_role(*HOLDERS),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*HOLDERS)
def place(request: HttpRequest) -> HttpResponse:
    """Hold back the unit that ``?unit=`` names, or units of the seizure that ``?seizure=`` names."""
    officer = signed_in(request)
    unit_id, seizure_id = (as_uuid(text) if text else None for text in map(request.GET.get, ("unit", "seizure")))
    units = selectors.units_to_hold(officer, unit_id=unit_id, seizure_id=seizure_id)
    form = PlaceForm(request.POST or None)
    form.fields["units"].offer(units, ticked=True)  # type: ignore[attr-defined]
    if (ref := first_answer(request, form, again="holds")) != "":
        return _placed(officer, ref, unit_id=unit_id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="holds") as done:
            made = actions.place_hold(
                act=act_for(request, form),
                unit_ids=answers["units"],
                authority=answers["authority"],
                reference=answers["reference"],
                reason=answers["reason"],
                review_at=_begin_of(answers["review_on"]),
            )
            done.ref = [each.id for each in made]
        if done.ref != "":
            return _placed(officer, done.ref, unit_id=unit_id)
    return show_form(
        request, "custody/holds/place.html", form=form, is_over=not units, unit_id=unit_id,
        seizure_id=seizure_id, gone=any(unit.is_gone for unit in units),
    )


def _placed(officer: Officer, hold_ids: Sequence[UUID], *, unit_id: UUID | None) -> HttpResponse:
    """Show the hold that was recorded, or to who reads no holds, or where nothing was left to hold, the unit."""
    if hold_ids and officer.has_role(*SEES_ORDERS):
        return redirect("holds:hold", hold_ids[0])
    return redirect("units:unit", selectors.unit_id_of(hold_ids[0]) if hold_ids else unit_id)


@require_GET
@requires_role(*SEES_ORDERS)
def hold(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Show one hold, and what may be done with it."""
    found = selectors.hold_for(signed_in(request), hold_id=hold_id)
    return TemplateResponse(
        request, "custody/holds/hold.html", {**_facts(request, found), "receipt": receipt_on(found.stream_id)}
    )


@require_http_methods(["GET", "POST"])
@requires_role(*VERIFIERS)
def verify(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Hold a hold against its paper."""
    return _sign(request, hold_id, actions.verify_hold, "custody/holds/verify.html")


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Record that its authority lifted a hold; it holds until another person has verified that."""
    found = selectors.hold_for(signed_in(request), hold_id=hold_id)
    return show_decision_form(
        request, DecisionForm(request.POST or None, request.FILES or None, seen=found.last_seq),
        "custody/holds/lift.html",
        lambda act, paper, answers: actions.lift_hold(
            act=act, hold_id=found.id, paper=paper, expected_seq=answers["expected_seq"]
        ),
        **_facts(request, found),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.CASE_OFFICER)
def renew(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Say that a hold still stands, and when it is asked again."""
    found = selectors.hold_for(signed_in(request), hold_id=hold_id)
    form = RenewForm(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="holds"):
        return redirect("holds:hold", found.id)
    if form.is_valid():
        with attempt(form, again="holds") as done:
            actions.renew_hold(
                act=act_for(request, form),
                hold_id=found.id,
                review_at=_begin_of(form.cleaned_data["review_on"]),
                expected_seq=form.cleaned_data["expected_seq"],
            )
            done.ref = [found.id]
        if done.ref:
            return redirect("holds:hold", found.id)
    return show_form(request, "custody/holds/renew.html", form=form, **_facts(request, found))


def _sign(request: HttpRequest, hold_id: UUID, action: Callable[..., Hold], template: str) -> HttpResponse:
    """Show the hold, and let a second person sign for ``action``."""
    found = selectors.hold_for(signed_in(request), hold_id=hold_id)
    form: CustodyForm = OneButton(request.POST or None, seen=found.last_seq)
    if first_answer(request, form, again="holds"):
        return redirect("holds:hold", found.id)
    if form.is_valid():
        with attempt(form, again="holds") as done:
            action(act=act_for(request, form), hold_id=found.id, expected_seq=form.cleaned_data["expected_seq"])
            done.ref = [found.id]
        if done.ref:
            return redirect("holds:hold", found.id)
    return show_form(request, template, form=form, **_facts(request, found))


def _facts(request: HttpRequest, found: Hold) -> dict[str, object]:
    """Return what a page about one hold shows."""
    officer = signed_in(request)
    is_own, lasts = found.placed_by_id == officer.id, found.lifted_at is None
    second = lasts and not is_own and officer.has_role(*VERIFIERS)
    lifting = waiting_on([found.id], kind="lift_hold").get(found.id)
    by = found.lifted_by.badge if found.lifted_by else _("what it held back was used up")
    ended = f"{_local(found.lifted_at)} · {by}" if found.lifted_at else ""
    return {
        "hold": found,
        "unit": found.unit,
        "is_own": is_own and lasts,
        "may_verify": second and found.verified_at is None,
        "may_lift": lasts and lifting is None and officer.has_role(*RECORDERS),
        "lifting": lifting,
        "beside": selectors.others_on(found) if lasts else [],
        "may_renew": lasts and officer.has_role(Role.CASE_OFFICER),
        "rows": [
            SummaryRow(label=_("Held back by"), value=HELD_BY[found.authority]),
            SummaryRow(label=_("Reference"), value=found.reference, is_code=True),
            SummaryRow(label=_("Reason"), value=house_words(found.reason)),
            SummaryRow(label=_("Since"), value=_local(found.placed_at)),
            SummaryRow(label=_("Placed by badge"), value=found.placed_by.badge),
            SummaryRow(label=_("Second pair of eyes"), value=found.verified_by.badge if found.verified_by else "–"),
            SummaryRow(label=_("To be reviewed"), value=_local(found.review_at)),
            *([SummaryRow(label=_("Lifted"), value=ended)] if ended else []),
        ],
    }


def _local(moment: datetime) -> str:
    return with_offset(moment, zone=settings.CUSTODY_SITE_TIME_ZONE)


def _begin_of(day: date | None) -> datetime | None:
    """Return the first instant of a local day; None for none."""
    if day is None:
        return None
    return instant_of(datetime.combine(day, datetime.min.time()), zone=settings.CUSTODY_SITE_TIME_ZONE)
