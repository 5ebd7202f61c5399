"""The register of waivers: who asked for what, who let it through until when, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from custody.core.errors import InvalidInput, NotFound, NotPermitted
from custody.core.mass import MG_PER_KG
from custody.core.waivable import WAIVABLE
from custody.deadlines.selectors import database_now
from custody.destruction.selectors.waivers import BURN, burn_named, names_of_burns
from custody.evidence.selectors.access import unit_for, visible_units
from custody.evidence.selectors.checklists import line_numbered, names_of_lines
from custody.organisation.actions import waiver as actions
from custody.organisation.permissions import check_can_ask_waiver, check_can_decide_waiver, check_can_end_waiver
from custody.organisation.selectors import place_by_code_word, places
from custody.organisation.selectors.waivers import visible_waivers, waiver_counts, waiver_for
from custody.web.shared.forms import OneButton, act_for, attempt, show_form
from custody.web.shared.guards import signed_in
from custody.web.shared.paging import listing
from custody.web.shared.parts import SummaryRow
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer
from custody.web.shared.waiver_words import STATES, amount_words, rule_words
from custody.web.waivers.forms import AskForm, DecideForm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from custody.organisation.models import Officer, Waiver

COUNTED = timedelta(days=366)
"""How far back the counts go."""


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List the waivers the officer may read of, and count them by person and month."""
    officer = signed_in(request)
    page = listing(request, visible_waivers(officer))
    subjects = _subjects(officer, page.rows)
    return TemplateResponse(
        request,
        "custody/waivers/list.html",
        {
            "listing": page,
            "rows": [_row(waiver, subjects) for waiver in page.rows],
            "counts": waiver_counts(officer, since=database_now() - COUNTED),
            "may_ask": _may(lambda: check_can_ask_waiver(officer)),
        },
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that a rule may not hold for one thing for a time."""
    officer = signed_in(request)
    check_can_ask_waiver(officer)
    form = AskForm(request.POST or None, initial={name: request.GET.get(name, "") for name in ("rule", "about")})
    if ref := first_answer(request, form, again="waiver"):
        return redirect("waivers:waiver", ref)
    if form.is_valid():
        answers = form.cleaned_data
        with attempt(form, again="waiver") as done:
            shape = WAIVABLE[answers["rule"]]
            amount = answers["amount"]
            made = actions.ask_waiver(
                act=act_for(request, form),
                rule=answers["rule"],
                subject_id=_subject(officer, shape.subject_kind, answers["about"]),
                length=timedelta(hours=answers["hours"]),
                reason=answers["reason"],
                amount=amount * MG_PER_KG if amount is not None and shape.counted_in == "mg" else amount,
            )
            done.ref = made.id
        if done.ref:
            return redirect("waivers:waiver", done.ref)
    return show_form(request, "custody/waivers/ask.html", form=form)


@require_http_methods(["GET", "POST"])
def waiver(request: HttpRequest, waiver_id: UUID) -> HttpResponse:
    """Show a waiver, and let who stands two levels above decide it."""
    found = waiver_for(signed_in(request), waiver_id=waiver_id)
    form = DecideForm(request.POST or None)
    if first_answer(request, form, again="waiver"):
        return redirect("waivers:waiver", found.id)
    if form.is_valid():
        with attempt(form, again="waiver") as done:
            decide = actions.grant_waiver if form.cleaned_data["answer"] == "yes" else actions.refuse_waiver
            decide(act=act_for(request, form), waiver_id=found.id, answer=form.cleaned_data["words"])
            done.ref = found.id
        if done.ref:
            return redirect("waivers:waiver", found.id)
    return _page(request, found, form)


@require_POST
def end(request: HttpRequest, waiver_id: UUID) -> HttpResponse:
    """Take a waiver back, or end it before its time."""
    found = waiver_for(signed_in(request), waiver_id=waiver_id)
    form = OneButton(request.POST)
    if form.is_valid():
        with attempt(form, again="waiver") as done:
            actions.end_waiver(act=act_for(request, form), waiver_id=found.id)
            done.ref = found.id
        if done.ref:
            return redirect("waivers:waiver", found.id)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Waiver, form: DecideForm | OneButton) -> HttpResponse:
    officer = signed_in(request)
    row = _row(found, _subjects(officer, [found]))
    is_over = found.expires_at <= database_now()
    may_decide = found.state == "asked" and not is_over and _may(lambda: check_can_decide_waiver(officer, found))
    may_end = found.state in {"asked", "granted"} and not is_over and _may(lambda: check_can_end_waiver(officer, found))
    context: dict[str, object] = {**row, "facts": _facts(found, row), "end": OneButton() if may_end else None}
    if may_decide or form.is_bound:
        return show_form(request, "custody/waivers/decide.html", form=form, **context)
    return TemplateResponse(request, "custody/waivers/waiver.html", {**context, "receipt": receipt_on(found.stream_id)})


def _facts(found: Waiver, row: dict[str, object]) -> list[SummaryRow]:
    return [
        SummaryRow(label=_("For"), value=row["subject"]),
        SummaryRow(label=_("More than the limit by"), value=row["amount"] or "–"),
        SummaryRow(label=_("Asked by badge"), value=found.asked_by.badge),
        SummaryRow(label=_("Why"), value=found.reason),
        SummaryRow(label=_("Decided by badge"), value=found.decided_by.badge if found.decided_by else "–"),
        SummaryRow(label=_("What it rests on"), value=found.answer or "–"),
    ]


def _row(found: Waiver, subjects: dict[UUID, str]) -> dict[str, object]:
    words, tone = STATES[found.state]
    return {
        "waiver": found,
        "rule": rule_words(found.rule),
        "subject": subjects.get(found.subject_id, "–"),
        "amount": amount_words(found),
        "state": words,
        "tone": tone,
    }


def _subjects(officer: Officer, waivers: Iterable[Waiver]) -> dict[UUID, str]:
    """Return what the waivers are about, by id: code words of places, labels of units the officer may know of."""
    named: dict[str, set[UUID]] = {}
    for each in waivers:
        named.setdefault(each.subject_kind, set()).add(each.subject_id)
    out = {place.id: place.code_word for place in places() if place.id in named.get("place", set())}
    units = visible_units(officer).filter(pk__in=named.get("unit", set()))
    out |= names_of_burns(officer, named.get(BURN, set()))
    return out | names_of_lines(officer, named.get("hot_line", set())) | dict(units.values_list("id", "label"))


def _subject(officer: Officer, kind: str, text: str) -> UUID:
    if kind == "place":
        return place_by_code_word(code_word=text, field="about").id
    if kind == "hot_line":
        return _line_of(officer, text)
    if kind == BURN:
        burn = burn_named(officer, text)
        if burn is None:
            raise InvalidInput("waiver.about_burn", "No burn has this code word. Read it again", field="about")
        return burn.id
    try:
        return unit_for(officer, label=text).id
    except NotFound:
        raise InvalidInput("waiver.about", "No unit has this label. Read it again", field="about") from None


def _line_of(officer: Officer, text: str) -> UUID:
    """Return the line of a hot seizure that is written ``BRAVE-OTTER-12/3``."""
    word, _slash, number = text.strip().upper().rpartition("/")
    found = line_numbered(officer, word, int(number)) if number.isdecimal() and len(number) < 3 else None
    if found is None:
        raise InvalidInput("waiver.about_line", "Write the code word of the seizure, a stroke and the number of the "
                           "line", field="about")
    return found.id


def _may(check: Callable[[], object]) -> bool:
    try:
        check()
    except NotPermitted:
        return False
    return True
