"""Changing a seal with reason: the old number and the new one are a pair, in one act of two people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import SEAL_REPLACED
from custody.evidence import entries, policies
from custody.evidence.actions import seal_steps, signatures, steps
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_unit_and_outermost
from custody.evidence.permissions import check_witness
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import SealEntry
    from custody.evidence.models import Seal


def replace_seal(
    *, act: Act, unit_id: UUID, new_seal: SealEntry, reason: str, witness_badge: str, expected_seq: int | None = None
) -> Seal | None:
    """Take our seal off a unit and put another one on, and return the new seal; ``None`` where that shows a number that
    was used before.

    Who: the custodian of the outermost unit, with a witness, who signs later by their own authentication: until then an
    outermost unit does not leave. When: the unit is live, located, carries a seal of ours, and is not offered, and the
    number was never used, unless the entry says that somebody has looked again. Appends ``seal.replaced/1``, or for a
    used number ``seal.removed/1`` and ``discrepancy.opened/1`` (a seal is owed), and ``signature.owed/1``. A seal that
    is changed again while who stood by the last time has not signed is a fact, and freezes the unit
    (``discrepancy.opened/1``).
    """
    why = entries.clean_reason(reason, most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_replace_seal(act.actor, unit, outermost)
        check_witness(act.actor, witness)
        policies.check_not_offered([outermost])
        seal_steps.freeze_where_unsigned(record, unit)
        if seal_steps.seen_before(record, unit, new_seal, by=act.actor, second=witness):
            seal_steps.take_off_seal(record, unit, reason=why, by=act.actor, witness=witness)
            record.result = {"seal": None, "unit": str(unit.id)}
            return None
        new = seal_steps.change_seal(record, unit, new_seal, reason=why, by=act.actor, witness=witness)
        signatures.owe(record, [unit], matter="witness", about=SEAL_REPLACED.code, wanted=witness)
        record.result = {"seal": str(new.id), "unit": str(unit.id)}
    return new
