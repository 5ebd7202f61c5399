"""The seals that an officer may read of the units on a page, and the order in which a row of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_seal_number
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.access import is_custodian

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_PARTS = re.compile(r"(\d+)")


def seals_borne(officer: Officer, units: Iterable[HandlingUnit]) -> dict[UUID, str]:
    """Return by unit the number that stands on its bag, of what the officer has in custody.

    Where another number than the known one was read, that is the one on the bag: the known one is kept back until
    somebody explains it, or it could be read off the page.
    """
    mine = [unit for unit in units if is_custodian(officer, unit)]
    read = _read_instead(unit.id for unit in mine if unit.discrepancy_open)
    return {unit.id: seal for unit in mine if (seal := read.get(unit.id, unit.seal))}


def in_seal_order(officer: Officer, units: Sequence[HandlingUnit]) -> list[HandlingUnit]:
    """Return the units by seizure, then as a row of bags stands: by the known seal, those without one behind, by label.

    What has another seal than the known one, and what the officer does not have, stands there as if it bore none: its
    place in the row would give the number away.
    """
    differs = _read_instead(unit.id for unit in units if unit.discrepancy_open)

    def key(unit: HandlingUnit) -> tuple[str, bool, list[str | int], str]:
        seal = unit.seal if is_custodian(officer, unit) and unit.id not in differs else None
        return str(unit.seizure_id or ""), seal is None, as_counted(seal or ""), unit.label

    return sorted(units, key=key)


def as_counted(seal: str) -> list[str | int]:
    """Return the parts of a number, NL999 before NL1000. Text and figures take turns, so any two can be compared."""
    return [int(part) if at % 2 else part for at, part in enumerate(_PARTS.split(seal))]


def _read_instead(unit_ids: Iterable[UUID]) -> Mapping[UUID, str | None]:
    """Return by unit what was read where another seal is known, None where none could be read; the newest counts."""
    ids = list(unit_ids)
    if not ids:
        return {}
    rows = Discrepancy.objects.filter(unit__in=ids, discrepancy_kind="seal", resolved_at__isnull=True)
    return {unit_id: _number(found) for unit_id, found in rows.order_by("opened_at").values_list("unit_id", "found")}


def _number(found: str | None) -> str | None:
    try:
        # A number is kept without a blank. Words: it bore none, a broken one, or one that could not be read.
        return None if " " in (found or "") else parse_seal_number(found or "")
    except InvalidInput:
        return None
