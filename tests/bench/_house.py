"""A house of its own for a benchmark: a clone of the template of the tests, on the durable server of this run."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests import databases


@contextmanager
def house(name: str = "custody_bench", *, role: str = "custody_app") -> Iterator[str]:
    """Yield the name of a fresh house in which Django works as ``role``; it is dropped afterwards."""
    databases.clone(name)
    databases.connect_django(database=name, role=role)
    try:
        yield name
    finally:
        databases.connect_django(database="postgres", role="postgres")
        databases.drop(name)


def say(line: str) -> None:
    """Tell the person at the terminal how far the benchmark is."""
    print(f"           {line}", flush=True)


def median_ms(work: Callable[[], object], *, times: int = 20) -> float:
    """Return the median time of ``work`` in milliseconds."""
    return statistics.median(_timed(work) for _ in range(times))


def percentile(values: list[float], share: float) -> float:
    """Return the value that a share (0 to 1) of the values does not exceed; 0 when there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def row(
    what: str,
    ours: float,
    *,
    unit: str,
    against: float | None = None,
    against_what: str = "",
    lower_is_better: bool = True,
) -> dict[str, object]:
    """Return one line of the report."""
    return {
        "what": what,
        "ours": ours,
        "unit": unit,
        "against": against,
        "against_what": against_what,
        "lower_is_better": lower_is_better,
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
