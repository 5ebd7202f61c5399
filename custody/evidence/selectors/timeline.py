"""The story of a unit, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from custody.core.events import FieldClass
from custody.evidence.selectors.facts import ancestors_of
from custody.ledger.selectors import Told, told
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit

_SHOWN = frozenset({FieldClass.OPEN, FieldClass.PERSONAL})
_WHOLE_LIFE = 10_000


def timeline(unit: HandlingUnit, *, limit: int = 100, newest_first: bool = True) -> list[Told]:
    """Return the events of a unit and, since it was registered, of the units around it; at most ``limit``.

    Sealed fields (place, route, mass, seal) are never among the values: seeing them is an act of its own.
    """
    around = ancestors_of(unit)
    lines = told(
        [unit.stream_id, *(each.stream_id for each in around)],
        classes=_SHOWN,
        newest_first=newest_first,
        limit=limit,
    )
    if not around:
        return lines
    own = told([unit.stream_id], newest_first=False, limit=1)
    return [line for line in lines if line.recorded_at >= own[0].recorded_at]


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
    """Return the pseudonyms of everybody who ever had an outermost unit in custody."""
    lines: Sequence[Told] = told([unit.stream_id], classes=_SHOWN, limit=_WHOLE_LIFE)
    held = {line.values.get(role) for line in lines for role in ("custodian", "co_custodian")}
    return {pseudonym for pseudonym in held if pseudonym is not None}
