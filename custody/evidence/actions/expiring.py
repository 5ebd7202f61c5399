"""Offers that nobody answered in time: they run out, bind nothing any more, and move no custody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.events import TRANSFER_CANCELLED, TRANSFER_EXPIRED
from custody.core.texts import kept
from custody.evidence import offer_policies
from custody.evidence.actions import receiving
from custody.evidence.locking import lock_expired_of, lock_transfer, lock_units
from custody.evidence.models import Transfer, TransferLine
from custody.evidence.selectors.gaps import NOT_ANSWERED
from custody.ledger.recording import Record, recording
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit

ANEW = kept("offered anew")
GIVER_GONE = kept("who offered it is gone")


def expire_transfer(*, act: Act, transfer_id: UUID) -> Transfer:
    """Write down that nobody answered an offer in its time, and return it. Custody stays with the giver, who may offer
    the units anew. Both sides and who commands are told by the clock of the answer, which runs on until somebody says
    what became of it.

    Who: the engine. When: the offer waits, was not ordered for somebody absent, and its time is over. Appends
    ``transfer.expired/1`` on the hand-over and on every unit.
    """
    check_holds_role(act.actor, Role.ENGINE)
    with recording(act) as record:
        transfer = lock_transfer(transfer_id)
        offer_policies.check_runs_out(transfer, now=record.now)
        lines = {line.unit_id: line for line in transfer.lines.order_by("unit_id")}
        units = lock_units(lines)
        transfer.state, transfer.closed_at = offer_policies.EXPIRED, record.now
        transfer.save(update_fields=["state", "closed_at"])
        TransferLine.objects.filter(transfer=transfer).update(state=offer_policies.EXPIRED)
        told: dict[str, Any] = {
            "transfer_id": transfer.id, "expired_at": record.now, "due_at": transfer.expires_at,
        }  # fmt: skip
        record.append(TRANSFER_EXPIRED, on=transfer, **told)
        for unit in units:
            line = lines[unit.id]
            line.state = offer_policies.EXPIRED
            record.append(TRANSFER_EXPIRED, on=unit, rows=[line], line_id=line.id, **told)
        record.result = {"transfer": str(transfer.id)}
    return transfer


def lock_old_offers(unit_ids: Iterable[UUID]) -> dict[UUID, Transfer]:
    """Return, by each of their units, what ran out and names some of these units; locked, before units are. A step."""
    old = {transfer.id: transfer for transfer in lock_expired_of(unit_ids)}
    lines = TransferLine.objects.filter(transfer__in=old).order_by("unit_id")
    return {unit_id: old[transfer_id] for unit_id, transfer_id in lines.values_list("unit_id", "transfer_id")}


def end_old_offers(record: Record, old: Iterable[Transfer], units: Iterable[HandlingUnit]) -> None:
    """End offers that ran out because some of their ``units`` are offered anew: their clock and its alert end too.

    A step; appends ``transfer.cancelled/1`` on each and on every unit, and ``custody.gap_found/1`` on what waited."""
    _end(record, old, units, reason=ANEW)


def end_offers_of_gone(record: Record, offers: Iterable[Transfer], units: Iterable[HandlingUnit]) -> None:
    """End what was offered by who is with its ``units`` no more: it is theirs to give no more, and nobody else could
    withdraw it. A step; appends what ``end_old_offers`` does."""
    _end(record, offers, units, reason=GIVER_GONE)


def _end(record: Record, offers: Iterable[Transfer], units: Iterable[HandlingUnit], *, reason: str) -> None:
    by_id = {unit.id: unit for unit in units}
    for transfer in {transfer.id: transfer for transfer in offers}.values():
        lines = {line.unit_id: line for line in transfer.lines.order_by("unit_id")}
        theirs = [by_id[unit_id] for unit_id in lines]
        waited = offer_policies.untouched(transfer, lines, theirs)
        transfer.state, transfer.closed_at = "cancelled", record.at
        transfer.save(update_fields=["state", "closed_at"])
        TransferLine.objects.filter(transfer=transfer).update(state="cancelled", seal_seen=None)
        told: dict[str, Any] = {"transfer_id": transfer.id, "cancelled_at": record.at, "reason": reason}
        record.append(TRANSFER_CANCELLED, on=transfer, **told)
        for unit in theirs:
            line = lines[unit.id]
            line.state, line.seal_seen = "cancelled", None
            record.append(TRANSFER_CANCELLED, on=unit, rows=[line], line_id=line.id, **told)
        if transfer.expires_at < record.at:
            receiving.show_gaps(record, waited, gap=NOT_ANSWERED, since=transfer.expires_at, transfer=transfer)
