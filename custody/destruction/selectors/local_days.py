"""When goods were seized, on the clock of where they are: the day of a paper is a day there, not at headquarters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from custody.deadlines.starts import places_of, zone_of

if TYPE_CHECKING:
    from uuid import UUID

    from custody.destruction.models import BurnSession
    from custody.evidence.models import HandlingUnit, Seizure


def seized_there(units: Sequence[HandlingUnit]) -> list[datetime]:
    """Return when some units were seized, each on the clock of the site where it lies or last lay; those that were not
    seized are left out."""
    zones = zones_of(units)
    return [unit.seized_at.astimezone(ZoneInfo(zones[unit.id])) for unit in units if unit.seized_at is not None]


def day_there(units: Sequence[HandlingUnit], *, at: datetime) -> date:
    """Return the day that it is at a moment where some units lie; the earliest, where it is not one day for all. The
    house's where there are none."""
    zones = set(zones_of(units).values()) or {zone_of(None)}
    return min(at.astimezone(ZoneInfo(zone)).date() for zone in zones)


def zones_of(units: Sequence[HandlingUnit]) -> dict[UUID, str]:
    """Return, by unit, the time zone of the site where it lies or last lay; the house's where it has none."""
    places = places_of(unit.id for unit in units)
    return {unit.id: zone_of(places.get(unit.id)) for unit in units}


def furnace_zone(session: BurnSession) -> ZoneInfo:
    """Return the clock of the site where the furnace of a burn stands; the house's where it has none."""
    return ZoneInfo(zone_of(session.facility.place))


def seizures_there(seizures: Iterable[Seizure]) -> list[datetime]:
    """Return when some seizures were made, each on the clock of the site where what it was found in stands."""
    rows = list(seizures)
    places = places_of(each.conveyance_id for each in rows if each.conveyance_id is not None)
    return [
        each.seized_at.astimezone(
            ZoneInfo(zone_of(None if each.conveyance_id is None else places.get(each.conveyance_id)))
        )
        for each in rows
    ]
