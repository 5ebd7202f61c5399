"""What a clock begins to run for, where, and since when; read for all units of an act at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection

from custody.deadlines.types import TEMPORARY_PLACES, ClockType
from custody.evidence.placing import unseal_place
from custody.ledger.once import once_done
from custody.organisation.models.policies import ANY
from custody.organisation.selectors import places_by_id

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Seizure
    from custody.organisation.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a clock begins to run for, where, and since when."""

    subject_id: UUID
    jurisdiction: str
    started_at: datetime
    substance: str = ANY
    mass_mg: int = 0
    place_class: str = ANY
    zone: str = ""
    site_id: UUID | None = None


def places_of(unit_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """Return where some units lie, or last lay when they are on the road; units that lay nowhere are left out."""
    return {unit_id: lot.place for unit_id, lot in _lots_of(unit_ids).items() if lot.place is not None}


@dataclass(frozen=True, slots=True)
class _Lot:
    """What a unit holds and where it lies, as far as either is known."""

    substance: str
    place: Place | None


def _lots_of(unit_ids: Iterable[UUID]) -> dict[UUID, _Lot]:
    """Return the lots of some units; the reactions of an act ask for each once."""
    wanted = list(unit_ids)
    known = once_done("lots", dict[UUID, _Lot])
    if not set(wanted) <= known.keys():
        known |= _read_lots(sorted(set(wanted) - known.keys()))
    return {unit_id: known[unit_id] for unit_id in wanted if unit_id in known}


def _read_lots(unit_ids: list[UUID]) -> dict[UUID, _Lot]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (u.id) u.id, coalesce(e.substance, %s), p.id, p.place_sealed, p.place_token"
            " FROM custody_handlingunit u LEFT JOIN custody_exhibit e ON e.id = u.exhibit_id"
            " LEFT JOIN custody_placement p ON p.unit_id = u.id"
            " WHERE u.id = ANY (%s::uuid[]) ORDER BY u.id, p.until_at DESC NULLS FIRST",
            [ANY, unit_ids],
        )
        rows = cursor.fetchall()
    opened: dict[bytes, UUID] = {}
    lying: dict[UUID, UUID] = {}
    for unit_id, _, placement_id, sealed, token in rows:
        if placement_id is None:
            continue
        if bytes(token) not in opened:
            # Equal places have equal tokens: one is opened for all of a load.
            opened[bytes(token)] = unseal_place(sealed, placement_id=placement_id)
        lying[unit_id] = opened[bytes(token)]
    places = places_by_id(lying.values())
    return {
        unit_id: _Lot(substance, places[lying[unit_id]] if unit_id in lying else None)
        for unit_id, substance, *_ in rows
    }


def starts_of(units: Sequence[HandlingUnit], *, at: datetime | None = None) -> list[Start]:
    """Return a start for each unit: at ``at``, or where that is None when it was seized."""
    if not units:
        return []
    lots = _lots_of(unit.id for unit in units)
    out = []
    for unit in units:
        began = at or unit.seized_at or unit.held_since
        if began is None:
            continue
        place = lots[unit.id].place
        out.append(
            Start(
                subject_id=unit.id,
                jurisdiction=unit.jurisdiction,
                started_at=began,
                substance=lots[unit.id].substance,
                mass_mg=unit.gross_mg or 0,
                place_class=ANY if place is None else place.kind,
                zone=zone_of(place),
                site_id=None if place is None else place.site_id,
            )
        )
    return out


def starts_of_seizures(seizures: Sequence[Seizure], *, at: datetime) -> list[Start]:
    """Return a start at ``at`` for each seizure, where what it was found in stands."""
    places = places_of(seizure.conveyance_id for seizure in seizures if seizure.conveyance_id is not None)
    starts = []
    for seizure in seizures:
        place = None if seizure.conveyance_id is None else places.get(seizure.conveyance_id)
        starts.append(
            Start(
                subject_id=seizure.id,
                jurisdiction=seizure.jurisdiction,
                started_at=at,
                zone=zone_of(place),
                site_id=None if place is None else place.site_id,
            )
        )
    return starts


def storage_clock(start: Start) -> ClockType:
    """Return which clock of storage runs where the unit lies: some places are for a short stay only."""
    return ClockType.TEMP_STORAGE if start.place_class in TEMPORARY_PLACES else ClockType.MAX_STORAGE


def zone_of(place: Place | None) -> str:
    """Return the time zone in which the legal days of a place end: its site's, or the house's."""
    if place is not None and place.site is not None:
        return place.site.zone
    house: str = settings.CUSTODY_SITE_TIME_ZONE
    return house
