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
from custody.evidence.models import Exhibit
from custody.evidence.placing import unseal_place
from custody.organisation.models.policies import ANY
from custody.organisation.selectors import places_by_id

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
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
    unit_ids = list(unit_ids)
    if not unit_ids:
        return {}
    tokens: dict[bytes, UUID] = {}
    lying: dict[UUID, UUID] = {}
    for unit_id, placement_id, sealed, token in _last_placements(unit_ids):
        if bytes(token) not in tokens:
            # Equal places have equal tokens: one is opened for all of a load.
            tokens[bytes(token)] = unseal_place(sealed, placement_id=placement_id)
        lying[unit_id] = tokens[bytes(token)]
    found = places_by_id(lying.values())
    return {unit_id: found[place_id] for unit_id, place_id in lying.items()}


def _last_placements(unit_ids: list[UUID]) -> list[tuple[UUID, UUID, memoryview, memoryview]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (unit_id) unit_id, id, place_sealed, place_token FROM custody_placement"
            " WHERE unit_id = ANY (%s::uuid[]) ORDER BY unit_id, until_at DESC NULLS FIRST",
            [unit_ids],
        )
        return list(cursor.fetchall())


def starts_of(units: Sequence[HandlingUnit], *, at: datetime | None = None) -> list[Start]:
    """Return a start for each unit: at ``at``, or where that is None when it was seized."""
    if not units:
        return []
    places = places_of(unit.id for unit in units)
    exhibits = {unit.exhibit_id for unit in units if unit.exhibit_id is not None}
    substances = dict(Exhibit.objects.filter(id__in=exhibits).values_list("id", "substance"))
    out = []
    for unit in units:
        began = at or unit.seized_at or unit.held_since
        if began is None:
            continue
        place = places.get(unit.id)
        out.append(
            Start(
                subject_id=unit.id,
                jurisdiction=unit.jurisdiction,
                started_at=began,
                substance=ANY if unit.exhibit_id is None else substances.get(unit.exhibit_id, ANY),
                mass_mg=unit.gross_mg or 0,
                place_class=ANY if place is None else place.kind,
                zone=zone_of(place),
                site_id=None if place is None else place.site_id,
            )
        )
    return out


def storage_clock(start: Start) -> ClockType:
    """Return which clock of storage runs where the unit lies: some places are for a short stay only."""
    return ClockType.TEMP_STORAGE if start.place_class in TEMPORARY_PLACES else ClockType.MAX_STORAGE


def zone_of(place: Place | None) -> str:
    """Return the time zone in which the legal days of a place end: its site's, or the house's."""
    if place is not None and place.site is not None:
        return place.site.zone
    house: str = settings.CUSTODY_SITE_TIME_ZONE
    return house
