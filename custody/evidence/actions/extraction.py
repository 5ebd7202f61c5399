"""Stripping a conveyance: opened by a team leader before a witness, closed again or emptied."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import (
    EXTRACTION_ENDED,
    EXTRACTION_INTERRUPTED,
    EXTRACTION_RESUMED,
    EXTRACTION_STARTED,
    SEAL_APPLIED,
)
from custody.evidence import clearance_permissions, entries, permissions, policies
from custody.evidence.actions import seal_steps, signatures, steps
from custody.evidence.locking import lock_unit
from custody.evidence.selectors import facts
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.core.lifecycle import CustodyState
    from custody.evidence.entries import SealEntry
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def start_extraction(
    *, act: Act, unit_id: UUID, witness_badge: str, frozen_reason: str | None = None, expected_seq: int | None = None
) -> HandlingUnit:
    """Begin to strip a conveyance and return its unit. The actor is the team leader.

    ``frozen_reason`` says why one is opened whose seal or number is in dispute: whoever finds a seal that is not as it
    should be looks inside first. That is a fact; it stays frozen until somebody has explained it.

    Who: the custodian, with a witness who is another person and signs. When: while it is contained, not offered, no
    signature awaited; not frozen without that reason. Appends ``extraction.started/1``, ``seal.removed/1`` when a seal
    of ours was on it, ``signature.owed/1``, and ``frozen.opened/1`` where it is frozen.
    """
    why = entries.clean_text(frozen_reason, field="frozen_reason", most=entries.REMARK_MOST)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        policies.check_conveyance(unit)
        after = permissions.check_can_start_extraction(act.actor, unit, while_frozen=why is not None)
        permissions.check_witness(act.actor, witness)
        started(record, unit, to=after, witness=witness, frozen_reason=why)
        signatures.owe_second(record, [unit], about=EXTRACTION_STARTED.code, wanted=witness)
        record.result = {"unit": str(unit.id)}
    return unit


def started(
    record: Record, unit: HandlingUnit, *, to: CustodyState, witness: Officer, frozen_reason: str | None = None
) -> None:
    """Write that the conveyance is open. A step of ``start_extraction`` and of ``open_seizure``."""
    steps.advance(record, unit, to=to)
    by = record.act.actor
    record.append(EXTRACTION_STARTED, on=unit, team_leader=by.pseudonym, witness=witness.pseudonym)
    note_frozen(record, unit, reason=frozen_reason, witness=witness)
    seal_steps.take_off_any_seal(record, unit, reason="extraction", by=by, witness=witness)


def note_frozen(record: Record, unit: HandlingUnit, *, reason: str | None, witness: Officer) -> None:
    """Write why a conveyance in dispute was opened, where it is frozen. A step; appends ``frozen.opened/1``."""
    if reason is not None and facts.frozen_among([unit]) is not None:
        steps.note_opened_frozen(record, unit, how="extraction", witness=witness, reason=reason)


def resume_extraction(
    *, act: Act, unit_id: UUID, witness_badge: str, frozen_reason: str | None = None, expected_seq: int | None = None
) -> HandlingUnit:
    """Begin to strip an emptied conveyance once more, because the search after that found something; return its unit.

    What is taken out now belongs to the seizure that was made out of it (``register_units``); when it is empty again it
    is searched again. Who: the custodian as team leader, with a witness who is another person and signs. When: it is
    emptied and the newest search found something, not offered, no signature awaited; not frozen, unless
    ``frozen_reason`` says why it is opened while it is in dispute.
    Appends ``extraction.resumed/1``, ``seal.removed/1`` when a seal of ours was on it, ``signature.owed/1``, and
    ``frozen.opened/1`` where it is frozen.
    """
    why = entries.clean_text(frozen_reason, field="frozen_reason", most=entries.REMARK_MOST)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        policies.check_conveyance(unit)
        after = clearance_permissions.check_can_resume(act.actor, unit, while_frozen=why is not None)
        found = clearance_permissions.check_found_again(unit)
        permissions.check_witness(act.actor, witness)
        steps.advance(record, unit, to=after)
        record.append(
            EXTRACTION_RESUMED, on=unit, clearance_id=found.id, team_leader=act.actor.pseudonym,
            witness=witness.pseudonym,
        )  # fmt: skip
        note_frozen(record, unit, reason=why, witness=witness)
        seal_steps.take_off_any_seal(record, unit, reason="extraction", by=act.actor, witness=witness)
        signatures.owe_second(record, [unit], about=EXTRACTION_RESUMED.code, wanted=witness)
        record.result = {"unit": str(unit.id)}
    return unit


def interrupt_extraction(
    *,
    act: Act,
    unit_id: UUID,
    reason: str,
    seal: SealEntry,
    second_badge: str,
    expected_seq: int | None = None,
) -> HandlingUnit:
    """Close a conveyance again before it is empty, under a new seal, and return its unit.

    Who: the custodian, with a second person. When: while it is being stripped.
    Appends ``extraction.interrupted/1``, ``seal.applied/1`` and ``signature.owed/1``.
    """
    reason = entries.clean_reason(reason, most=500)
    second = officer_by_badge(badge=second_badge, field="second_badge")
    number, _, _ = seal_steps.seal_number(seal)
    with steps.clashes_explained(), recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        policies.check_conveyance(unit)
        after = permissions.check_can_interrupt_extraction(act.actor, unit)
        permissions.check_witness(act.actor, second)
        steps.advance(record, unit, to=after)
        record.append(EXTRACTION_INTERRUPTED, on=unit, reason=reason, seal=number)
        seal_steps.put_seal(record, unit, seal, by=act.actor, second=second)
        signatures.owe_second(record, [unit], about=SEAL_APPLIED.code, wanted=second)
        record.result = {"unit": str(unit.id)}
    return unit


def end_extraction(*, act: Act, unit_id: UUID, expected_seq: int | None = None) -> HandlingUnit:
    """End the stripping of a conveyance that is empty now, and return its unit.

    What was found in it was seized before (``open_seizure`` can do both in one act); when nothing was, the
    event
    names no seizure. Who: the custodian. When: while it is being stripped. Appends ``extraction.ended/1``.
    """
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        policies.check_conveyance(unit)
        after = permissions.check_can_end_extraction(act.actor, unit)
        ended(record, unit, to=after, seizure_id=facts.seizure_out_of(unit))
        record.result = {"unit": str(unit.id)}
    return unit


def ended(record: Record, unit: HandlingUnit, *, to: CustodyState, seizure_id: UUID | None) -> None:
    """Write that the conveyance is empty. A step of ``end_extraction`` and of ``open_seizure``."""
    steps.advance(record, unit, to=to)
    record.append(EXTRACTION_ENDED, on=unit, seizure_id=seizure_id)
