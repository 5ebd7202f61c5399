"""The judge's part in an order, and orders by word of mouth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.authority_rules import JUDGES
from custody.core.errors import InvalidInput
from custody.core.events import (
    INSTRUCTION_CLOSED,
    INSTRUCTION_OPENED,
    ORDER_AUTHORISED,
    ORDER_CONFIRMED,
    ORDER_SPOKEN,
)
from custody.destruction import (
    decision_permissions,
    decision_policies,
    law_permissions,
    law_policies,
    lists,
    permissions,
)
from custody.destruction.actions import orders
from custody.destruction.actions.deciding import write_decision
from custody.destruction.actions.references import reference_of
from custody.destruction.locking import lock_order
from custody.destruction.models import Instruction, JudgeConsent, SpokenOrder
from custody.destruction.selectors import decisions, law, local_days
from custody.destruction.selectors.orders import units_of_order
from custody.evidence import entries
from custody.evidence.actions.photo import keep_photo
from custody.evidence.locking import lock_seizure, lock_units
from custody.evidence.photos import StoredFiles, media_type_of
from custody.ledger.recording import recording
from custody.ledger.sealing import seal
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.entries import DecisionPaper
    from custody.destruction.models import AuthorityDecision, DestructionOrder
    from custody.ledger.recording import Record


def open_instruction(*, act: Act, seizure_id: UUID, reference: str) -> Instruction:
    """Record that an investigating judge has the case of a seizure, and return the row (R1).

    Who: a case officer. When: nobody recorded it yet. Appends ``seizure.instruction_opened/1``.
    """
    paper = reference_of(reference)
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_no_instruction(_instruction(seizure_id))
        row = Instruction(
            seizure=seizure, stream_id=seizure.stream_id, reference=paper, opened_at=record.at, opened_by=act.actor
        )
        row.save(force_insert=True)
        record.append(
            INSTRUCTION_OPENED, on=seizure, rows=[row], instruction_id=row.id, opened_at=record.at, reference=paper,
            opened_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"instruction": str(row.id), "seizure": str(seizure.id)}
    return row


def close_instruction(*, act: Act, seizure_id: UUID, paper: DecisionPaper) -> AuthorityDecision:
    """Record that no investigating judge has the case any more, and return the decision. The judge has it until
    another person has verified it.

    Who: a case officer or supervisor. When: one has it. Appends ``decision.recorded/1``.
    """
    with StoredFiles() as files, recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        decision_permissions.check_can_record_decision(act.actor)
        row = law_policies.check_instruction(_instruction(seizure_id))
        return write_decision(
            record, files, paper, kind="end_instruction", subject_id=row.id, authority="investigating_judge",
            seized=local_days.seizures_there([seizure]),
        )  # fmt: skip


def end_instruction(record: Record, decision: AuthorityDecision) -> None:
    """End the instruction that a verified decision is about. A step.

    Who: not who recorded its beginning. Appends ``seizure.instruction_closed/1``.
    """
    named = Instruction.objects.get(pk=decision.subject_id)
    seizure = lock_seizure(named.seizure_id)
    row = law_permissions.check_can_close_instruction(record.act.actor, _instruction(seizure.id))
    row.closed_at, row.closed_by = record.at, record.act.actor
    row.save(update_fields=["closed_at", "closed_by"])
    record.append(
        INSTRUCTION_CLOSED, on=seizure, rows=[row], instruction_id=row.id, closed_at=record.at,
        closed_by=record.act.actor.pseudonym,
    )  # fmt: skip


def authorise_order(*, act: Act, order_id: UUID, authority: str, paper: DecisionPaper) -> AuthorityDecision:
    """Record that a judge authorised an order, and return the decision. It counts once another person verified it.

    Who: a case officer. When: the order waits to be verified or stands, and no authorisation of it is recorded yet: a
    judge may get the case after the order was verified. Appends ``decision.recorded/1``.
    """
    judge = entries.chosen(authority, JUDGES, field="authority")
    with StoredFiles() as files, recording(act, authorises=True) as record:
        order = lock_order(order_id)
        law_permissions.check_can_authorise(act.actor, order)
        return write_decision(
            record, files, paper, kind="authorise_order", subject_id=order.id, authority=judge,
            seized=local_days.seized_there(units_of_order(order)),
        )  # fmt: skip


def write_consent(record: Record, decision: AuthorityDecision) -> None:
    """Write the judge's authorisation that a verified decision is. A step. Appends ``order.authorised/1``."""
    order = lock_order(decision.subject_id)
    law_policies.check_to_authorise(order, consented=hasattr(order, "consent"))
    number = decisions.reference_of(decision)
    row = JudgeConsent(
        order=order, stream_id=order.stream_id, authority=decision.authority, given_on=decision.decided_on,
        recorded_by=decision.recorded_by, authorised_at=record.at,
    )  # fmt: skip
    row.number_sealed = seal(number.encode(), bound_to=f"consent:{row.id}".encode())
    row.save(force_insert=True)
    record.append(
        ORDER_AUTHORISED, on=order, rows=[row], consent_id=row.id, authority=row.authority, given_on=row.given_on,
        authorised_at=record.at, number=number, recorded_by=decision.recorded_by.pseudonym,
    )  # fmt: skip


