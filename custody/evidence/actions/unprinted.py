"""Labels that stick on goods and that no roll of the house bears: told, never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.events import LABEL_UNPRINTED
from custody.evidence.actions.signatures import OLD
from custody.evidence.selectors.unprinted import on_no_roll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def tell(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Tell of those of the units, each bound to a label that somebody read off it, whose label is on no roll: who
    sticks a label of their own can stick a second one on other goods. It freezes nothing, and where the house has no
    rolls, nothing is told. What is replayed or was there before our record began bears old labels. A step, once they
    are written.

    Appends ``label.unprinted/1``.
    """
    if record.act.basis in OLD:
        return
    for unit in on_no_roll(units):
        record.append(LABEL_UNPRINTED, on=unit, told_at=record.at)
