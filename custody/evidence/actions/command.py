"""A hand-over that command orders in place of a custodian who is absent: sick, arrested, dead, serving no more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from custody.core.clocks import due_after
from custody.core.events import TRANSFER_CANCELLED, TRANSFER_COMMANDED
from custody.evidence import entries, permissions_of_command, policies
from custody.evidence.actions import receiving, signatures
from custody.evidence.locking import lock_transfers_of, lock_units_of
from custody.evidence.models import Transfer, TransferLine
from custody.ledger.recording import Record, recording
from custody.organisation.models import Officer
from custody.organisation.selectors import anybody_by_badge, officer_by_badge, policy_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit

ACCEPTANCE_KEY = "clock.acceptance"
MOST_HOURS = 24 * 90


def command_transfer(
    *, act: Act, absent_badge: str, receiver_badge: str, second_badge: str, reason: str, absent_hours: int = 0
) -> Transfer:
    """Order that everything in the custody of an absent officer goes to two others, and return the hand-over.

    Nobody chooses what is on the list: it is all the officer answers for, alone or beside another, frozen or on the
    road too; whoever stood beside the absent one answers for nothing of it any more either. The two take
    it with ``accept_transfer``, which asks for every single unit: read, or reported as missing. From
    ``absent_hours`` ago until they have signed, custody is shown as a gap. What the absent officer had offered to
    somebody is withdrawn, and so is what was offered by whoever answered for it beside them. The absent officer is sent
    a message that says nothing, in case it can be read.

    Who: a supervisor or the duty officer, who is neither of the two and not the absent one. When: the absent
    officer is a custodian of something; the badge may have been taken away already.
    Appends ``transfer.commanded/1`` on the hand-over and on every unit, ``manifest.signed/1``, and
    ``transfer.cancelled/1`` for what was offered.
    """
    why = entries.clean_reason(reason)
    hours = entries.clean_hours(absent_hours, field="absent_hours", most=MOST_HOURS)
    absent = anybody_by_badge(badge=absent_badge, field="absent_badge")
    receiver = officer_by_badge(badge=receiver_badge, field="receiver_badge")
    second = officer_by_badge(badge=second_badge, field="second_badge")
    permissions_of_command.check_can_command(act.actor, absent, receiver, second)
    with recording(act, authorises=True) as record:
        _withdraw(record, absent, reason=why)
        units = lock_units_of(absent)
        policies.check_has_something(units)
        permissions_of_command.check_take_over([receiver, second], units)
        transfer = _ordered(record, units, absent=absent, receiver=receiver, second=second, reason=why, hours=hours)
        receiving.sign_list(record, transfer, side="commander")
        record.result = {"transfer": str(transfer.id)}
    return transfer


def owe_signatures(
    record: Record, transfer: Transfer, units: Sequence[HandlingUnit], taken: Sequence[HandlingUnit]
) -> None:
    """Write who has yet to sign for a hand-over that was commanded, before it is taken; nothing for any other.

    The second counted ``units`` with the first and was only named: that signature has a clock. Whoever answered for
    what is ``taken``, alone or beside another, hears of it at the next sign-in, and signs to have heard.
    Appends ``signature.owed/1``.
    """
    if transfer.commanded_by is None or transfer.receiver_second is None:
        return
    signatures.owe_second(record, units, about=TRANSFER_COMMANDED.code, wanted=transfer.receiver_second)
    beside = {each for unit in taken for each in (unit.custodian_id, unit.co_custodian_id) if each is not None}
    beside -= {transfer.commanded_by_id, transfer.giver_id}
    for keeper in [transfer.giver, *Officer.objects.filter(pk__in=beside).order_by("pk")]:
        had = [unit for unit in taken if keeper.id in (unit.custodian_id, unit.co_custodian_id)]
        signatures.owe_hearing(
            record, had, about=TRANSFER_COMMANDED.code, wanted=keeper, owed_by=transfer.commanded_by
        )


def _withdraw(record: Record, absent: Officer, *, reason: str) -> None:
    """Withdraw what the absent officer offered: nobody could do it otherwise."""
    for transfer in lock_transfers_of(absent):
        lines = list(TransferLine.objects.filter(transfer=transfer).select_related("unit").order_by("unit_id"))
        transfer.state, transfer.closed_at = "cancelled", record.at
        transfer.save(update_fields=["state", "closed_at"])
        TransferLine.objects.filter(transfer=transfer).update(state="cancelled", seal_seen=None)
        told: dict[str, Any] = {"transfer_id": transfer.id, "cancelled_at": record.at, "reason": reason}
        record.append(TRANSFER_CANCELLED, on=transfer, **told)
        for line in lines:
            line.state = "cancelled"
            record.append(TRANSFER_CANCELLED, on=line.unit, rows=[line], line_id=line.id, **told)


def _ordered(
    record: Record,
    units: Sequence[HandlingUnit],
    *,
    absent: Officer,
    receiver: Officer,
    second: Officer,
    reason: str,
    hours: int,
) -> Transfer:
    rule = policy_rule(key=ACCEPTANCE_KEY, jurisdiction=units[0].jurisdiction, at=record.now)
    commander: Officer = record.act.actor
    transfer = Transfer(
        purpose="handover",
        giver=absent,
        receiver=receiver,
        receiver_second=second,
        commanded_by=commander,
        absent_since=record.at - timedelta(hours=hours),
        offered_at=record.at,
        expires_at=due_after(record.at, rule.value, measure=rule.measure, zone=settings.CUSTODY_SITE_TIME_ZONE),
        unit_count=len(units),
        manifest_sha256=receiving.list_sha256(units),
    )
    transfer.stream_id = record.open_stream(kind="transfer", ref=transfer.id)
    transfer.save(force_insert=True)
    told: dict[str, Any] = {
        "transfer_id": transfer.id,
        "purpose": transfer.purpose,
        "expires_at": transfer.expires_at,
        "absent_since": transfer.absent_since,
        "unit_count": transfer.unit_count,
        "commanded_by": commander.pseudonym,
        "giver": absent.pseudonym,
        "receiver": receiver.pseudonym,
        "receiver_second": second.pseudonym,
        "reason": reason,
    }
    record.append(TRANSFER_COMMANDED, on=transfer, **told)
    lines = [TransferLine(transfer=transfer, unit=unit, stream_id=unit.stream_id) for unit in units]
    TransferLine.objects.bulk_create(lines)
    for line in lines:
        record.append(TRANSFER_COMMANDED, on=line.unit, rows=[line], line_id=line.id, **told)
    return transfer
