"""What an order and a hold mean for the parts of a unit, and for a unit that is gone. Steps; run as reactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import HOLD_PLACED, HOLD_VERIFIED, ORDER_INHERITED
from custody.destruction import hold_policies, policies
from custody.destruction.actions import manifest
from custody.destruction.models import OrderLine
from custody.destruction.selectors import gates
from custody.destruction.selectors.holds import holds_on
from custody.evidence.models import Derivation, HandlingUnit, Hold

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

GONE_OTHERWISE = (
    "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1", "unit.unlocated/1", "emergency.departed/1",
    "unit.superseded/1", "unit.returned/1", "unit.disposed/1", "unit.handed_over/1",
)  # fmt: skip
"""Events after which a unit cannot be in the burn it was planned for."""


def pass_on(record: Record, entries: list[Entry]) -> None:
    """Let the verified order of a unit, and each hold on it, stand for every part it became.

    What was made of several units stands under what all of them stood under; raises ``NotAllowedNow`` when they stood
    under different orders or holds, for then some of it would burn without an order, or in spite of a hold.
    """
    parts = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    named = dict(Derivation.objects.filter(unit__in=parts).values_list("unit_id", "sources"))
    sources = {part: [UUID(each) for each in said] for part, said in named.items()}
    wholes = {whole for those in sources.values() for whole in those}
    lines = {
        line.unit_id: line for line in OrderLine.objects.filter(unit__in=wholes, live=True).select_related("order")
    }
    holds = holds_on(wholes)
    for part, those in sources.items():
        policies.check_one_order([lines.get(whole) for whole in those])
        hold_policies.check_same_holds([holds[whole] for whole in those])
        line = lines.get(those[0])
        if line is not None and line.order.state == "verified":
            _inherit(record, parts[part], line.order_id)
    _hold(record, {parts[part]: [hold for each in those for hold in holds[each]] for part, those in sources.items()})


def keep_hold(record: Record, entries: list[Entry]) -> None:
    """Let the holds on what is no drugs, a vehicle or a crate, stand for the goods that were taken out of it: they are
    no part of its mass, but they were held with it."""
    out = {entry.on: UUID(str(entry.fields["outer_id"])) for entry in entries if isinstance(entry.on, HandlingUnit)}
    derived = set(Derivation.objects.filter(unit__in=out).values_list("unit_id", flat=True))
    holds = holds_on(out.values())
    _hold(record, {unit: holds[outer] for unit, outer in out.items() if unit.id not in derived})


def _hold(record: Record, held: Mapping[HandlingUnit, Sequence[Hold]]) -> None:
    """Hold each unit back by every act that held what it was made of, or what it lay in."""
    copies = [
        _copied(record, unit, [hold for hold in holds if (hold.authority, hold.reference) == act])
        for unit, holds in held.items()
        for act in dict.fromkeys((hold.authority, hold.reference) for hold in holds)
    ]
    for copy in copies:
        if copy.verified_by is not None:
            record.append(
                HOLD_VERIFIED, on=copy.unit, rows=[copy], hold_id=copy.id, verified_at=copy.verified_at,
                verified_by=copy.verified_by.pseudonym,
            )  # fmt: skip


def take_out(record: Record, entries: list[Entry]) -> None:
    """Take units out of the burn they were planned for: they will not be there."""
    units = [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]
    manifest.take_out(
        record, manifest.with_units(gates.scheduled_lines(units), units), reason=entries[0].type.code
    )


def _inherit(record: Record, unit: HandlingUnit, order_id: UUID) -> None:
    line = OrderLine(order_id=order_id, unit=unit, stream_id=unit.stream_id)
    line.save(force_insert=True)
    manifest.set_authority([unit], code=ORDER_INHERITED.code)
    record.append(ORDER_INHERITED, on=unit, rows=[line], order_id=order_id, line_id=line.id)


def _copied(record: Record, unit: HandlingUnit, holds: Sequence[Hold]) -> Hold:
    """Place one hold of the same written act on what was made of held units: the one that still waits to be verified,
    else the oldest, and to be asked about when the first of them is."""
    hold = min(holds, key=lambda each: (each.verified_at is not None, each.placed_at, each.id))
    copy = Hold(
        unit=unit, stream_id=unit.stream_id, authority=hold.authority, reference=hold.reference, reason=hold.reason,
        placed_by=hold.placed_by, placed_at=hold.placed_at, review_at=min(each.review_at for each in holds),
        verified_by=hold.verified_by, verified_at=hold.verified_at,
    )  # fmt: skip
    manifest.set_authority([unit], code=HOLD_PLACED.code)
    copy.save(force_insert=True)
    record.append(
        HOLD_PLACED,
        on=unit,
        rows=[copy],
        hold_id=copy.id,
        authority=copy.authority,
        placed_at=copy.placed_at,
        review_at=copy.review_at,
        reference=copy.reference,
        reason=copy.reason,
        placed_by=copy.placed_by.pseudonym,
    )
    return copy
