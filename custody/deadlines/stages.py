"""Which stage a clock has reached, and what it is armed for next. The fire pass decides nothing of its own.

A clock that a hold lies on stands still: it has no rung to reach, it asks whether the hold still stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.clocks import (
    DUE,
    Reached,
    highest_reached,
    is_review,
    next_stage,
    review_after,
    review_reached,
    stage_at,
    stage_number,
)

if TYPE_CHECKING:
    from datetime import datetime

    from custody.deadlines.models import Clock

STAGE_FIELDS = ("fired_stage", "next_stage", "next_fire_at")
"""The columns that ``rearm`` changes, for ``update_fields``."""


def reached(clock: Clock, at: datetime) -> Reached | None:
    """Return the highest stage the open clock reached by ``at`` and has not fired; ``None`` when there is none."""
    if clock.paused_at is not None and clock.next_stage is not None and clock.next_fire_at is not None:
        return review_reached(clock.next_stage, clock.next_fire_at, at=at)
    return highest_reached(clock.started_at, clock.due_at, at=at, after=clock.fired_stage)


def rearm(clock: Clock, to: Reached | None) -> None:
    """Arm the clock for the stage after the one it reached; without one, for the stage that follows the last it fired.

    Changes ``fired_stage``, ``next_stage`` and ``next_fire_at`` in memory; the caller saves them.
    """
    if clock.paused_at is not None:
        if to is not None:
            clock.fired_stage = to.stage
            clock.next_stage, clock.next_fire_at = review_after(to.stage, to.fire_at)
        return
    if to is not None:
        clock.fired_stage = to.stage
    clock.next_stage, clock.next_fire_at = next_stage(clock.started_at, clock.due_at, after=clock.fired_stage)


def carried(*, fired: str | None, started_at: datetime, due_at: datetime, at: datetime) -> str | None:
    """Return the stage that counts as fired when a running clock gets a new due date at the instant ``at``.

    It is the one fired before, or the highest that the new ladder has reached if that is lower: what the new term
    puts ahead of us again fires again, and what it puts upon us fires now. A review is no rung: behind a hold every
    warning counts as given, but never that the clock is due.
    """
    now = highest_reached(started_at, due_at, at=at)
    if now is None or fired is None:
        return None
    most = stage_number(DUE) - 1 if is_review(fired) else stage_number(fired)
    number = min(most, stage_number(now.stage))
    if number < stage_number(next_stage(started_at, due_at)[0]):
        return None
    return stage_at(number)
