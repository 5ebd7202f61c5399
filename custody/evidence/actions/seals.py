"""Seals on units: put on and taken off by two people, a number used once in the life of the system (R31)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import SEAL_APPLIED, SEAL_REMOVED
from custody.evidence import entries, permissions, policies
from custody.evidence.actions import seal_steps, signatures, steps
from custody.evidence.locking import lock_unit_and_outermost, lock_units
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custody.core.act import Act
    from custody.evidence.entries import SealEntry
    from custody.evidence.models import Seal

MOST = 500

def apply_seal(
    *, act: Act, unit_id: UUID, seal: SealEntry, second_badge: str, expected_seq: int | None = None
) -> Seal | None:
    """Put a seal on a unit and return the seal; ``None`` where it is worth none.

    Who: the custodian of the outermost unit, with a second person. When: while the unit is live and carries no seal,
    and the number was never used, unless the entry says that somebody has looked again. Appends ``seal.applied/1``, or
    for a used number ``discrepancy.opened/1`` (the seal stays owed), and ``signature.owed/1``.
    """
    second = officer_by_badge(badge=second_badge, field="second_badge")
    with steps.clashes_explained(), recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_change_seal(act.actor, unit, outermost)
        permissions.check_witness(act.actor, second)
        policies.check_unsealed(unit)
        put = None
        if not seal_steps.seen_before(record, unit, seal, by=act.actor, second=second):
            put = seal_steps.put_seal(record, unit, seal, by=act.actor, second=second)
            signatures.owe_second(record, [unit], about=SEAL_APPLIED.code, wanted=second)
        record.result = {"seal": None if put is None else str(put.id), "unit": str(unit.id)}
    return put


def apply_seals(*, act: Act, seals: Mapping[UUID, SealEntry], second_badge: str) -> list[Seal]:
    """Put a seal on each of several units, named by their ids, in one act, and return the seals.

    Who: the custodian of every one of them, with a second person. When: while each is live, lies in no other and
    carries no seal, and no number was ever used, unless its entry says that somebody has looked again. Appends
    ``seal.applied/1`` for each, or for a used number ``discrepancy.opened/1`` (its seal stays owed), and
    ``signature.owed/1``: the second signs once for the units of one seizure.
    """
    if not 0 < len(seals) <= MOST:
        raise InvalidInput("seals.count", "Put between 1 and {most} seals on at once", field="seals", most=MOST)
    second = officer_by_badge(badge=second_badge, field="second_badge")
    with steps.clashes_explained(), recording(act) as record:
        units = lock_units(seals)
        permissions.check_witness(act.actor, second)
        for unit in units:
            policies.check_outermost(unit)
            permissions.check_can_change_seal(act.actor, unit, unit)
            policies.check_unsealed(unit)
        fresh = [
            unit for unit in units
            if not seal_steps.seen_before(record, unit, seals[unit.id], by=act.actor, second=second)
        ]  # fmt: skip
        put = seal_steps.put_seals(record, {unit: seals[unit.id] for unit in fresh}, by=act.actor, second=second)
        signatures.owe_second(record, fresh, about=SEAL_APPLIED.code, wanted=second)
        record.result = {"seals": [str(each.id) for each in put], "unit": str(units[0].id)}
    return put


def remove_seal(*, act: Act, unit_id: UUID, reason: str, witness_badge: str, expected_seq: int | None = None) -> Seal:
    """Take our seal off a unit and return the seal.

    Who: the custodian of the outermost unit, with a witness who is another person and signs too: until then an
    outermost unit does not leave, for a seal that comes off and another that goes on are a change. When: while the unit
    is live, carries a seal of ours, and is not offered. A seal found on a conveyance goes when the stripping begins.
    Appends ``seal.removed/1`` and ``signature.owed/1``. Until another is on it, a seal is owed. As for a change, it
    freezes the unit where the signature for the last one is still owed (``discrepancy.opened/1``).
    """
    reason = entries.clean_reason(reason, most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_change_seal(act.actor, unit, outermost)
        permissions.check_witness(act.actor, witness)
        policies.check_not_offered([outermost])
        seal_steps.freeze_where_unsigned(record, unit)
        taken = seal_steps.take_off_seal(record, unit, reason=reason, by=act.actor, witness=witness)
        signatures.owe(record, [unit], matter="witness", about=SEAL_REMOVED.code, wanted=witness)
        record.result = {"seal": str(taken.id), "unit": str(unit.id)}
    return taken
