"""Labels that stick on goods and that no roll of the house bears: told, never refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.texts import kept
from custody.evidence.actions import steps
from custody.evidence.actions.signatures import OLD
from custody.evidence.selectors import labels
from custody.evidence.selectors.facts import STRAYED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record

ON_NO_ROLL = kept("printed on no roll of this house")
"""As a discrepancy tells it."""


def freeze(record: Record, units: Sequence[HandlingUnit]) -> None:
    """Freeze those of the units, each bound to a label that somebody read off it, whose label is on no roll: who sticks
    a label of their own can stick a second one on other goods. What is replayed or was there before our record began
    bears old labels, and nobody is asked. A step, once they are written.

    Appends ``discrepancy.opened/1``.
    """
    if not units or record.act.basis in OLD:
        return
    printed = labels.printed_among([unit.label for unit in units])
    for unit in units:
        if unit.label not in printed:
            steps.open_discrepancy(record, unit, kind=STRAYED, by=record.act.actor, found=ON_NO_ROLL)
