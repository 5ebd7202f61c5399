"""Inventories: which wait, asking for one, and counting blind. Nothing of the books is on these pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.deadlines.selectors import database_now, open_clocks
from custody.evidence.actions import broken_counts
from custody.evidence.actions import inventory as actions
from custody.evidence.lists import STORE_KINDS
from custody.evidence.permissions import TAKES_OUT
from custody.evidence.selectors import counting
from custody.evidence.selectors.holding import read_off
from custody.organisation.roles import Role
from custody.organisation.selectors import places, scales
from custody.web.inventories.forms import AskForm, BeginForm, BreakOffForm, FoundForm
from custody.web.inventories.words import BROKEN_OFF, CAUSES, KINDS, OUTCOMES, SAID, STATES
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.deadlines.models import Clock
    from custody.evidence.models import Inventory, InventoryLine
    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List the inventories the officer may know of, the newest first."""
    officer = signed_in(request)
    page = listing(request, counting.visible_inventories(officer).order_by("-asked_at", "id"))
    clocks = open_clocks(each.id for each in page.rows)
    return TemplateResponse(
        request,
        "custody/inventories/list.html",
        {
            "listing": page,
            "rows": [_row(each, clocks.get(each.id, [])) for each in page.rows],
            "may_ask": officer.has_role(*counting.PLANS),
            "next": _next(officer),
        },
    )


def _next(officer: Officer) -> list[tuple[str, date, date]]:
    rows = counting.next_counts(officer, at=database_now())
    return [(each.place, localtime(each.earliest).date(), localtime(each.latest).date()) for each in rows]


@require_http_methods(["GET", "POST"])
@requires_role(*counting.PLANS)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that a place is counted."""
    form = AskForm(request.POST or None, initial={"percent": 100})
    form.offer("place", [(place.code_word, place.code_word) for place in places(kinds=STORE_KINDS)])
    if ref := first_answer(request, form, again="inventory"):
        return redirect("inventories:inventory", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="inventory") as done:
            made = actions.ask_inventory(
                act=act_for(request, form), place=answers["place"], kind=answers["kind"], percent=answers["percent"]
            )
            done.ref = made.id
        if done.ref:
            return redirect("inventories:inventory", done.ref)
    return show_form(request, "custody/inventories/ask.html", form=form)


@require_GET
def inventory(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Show an inventory: to who counts what they found, to who plans what came of it."""
    officer = signed_in(request)
    found = counting.inventory_for(officer, inventory_id=inventory_id)
    return _page(request, found)


@require_http_methods(["GET", "POST"])
@requires_role(*counting.COUNTERS)
def begin(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Begin to count with a second person."""
    found = counting.inventory_for(signed_in(request), inventory_id=inventory_id)
    form = BeginForm(request.POST or None)
    if first_answer(request, form, again="inventory"):
        return redirect("inventories:count", found.id)
    if form.is_valid():
        with attempt(form, again="inventory") as done:
            actions.open_inventory(
                act=act_for(request, form), inventory_id=found.id, second_badge=form.cleaned_data["second"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("inventories:count", found.id)
    return show_form(request, "custody/inventories/begin.html", form=form, **_alone(found))


@require_http_methods(["GET", "POST"])
@requires_role(*counting.COUNTERS)
def count(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Write down one thing after the other, as it is read. What the books say is not shown."""
    officer = signed_in(request)
    found = counting.inventory_for(officer, inventory_id=inventory_id)
    form = FoundForm(request.POST or None)
    form.fields["scale"].choices = [(scale.code, scale.code) for scale in scales()]  # type: ignore[attr-defined]
    if found.kind != "opening":
        form.fields.pop("kind")
    if first_answer(request, form, again="line"):
        return redirect("inventories:count", found.id)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="line") as done:
            line = actions.record_found(
                act=act_for(request, form),
                inventory_id=found.id,
                label=answers["label"],
                seal_seen=answers["seal"] or None,
                package_count=answers["packages"],
                gross_mg=answers["gross"],
                scale=answers["scale"] or None,
                kind_seen=answers.get("kind") or None,
                packaging_whole=SAID[answers["packaging"]],
                found_in_time=SAID[answers["in_time"]],
            )
            done.ref = line.id
        if done.ref:
            return redirect("inventories:count", found.id)
    lines = counting.lines_for(officer, found)
    return show_form(
        request,
        "custody/inventories/count.html",
        form=form,
        lines=lines,
        finish=OneButton() if found.state == "open" and officer.id == found.counter_id else None,
        left=[label for label in found.drawn if label not in {line.label for line in lines}],
        **_alone(found),
    )


