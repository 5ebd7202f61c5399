"""Every conveyance in custody with its risk, its guards and what runs out first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.core.conveyance_risk import Reason, Risk, Standing, risk_of
from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import database_now, open_clocks
from custody.deadlines.types import ClockType
from custody.evidence.selectors.guarding import stopped_conveyances
from custody.evidence.selectors.surroundings import SAFE, surroundings_of

if TYPE_CHECKING:
    from custody.deadlines.models import Clock
    from custody.evidence.selectors.guarding import Stopped
    from custody.organisation.models import Officer

MOST = 100
_CLOCKS = (ClockType.STRIP, ClockType.GUARD_COVER, ClockType.CLEARANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBoard:
    """A conveyance in custody, how much it invites an attack and why, and the clock of it that runs out first."""

    stopped: Stopped
    risk: Risk
    reason: Reason
    clock: Clock | None
    is_late: bool


def conveyances_on_board(officer: Officer) -> list[OnBoard]:
    """Return the conveyances in custody that the officer may know of, at most 100: those most at risk in front."""
    stopped, now = stopped_conveyances(officer, most=MOST), database_now()
    clocks = open_clocks(each.unit.id for each in stopped)
    around = surroundings_of(each.unit.id for each in stopped)
    found = []
    for each in stopped:
        here = around.get(each.unit.id, SAFE)
        running = [clock for clock in clocks.get(each.unit.id, []) if clock.clock_type in _CLOCKS]
        is_late = any(clock.due_at < now for clock in running)
        risk, reason = risk_of(
            Standing(
                guarded=bool(each.guards),
                incident=each.unit.incident_open,
                endangered=here.danger > 0,
                unwatched=here.unwatched,
                late=is_late,
                opened=each.unit.custody_state != CustodyState.CONTAINED,
                emptied=each.unit.custody_state == CustodyState.EMPTIED,
                cleared=each.cleared,
            )
        )
        clock = running[0] if running else None
        found.append(OnBoard(stopped=each, risk=risk, reason=reason, clock=clock, is_late=is_late))
    order = list(Risk)
    return sorted(found, key=lambda row: order.index(row.risk))
