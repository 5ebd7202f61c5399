"""The rules: which clock raises what, at which level, and what the person who is told must do.

A rule that cannot name its response in one sentence is a report, not an alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from custody.core.clocks import DUE
from custody.deadlines.types import ClockType


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``early`` gives the level of a stage before the clock is due; stages not named raise nothing."""

    code: str
    response: str
    due_level: int
    early: dict[str, int]


RULES: dict[ClockType, Rule] = {
    ClockType.TARGET_DESTRUCTION: Rule(
        "AL1", "Book the next burn for this unit, or get the order that is missing", 1, {"75%": 3, "90%": 2}
    ),
    ClockType.MAX_STORAGE: Rule(
        "AL1", "Move this unit to a burn, or have the term moved by whoever may", 1, {"90%": 2}
    ),
    ClockType.STRIP: Rule("AL3", "Finish stripping the conveyance, or have it guarded and say why not", 2, {}),
    ClockType.GUARD_COVER: Rule("AL8", "Post a guard at the conveyance", 1, {}),
    ClockType.ACCEPTANCE: Rule("AL4", "Accept or refuse the hand-over, or call the other side", 1, {}),
}

ACKNOWLEDGE_WITHIN: dict[int, timedelta] = {
    1: timedelta(minutes=5),
    2: timedelta(minutes=15),
    3: timedelta(hours=4),
    4: timedelta(hours=24),
}
ACKNOWLEDGED_FOR: dict[int, timedelta] = {
    1: timedelta(minutes=30),
    2: timedelta(hours=2),
    3: timedelta(hours=8),
    4: timedelta(hours=24),
}
NAG_AT_MOST = timedelta(hours=6)
CHANNELS: dict[int, tuple[str, ...]] = {1: ("email", "sms"), 2: ("email", "sms"), 3: ("email",), 4: ()}


def level_of(clock_type: ClockType, stage: str) -> int | None:
    """Return the level at which a stage of a clock raises an alert, or ``None`` when it raises none."""
    rule = RULES[clock_type]
    if stage == DUE or stage.startswith("+"):
        return rule.due_level
    return rule.early.get(stage)


def wait_before(*, level: int, step: int) -> timedelta:
    """Return how long nobody may be silent at this rung before the next is told.

    The wait doubles with every rung up to six hours: the ladder never ends, it nags.
    """
    return min(ACKNOWLEDGE_WITHIN[level] * 2 ** min(step, 12), max(NAG_AT_MOST, ACKNOWLEDGE_WITHIN[level]))
