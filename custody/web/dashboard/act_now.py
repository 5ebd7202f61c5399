"""What to do first: the goods past their deadline or near it, by what holds them up, with the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.destruction.selectors.access import visible_orders, visible_sessions
from custody.destruction.selectors.blocking import Barred, barred_together
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.stock import kinds_where
from custody.organisation.roles import Role
from custody.web.dashboard.goods import by_deadline, chosen, goods, rows_link, why_of
from custody.web.shared.blocking import bars_in_words, words_left
from custody.web.shared.local import short_day
from custody.web.shared.masks import mass_for
from custody.web.shared.words import PLACE_KINDS

if TYPE_CHECKING:
    from custody.organisation.models import Officer, Place
    from custody.web.shared.parts import Text

MOST_ROWS = 7
#: How many units are looked at to fill the table, the longest late in front: a seizure has dozens.
MOST_UNITS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One lot: the units of one seizure that the same thing holds up."""

    word: str
    link: str
    count: int
    rows_link: str
    mass: str
    place: str
    left: str
    tone: str
    blocked_by: str
    step: str
    step_link: str


@dataclass(slots=True)
class _Lot:
    seizure_id: UUID
    word: str
    why: str
    due_at: datetime
    unit_ids: list[UUID] = field(default_factory=list)
    mg: int = 0
    weight: float = 0.0
    """Hours past due x mass, in a unit that only compares."""

    @property
    def asked(self) -> dict[str, object]:
        """The answers by which the list of goods shows the units of the lot, and no others."""
        return {"which": "due", "why": self.why, "seizure": self.seizure_id}


def act_now(officer: Officer, known: Sequence[Place], *, at: datetime) -> list[ActRow]:
    """Return the lots to act on, at most ``MOST_ROWS``: late ones in front, by what their lateness weighs (hours x
    mass), then those whose deadline is next."""
    lots = _lots(officer, at=at)
    orders = _orders_of(officer, lots)
    sessions = _sessions_of(officer, lots)
    kinds = kinds_where([unit_id for lot in lots for unit_id in lot.unit_ids], known)
    units = list(visible_units(officer).filter(pk__in=[unit_id for lot in lots for unit_id in lot.unit_ids]))
    bars = barred_together(units, [lot.unit_ids for lot in lots], at=at)
    return [
        _row(officer, lot, at=at, orders=orders, sessions=sessions, place=_place_of(lot, kinds), bars=held_up)
        for lot, held_up in zip(lots, bars, strict=True)
    ]


def _place_of(lot: _Lot, kinds: Mapping[UUID, str]) -> str:
    """Return the kind of place a lot lies in; which one it is stays hidden."""
    found = {kinds[unit_id] for unit_id in lot.unit_ids if unit_id in kinds}
    if len(found) > 1:
        return _("Several places")
    return next((f"{PLACE_KINDS.get(kind, kind)} ••" for kind in found), "–")


def _lots(officer: Officer, *, at: datetime) -> list[_Lot]:
    rows = list(
        by_deadline(chosen(goods(officer), {"which": "due"}, at=at))
        .select_related(None)
        .values(
            "id", "seizure_id", "seizure__code_word", "custody_state", "authority_state", "discrepancy_open",
            "gross_mg", "due_at",
        )[:MOST_UNITS]
    )  # fmt: skip
    lots: dict[tuple[UUID, str], _Lot] = {}
    for row in rows:
        why = why_of(row)
        lot = lots.setdefault(
            (row["seizure_id"], why), _Lot(row["seizure_id"], row["seizure__code_word"], why, row["due_at"])
        )
        lot.unit_ids.append(row["id"])
        lot.mg += row["gross_mg"] or 0
        lot.weight += max(0.0, (at - row["due_at"]).total_seconds()) * (row["gross_mg"] or 1)
    found = sorted(lots.values(), key=lambda lot: (-lot.weight, lot.due_at, lot.word))[:MOST_ROWS]
    if len(rows) == MOST_UNITS:
        # Some were not looked at: the number of a lot is that of its list all the same.
        for lot in found:
            lot.unit_ids, lot.mg = _all_of(officer, lot, at=at)
    return found


def _all_of(officer: Officer, lot: _Lot, *, at: datetime) -> tuple[list[UUID], int]:
    units = by_deadline(chosen(goods(officer), lot.asked, at=at)).select_related(None).values_list("id", "gross_mg")
    return [unit_id for unit_id, _mg in units], sum(mg or 0 for _unit_id, mg in units)


