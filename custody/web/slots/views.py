"""What burns need beside goods: slots, crews and escorts, furnaces that stand still, licences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.clocks import instant_of
from custody.deadlines.selectors import database_now
from custody.destruction.actions import slots as actions
from custody.destruction.permissions_planning import BOOKERS
from custody.destruction.selectors import book as books
from custody.destruction.selectors import plans as selectors
from custody.destruction.selectors.access import SEES_SESSIONS, facilities
from custody.destruction.selectors.licences import licences_of
from custody.organisation.roles import Role
from custody.reports.words import SUBSTANCES
from custody.web.shared.forms import CustodyForm, OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.repeats import first_answer
from custody.web.slots.forms import BookForm, CrewsForm, LicenceForm, OutageForm, WithdrawForm
from custody.web.slots.words import OUTAGE_REASONS

MOST_ROWS = 60
"""Crews and outages to come; the slots are paged."""


@require_GET
@requires_role(*SEES_SESSIONS)
def overview(request: HttpRequest) -> HttpResponse:
    """List the slots to come, and the crews and outages of now and later."""
    officer, at = signed_in(request), database_now()
    page = listing(request, selectors.visible_slots(officer).filter(starts_at__gt=at), size=40)
    taken = books.taken_hours(page.rows)
    may_book = officer.has_role(*BOOKERS)
    return show_form(
        request,
        "custody/slots/list.html",
        form=OneButton(),
        listing=page,
        rows=[(slot, (slot.facility_id, slot.starts_at) in taken) for slot in page.rows],
        shifts=selectors.visible_shifts(officer).filter(ends_at__gt=at)[:MOST_ROWS],
        outages=[
            (each, OUTAGE_REASONS[each.reason], may_book)
            for each in selectors.visible_outages(officer).filter(ends_at__gt=at, ended_at__isnull=True)[:MOST_ROWS]
        ],
        may_book=may_book,
        may_license=officer.has_role(Role.ADMINISTRATOR),
    )


@require_http_methods(["GET", "POST"])
@requires_role(*BOOKERS)
def book(request: HttpRequest) -> HttpResponse:
    """Book an hour at a furnace, once or for some weeks."""
    form = BookForm(request.POST or None)
    form.offer_furnaces(each.code_word for each in facilities())

    def act(answers: dict[str, Any]) -> object:
        # The same hour of the wall clock every week, also across a change of the clocks.
        local = [answers["starts_at"] + timedelta(weeks=n) for n in range(answers["weeks"])]
        return actions.book_slots(
            act=act_for(request, form),
            facility=answers["facility"],
            starts_at=[_instant(each) for each in local],
            escorts=answers["escorts"],
        )

    return _ask(request, form, act, again="slots", template="book")


@require_http_methods(["GET", "POST"])
@requires_role(*BOOKERS)
def withdraw(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Give a slot back."""
    slot = selectors.slot_for(signed_in(request), slot_id=slot_id)
    form = WithdrawForm(request.POST or None)

    def act(answers: dict[str, Any]) -> object:
        return actions.withdraw_slot(act=act_for(request, form), slot_id=slot.id, reason=answers["reason"])

    return _ask(request, form, act, again="slot", template="withdraw", slot=slot)


@require_http_methods(["GET", "POST"])
@requires_role(*BOOKERS)
def crews(request: HttpRequest) -> HttpResponse:
    """Say how many crews and escorts there are."""
    form = CrewsForm(request.POST or None)

    def act(answers: dict[str, Any]) -> object:
        return actions.roster_crews(
            act=act_for(request, form),
            jurisdiction=settings.CUSTODY_JURISDICTION,
            begins_at=_instant(answers["begins_at"]),
            ends_at=_instant(answers["ends_at"]),
            crews=answers["crews"],
            escorts=answers["escorts"],
        )

    return _ask(request, form, act, again="shift", template="crews")


@require_POST
@requires_role(*BOOKERS)
def cancel_crews(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Take back how many crews there are."""
    shift = selectors.shift_for(signed_in(request), shift_id=shift_id)
    form = OneButton(request.POST)
    return _ask(
        request, form, lambda _: actions.cancel_crews(act=act_for(request, form), shift_id=shift.id),
        again="shift", template="stopped",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*BOOKERS)
def outage(request: HttpRequest) -> HttpResponse:
    """Record that a furnace does not burn."""
    form = OutageForm(request.POST or None)
    form.offer_furnaces(each.code_word for each in facilities())

    def act(answers: dict[str, Any]) -> object:
        return actions.record_outage(
            act=act_for(request, form),
            facility=answers["facility"],
            begins_at=_instant(answers["begins_at"]),
            ends_at=_instant(answers["ends_at"]),
            reason=answers["reason"],
        )

    return _ask(request, form, act, again="outage", template="outage")


@require_POST
@requires_role(*BOOKERS)
def end_outage(request: HttpRequest, outage_id: UUID) -> HttpResponse:
    """Record that a furnace burns again."""
    found = selectors.outage_for(signed_in(request), outage_id=outage_id)
    form = OneButton(request.POST)
    return _ask(
        request, form, lambda _: actions.end_outage(act=act_for(request, form), outage_id=found.id),
        again="outage", template="stopped",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(Role.ADMINISTRATOR)
def licence(request: HttpRequest) -> HttpResponse:
    """Record what a furnace may burn."""
    form = LicenceForm(request.POST or None)
    furnaces = facilities()
    form.offer_furnaces(each.code_word for each in furnaces)
    held = licences_of(each.id for each in furnaces)

    def act(answers: dict[str, Any]) -> object:
        return actions.license_facility(
            act=act_for(request, form),
            **{name: answers[name] for name in ("facility", "number", "valid_from_on", "valid_until_on", "substances")},
        )

    return _ask(
        request, form, act, again="licence", template="licence", to="slots:licence",
        held=[(each.code_word, held.get(each.id, ())) for each in furnaces], substance_words=SUBSTANCES,
    )  # fmt: skip


def _ask(
    request: HttpRequest,
    form: CustodyForm,
    act: Callable[[dict[str, Any]], object],
    *,
    again: str,
    template: str,
    to: str = "slots:list",
    **facts: Any,
) -> HttpResponse:
    """Show the form, or do what it asks and go to the list."""
    if first_answer(request, form, again=again):
        return redirect(to)
    if form.is_valid():
        with attempt(form, again=again) as done:
            act(form.cleaned_data)
            done.ref = True
        if done.ref:
            return redirect(to)
    return show_form(request, f"custody/slots/{template}.html", form=form, **facts)


def _instant(local: datetime) -> datetime:
    return instant_of(local, zone=settings.CUSTODY_SITE_TIME_ZONE)
