"""The mass balance of a unit: what was booked is what was sampled, burnt and explained (domain invariant 4).

Values in, values out; every mass is whole milligrams.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The masses of one outermost unit with all that is in it.

    ``booked_mg`` was weighed when it was seized, ``None`` where nothing was. ``tolerance_mg`` is how far the
    weighings may differ together, ``None`` where a weight proves nothing. ``lost_mg`` and ``gained_mg`` are
    the differences that a supervisor explained. ``was_weighed`` tells whether the unit itself lay on a scale
    when it was booked: a pallet booked as the sum of its bags weighs more than they do. ``added_mg`` is what treatments
    added to what was burnt, and was never seized (C23).
    """

    booked_mg: int | None
    sampled_mg: int
    burnt_mg: int
    tolerance_mg: int | None
    lost_mg: int = 0
    gained_mg: int = 0
    was_weighed: bool = True
    added_mg: int = 0

    @property
    def seized_burnt_mg(self) -> int:
        """What was burnt of what was seized."""
        return self.burnt_mg - self.added_mg

    @property
    def variance_mg(self) -> int:
        """What is missing: above zero when less was burnt than booked and not sampled, below when more."""
        return 0 if self.booked_mg is None else self.booked_mg - self.sampled_mg - self.seized_burnt_mg

    @property
    def closes(self) -> bool:
        """The variance is within tolerance, or no more than was explained."""
        if self.tolerance_mg is None or self.booked_mg is None:
            return True
        if self.variance_mg > self.tolerance_mg + self.lost_mg:
            return False
        return not self.was_weighed or self.variance_mg >= -self.tolerance_mg - self.gained_mg


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The balances of all units of a seizure, added up."""

    unit_count: int
    booked_mg: int
    sampled_mg: int
    burnt_mg: int
    variance_mg: int


def add_up(balances: Iterable[Balance]) -> Sum:
    """Return the sums, without what treatments added. What was never booked counts as booked with what was burnt and
    sampled of it."""
    parts = list(balances)
    return Sum(
        unit_count=len(parts),
        booked_mg=sum(
            part.sampled_mg + part.seized_burnt_mg if part.booked_mg is None else part.booked_mg for part in parts
        ),
        sampled_mg=sum(part.sampled_mg for part in parts),
        burnt_mg=sum(part.seized_burnt_mg for part in parts),
        variance_mg=sum(part.variance_mg for part in parts),
    )
