"""How much a stopped conveyance invites an attack, in one word and with one reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """How much it invites an attack."""

    HIGH = "high"
    RAISED = "raised"
    LOW = "low"


class Reason(StrEnum):
    """Why, the worst of all that is so."""

    INCIDENT = "incident"
    ENDANGERED = "endangered"
    ALONE = "alone"
    UNWATCHED = "unwatched"
    LATE = "late"
    UNOPENED = "unopened"
    OPEN = "open"
    NOT_CLEARED = "not_cleared"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a conveyance that stands in custody.

    ``endangered``: something is known against its place; ``unwatched``: a camera or an alarm of it is down. ``late``: a
    clock of it has run out. ``opened`` since it was stopped, then ``emptied``, then found ``cleared``.
    """

    guarded: bool
    incident: bool = False
    endangered: bool = False
    unwatched: bool = False
    late: bool = False
    opened: bool = False
    emptied: bool = False
    cleared: bool = False


def risk_of(standing: Standing) -> tuple[Risk, Reason]:
    """Return how much a conveyance invites an attack, and why."""
    if standing.incident:
        return Risk.HIGH, Reason.INCIDENT
    if standing.endangered and not standing.cleared:
        return Risk.HIGH, Reason.ENDANGERED
    if not standing.guarded and not standing.cleared:
        return Risk.HIGH, Reason.ALONE
    if standing.unwatched and not standing.cleared:
        return Risk.HIGH, Reason.UNWATCHED
    if standing.late:
        return Risk.HIGH, Reason.LATE
    if standing.cleared:
        return Risk.LOW, Reason.CLEARED
    if standing.emptied:
        return Risk.RAISED, Reason.NOT_CLEARED
    return Risk.RAISED, Reason.OPEN if standing.opened else Reason.UNOPENED
