"""The steps that put a seal on a unit and take it off. Each takes ``record`` first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput
from custody.core.events import DISCREPANCY_OPENED, SEAL_APPLIED, SEAL_REMOVED, SEAL_REPLACED
from custody.core.exceptional import RESEALED
from custody.core.identifiers import check_bolt_seal, parse_seal_class, parse_seal_number
from custody.evidence import policies
from custody.evidence.actions import signatures
from custody.evidence.actions.steps import on_field, open_discrepancy
from custody.evidence.models import HandlingUnit, Seal
from custody.evidence.selectors import facts
from custody.evidence.selectors.exceptions import is_seal_change_unsigned
from custody.evidence.selectors.seal_register import batch_of, lookalikes_of, withdrawn_of

if TYPE_CHECKING:
    from custody.evidence.entries import SealEntry
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer


def seal_number(entry: SealEntry, *, field: str = "seal_number") -> tuple[str, str, str | None]:
    """Return number, class and barrel number of a seal as they are stored.

    Raises ``InvalidInput`` when pin and barrel differ (R31) or one of them is no seal number.
    """
    try:
        number = parse_seal_number(entry.number)
        seal_class = parse_seal_class(entry.seal_class or _kind_in_register(number))
        barrel = None
        if entry.barrel_number is not None:
            barrel = check_bolt_seal(pin=entry.number, barrel=entry.barrel_number)
    except InvalidInput as refusal:
        raise on_field(refusal, field) from None
    return number, seal_class.value, barrel


def _kind_in_register(number: str) -> str:
    """Return the kind of the delivery a seal is from; a bag for one that is from none, as most are."""
    batch = batch_of(number)
    return "bag" if batch is None else batch.seal_class


def new_seal(record: Record, unit: HandlingUnit, *, number: str, seal_class: str, barrel_number: str | None) -> Seal:
    """Return the row of a seal that is put on now, not saved yet."""
    return Seal(
        unit=unit,
        stream_id=unit.stream_id,
        number=number,
        seal_class=seal_class,
        barrel_number=barrel_number,
        applied_at=record.at,
    )


def put_seal(record: Record, unit: HandlingUnit, entry: SealEntry, *, by: Officer, second: Officer | None) -> Seal:
    """Put a seal on the unit; return it. Appends ``seal.applied/1``. Raises ``InvalidInput`` for a used
    number."""
    return put_seals(record, {unit: entry}, by=by, second=second)[0]


def halves_of_two(entry: SealEntry) -> str | None:
    """Return what stands on pin and barrel where they differ and somebody looked again (R31): such a bolt is two halves
    of two seals, and what bears it is frozen."""
    if not entry.looked_again or entry.barrel_number is None:
        return None
    try:
        pin, barrel = parse_seal_number(entry.number), parse_seal_number(entry.barrel_number)
    except InvalidInput:
        return None
    return None if pin == barrel else f"{pin} / {barrel}"


def seen_before(record: Record, unit: HandlingUnit, entry: SealEntry, *, by: Officer, second: Officer) -> bool:
    """Say whether somebody looked again at a seal that is worth none: its number was used before or is of a delivery
    that was withdrawn, or it is two halves of two. Then freeze the unit, which bears no seal of ours for it: one number
    is one seal for ever.

    Appends ``discrepancy.opened/1`` and ``signature.owed/1``: the second saw the number as well.
    """
    if not entry.looked_again:
        return False
    number = halves_of_two(entry)
    if number is None:
        number, _seal_class, _barrel = seal_number(entry)
        if number not in worthless_among([number]):
            return False
    open_discrepancy(record, unit, kind="seal", by=by, found=number)
    signatures.owe_second(record, [unit], about=DISCREPANCY_OPENED.code, wanted=second)
    return True


def worthless_among(numbers: Iterable[str]) -> set[str]:
    """Return those of the numbers that were used before, or are of a delivery that was lost, stolen or copied."""
    asked = list(numbers)
    return facts.seals_in_use(asked) | withdrawn_of(asked)


def freeze_where_unsigned(record: Record, unit: HandlingUnit) -> None:
    """Freeze a unit whose seal comes off again while the signature for the last time is still owed: a thief alone would
    do just that, with a name that nobody asked. Appends ``discrepancy.opened/1``."""
    if is_seal_change_unsigned(unit):
        open_discrepancy(record, unit, kind=RESEALED, by=record.act.actor)


def put_seals(
    record: Record, seals: Mapping[HandlingUnit, SealEntry], *, by: Officer, second: Officer | None
) -> list[Seal]:
    """Put a seal on each unit; return them. Appends ``seal.applied/1`` for each, and ``discrepancy.opened/1`` for one
    whose number looks like a used one.

    Raises ``InvalidInput`` for a used number, also for one that is given twice.
    """
    rows = []
    for unit, entry in seals.items():
        number, seal_class, barrel = seal_number(entry)
        rows.append(new_seal(record, unit, number=number, seal_class=seal_class, barrel_number=barrel))
    policies.check_seal_free(*(row.number for row in rows))
    Seal.objects.bulk_create(rows)
    for unit, seal in zip(seals, rows, strict=True):
        unit.seal = seal.number
        record.append(
            SEAL_APPLIED,
            on=unit,
            rows=[seal],
            seal_id=seal.id,
            seal_class=seal.seal_class,
            seal=seal.number,
            barrel_number=seal.barrel_number,
            applied_by=by.pseudonym,
            second_officer=None if second is None else second.pseudonym,
        )
    HandlingUnit.objects.bulk_update(seals, ["seal"])
    freeze_lookalikes(record, {unit: seal.number for unit, seal in zip(seals, rows, strict=True)})
    return rows


def freeze_lookalikes(record: Record, bearers: Mapping[HandlingUnit, str]) -> None:
    """Freeze each unit whose seal looks like another that was ever applied: such a number passes for the old one at
    every reading. What it bears is a fact, and is not refused. Appends ``discrepancy.opened/1``."""
    alike = lookalikes_of(bearers.values()) if bearers else {}
    for unit, number in bearers.items():
        if number in alike:
            open_discrepancy(record, unit, kind=facts.LOOKALIKE, by=record.act.actor, expected=alike[number],
                             found=number)  # fmt: skip


def change_seal(
    record: Record, unit: HandlingUnit, entry: SealEntry, *, reason: str, by: Officer, witness: Officer
) -> Seal:
    """Take our seal off a unit and put another one on: the two numbers are a pair. Return the new seal.

    Appends ``seal.replaced/1``, and ``discrepancy.opened/1`` where the new number looks like a used one. Raises
    ``NotAllowedNow`` when no seal of ours is on it, ``InvalidInput`` for a used
    number.
    """
    number, seal_class, barrel = seal_number(entry)
    old = policies.check_sealed(unit)
    policies.check_seal_free(number)
    old.removed_at = record.at
    old.save(update_fields=["removed_at"])
    new = new_seal(record, unit, number=number, seal_class=seal_class, barrel_number=barrel)
    new.save(force_insert=True)
    unit.seal = number
    unit.save(update_fields=["seal"])
    record.append(
        SEAL_REPLACED,
        on=unit,
        rows=[old, new],
        old_seal_id=old.id,
        new_seal_id=new.id,
        seal_class=seal_class,
        old_seal=old.number,
        new_seal=number,
        barrel_number=barrel,
        changed_by=by.pseudonym,
        witness=witness.pseudonym,
        reason=reason,
    )
    freeze_lookalikes(record, {unit: number})
    return new


def take_off_seal(record: Record, unit: HandlingUnit, *, reason: str, by: Officer, witness: Officer) -> Seal:
    """Take our seal off the unit and return it. Appends ``seal.removed/1``.

    Raises ``NotAllowedNow`` when no seal of ours is on it.
    """
    seal = policies.check_sealed(unit)
    _take_off(record, {unit: seal}, reason=reason, by=by, witness=witness)
    return seal


def take_off_any_seal(record: Record, unit: HandlingUnit, *, reason: str, by: Officer, witness: Officer) -> None:
    """Take our seal off the unit when one is on it."""
    take_off_any_seals(record, [unit], reason=reason, by=by, witness=witness)


def take_off_any_seals(
    record: Record, units: Sequence[HandlingUnit], *, reason: str, by: Officer, witness: Officer
) -> None:
    """Take our seals off those of the units that bear one. Appends ``seal.removed/1`` for each."""
    on = facts.seals_on(units)
    _take_off(
        record, {unit: on[unit.id] for unit in units if unit.id in on}, reason=reason, by=by, witness=witness
    )


def _take_off(
    record: Record, seals: Mapping[HandlingUnit, Seal], *, reason: str, by: Officer, witness: Officer
) -> None:
    if not seals:
        return
    Seal.objects.filter(pk__in=[seal.pk for seal in seals.values()]).update(removed_at=record.at)
    HandlingUnit.objects.filter(pk__in=[unit.pk for unit in seals]).update(seal=None)
    for unit, seal in seals.items():
        unit.seal, seal.removed_at = None, record.at
        record.append(
            SEAL_REMOVED,
            on=unit,
            rows=[seal],
            seal_id=seal.id,
            reason=reason,
            seal=seal.number,
            removed_by=by.pseudonym,
            witness=witness.pseudonym,
        )
