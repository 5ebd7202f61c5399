"""What lies in some units, read in one walk: whoever asks several things of it hands the walk on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from custody.evidence.models import Exhibit, HandlingUnit


@dataclass(frozen=True, slots=True)
class Inner:
    """A unit that lies at any depth in the one ``around`` it, and in ``parent_id`` directly."""

    id: UUID
    around: UUID
    parent_id: UUID
    seizure_id: UUID | None
    exhibit_id: UUID | None
    seal: str | None
    discrepancy_open: bool


Inside = Mapping[UUID, Sequence[Inner]]

_WALK = """
WITH RECURSIVE inner_units AS (
  SELECT u.id, u.parent_id AS around, u.parent_id, u.seizure_id, u.exhibit_id, u.seal, u.discrepancy_open
    FROM custody_handlingunit u WHERE u.parent_id = ANY (%s::uuid[])
  UNION ALL
  SELECT u.id, i.around, u.parent_id, u.seizure_id, u.exhibit_id, u.seal, u.discrepancy_open
    FROM custody_handlingunit u JOIN inner_units i ON u.parent_id = i.id
) SELECT * FROM inner_units
"""


def walked(units: Sequence[HandlingUnit]) -> Inside:
    """Return, by unit, everything that lies in it at any depth; an empty list for one that holds none."""
    found: dict[UUID, list[Inner]] = {unit.id: [] for unit in units}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_WALK, [list(found)])
            for row in cursor.fetchall():
                inner = Inner(*row)
                found[inner.around].append(inner)
    return found


def frozen_of(units: Sequence[HandlingUnit], inside: Inside) -> set[UUID]:
    """Return the ids of those of the units that are frozen, as ``facts.frozen_units`` does."""
    return {
        unit.id for unit in units if unit.discrepancy_open or any(each.discrepancy_open for each in inside[unit.id])
    }


def unsealed_of(units: Sequence[HandlingUnit], inside: Inside) -> set[UUID]:
    """Return those of the units that nothing of ours closes, as ``facts.unsealed_among`` does."""
    out = set()
    for unit in units:
        seals = [each.seal for each in inside[unit.id] if each.parent_id == unit.id]
        if unit.seal is None and (not seals or None in seals):
            out.add(unit.id)
    return out


def exhibits_of(units: Sequence[HandlingUnit], inside: Inside) -> dict[UUID, list[Exhibit]]:
    """Return, by unit, the exhibits in it by number: its own, and those of what lies in it at any depth."""
    named = {unit.id: {unit.exhibit_id, *(each.exhibit_id for each in inside[unit.id])} - {None} for unit in units}
    is_read = HandlingUnit._meta.get_field("exhibit").is_cached
    known = {unit.exhibit.id: unit.exhibit for unit in units if is_read(unit) and unit.exhibit is not None}
    if more := {each for ids in named.values() for each in ids if each is not None} - set(known):
        known |= Exhibit.objects.in_bulk(more)
    return {
        unit_id: sorted((known[each] for each in ids if each is not None), key=lambda exhibit: exhibit.number)
        for unit_id, ids in named.items()
    }


def exhibits_inside(units: Sequence[HandlingUnit]) -> dict[UUID, list[Exhibit]]:
    """Return the same of units whose contents nobody walked through yet."""
    return exhibits_of(units, walked(units))
