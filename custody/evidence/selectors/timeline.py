"""The story of a unit, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import MISSION_HEARD_LATE, FieldClass
from custody.evidence.models import HandlingUnit, Removal
from custody.evidence.selectors.facts import ancestors_of, made_out_of
from custody.evidence.selectors.missions import rides_of
from custody.ledger.selectors import Told, begun_at, told
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from custody.evidence.models import MissionLoad
    from custody.evidence.selectors.having import Had

_SHOWN = frozenset({FieldClass.OPEN, FieldClass.PERSONAL})
_WHOLE_LIFE = 10_000


def timeline(
    unit: HandlingUnit, *, limit: int = 100, newest_first: bool = True, began_with: Iterable[UUID] = (),
    had: Had | None = None,
) -> list[Told]:
    """Return the events of a unit, since it was registered those of the units around it (until it was taken out), and
    those of the transports it rode with while it did; at most ``limit``. ``began_with`` are the streams of the targets
    with which its story began, as far as the reader may know of them; ``had`` is what there is of the unit, where that
    was asked before.

    Sealed fields (place, route, mass, seal) are never among the values: seeing them is an act of its own.
    """
    around = ancestors_of(unit)
    left = None
    if had is None or had.was_inside:
        left = Removal.objects.filter(inner=unit).select_related("unit").first()
    if left is not None:
        around.append(left.unit)
    rode = had is None or had.rides
    rides = {load.mission.stream_id: load for load in rides_of([unit, *around])} if rode else {}
    lines = told(
        [unit.stream_id, *(each.stream_id for each in around), *rides, *began_with],
        classes=_SHOWN,
        newest_first=newest_first,
        limit=limit,
    )
    lines = [line for line in lines if line.stream_id not in rides or _rode(rides[line.stream_id], line)]
    if left is not None:
        lines = [line for line in lines if line.stream_id != left.unit.stream_id or _happened(line) <= left.removed_at]
    if not around:
        return lines
    began_at = begun_at([unit.stream_id])[unit.stream_id]
    return [line for line in lines if line.recorded_at >= began_at]


def _happened(line: Told) -> datetime:
    at: datetime = line.values.get("effective_at", line.recorded_at)
    return at


def _rode(load: MissionLoad, line: Told) -> bool:
    """Say whether a unit rode with its transport when this happened to it."""
    at = _happened(line)
    return load.loaded_at is not None and load.loaded_at <= at and (load.ended_at is None or at <= load.ended_at)


def is_gap_of_mission(line: Told) -> bool:
    """Say whether a line tells of a crew that was silent, or of a stop that nobody explained."""
    return line.type is MISSION_HEARD_LATE or line.values.get("explained") is False


def people_in(lines: Iterable[Told]) -> dict[str, str]:
    """Return the badges of everybody named in some lines, by pseudonym."""
    named: set[str] = set()
    for line in lines:
        named.add(line.actor)
        named.update(
            value
            for name, value in line.values.items()
            if name in line.type.fields and line.type.fields[name].kind == "person" and value is not None
        )
    return {pseudonym: officer.badge for pseudonym, officer in officers_by_pseudonym(named).items()}


def custodians_of(unit: HandlingUnit) -> set[str]:
    """Return the pseudonyms of everybody who ever had an outermost unit in custody, or what it was made or taken out
    of."""
    streams = HandlingUnit.objects.filter(pk__in=made_out_of([unit.id])[unit.id]).values_list("stream_id", flat=True)
    lines: Sequence[Told] = told(streams, classes=_SHOWN, limit=_WHOLE_LIFE)
    held = {line.values.get(role) for line in lines for role in ("custodian", "co_custodian")}
    return {pseudonym for pseudonym in held if pseudonym is not None}
