"""The kinds of clock, as this room and those above it name them. They are data of the core."""

from custody.core.clock_kinds import (
    BY_POLICY,
    KINDS,
    LATER,
    LEGAL_CLOCKS,
    NEEDED_POLICIES,
    STORAGE,
    TEMPORARY_PLACES,
    ClockType,
    Kind,
)

__all__ = [
    "BY_POLICY",
    "KINDS",
    "LATER",
    "LEGAL_CLOCKS",
    "NEEDED_POLICIES",
    "STORAGE",
    "TEMPORARY_PLACES",
    "ClockType",
    "Kind",
]
