"""A committee's order: one badge is no committee, so its members sign the minutes, each for themselves (R17)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.authority_rules import COMMITTEES
from custody.core.errors import InvalidInput, NotFound
from custody.core.events import ORDER_MEMBER_SIGNED
from custody.destruction import committee_permissions, lists
from custody.destruction.locking import lock_order
from custody.destruction.models import MemberSignature
from custody.destruction.selectors import committee
from custody.evidence import entries
from custody.ledger.recording import recording
from custody.ledger.sealing import seal

if TYPE_CHECKING:
    from custody.core.act import Act


def sign_minutes(*, act: Act, order_id: UUID, minutes: str) -> MemberSignature:
    """Sign, as a member of the committee, the minutes of the meeting in which an order was decided; return the row.

    ``minutes`` is their number, read off them by each member: only signatures under one number count together. It lies
    sealed. Who misread it signs once more.

    Who: a member of a committee who neither gave nor recorded the order. When: it waits to be verified, and they have
    not signed this number. Appends ``order.member_signed/1`` on the order. Raises ``InvalidInput`` without a number,
    ``NotFound`` for an order that no committee gave.
    """
    number = minutes_number_of(minutes)
    with recording(act, authorises=True) as record:
        order = lock_order(order_id)
        if order.authority not in COMMITTEES:
            raise NotFound
        earlier = [each for each in committee.signatures_of(order) if each.member_id == act.actor.id]
        same = any(committee.minutes_of(each) == number for each in earlier)
        committee_permissions.check_can_sign_minutes(act.actor, order, same=same)
        row = MemberSignature(order=order, stream_id=order.stream_id, member=act.actor, signed_at=record.at)
        row.minutes_sealed = seal(number.encode(), bound_to=f"minutes:{row.id}".encode())
        row.save(force_insert=True)
        record.append(
            ORDER_MEMBER_SIGNED, on=order, rows=[row], membership_id=row.id, signed_at=record.at, minutes=number,
            member=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"member_signature": str(row.id), "order": str(order.id)}
    return row


def minutes_number_of(text: str) -> str:
    """Return the number of some minutes in its one spelling; raise ``InvalidInput`` when nothing was typed."""
    cleaned = entries.clean_text(unicodedata.normalize("NFKC", text), field="minutes", most=lists.NUMBER_MOST)
    if cleaned is None:
        raise InvalidInput("order.no_minutes", "Enter the number of the minutes", field="minutes")
    return " ".join(cleaned.upper().split())