@require_POST
@requires_role(*counting.COUNTERS)
def finish(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Say that everything was counted."""
    found = counting.inventory_for(signed_in(request), inventory_id=inventory_id)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="inventory") as done:
            actions.finish_inventory(act=act_for(request, form), inventory_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("inventories:inventory", found.id)
    return _page(request, found, form=form)


@require_POST
@requires_role(*counting.COUNTERS)
def sign(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Sign the inventory as the second person."""
    found = counting.inventory_for(signed_in(request), inventory_id=inventory_id)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="inventory") as done:
            actions.sign_inventory(act=act_for(request, form), inventory_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("inventories:inventory", found.id)
    return _page(request, found, form=form)


@require_http_methods(["GET", "POST"])
@requires_role(Role.SUPERVISOR)
def break_off(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """Break off a count that its two left half. Whether it can still be seen afterwards depends on who asked for it."""
    found = counting.inventory_for(signed_in(request), inventory_id=inventory_id)
    form = BreakOffForm(request.POST or None)
    if first_answer(request, form, again="inventory"):
        return redirect("inventories:list")
    if form.is_valid():
        with attempt(form, again="inventory") as done:
            broken_counts.break_off(
                act=act_for(request, form), inventory_id=found.id, reason=form.cleaned_data["reason"]
            )
            done.ref = found.id
        if done.ref:
            return redirect("inventories:list")
    return show_form(request, "custody/inventories/break_off.html", form=form, **_alone(found))


def _page(request: HttpRequest, found: Inventory, *, form: OneButton | None = None) -> HttpResponse:
    officer = signed_in(request)
    counts = officer.id in {found.counter_id, found.second_id}
    context: dict[str, object] = {
        **_alone(found),
        "facts": _facts(officer, found),
        "lines": _lines(officer, found),
        "shows_outcome": counting.sees_outcome(officer, found),
        "may_take": counting.sees_outcome(officer, found) and officer.has_role(*TAKES_OUT),
        "may_begin": counting.is_outside(officer)
        and (found.state == "asked" or counting.was_left(found, at=database_now())),
        "may_break_off": officer.has_role(Role.SUPERVISOR) and found.state in ("open", "counted") and not counts,
        "may_count": found.state == "open" and counts,
        "sign": OneButton() if found.state == "counted" and officer.id == found.second_id else None,
    }
    if form is not None:
        return show_form(request, "custody/inventories/refused.html", form=form, **context)
    return TemplateResponse(
        request, "custody/inventories/inventory.html", {**context, "receipt": receipt_on(found.stream_id)}
    )


def _lines(officer: Officer, found: Inventory) -> list[tuple[InventoryLine, Text, str, UUID | None]]:
    """Return each line, what came of it, and the unit of what is booked elsewhere: there the move is recorded, as an
    act of its own and by who has it, never by the count itself."""
    lines = counting.lines_for(officer, found)
    astray = [line.label for line in lines if line.outcome == "elsewhere"]
    units = read_off(officer, astray if counting.sees_outcome(officer, found) else [])
    since = found.opened_at or found.asked_at
    return [
        (
            line,
            *(OUTCOMES[line.outcome] if line.found_at >= since else BROKEN_OFF),
            units[line.label].id if line.label in units else None,
        )
        for line in lines
    ]


def _facts(officer: Officer, found: Inventory) -> list[SummaryRow]:
    rows = [
        SummaryRow(label=_("Place"), value=found.place.code_word),
        SummaryRow(label=_("Kind"), value=KINDS[found.kind]),
        SummaryRow(label=_("Because"), value="–" if found.cause is None else CAUSES.get(found.cause, found.cause)),
        SummaryRow(label=_("Percent of the place"), value=found.percent),
        SummaryRow(label=_("Asked by badge"), value=found.asked_by.badge),
        SummaryRow(label=_("Counted by badges"), value=_people(found)),
    ]
    if counting.sees_outcome(officer, found):
        rows += [
            SummaryRow(label=_("Found"), value=found.found),
            SummaryRow(label=_("Not found"), value=found.missing),
            SummaryRow(label=_("Differences in all"), value=found.differences),
        ]
    return rows


def _alone(found: Inventory) -> dict[str, object]:
    return _row(found, open_clocks([found.id]).get(found.id, []))


def _row(found: Inventory, clocks: Sequence[Clock]) -> dict[str, object]:
    words, tone = STATES[found.state]
    return {
        "inventory": found,
        "place": found.place.code_word,
        "kind": KINDS[found.kind],
        "state": words,
        "tone": tone,
        "people": _people(found),
        "due_at": clocks[0].due_at if clocks else None,
    }


def _people(found: Inventory) -> str:
    return ", ".join(each.badge for each in (found.counter, found.second) if each is not None) or "–"
