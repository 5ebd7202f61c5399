"""When: what a furnace takes, and in which hours. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from custody.core import mass
from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.waivable import UNLICENSED
from custody.destruction.selectors import licences
from custody.destruction.selectors.furnaces import is_down_at, is_open_at

if TYPE_CHECKING:
    from custody.destruction.models import Facility
    from custody.evidence.models import HandlingUnit

MINUTES = 24 * 60


def check_limit(session_limit_mg: int) -> None:
    """Return for a limit of one burn above zero."""
    if not 0 < session_limit_mg <= mass.LARGEST_MG:
        raise InvalidInput("facility.limit", "The limit of one burn must be above zero", field="session_limit_mg")


def check_hours(opens_minute: int | None, closes_minute: int | None) -> None:
    """Return for two different times of a day, or for none: then it burns at every hour."""
    if (opens_minute, closes_minute) == (None, None):
        return
    given = [each for each in (opens_minute, closes_minute) if each is not None and each in range(MINUTES)]
    if len(set(given)) != 2:
        raise InvalidInput("facility.hours", "Give both hours, or none for day and night", field="closes_minute")


def check_open(furnace: Facility, starts: Iterable[datetime]) -> None:
    """Return when the furnace burns at each of the moments."""
    if furnace.opens_minute is not None and not all(is_open_at(furnace, each) for each in starts):
        raise NotAllowedNow("facility.closed", "The furnace does not burn at that hour. Choose a time in its hours")


def check_in_service(furnace: Facility, starts: Iterable[datetime]) -> None:
    """Return when the furnace is in service at each of the moments."""
    if is_down_at(furnace, starts):
        raise NotAllowedNow("facility.down", "The furnace is out of service at that time. Choose another time")


def check_licensed(furnace: Facility, starts_at: datetime, units: Sequence[HandlingUnit], *, now: datetime) -> None:
    """Return when a licence of the furnace allows the goods on the day of the burn, or a waiver for its place counts
    ``now`` (UNODC ST/NAR/36/Rev.1)."""
    if licences.forbidden_at(furnace, starts_at, units) and not licences.is_waived(furnace, at=now):
        raise NotAllowedNow(
            UNLICENSED,
            "The furnace has no licence for these goods on that day. Choose another, or ask for a waiver for its place",
        )
