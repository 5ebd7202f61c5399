"""What its keeper moves on paper: while its place is counted, before it was found, somebody outside looks at it; at any
other time somebody in command does, within the clock of a signature, or two who count and find it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Coalesce

from custody.core.exceptional import MOVED as TO_BE_SEEN
from custody.core.lifecycle import CustodyState
from custody.core.texts import kept
from custody.evidence.actions import steps
from custody.evidence.models import Countersignature, Placement
from custody.evidence.placing import place_token
from custody.evidence.selectors import counting
from custody.evidence.selectors.places import lying_there

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from custody.evidence.models import HandlingUnit, Inventory, InventoryLine
    from custody.ledger.recording import Record
    from custody.organisation.models import Place

STAYS, MOVED = kept("stays while its place is counted"), kept("moved before it was found")
"""As a discrepancy tells them."""
_SEEN_THERE = frozenset({"agrees", "differs"})
"""What a line of a count says of what lies in the place the books name."""
_IN_STORE = (CustodyState.STORED, CustodyState.STAGED)


def freeze(record: Record, units: Sequence[HandlingUnit], *, to: Place) -> None:
    """Freeze those of the units that leave a place by their keeper's word alone while it is counted, and that the two
    who count have not found: a bag that is on paper only would else be in another place each time (R22). A step, before
    the units are put elsewhere.

    Appends ``discrepancy.opened/1``.
    """
    for unit in counting.not_found_yet(units, elsewhere_than=to):
        steps.open_discrepancy(record, unit, kind="unseen", by=record.act.actor, expected=STAYS, found=MOVED)


def moved_alone(units: Sequence[HandlingUnit], *, to: Place, by_two: Collection[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of the units that lay in another place of a store until now, and go by one person's word; read
    before they are put."""
    shared = {unit.id for unit in by_two}
    stored = [unit for unit in units if unit.custody_state in _IN_STORE and unit.id not in shared]
    there = lying_there(stored, place=to) if stored else set()
    return [unit for unit in stored if unit.id not in there]


def sights_in(inventory: Inventory, lines: Collection[InventoryLine]) -> list[Countersignature]:
    """Return the signatures that wait for somebody to see where goods lie by one person's word, and that this count
    gives: what moved together was found where it lies, after it came there, by two of whom neither moved it.

    One signature stands for all units of a seizure that moved in one act: each that lies there still was found.
    """
    seen = {line.unit_id: line.found_at for line in lines if line.outcome in _SEEN_THERE}
    waiting = Countersignature.objects.filter(matter=TO_BE_SEEN, signed_at__isnull=True, unit__in=seen)
    by_others = waiting.exclude(owed_by__in=[inventory.counter_id, inventory.second_id])
    rows = list(by_others.select_related("unit").order_by("owed_at", "id"))
    lying = Placement.objects.filter(place_token=place_token(inventory.place_id), until_at__isnull=True)
    came = lying.annotate(of=Coalesce("unit__seizure_id", "unit_id")).values_list("unit_id", "of", "since_at")
    here = {unit_id: (of, since) for unit_id, of, since in came} if rows else {}
    return [row for row in rows if row.unit_id in here and _all_found(row, here, seen)]


def _all_found(
    row: Countersignature, here: dict[UUID, tuple[UUID, datetime]], seen: dict[UUID | None, datetime]
) -> bool:
    moved = (row.unit.seizure_id or row.unit_id, row.owed_at)
    together = {row.unit_id, *(unit_id for unit_id, came in here.items() if came == moved)}
    return all(unit_id in seen and row.owed_at <= seen[unit_id] for unit_id in together)
