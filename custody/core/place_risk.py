"""What an hour of a kilogram counts by where it lies, as whole percent of an hour in a store nothing is known against.

The factors are assumptions with a reason each; what is read is the order they give and how a month compares with the
one before, never the number by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from custody.core.planning.risk import DANGER_PERCENT, STANDARD, UNWATCHED_FACTOR

PLACE_PERCENT: Mapping[str, int] = {
    "vault": 50,
    "store": STANDARD,
    "laboratory": STANDARD,
    "registry": STANDARD,
    "quarantine": 150,
    "strip_hall": 150,
    "furnace": 150,
    "quay": 200,
    "scanner": 200,
}
"""Kind of place -> what an hour counts there. A quay is open to the port and its workers; a load that is opened or
waits at a fire is in the hands of many; a vault takes hours to break."""
UNKNOWN_PERCENT = STANDARD
"""Of a kind of place that nobody weighed."""
ON_THE_ROAD_PERCENT = 200
"""On the road, and wherever nobody recorded a place."""


def place_percent(kind: str, *, danger: int = 0, unwatched: bool = False) -> int:
    """Return what an hour counts in a place of a kind, in percent.

    ``danger`` (0 to 3) is what is known against it, ``unwatched`` whether a camera or an alarm of it is down.
    """
    percent = PLACE_PERCENT.get(kind, UNKNOWN_PERCENT) * DANGER_PERCENT[danger] // 100
    return percent * UNWATCHED_FACTOR if unwatched else percent
