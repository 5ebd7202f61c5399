"""What asks for an inventory, how much of the place it covers, and by when: data, not code (R20-R22, C25).

An inventory counts what lies in a place; an audit looks at whether the rules were kept (R23). They are two things.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from custody.core.clock_kinds import ClockType


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event after which places are counted.

    ``where`` says which: the event's field with the place, ``unit``, where the unit of the event lies, or ``held``, the
    places of what the officer has in custody. A unit that lay in no place is looked for among what its last known
    custodian holds. ``least_units`` is how many units one act must touch. Of ``inside_percent`` of what lies there what
    is inside is counted too, or weighed: a seal that is whole says little of a bag that was swapped whole.
    """

    event: str
    percent: int
    clock: ClockType
    where: str
    source: str
    least_units: int = 1
    inside_percent: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """An inventory that comes round by itself. One that is not announced is hidden from custodians until it is opened,
    and comes up to ``drift`` later than it could, on a day that nobody can foretell.
    """

    kind: str
    every: timedelta
    percent: int
    announced: bool
    source: str
    drift: timedelta = timedelta(0)


TRIGGERS: tuple[Trigger, ...] = (
    Trigger("unit.missing/1", 100, ClockType.COUNT_AFTER_LOSS, "place_id", "R22: loss or theft, all of it in 48 hours"),
    Trigger("unit.stolen/1", 100, ClockType.COUNT_AFTER_LOSS, "place_id", "R22: loss or theft, all of it in 48 hours"),
    Trigger("unit.lost/1", 100, ClockType.COUNT_AFTER_LOSS, "place_id", "R22: loss or theft, all of it in 48 hours"),
    Trigger("unit.destroyed_by_event/1", 100, ClockType.COUNT_AFTER_LOSS, "place_id", "R22: fire or arson is a loss"),
    Trigger("emergency.departed/1", 100, ClockType.COUNT_AFTER_MOVE, "destination_id", "R22: an emergency move",
            inside_percent=10),
    Trigger("transfer.commanded/1", 100, ClockType.COUNT_AFTER_LOSS, "unit", "Issue 4: a custodian who is not there"),
    Trigger("unit.stored/1", 100, ClockType.COUNT_AFTER_MOVE, "place_id", "R22: a planned move, every seal",
            least_units=50, inside_percent=10),
    Trigger("unit.placed/1", 100, ClockType.COUNT_AFTER_MOVE, "place_id", "R22: a planned move, every seal",
            least_units=50, inside_percent=10),
    Trigger("officer.changed/1", 100, ClockType.COUNT_PLANNED, "held", "R20, R22: a keeper comes, goes or changes"),
)  # fmt: skip
"""Destruction is counted unit by unit at the fire: the tally is its inventory."""
PERIODS: tuple[Period, ...] = (
    Period("yearly", timedelta(days=365), 100, announced=True, source="R20, R21: every year"),
    Period("unannounced", timedelta(days=91), 10, announced=False, source="R20, R21: every quarter, a tenth at least",
           drift=timedelta(days=28)),
)  # fmt: skip
KINDS = ("scheduled", "random", "unannounced", "yearly", "event", "opening")
"""Why an inventory was asked for. A person asks for the first three."""
ASKED_BY_PEOPLE = KINDS[:3]
LEAST_PERCENT = 10
"""An inventory of less proves nothing (R21)."""


def sample_size(*, lying: int, percent: int) -> int:
    """Return how many of ``lying`` units an inventory of ``percent`` looks for: rounded up, one at least."""
    return min(lying, max(1, -(-lying * percent // 100))) if lying else 0


def inside_percent(cause: str | None) -> int:
    """Return of how much of a place an inventory also counts what is inside, by the event that asked for it."""
    return next((trigger.inside_percent for trigger in TRIGGERS if trigger.event == cause), 0)
