"""The plan as it would be made now, beside what first come, first served would cost; and what if more came tonight.

Nothing of this is kept: a plan that counts is made by a planner (``custody.destruction.actions.plans``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from custody.core.planning import Book, Lot, Piece, Plan, by_arrival, idle_exposure, plan_by_rule, risk_percent
from custody.core.planning import sentences_of as told
from custody.destruction.selectors.book import book_now

MG_PER_KG = 1_000_000
RISK_HOUR = MG_PER_KG * 3_600 * 100
DRUM_MG = 50 * MG_PER_KG
ORDER_TAKES = timedelta(hours=24)
"""How long the order of an invented load takes."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A plan with what it costs, in risk-hours: a kilogram of cocaine that lies still for an hour is one."""

    plan: Plan
    risk_hours: int
    idle_risk_hours: int
    fifo_risk_hours: int

    def as_json(self) -> dict[str, Any]:
        """Return it as values of JSON; masses in whole milligrams, moments as text."""
        plan = self.plan
        zero = plan.time_to_zero
        return {
            "layer": plan.layer,
            "at": plan.book.at.isoformat(),
            "digest": plan.book.digest(),
            "risk_hours": self.risk_hours,
            "idle_risk_hours": self.idle_risk_hours,
            "first_in_first_out_risk_hours": self.fifo_risk_hours,
            "time_to_zero": None if zero is None else zero.isoformat(),
            "sessions": [
                {
                    "slot": slot.key, "facility": slot.facility, "starts_at": slot.starts_at.isoformat(),
                    "limit_mg": slot.limit_mg, "planned_mg": sum(each.mg for each in booked),
                    "unit_ids": [piece.key for each in booked for piece in each.pieces],
                }
                for slot, booked in plan.sessions()
            ],
            "unfilled": [
                {"slot": slot.key, "facility": slot.facility, "starts_at": slot.starts_at.isoformat(),
                 "reason": reason.value}
                for slot, reason in plan.unfilled
            ],
            "unfilled_by_reason": {reason.value: count for reason, count in plan.reasons().items()},
            "lots": [_lot(plan, each) for each in told(plan)],
        }  # fmt: skip


def outlook(*, at: datetime, jurisdiction: str, another_mg: int = 0) -> Outlook:
    """Return the plan of this moment; with ``another_mg``, as if a load of so much cocaine in drums came tonight."""
    book = book_now(at=at, jurisdiction=jurisdiction)
    if another_mg:
        book = replace(book, lots=(*book.lots, _tonight(book, another_mg)))
    plan = plan_by_rule(book)
    return Outlook(
        plan=plan,
        risk_hours=plan.exposure // RISK_HOUR,
        idle_risk_hours=idle_exposure(book) // RISK_HOUR,
        fifo_risk_hours=plan_by_rule(book, order=by_arrival).exposure // RISK_HOUR,
    )


def _tonight(book: Book, mg: int) -> Lot:
    whole, rest = divmod(mg, DRUM_MG)
    masses: Sequence[int] = [DRUM_MG] * whole + ([rest] if rest else [])
    return Lot(
        key="TONIGHT",
        pieces=tuple(Piece(key=f"tonight-{number}", mg=each) for number, each in enumerate(masses)),
        risk=risk_percent(substance="cocaine", age=timedelta(0), unswept=True),
        seized_at=book.at,
        ready_at=book.at + ORDER_TAKES,
        substance="cocaine",
    )


def _lot(plan: Plan, said: Any) -> dict[str, Any]:
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.values.items()}
    return {"lot": said.lot.key.split(" ")[0], "substance": said.lot.substance, "mg": said.lot.mg,
            "risk_percent": said.lot.risk, "code": said.code,
            "sentence": said.template.format(**values)}  # fmt: skip
