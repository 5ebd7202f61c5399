"""The register of blank seals: what was delivered by which maker, and what was withdrawn (R31)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import SEALS_RECEIVED, SEALS_VOIDED
from custody.core.identifiers import parse_seal_class, parse_seal_number
from custody.evidence import entries, label_permissions, lists
from custody.evidence.actions.steps import on_field
from custody.evidence.locking import lock_seal_numbers
from custody.evidence.models import SealBatch
from custody.evidence.selectors.seal_register import overlapping, parts_of
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

MAKER_MOST, MOST_SEALS = 80, 1_000_000


def receive_seals(*, act: Act, maker: str, seal_class: str, first: str, last: str) -> SealBatch:
    """Take a delivery of blank seals into the register, by its first and last number, and return it.

    From now on a seal with one of these numbers is known by its maker, and by its kind where nobody says it.

    Who: a storekeeper, supervisor or administrator. When: none of the numbers is of another delivery. Appends
    ``seals.received/1``.
    """
    label_permissions.check_can_print(act.actor)
    made_by = entries.clean_reason(maker, field="maker", most=MAKER_MOST)
    try:
        kind = parse_seal_class(seal_class)
    except InvalidInput as refusal:
        raise on_field(refusal, "seal_class") from None
    prefix, digits, begins = _running(first, field="first")
    *form, ends = _running(last, field="last")
    if form != [prefix, digits] or not begins <= ends < begins + MOST_SEALS:
        raise InvalidInput("seals.range", "The last number must follow the first, and be written in the same way",
                           field="last")  # fmt: skip
    with recording(act) as record:
        lock_seal_numbers(prefix=prefix, digits=digits)
        known = overlapping(prefix=prefix, digits=digits, first=begins, last=ends)
        if known is not None:
            raise InvalidInput("seals.known", "Seals from {first} to {last} are in the register already", field="first",
                               first=known.first_number, last=known.last_number)  # fmt: skip
        batch = SealBatch(
            maker=made_by, seal_class=kind.value, prefix=prefix, digits=digits, first=begins, last=ends,
            taken_in_by=act.actor, taken_in_at=record.at,
        )  # fmt: skip
        batch.stream_id = record.open_stream(kind="seals", ref=batch.id)
        batch.save(force_insert=True)
        record.append(
            SEALS_RECEIVED, on=batch, batch_id=batch.id, taken_in_at=record.at, maker=made_by, seal_class=kind.value,
            prefix=prefix, digits=digits, first=begins, last=ends, taken_in_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"batch": str(batch.id)}
    return batch


def void_seals(*, act: Act, batch_id: UUID, reason: str) -> SealBatch:
    """Withdraw a delivery and return it: those of its seals that are not on anything go on nothing from now on.

    Who: a storekeeper, supervisor or administrator. When: it is not withdrawn. Appends ``seals.voided/1``.
    """
    why = entries.chosen(reason, lists.VOID_REASONS, field="reason")
    with recording(act, authorises=True) as record:
        batch = SealBatch.objects.select_for_update().filter(pk=batch_id).first()
        if batch is None:
            raise NotFound
        label_permissions.check_can_void_seals(act.actor, batch)
        batch.voided_at, batch.voided_by, batch.void_reason = record.at, act.actor, why
        batch.save(update_fields=["voided_at", "voided_by", "void_reason"])
        record.append(SEALS_VOIDED, on=batch, voided_at=record.at, reason=why, voided_by=act.actor.pseudonym)
        record.result = {"batch": str(batch.id)}
    return batch


def _running(text: str, *, field: str) -> tuple[str, int, int]:
    try:
        parts = parts_of(parse_seal_number(text))
    except InvalidInput as refusal:
        raise on_field(refusal, field) from None
    if parts is None:
        raise InvalidInput("seals.running", "A delivery has numbers that end in digits", field=field)
    return parts
