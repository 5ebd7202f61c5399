"""What its keeper moves while its place is counted, before it was found: somebody outside looks at it where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.texts import kept
from custody.evidence.actions import steps
from custody.evidence.selectors import counting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Place

STAYS, MOVED = kept("stays while its place is counted"), kept("moved before it was found")
"""As a discrepancy tells them."""


def freeze(record: Record, units: Sequence[HandlingUnit], *, to: Place) -> None:
    """Freeze those of the units that leave a place by their keeper's word alone while it is counted, and that the two
    who count have not found: a bag that is on paper only would else be in another place each time (R22). A step, before
    the units are put elsewhere.

    Appends ``discrepancy.opened/1``.
    """
    for unit in counting.not_found_yet(units, elsewhere_than=to):
        steps.open_discrepancy(record, unit, kind="unseen", by=record.act.actor, expected=STAYS, found=MOVED)
