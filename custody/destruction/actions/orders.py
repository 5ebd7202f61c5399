"""Orders: one officer records the written decision, another verifies it against the document (R1, R2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from custody.core.act import Basis
from custody.core.errors import InvalidInput
from custody.core.events import ORDER_RECORDED, ORDER_REFUSED, ORDER_VERIFIED
from custody.destruction import (
    authority_policies,
    committee_policies,
    law_permissions,
    law_policies,
    lists,
    permissions,
    policies,
    sample_policies,
)
from custody.destruction.actions import lawful, manifest
from custody.destruction.actions.signatories import name_signatory
from custody.destruction.locking import lock_order
from custody.destruction.models import DestructionOrder, OrderLine
from custody.destruction.selectors import committee, gates, law, local_days, orders
from custody.destruction.selectors.kept_samples import bulks_of
from custody.destruction.selectors.noticed import told_by
from custody.evidence import entries
from custody.evidence.actions.photo import keep_photo
from custody.evidence.exceptions.policies import check_seconds_signed
from custody.evidence.locking import lock_units
from custody.evidence.photos import StoredFiles, media_type_of
from custody.evidence.policies import check_version
from custody.ledger.recording import recording
from custody.ledger.sealing import seal, token

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def record_order(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    authority: str,
    number: str,
    issued_on: date,
    reasons: str | None = None,
    document: bytes | None = None,
    signed_by: str | None = None,
    position: str | None = None,
) -> DestructionOrder:
    """Record a written order to destroy goods and return it. Number, reasons and who signed it are sealed.

    ``document`` is the paper itself, as a photo or a PDF; it lies encrypted.

    Who: a case officer. When: every unit is in custody, lies in no other, has no order yet, and all are of one
    jurisdiction; all or none are samples, and all that these speak for has burnt or left (R3); its law lets this
    authority order for this quantity, no notice about the seizure runs or is missing; of each exhibit as many samples
    were taken as it asks for, and the unit or its seizure was photographed (R2).
    Appends ``order.recorded/1`` on the order and on every unit, and ``order.signatory_named/1`` where that is said.
    Raises ``InvalidInput`` for a number that was recorded before.
    """
    kind = entries.chosen(authority, lists.AUTHORITIES, field="authority")
    clean_number = order_number_of(number)
    clean_reasons = entries.clean_text(reasons, field="reasons", most=lists.REASONS_MOST)
    media_type = None if document is None else media_type_of(document, documents=True)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        units = lock_units(unit_ids)
        jurisdiction = permissions.check_can_record_order(act.actor, units)
        policies.check_issued_on(issued_on, at=record.at, units=units, zones=local_days.zones_of(units))
        check_ripe(record, units, authority=kind)
        order = write_order(
            record, units, authority=kind, jurisdiction=jurisdiction, number=clean_number, issued_on=issued_on,
            reasons=clean_reasons,
        )  # fmt: skip
        name_signatory(record, order, name=signed_by, position=position)
        if document is not None and media_type is not None:
            keep_photo(record, files, document, slot="document", media_type=media_type, order=order)
        record.result = {"order": str(order.id)}
    return order


def check_ripe(record: Record, units: Sequence[HandlingUnit], *, authority: str) -> None:
    """Return when this authority may order now that the units are destroyed, by the law of their jurisdiction.

    A replayed scenario may bring samples and photos later: the release to burn asks again.
    """
    asked = law.asked_of(units, at=record.now)
    sample_policies.check_apart(units)
    sample_policies.check_served(units, bulks_of(units), asked, at=record.now)
    law_permissions.check_speaks_for_keeper(record.act.actor, asked, authority=authority)
    authority_policies.check_authority(units, asked, authority=authority)
    notices = law.notices_of(law.seizures_of(units))
    law_policies.check_noticed(units, asked, notices, told=told_by(units, notices))
    if record.act.basis is not Basis.SCENARIO:
        policies.check_evidence_kept(units, gates.lacks(units))
        law_policies.check_sampled(units, law.short_of_samples(units, asked))


def write_order(
    record: Record,
    units: Sequence[HandlingUnit],
    *,
    authority: str,
    jurisdiction: str,
    number: str,
    issued_on: date,
    reasons: str | None,
) -> DestructionOrder:
    """Write an order on locked units and return it: its row, its lines, and what they are told. A step."""
    order = DestructionOrder(
        authority=authority,
        jurisdiction=jurisdiction,
        issued_on=issued_on,
        recorded_by=record.act.actor,
        recorded_at=record.at,
        unit_count=len(units),
    )
    _insert(record, order, number=number, reasons=reasons)
    lines = [OrderLine(order=order, unit=unit, stream_id=unit.stream_id) for unit in units]
    OrderLine.objects.bulk_create(lines)
    manifest.set_authority(units, code=ORDER_RECORDED.code)
    fields = {
        "order_id": order.id,
        "authority": authority,
        "jurisdiction": jurisdiction,
        "issued_on": issued_on,
        "unit_count": order.unit_count,
        "number": number,
        "recorded_by": record.act.actor.pseudonym,
    }
    record.append(ORDER_RECORDED, on=order, reasons=reasons, **fields)
    for line in lines:
        record.append(ORDER_RECORDED, on=line.unit, rows=[line], line_id=line.id, **fields)
    return order


def attach_paper(*, act: Act, order_id: UUID, document: bytes) -> DestructionOrder:
    """Attach the paper of an order that was recorded without it, as a PDF or a photo, and return the order.

    Who: a case officer. When: the order waits to be verified. Appends ``photo.attached/1`` on the order. Raises
    ``InvalidInput`` when the bytes are neither.
    """
    media_type = media_type_of(document, documents=True)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        order = lock_order(order_id)
        permissions.check_can_attach_paper(act.actor, order)
        keep_photo(record, files, document, slot="document", media_type=media_type, order=order)
        record.result = {"order": str(order.id)}
    return order


def verify_order(*, act: Act, order_id: UUID, expected_seq: int | None = None) -> DestructionOrder:
    """Confirm that an order is what its document says, and return it: its units may be planned from now on.

    Who: a case officer or supervisor other than who recorded it; an oral order, who heard it too. When: it waits for
    this, its paper is attached or a magistrate gave it on his own page (in a replay it may be missing), every second
    officer of the seizures has signed, its goods lie in the country of their law or two people
    verified that law, as many members of a committee signed its minutes as the law asks for (not in a
    replay, R17), and where the law wants a judge to authorise it first, one did. Appends ``order.verified/1`` on the
    order and on every unit.
    """
    with recording(act, authorises=True) as record:
        order = lock_order(order_id)
        check_version(order, expected_seq)
        permissions.check_can_verify_order(act.actor, order)
        policies.check_has_paper(has_paper=act.basis is Basis.SCENARIO or gates.has_paper(order))
        units = lock_units(order.lines.filter(live=True).values_list("unit_id", flat=True))
        check_seconds_signed({unit.seizure_id for unit in units if unit.seizure_id})
        lawful.check_law_known(units)
        asked = law.asked_of(units, at=record.now)
        # More of the seizure may have been found or weighed since the order was recorded.
        authority_policies.check_authority(units, asked, authority=order.authority)
        sample_policies.check_served(units, bulks_of(units), asked, at=record.now)
        lawful.check_told_still(units, {unit.id: order for unit in units}, asked=asked)
        law_policies.check_judge(
            order, asked,
            instructed=bool(law.under_instruction(law.seizures_of(units))),
            consented=getattr(order, "consent", None) is not None,
        )  # fmt: skip
        if act.basis is not Basis.SCENARIO:
            committee_policies.check_members_signed(committee.standing_of(order, asked))
        _close(record, order, state="verified")
        manifest.set_authority(units, code=ORDER_VERIFIED.code)
        for row in (order, *units):
            record.append(
                ORDER_VERIFIED,
                on=row,
                order_id=order.id,
                verified_at=record.at,
                verified_by=act.actor.pseudonym,
            )
        record.result = {"order": str(order.id)}
    return order


def refuse_order(*, act: Act, order_id: UUID, reason: str, expected_seq: int | None = None) -> DestructionOrder:
    """Say that an order is not what its document says, and return it: its units have no order again.

    Who: a case officer or supervisor other than who recorded it. When: it waits for this. Appends
    ``order.refused/1`` on the order and on every unit.
    """
    why = entries.clean_reason(reason, most=lists.REASON_MOST)
    with recording(act, authorises=True) as record:
        order = lock_order(order_id)
        check_version(order, expected_seq)
        permissions.check_can_verify_order(act.actor, order)
        lines = list(order.lines.filter(live=True).order_by("pk"))
        units = {unit.id: unit for unit in lock_units(line.unit_id for line in lines)}
        _close(record, order, state="refused")
        OrderLine.objects.filter(order=order).update(live=False)
        manifest.set_authority(list(units.values()), code=ORDER_REFUSED.code)
        fields = {
            "order_id": order.id,
            "verified_at": record.at,
            "verified_by": act.actor.pseudonym,
            "reason": why,
        }
        record.append(ORDER_REFUSED, on=order, **fields)
        for line in lines:
            record.append(ORDER_REFUSED, on=units[line.unit_id], rows=[line], **fields)
        record.result = {"order": str(order.id)}
    return order


def order_number_of(text: str) -> str:
    """Return the number of an order in its one spelling, however it was typed.

    Raises ``InvalidInput`` when nothing was typed, or too much.
    """
    cleaned = entries.clean_text(unicodedata.normalize("NFKC", text), field="number", most=lists.NUMBER_MOST)
    if cleaned is None:
        raise InvalidInput("order.no_number", "Enter the number of the order", field="number")
    return " ".join(cleaned.upper().split())


def _insert(record: Record, order: DestructionOrder, *, number: str, reasons: str | None) -> None:
    taken = InvalidInput(
        "order.number_in_use",
        "An order with this number was already recorded. Check the number",
        field="number",
    )
    if orders.number_in_use(number):
        raise taken
    order.number_sealed = seal(number.encode(), bound_to=f"order:{order.id}".encode())
    order.number_token = token(number.encode(), purpose="order")
    if reasons is not None:
        order.reasons_sealed = seal(reasons.encode(), bound_to=f"order-reasons:{order.id}".encode())
    order.stream_id = record.open_stream(kind="order", ref=order.id)
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError as error:
        # Two case officers with one paper: the second learns it here.
        raise taken from error


def _close(record: Record, order: DestructionOrder, *, state: str) -> None:
    order.state = state
    order.verified_by = record.act.actor
    order.verified_at = record.at
    order.save(update_fields=["state", "verified_by", "verified_at"])
