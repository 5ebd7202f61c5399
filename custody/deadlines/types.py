"""The kinds of clock: from which rule each takes its length, and in which unit of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class ClockType(StrEnum):
    """What runs out."""

    TARGET_DESTRUCTION = "TARGET_DESTRUCTION"
    MAX_STORAGE = "MAX_STORAGE"
    STRIP = "STRIP"
    GUARD_COVER = "GUARD_COVER"
    ACCEPTANCE = "ACCEPTANCE"


@dataclass(frozen=True, slots=True)
class Length:
    """The policy that says how long a clock runs."""

    policy: str
    step: timedelta


LENGTHS: dict[ClockType, Length] = {
    ClockType.TARGET_DESTRUCTION: Length("clock.target_destruction.hours", timedelta(hours=1)),
    ClockType.MAX_STORAGE: Length("clock.max_storage.hours", timedelta(hours=1)),
    ClockType.STRIP: Length("clock.strip.hours", timedelta(hours=1)),
    ClockType.GUARD_COVER: Length("clock.guard_cover.minutes", timedelta(minutes=1)),
    ClockType.ACCEPTANCE: Length("clock.acceptance.minutes", timedelta(minutes=1)),
}
