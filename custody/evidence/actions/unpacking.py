"""Taking a unit out of the one it lies in: the outer seal is broken and replaced, and the unit stands alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.events import CONTENTS_REMOVED, UNIT_TAKEN_OUT
from custody.core.exceptional import UNPACKED
from custody.core.tolerance import BRICK_MG, per_brick
from custody.evidence import entries, policies
from custody.evidence.actions import dividing, seal_steps, signatures, steps, weights
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_unit_and_outermost
from custody.evidence.models import HandlingUnit, Removal, Weighing
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import facts
from custody.evidence.selectors.masses import is_pressed
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.references import reference_for
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.core.events import EventType
    from custody.evidence.entries import Reading, SealEntry
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer


def take_out(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    reading: Reading,
    reason: str,
    outer_seal: SealEntry | None = None,
    seal: SealEntry | None = None,
    left_count: int | None = None,
    left_reading: Reading | None = None,
    expected_seq: int | None = None,
) -> HandlingUnit:
    """Take a unit out of the one it lies in, and return it: from now on it stands alone, with a life of its own.

    It stays in the same hands and in the same place, under the same order or hold, and the clocks run on. What the
    outer unit must weigh falls by what the books say of the inner one; what is left in it is counted (``left_count``)
    and may be weighed. ``outer_seal`` takes the place of the seal that was broken, ``seal`` is put on the inner unit
    where it has none. A difference beyond tolerance, or any in the count, opens a discrepancy; so does a unit that the
    books of the outer one cannot hold, and one that nobody weighed before where no brick weighs that.

    Who: the custodian of the outer unit, with a witness, who signs later by their own authentication: until then
    neither leaves, though another may be taken out. When: it lies directly in the outermost unit, which is at rest,
    located, not offered, not frozen, and about which no paper is being decided. Appends ``seal.replaced/1``,
    ``contents.removed/1``, ``unit.taken_out/1``, ``unit.derived/2``, ``unit.weighed/1``, ``discrepancy.opened/1`` where
    one is, and ``signature.owed/1``.
    """
    why = entries.clean_reason(reason, most=500)
    entries.clean_count(left_count, field="left_count")
    if reading.method != "weighed":
        raise InvalidInput("part.not_weighed", "Weigh every part", field="gross_mg")
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act) as record:
        unit, outer = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_take_out(act.actor, unit, outer)
        check_witness(act.actor, witness)
        recorded = recorded_mg(unit)
        _reseal(record, outer, outer_seal, reason=why, witness=witness)
        removal = _let_out(record, unit, outer, reading, reason=why, witness=witness)
        _stand_alone(record, removal, reading, reason=why)
        if unit.seal is None or seal is not None:
            _seal(record, unit, seal, witness=witness)
        occasion = "seizure" if recorded is None and unit.gross_mg == reading.gross_mg else "check"
        _, opened = weights.weigh(record, unit, reading, occasion=occasion, by=act.actor, witness=witness)
        if all(each.discrepancy_kind != "weight" for each in opened):
            _doubt(record, removal, reading, recorded_mg=recorded)
        _check_left(record, outer, left_count, left_reading, witness=witness)
        signatures.owe(record, [outer, unit], matter="witness", about=UNIT_TAKEN_OUT.code, wanted=witness)
        record.result = {"unit": str(unit.id), "outer": str(outer.id)}
    return unit


def _reseal(
    record: Record, outer: HandlingUnit, entry: SealEntry | None, *, reason: str, witness: Officer
) -> None:
    """Put another seal on what was opened: as a pair with the old one, where it carried one."""
    actor = record.act.actor
    if facts.seal_on(outer) is None:
        if entry is not None:
            seal_steps.put_seal(record, outer, entry, by=actor, second=witness)
        return
    if entry is None:
        raise InvalidInput(
            "takeout.no_outer_seal", "{label} was opened. Put a new seal on it", field="outer_seal", label=outer.label
        )
    seal_steps.change_seal(record, outer, entry, reason=reason, by=actor, witness=witness)


def _let_out(
    record: Record, unit: HandlingUnit, outer: HandlingUnit, reading: Reading, *, reason: str, witness: Officer
) -> Removal:
    """Book the outer unit lighter by what left it. Appends ``contents.removed/1``."""
    removed = recorded_mg(unit) or entries.settle_masses(reading)[0]
    return lighten(record, outer, unit, removed, event=CONTENTS_REMOVED, by=record.act.actor, witness=witness,
                   reason=reason)  # fmt: skip


def lighten(
    record: Record, outer: HandlingUnit, unit: HandlingUnit, removed: int, *, event: EventType, by: Officer,
    witness: Officer, reason: str,
) -> Removal:
    """Book a unit lighter by one that is in it no more, and what was counted in it less, and return what left. A step;
    appends ``event``."""
    was = reference_for(outer, day=record.at.date().toordinal())
    before = outer.gross_mg if was.gross_mg is None else was.gross_mg
    if before is not None:
        # It weighs more than all of the outer unit by the books: those give what they have, the rest is a difference.
        removed = min(removed, before)
    packages = None
    if was.package_count is not None:
        packages = min(facts.packages_of(unit, outer), was.package_count)
        outer.package_count = was.package_count - packages
    if before is not None:
        outer.gross_mg = before - removed
        outer.tare_mg = None if outer.tare_mg is None or outer.tare_mg > outer.gross_mg else outer.tare_mg
        outer.net_mg = None if outer.tare_mg is None else outer.gross_mg - outer.tare_mg
    outer.save(update_fields=["gross_mg", "tare_mg", "net_mg", "package_count"])
    removal = Removal(
        unit=outer, stream_id=outer.stream_id, inner=unit, before_mg=before, removed_mg=removed,
        after_mg=outer.gross_mg, packages=packages, removed_by=by, witness=witness,
        removed_at=record.at,
    )  # fmt: skip
    removal.save(force_insert=True)
    record.append(
        event,
        on=outer,
        rows=[removal],
        removal_id=removal.id,
        inner_id=unit.id,
        removed_at=record.at,
        before_mg=before,
        removed_mg=removed,
        gross_mg=outer.gross_mg,
        tare_mg=outer.tare_mg,
        net_mg=outer.net_mg,
        packages=packages,
        package_count=outer.package_count,
        removed_by=by.pseudonym,
        witness=witness.pseudonym,
        reason=reason,
    )
    return removal


def _stand_alone(record: Record, removal: Removal, reading: Reading, *, reason: str) -> None:
    """Give the inner unit the hands, the place, the order and the clocks of the one it lay in.

    Appends ``unit.taken_out/1``, ``unit.derived/2`` and where it lies.
    """
    unit, outer = removal.inner, removal.unit
    if unit.gross_mg != removal.removed_mg:
        # Nobody ever weighed it inside: what it weighs now is what it is booked with, as far as the outer unit had it.
        _, tare, _ = entries.settle_masses(reading)
        unit.gross_mg = removal.removed_mg
        unit.tare_mg = None if tare is None or tare > unit.gross_mg else tare
        unit.net_mg = None if unit.tare_mg is None else unit.gross_mg - unit.tare_mg
    unit.weighing_basis = unit.weighing_basis or entries.basis_for(kind=unit.kind, given=reading.weighing_basis)
    stands: dict[str, Any] = {
        "custody_state": policies.check_step(unit, code=UNIT_TAKEN_OUT.code),
        "state_since": record.at,
        "parent": None,
        "custodian": outer.custodian,
        "co_custodian": outer.co_custodian,
        "held_since": outer.held_since,
        "unswept": outer.unswept,
        "sealed_view": outer.sealed_view,
        "neutralised": outer.neutralised,
    }
    for column, value in stands.items():
        setattr(unit, column, value)
    unit.save(update_fields=[*stands, "gross_mg", "tare_mg", "net_mg", "weighing_basis"])
    second = outer.co_custodian
    assert outer.custodian is not None  # noqa: S101 - who acts has it
    record.append(
        UNIT_TAKEN_OUT,
        on=unit,
        outer_id=outer.id,
        removal_id=removal.id,
        taken_at=record.at,
        held_since=unit.held_since,
        weighing_basis=unit.weighing_basis,
        method=reading.method,
        unswept=unit.unswept,
        gross_mg=unit.gross_mg,
        tare_mg=unit.tare_mg,
        net_mg=unit.net_mg,
        sealed_view=unit.sealed_view,
        neutralised=unit.neutralised,
        custodian=outer.custodian.pseudonym,
        co_custodian=None if second is None else second.pseudonym,
        taken_by=removal.removed_by.pseudonym,
        witness=removal.witness.pseudonym,
        reason=reason,
    )
    if outer.kind not in NOT_DRUGS:
        # Out of a vehicle or a crate of other things it comes as it was seized: those stand in no books of mass.
        dividing.derive(record, [unit], [outer], how=UNPACKED)
    dividing.take_place(record, [unit], outer, place_now(outer))


def _doubt(record: Record, removal: Removal, reading: Reading, *, recorded_mg: int | None) -> None:
    """Open a discrepancy on the inner unit where comparing its weight with the books says nothing: the outer unit had
    less than it, or nobody ever weighed it and no brick weighs that."""
    unit, found = removal.inner, reading.gross_mg
    bricks = reading.package_count or unit.package_count or (1 if unit.kind == "brick" else None)
    each = per_brick(gross_mg=found, tare_mg=reading.tare_mg, bricks=bricks) if is_pressed(unit) else None
    if (recorded_mg or found) > removal.removed_mg:
        least = most = recorded_mg or removal.removed_mg
    elif recorded_mg is None and bricks and each is not None and not each.is_plausible:
        least, most = (mg * bricks for mg in BRICK_MG)
    else:
        return
    steps.open_discrepancy(
        record,
        unit,
        kind="weight",
        by=record.act.actor,
        expected=" - ".join(mass.in_words(mg) for mg in sorted({least, most})),
        found=mass.in_words(found),
        difference_mg=found - (most if found > most else least),
    )


def _seal(record: Record, unit: HandlingUnit, entry: SealEntry | None, *, witness: Officer) -> None:
    if entry is None:
        raise InvalidInput("part.not_sealed", "Seal every part", field="seal_number")
    policies.check_unsealed(unit)
    seal_steps.put_seal(record, unit, entry, by=record.act.actor, second=witness)


def _check_left(
    record: Record, outer: HandlingUnit, count: int | None, reading: Reading | None, *, witness: Officer
) -> None:
    """Hold what is left in the outer unit against the books: its count always, its weight where it was weighed."""
    actor = record.act.actor
    if outer.package_count is not None and count is None:
        raise InvalidInput(
            "takeout.not_counted", "Count what is left in {label}", field="left_count", label=outer.label
        )
    if reading is not None:
        counted = replace(reading, package_count=count)
        weights.weigh(record, outer, counted, occasion="check", by=actor, witness=witness)
    elif count is not None and outer.package_count is not None and count != outer.package_count:
        steps.open_discrepancy(
            record, outer, kind="count", by=actor, expected=str(outer.package_count), found=str(count)
        )


def recorded_mg(unit: HandlingUnit) -> int | None:
    """Return what the unit is booked with, when it ever lay on a scale."""
    weighed = Weighing.objects.filter(unit=unit, method="weighed").exists()
    return unit.gross_mg if weighed else None
