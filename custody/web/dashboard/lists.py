"""The rows behind the numbers of the overview: which goods, which slots."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from custody.deadlines.selectors import database_now
from custody.destruction.selectors.blocking import Barred, barred_together
from custody.destruction.selectors.outcomes import judged_slots
from custody.evidence.selectors.access import sees_mass
from custody.organisation.roles import Role
from custody.organisation.selectors.saved import saved_views
from custody.web.dashboard.act_now import held_up
from custody.web.dashboard.forms import DropForm
from custody.web.dashboard.goods import BINS, WHICH, WHY, age_words, by_deadline, chosen, goods, why_of
from custody.web.dashboard.numbers import hours_of
from custody.web.dashboard.views import DAYS, READERS
from custody.web.shared.blocking import words_left
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import mass_for
from custody.web.shared.paging import listing
from custody.web.shared.slot_words import UNFILLED
from custody.web.shared.words import state_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from custody.organisation.models import Officer
    from custody.web.shared.parts import Text

A_PAGE = 12
"""Seven columns are a tall card on a phone."""
_COLUMNS: Mapping[str, Text] = {
    "unit": _("Unit"),
    "seizure": _("Seizure"),
    "due": _("Deadline"),
    "age": _("Hours since the seizure"),
    "mass": _("Mass"),
    "state": _("State"),
    "why": _("Held up by"),
}
_SORTABLE = {
    "unit": "label",
    "seizure": "seizure__code_word, label",
    "due": "due_at, label",
    "age": "-seized_at, label",
    "state": "custody_state, label",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """One unit that is here."""

    unit: Any
    left: str
    tone: str
    hours: int | None
    mass: str
    is_exact: bool
    state: Text
    why: Text


@require_GET
@requires_role(*READERS)
def goods_list(request: HttpRequest) -> HttpResponse:
    """List the goods that a number of the overview counts, the one due first in front."""
    officer, at = signed_in(request), database_now()
    asked = asked_of(request)
    page = listing(
        request, by_deadline(chosen(goods(officer), asked, at=at)), columns=_COLUMNS, sortable=_SORTABLE,
        numeric=("age", "mass"), size=A_PAGE,
    )  # fmt: skip
    units = list(page.rows)
    bars = barred_together(units, [[unit.id] for unit in units], at=at)
    return TemplateResponse(
        request,
        "custody/dashboard/goods.html",
        {
            "listing": page,
            "rows": [row_of(officer, unit, at=at, bars=held) for unit, held in zip(units, bars, strict=True)],
            "at": at,
            "filters": _filters(asked),
            "seizure": asked.get("seizure"),
            "said": said(asked),
            "query": request.GET.urlencode(),
            "saved": [(view, view.officer_id == officer.id) for view in saved_views(officer)],
            "form": DropForm(),
            "may_take_out": officer.has_role(Role.SUPERVISOR),
        },
    )


@require_GET
@requires_role(*READERS)
def slots_list(request: HttpRequest) -> HttpResponse:
    """List the slots of the last 28 days, each with what became of it."""
    at = database_now()
    reason = request.GET.get("reason", "")
    judged = judged_slots(since=at - timedelta(days=DAYS), until=at)
    if reason in UNFILLED or reason == "burnt":
        judged = [each for each in judged if (each[1] or "burnt") == reason]
    page = listing(request, judged[::-1])
    rows = [(slot, _("Used") if why is None else UNFILLED[why], why is not None) for slot, why in page.rows]
    return TemplateResponse(request, "custody/dashboard/slots.html", {"listing": page, "rows": rows})


def asked_of(request: HttpRequest) -> dict[str, Any]:
    """Return what of the address names a filter; nonsense is left out."""
    asked: dict[str, Any] = {}
    for name, known in (("which", WHICH), ("why", WHY), ("age", [str(hours) for hours in BINS])):
        if (value := request.GET.get(name, "")) in known:
            asked[name] = value
    with suppress(ValueError):
        asked["seizure"] = UUID(request.GET.get("seizure", ""))
    return asked


def said(asked: Mapping[str, Any]) -> list[Text]:
    """Return in words what is asked for, beside the whole."""
    words: list[Text] = [WHICH[asked["which"]]] if asked.get("which", "all") != "all" else []
    if "why" in asked:
        words.append(WHY[asked["why"]][0])
    if "age" in asked:
        words.append(age_words(int(asked["age"])))
    return words


def row_of(officer: Officer, unit: Any, *, at: datetime, bars: Sequence[Barred] = ()) -> GoodsRow:
    """Return one unit as a list shows it: with everything that keeps it from the fire, where that was looked up."""
    left, tone = ("–", "neutral") if unit.due_at is None else words_left(unit.due_at, at=at)
    facts = {name: getattr(unit, name) for name in ("discrepancy_open", "custody_state", "authority_state")}
    why = why_of(facts)
    return GoodsRow(
        unit=unit,
        left=left,
        tone=tone,
        hours=None if unit.seized_at is None else hours_of(at - unit.seized_at),
        mass=mass_for(officer, unit.gross_mg),
        is_exact=sees_mass(officer),
        state=state_word(unit.custody_state),
        why=held_up(officer, why, WHY[why][0], bars, of=1),
    )


def _filters(asked: Mapping[str, Any]) -> list[tuple[str, Text, list[tuple[str, Text, bool]]]]:
    """Return the choices above the list: name, words, and (value, words, whether it is chosen)."""
    any_of_them = ("", _("Any"))
    choices: list[tuple[str, Text, list[tuple[str, Text]]]] = [
        ("which", _("Which goods"), list(WHICH.items())),
        ("why", _("Held up by"), [any_of_them, *((name, words) for name, (words, _) in WHY.items())]),
        ("age", _("Age"), [any_of_them, *((str(hours), age_words(hours)) for hours in BINS)]),
    ]
    return [
        (name, words, [(value, said, asked.get(name, "") == value) for value, said in options])
        for name, words, options in choices
    ]
