"""What a clock begins to run for, where, and since when; read for all units of an act at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import F

from custody.deadlines.types import TEMPORARY_PLACES, ClockType
from custody.evidence.models import Exhibit, Placement
from custody.evidence.placing import unseal_place
from custody.organisation.models import Place
from custody.organisation.models.policies import ANY

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


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
    last = (
        Placement.objects.filter(unit__in=list(unit_ids))
        .order_by("unit_id", F("until_at").desc(nulls_first=True))
        .distinct("unit_id")
    )
    tokens: dict[bytes, UUID] = {}
    lying: dict[UUID, UUID] = {}
    for row in last:
        token = bytes(row.place_token)
        if token not in tokens:
            # Equal places have equal tokens: one is opened for all of a load.
            tokens[token] = unseal_place(row.place_sealed, placement_id=row.id)
        lying[row.unit_id] = tokens[token]
    found = {place.id: place for place in Place.objects.filter(id__in=set(lying.values())).select_related("site")}
    return {unit_id: found[place_id] for unit_id, place_id in lying.items()}


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
