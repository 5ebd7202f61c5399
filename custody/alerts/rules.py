"""The rules: which clock raises what, at which level, and what the person who is told must do.

A rule that cannot name its response in one sentence is a report, not an alert. The codes are those of the design
(AL1, AL3 ...); they never leave the house in a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from custody.core.clocks import DUE, REVIEW, is_review
from custody.deadlines.types import ClockType

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``early`` gives the level of a stage before the clock is due; stages not named raise nothing."""

    code: str
    title: str
    response: str
    due_level: int
    early: dict[str, int]


RULES: dict[ClockType, Rule] = {
    ClockType.TARGET_DESTRUCTION: Rule(
        "AL1",
        "Not destroyed in time",
        "Book the next burn for this unit, or get the order that is missing",
        1,
        {"75%": 3, "90%": 2},
    ),
    ClockType.MAX_STORAGE: Rule(
        "AL1",
        "Too long in store",
        "Move this unit to a burn, or have the term moved by whoever may",
        1,
        {"90%": 2},
    ),
    ClockType.STRIP: Rule(
        "AL3",
        "Conveyance not stripped in time",
        "Finish stripping the conveyance, or have it guarded and say why not",
        2,
        {},
    ),
    ClockType.GUARD_COVER: Rule("AL8", "Nobody guards the conveyance", "Post a guard at the conveyance", 1, {}),
    ClockType.ACCEPTANCE: Rule(
        "AL4",
        "Hand-over not answered",
        "Accept or refuse the hand-over, or call the other side",
        1,
        {},
    ),
    ClockType.FASTLANE: Rule("AL15", "Burn not approved in time", "Approve the burn, or plan it anew", 3, {}),
    ClockType.NEUTRALISE: Rule("AL1", "Not made unusable in time", "Make the goods unusable, or burn them", 2, {}),
    ClockType.TEMP_STORAGE: Rule(
        "AL1", "Too long in a place for a short stay", "Move this unit to a store or a burn", 1, {"90%": 2}
    ),
    ClockType.ORDER_LATENCY: Rule("AL1", "No order in time", "Get the order that is missing", 3, {}),
    ClockType.ORDER_AGE: Rule("AL1", "Order not carried out", "Book the next burn for this unit", 1, {"90%": 2}),
    ClockType.NOTICE: Rule("AL1", "Notice has run out", "Plan the burn, or record the objection", 4, {}),
    ClockType.SILENT_CONSENT: Rule("AL1", "Nobody objected in time", "Plan the burn, or record the objection", 4, {}),
    ClockType.APPEAL_WINDOW: Rule("AL1", "Time to appeal is over", "Plan the burn, or record the appeal", 4, {}),
    ClockType.OUT_FOR_ANALYSIS: Rule("AL2", "Sample not back", "Fetch the sample back, or say why it stays", 2, {}),
    ClockType.TRANSIT: Rule("AL4", "Not arrived in time", "Call the crew and find the load", 1, {}),
    ClockType.SWEEP_OWED: Rule("AL2", "Not swept for trackers", "Sweep the unit for trackers", 2, {}),
}

ACKNOWLEDGE_WITHIN: dict[int, timedelta] = {0: _MINUTE, 1: 5 * _MINUTE, 2: 15 * _MINUTE, 3: 4 * _HOUR, 4: 24 * _HOUR}
"""How long an alert of a level may be nobody's before people are told again."""
ACKNOWLEDGED_FOR: dict[int, timedelta] = {0: 15 * _MINUTE, 1: 30 * _MINUTE, 2: 2 * _HOUR, 3: 8 * _HOUR, 4: 24 * _HOUR}
"""How long "I have it" holds."""
NAG_AT_MOST = 6 * _HOUR
CHANNELS: dict[int, tuple[str, ...]] = {
    0: ("sms", "email"), 1: ("email", "sms"), 2: ("email", "sms"), 3: ("email",), 4: (),
}  # fmt: skip


def level_of(clock_type: ClockType, stage: str) -> int | None:
    """Return the level at which a stage of a clock raises an alert, or ``None`` when it raises none."""
    rule = RULES[clock_type]
    if is_review(stage):
        return 3 if stage == REVIEW else 2
    if stage == DUE or stage.startswith("+"):
        return rule.due_level
    return rule.early.get(stage)


def wait_before(*, level: int, step: int) -> timedelta:
    """Return how long nobody may be silent at this rung before people are told again.

    The wait doubles with every rung, up to six hours or the level's own time: the ladder never ends, it nags. In danger
    every rung waits a minute.
    """
    first = ACKNOWLEDGE_WITHIN[level]
    if level == 0:
        return first
    doubled: timedelta = first * 2 ** min(step, 12)
    return min(doubled, max(NAG_AT_MOST, first))
