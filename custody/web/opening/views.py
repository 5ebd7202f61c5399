"""Stock from before the record: reading the old list, and taking it into custody once it was counted blind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clock_kinds import ClockType
from custody.deadlines.selectors import open_clocks
from custody.evidence.actions import opening as actions
from custody.evidence.lists import STORE_KINDS
from custody.evidence.selectors.opening import (
    left_out_of,
    stock_for,
    unlisted_in,
    unsealed_of,
    unweighed_of,
    visible_stocks,
)
from custody.evidence.stocklist import COLUMNS, MORE
from custody.organisation.roles import Role
from custody.organisation.selectors import places
from custody.web.shared.forms import CustodyForm, PlaceField, act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.words import CLOCKS, UNIT_KINDS

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import HandlingUnit, OpeningStock
    from custody.web.shared.words import Word

MOST_OWED = 50
"""How many of what a list still owes are named: one fetches these, and finds the next ones named."""
LARGEST = 2 * 1024 * 1024
OUTCOMES = {
    "agrees": (_("As on the list"), "success"),
    "differs": (_("Differs, and is frozen"), "danger"),
    "not_found": (_("Not found"), "danger"),
}


class ListField(forms.FileField):
    """A list as a file of comma-separated values. Returns its text."""

    widget = forms.FileInput(attrs={"class": "ds-input"})

    default_error_messages = {
        "required": _("Choose the file"),
        "invalid": _("Choose the file"),
        "empty": _("This file is empty"),
        "large": _("This file is too large. Send it in parts"),
        "text": _("This is no text. Save the list as CSV, UTF-8"),
    }

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the text of the file."""
        found = super().clean(data, initial)
        if found.size > LARGEST:
            raise forms.ValidationError(self.error_messages["large"], code="large")
        try:
            return found.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(self.error_messages["text"], code="text") from None


class ImportForm(CustodyForm):
    """Which place, and the list of what lies there."""

    place = PlaceField(label=_("Which place?"))
    file = ListField(label=_("List as CSV"), help_text=_("UTF-8, with a decimal point in weights"))
    also_called = {"label": "file", "seal_number": "file"}


class RegisterForm(CustodyForm):
    """A one-button act."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """List the lists the officer may read."""
    officer = signed_in(request)
    page = listing(request, visible_stocks(officer))
    return TemplateResponse(
        request,
        "custody/opening/list.html",
        {"listing": page, "rows": page.rows, "may_import": officer.has_role(Role.STOREKEEPER)},
    )


@require_http_methods(["GET", "POST"])
@requires_role(Role.STOREKEEPER)
def import_list(request: HttpRequest) -> HttpResponse:
    """Read a list of what lies in a place."""
    form = ImportForm(request.POST or None, request.FILES or None)
    form.offer("place", [(place.code_word, place.code_word) for place in places(kinds=STORE_KINDS)])
    if ref := first_answer(request, form, again="stock"):
        return redirect("opening:stock", ref)
    if form.is_valid():
        with attempt(form, again="stock") as done:
            made = actions.import_opening(
                act=act_for(request, form), place=form.cleaned_data["place"], text=form.cleaned_data["file"]
            )
            done.ref = made.id
        if done.ref:
            return redirect("opening:stock", done.ref)
    return show_form(request, "custody/opening/import.html", form=form, columns=",".join(COLUMNS), more=",".join(MORE))


@require_http_methods(["GET", "POST"])
def stock(request: HttpRequest, stock_id: UUID) -> HttpResponse:
    """Show a list, and let a supervisor take it into custody once it is counted."""
    officer = signed_in(request)
    found = stock_for(officer, stock_id=stock_id)
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        with attempt(form, again="stock") as done:
            actions.register_opening(act=act_for(request, form), stock_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("opening:stock", found.id)
    page = listing(request, found.lines.select_related("second").order_by("row"))
    context: dict[str, object] = {
        "stock": found,
        "facts": _facts(found),
        "listing": page,
        "lines": [
            (line, UNIT_KINDS[line.kind], *OUTCOMES.get(line.outcome or "", ("–", "neutral"))) for line in page.rows
        ],
        "left_out": left_out_of(found),
        "unlisted": unlisted_in(found),
        "waits": found.registered_at is None,
        "owed": _owed(found),
        "counted": found.inventory.state == "signed",
    }
    may = found.registered_at is None and found.inventory.state == "signed" and officer.has_role(Role.SUPERVISOR)
    if may or form.is_bound:
        return show_form(request, "custody/opening/register.html", form=form, **context)
    return TemplateResponse(request, "custody/opening/stock.html", {**context, "receipt": receipt_on(found.stream_id)})


def _owed(found: OpeningStock) -> list[tuple[Word, datetime, list[HandlingUnit], int]]:
    """Return what units of the list still owe: which it is, by when, the first of them, and how many more."""
    clocks = {clock.clock_type: clock for clock in open_clocks([found.id]).get(found.id, [])}
    out = []
    for kind, units_of in ((ClockType.OPENING_SEALS, unsealed_of), (ClockType.OPENING_WEIGHTS, unweighed_of)):
        if kind in clocks:
            units = units_of(found.id)
            first = list(units[:MOST_OWED])
            out.append((CLOCKS[kind], clocks[kind].due_at, first, units.count() - len(first)))
    return out


def _facts(found: OpeningStock) -> list[SummaryRow]:
    return [
        SummaryRow(label=_("Place"), value=found.place.code_word),
        SummaryRow(label=_("Lines"), value=found.line_count),
        SummaryRow(label=_("Imported by badge"), value=found.imported_by.badge),
        SummaryRow(label=_("SHA-256 of the file"), value=found.file_sha256),
        SummaryRow(label=_("Taken into custody by badge"),
                   value="–" if found.registered_by is None else found.registered_by.badge),
    ]  # fmt: skip
