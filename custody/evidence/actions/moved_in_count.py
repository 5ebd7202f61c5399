"""What its keeper moves on paper: while its place is counted, before it was found, somebody outside looks at it; at any
other time somebody in command does, within the clock of a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.lifecycle import CustodyState
from custody.core.texts import kept
from custody.evidence.actions import steps
from custody.evidence.selectors import counting
from custody.evidence.selectors.places import lying_there

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Place

STAYS, MOVED = kept("stays while its place is counted"), kept("moved before it was found")
"""As a discrepancy tells them."""
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
