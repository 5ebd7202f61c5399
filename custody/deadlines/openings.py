"""Clocks of stock from before the record: what came by a list without a seal, or without a weight of our own scales.

One clock for each list and each of the two: going live with three thousand units calls its keeper twice, not six
thousand times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.models import Clock
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import KINDS, ClockType
from custody.evidence.models import OpeningStock
from custody.evidence.selectors.opening import stocks_of, unsealed_of, unweighed_of
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

OWED = {ClockType.OPENING_WEIGHTS: unweighed_of, ClockType.OPENING_SEALS: unsealed_of}
"""For each clock, what says which units of a list still owe it."""


def register() -> None:
    """Register the handlers of these clocks."""
    reactions.register("opening.registered/1", together(_registered))
    for code in sorted({code for kind in OWED for code in KINDS[kind].ends}):
        reactions.register(code, together(_done))


def _registered(record: Record, entries: list[Entry]) -> None:
    """Let a clock run for each list of which something is not sealed, or not weighed. Nothing waits for it."""
    for stock in (entry.on for entry in entries):
        if not isinstance(stock, OpeningStock):
            continue
        place = stock.place
        start = Start(
            subject_id=stock.id, jurisdiction=place.jurisdiction, started_at=record.now, place_class=place.kind,
            zone=zone_of(place), site_id=place.site_id,
        )  # fmt: skip
        for clock_type, owing in OWED.items():
            if owing(stock.id).exists():
                arm(record, clock_type=clock_type, starts=[start], subject_kind="opening")


def _done(record: Record, entries: list[Entry]) -> None:
    """Close the clock of a list once its last unit is weighed, sealed, or gone."""
    code = entries[0].type.code
    mine = [kind for kind in OWED if code in KINDS[kind].ends]
    running = Clock.objects.filter(clock_type__in=mine, closed_at__isnull=True)
    open_ones = set(running.values_list("subject_id", "clock_type"))
    if not open_ones:
        return
    of_these = stocks_of({entry.on.id for entry in entries})
    for stock_id, kind in sorted(open_ones):
        if stock_id in of_these and not OWED[ClockType(kind)](stock_id).exists():
            close(record, subject_ids=[stock_id], clock_types=[ClockType(kind)], by=code)
