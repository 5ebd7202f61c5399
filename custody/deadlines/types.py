"""The kinds of clock, as this room and those above it name them. They are data of the core."""

from custody.core.clock_kinds import (
    AT_THE_ORDER,
    BY_POLICY,
    CALIBRATION,
    COUNTS,
    KINDS,
    LEGAL_CLOCKS,
    NEEDED_POLICIES,
    OF_POLICY,
    PROPOSALS,
    STORAGE,
    TEMPORARY_PLACES,
    ClockType,
    Kind,
)

__all__ = [
    "AT_THE_ORDER",
    "BY_POLICY",
    "CALIBRATION",
    "COUNTS",
    "KINDS",
    "LEGAL_CLOCKS",
    "NEEDED_POLICIES",
    "OF_POLICY",
    "PROPOSALS",
    "STORAGE",
    "TEMPORARY_PLACES",
    "ClockType",
    "Kind",
]