def record_oral_order(
    *, act: Act, unit_ids: Sequence[UUID], authority: str, spoken_by: str, listener_badge: str, reasons: str
) -> DestructionOrder:
    """Record an order that an authority gave by word of mouth, and return it. Its paper is owed within its clock.

    ``spoken_by`` says who gave it, in the words of the officer; ``listener_badge`` is who heard it too and will verify
    it. Goods may be planned, checked and staged by it; they burn once the paper is there.

    Who: a case officer; the listener is a case officer or supervisor. When: as for a written order, and the law lets
    it be given so. Appends ``order.recorded/1`` and ``order.spoken/1``.
    """
    kind = entries.chosen(authority, lists.AUTHORITIES, field="authority")
    listener = officer_by_badge(badge=listener_badge, field="listener_badge")
    speaker = entries.clean_text(spoken_by, field="spoken_by", most=lists.REFERENCE_MOST)
    if speaker is None:
        raise InvalidInput("order.no_speaker", "Say who gave the order", field="spoken_by")
    why = entries.clean_reason(reasons, field="reasons", most=lists.REASONS_MOST)
    with recording(act) as record:
        units = lock_units(unit_ids)
        jurisdiction = permissions.check_can_record_order(act.actor, units)
        law_permissions.check_can_listen(act.actor, listener)
        law_policies.check_oral(law.asked_of(units, at=record.now))
        orders.check_ripe(record, units, authority=kind)
        row = SpokenOrder(
            spoken_by=speaker, spoken_at=record.at, recorded_by=act.actor, listener=listener
        )
        order = orders.write_order(
            record, units, authority=kind, jurisdiction=jurisdiction, number=f"ORAL {row.id.hex[:12].upper()}",
            issued_on=local_days.day_there(units, at=record.at), reasons=why,
        )  # fmt: skip
        row.order, row.stream_id = order, order.stream_id
        row.save(force_insert=True)
        record.append(
            ORDER_SPOKEN, on=order, rows=[row], spoken_id=row.id, spoken_at=record.at, spoken_by=speaker,
            recorded_by=act.actor.pseudonym, listener=listener.pseudonym,
        )  # fmt: skip
        record.result = {"order": str(order.id)}
    return order


def confirm_oral_order(
    *, act: Act, order_id: UUID, number: str, confirmed_on: date, document: bytes
) -> SpokenOrder:
    """Record the paper of an order that was given by word of mouth, and return the row. The number is sealed, and
    ``document``, a PDF or a photo of the paper, lies encrypted.

    Who: a case officer or supervisor other than who recorded the order. When: its paper is missing and it was not
    refused. Appends ``order.confirmed/1`` and ``photo.attached/1``.
    """
    clean_number = orders.order_number_of(number)
    media_type = media_type_of(document, documents=True)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        order = lock_order(order_id)
        law_permissions.check_can_confirm(act.actor, order)
        decision_policies.check_dated(
            confirmed_on, at=record.at, seized=local_days.seized_there(units_of_order(order)), field="confirmed_on"
        )
        row = order.spoken
        row.confirmed_on, row.confirmed_at, row.confirmed_by = confirmed_on, record.at, act.actor
        row.number_sealed = seal(clean_number.encode(), bound_to=f"spoken:{row.id}".encode())
        row.save(update_fields=["confirmed_on", "confirmed_at", "confirmed_by", "number_sealed"])
        record.append(
            ORDER_CONFIRMED, on=order, rows=[row], spoken_id=row.id, confirmed_at=record.at, confirmed_on=confirmed_on,
            number=clean_number, confirmed_by=act.actor.pseudonym,
        )  # fmt: skip
        keep_photo(record, files, document, slot="document", media_type=media_type, order=order)
        record.result = {"order": str(order.id)}
    return row


def _instruction(seizure_id: UUID) -> Instruction | None:
    return Instruction.objects.filter(seizure=seizure_id, closed_at__isnull=True).first()