def _orders_of(officer: Officer, lots: Sequence[_Lot]) -> dict[UUID, UUID]:
    """Return, by unit, the order that waits to be verified, as far as the officer may know of it."""
    wanted = [unit_id for lot in lots if lot.why == "to_verify" for unit_id in lot.unit_ids]
    if not wanted:
        return {}
    rows = visible_orders(officer).filter(state="recorded", lines__live=True, lines__unit__in=wanted)
    return dict(rows.select_related(None).values_list("lines__unit_id", "id"))


def _sessions_of(officer: Officer, lots: Sequence[_Lot]) -> dict[UUID, tuple[UUID, datetime]]:
    """Return, by unit, the burn it is booked for and when that starts."""
    wanted = [unit_id for lot in lots if lot.why == "booked" for unit_id in lot.unit_ids]
    if not wanted:
        return {}
    rows = visible_sessions(officer).filter(lines__live=True, lines__unit__in=wanted)
    return {
        unit_id: (session_id, starts_at)
        for unit_id, session_id, starts_at in rows.select_related(None).values_list("lines__unit_id", "id", "starts_at")
    }


def _row(
    officer: Officer,
    lot: _Lot,
    *,
    at: datetime,
    orders: Mapping[UUID, UUID],
    sessions: Mapping[UUID, tuple[UUID, datetime]],
    place: str,
    bars: Sequence[Barred],
) -> ActRow:
    left, tone = words_left(lot.due_at, at=at)
    seizure_link = reverse("seizure:seizure", args=[lot.seizure_id])
    why, step, step_link = _next_step(officer, lot, orders=orders, sessions=sessions)
    return ActRow(
        word=lot.word,
        link=seizure_link,
        count=len(lot.unit_ids),
        rows_link=rows_link(**lot.asked),
        # A sum of several weighings; the milligrams of a published figure would only be in the way here.
        mass=mass_for(officer, round(lot.mg, -5)),
        place=place,
        left=left,
        tone=tone,
        blocked_by=held_up(officer, lot.why, why, bars, of=len(lot.unit_ids)),
        step=step,
        step_link=step_link or seizure_link,
    )


def held_up(officer: Officer, why: str, said: Text, bars: Sequence[Barred], *, of: int) -> str:
    """Return everything that keeps some goods from the fire, as the page of their seizure says it; of a burn that is
    booked also that. ``said`` is what the lot is held up by, in words."""
    words = bars_in_words(officer, bars, of=of)
    return ", ".join([str(said), *words] if why == "booked" or not words else words)


def _next_step(
    officer: Officer, lot: _Lot, *, orders: Mapping[UUID, UUID], sessions: Mapping[UUID, tuple[UUID, datetime]]
) -> tuple[str, str, str]:
    """Return what holds the lot up, the next step in words, and where it is taken ("" = at the seizure)."""
    first = lot.unit_ids[0]
    match lot.why:
        case "discrepancy":
            return _("Discrepancy"), _("Look at the unit"), reverse("units:unit", args=[first])
        case "in_transit":
            return _("In transit"), _("Look at the unit"), reverse("units:unit", args=[first])
        case "no_order":
            if officer.has_role(Role.CASE_OFFICER):
                return _("No order"), _("Record the order"), f"{reverse('orders:record')}?seizure={lot.seizure_id}"
            if officer.has_role(Role.SUPERVISOR):
                page = reverse("seizure:seizure", args=[lot.seizure_id])
                return _("No order"), _("See what is missing"), f"{page}#standing"
            return _("No order"), _("Ask the case officer"), ""
        case "to_verify":
            link = reverse("orders:verify", args=[orders[first]]) if first in orders else ""
            return _("Order to be verified"), _("Verify it") if link else _("Ask the case officer"), link
        case "no_burn":
            if officer.has_role(Role.PLANNER):
                return _("No burn booked"), _("Plan a burn"), f"{reverse('sessions:plan')}?seizure={lot.seizure_id}"
            return _("No burn booked"), _("See the burns"), reverse("sessions:list")
        case "booked":
            session_id, starts_at = sessions.get(first, (None, None))
            if session_id is None or starts_at is None:
                return _("Burn booked"), _("See the burns"), reverse("sessions:list")
            day = date_format(localtime(starts_at), short_day())
            return (
                _("Burn booked, %(day)s") % {"day": day},
                _("See the burn"),
                reverse("sessions:session", args=[session_id]),
            )
        case _:
            return _("On hold"), _("See the seizure"), ""
