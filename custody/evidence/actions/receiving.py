"""What becomes of each unit of a hand-over: taken, or reported as not taken. Steps, over all units at once.

A statement does not grow with the number of units: a load of 2,000 bags is received as a load of two.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from custody.core.errors import InvalidInput
from custody.core.events import (
    CUSTODY_GAP,
    DISCREPANCY_OPENED,
    MANIFEST_SIGNED,
    TRANSFER_ACCEPTED,
    TRANSFER_REPORTED,
)
from custody.core.identifiers import parse_seal_number, shortened
from custody.core.lifecycle import SearchState
from custody.core.manifest import manifest_sha256
from custody.evidence import policies
from custody.evidence.actions import by_two, search_steps, weights
from custody.evidence.lists import SECOND
from custody.evidence.models import Discrepancy, HandlingUnit, Transfer, TransferLine

if TYPE_CHECKING:
    from custody.evidence.entries import Reading, Reported
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

_SEEN_MOST = 32
Lines = Mapping[UUID, TransferLine]
Seals = Mapping[UUID, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was expected of a unit and what was found."""

    unit: HandlingUnit
    kind: str
    expected: str
    found: str


def list_sha256(units: Sequence[HandlingUnit]) -> str:
    """Return what is signed for a list of what is offered; a new hand-over is saved with it."""
    return manifest_sha256((unit.label, unit.kind, unit.seal, unit.package_count, unit.gross_mg) for unit in units)


def sign_list(record: Record, transfer: Transfer, *, side: str = "giver") -> None:
    """Write the signature of the giver, or of who commands in place of one, over the list of what is offered.

    Appends ``manifest.signed/1``.
    """
    assert transfer.manifest_sha256 is not None  # noqa: S101 - it was saved with the list
    _signed(record, transfer, side=side, sha256=transfer.manifest_sha256, taken=0)


def sign_receipt(record: Record, transfer: Transfer, units: Sequence[HandlingUnit], lines: Lines) -> None:
    """Write the receiver's signature over what became of every line, and the whole answer with it.

    Appends ``manifest.signed/1``.
    """
    listed = [(unit.label, lines[unit.id].state, lines[unit.id].seal_seen) for unit in units]
    transfer.receipt_sha256 = manifest_sha256(listed)
    transfer.save(update_fields=["state", "closed_at", "vehicle_seal_seen", "receipt_sha256"])
    taken = sum(line.state == "accepted" for line in lines.values())
    _signed(record, transfer, side="receiver", sha256=transfer.receipt_sha256, taken=taken)


def keepers(transfer: Transfer, receiver: Officer) -> tuple[Officer, Officer | None]:
    """Return who has what is taken by a hand-over from then on: the receiver, and who was named as second; beside the
    giver, who came to be the second of the two."""
    if transfer.purpose == SECOND:
        return transfer.giver, receiver
    return receiver, transfer.receiver_second


def keepers_told(transfer: Transfer, receiver: Officer) -> dict[str, Any]:
    """Return the fields of an event that names who has it from then on."""
    first, beside = keepers(transfer, receiver)
    return {"custodian": first.pseudonym, "co_custodian": None if beside is None else beside.pseudonym}


def take(
    record: Record,
    transfer: Transfer,
    units: Sequence[HandlingUnit],
    lines: Lines,
    seals: Seals,
    damaged: Collection[UUID],
    readings: Mapping[UUID, Reading],
) -> list[Discrepancy]:
    """Pass custody of the units, look at their seals and weights, and return what was opened.

    Who answers beside the receiver has yet to sign: on a departure they sign for that (``moving``), by command for the
    command. Appends ``transfer.accepted/1`` for each, ``signature.owed/1`` by the second of a crew; ``unit.found/1``,
    ``unit.weighed/1`` and ``discrepancy.opened/1`` where they apply.
    """
    actor: Officer = record.act.actor
    _close_lines(units, lines, state="accepted", seals=seals)
    # Who comes beside one person takes nothing from that one: from now on two have it.
    first, beside = keepers(transfer, actor)
    HandlingUnit.objects.filter(pk__in=[unit.id for unit in units]).update(
        custodian=first, co_custodian=beside, held_since=record.at
    )
    for unit in units:
        unit.custodian, unit.co_custodian, unit.held_since = first, beside, record.at
        record.append(
            TRANSFER_ACCEPTED,
            on=unit,
            rows=[lines[unit.id]],
            transfer_id=transfer.id,
            purpose=transfer.purpose,
            accepted_at=record.at,
            line_id=lines[unit.id].id,
            seal_seen=lines[unit.id].seal_seen,
            **keepers_told(transfer, actor),
        )
    by_two.owe_second(record, transfer, units)
    search_steps.find_in_hand(record, units, by=actor, beside=transfer.receiver_second or transfer.giver)
    opened = open_discrepancies(
        record,
        [
            Difference(unit=unit, kind="seal", expected=unit.seal or "none",
                       found=_as_found(lines[unit.id], is_damaged=unit.id in damaged))
            for unit in units
            if unit.id in damaged or not policies.seal_reads_as(unit, seals.get(unit.id))
        ],
    )  # fmt: skip
    weighed = {unit: readings[unit.id] for unit in units if unit.id in readings}
    for _, found in weights.weigh_all(record, weighed, occasion="receipt", by=actor).values():
        opened += found
    return opened


def leave_behind(
    record: Record,
    transfer: Transfer,
    units: Sequence[HandlingUnit],
    lines: Lines,
    reported: Mapping[UUID, Reported],
    damaged: Collection[UUID],
) -> list[Discrepancy]:
    """Close the lines of what was not taken: the giver still answers for it. Return the discrepancies.

    Appends ``transfer.reported/1`` and ``discrepancy.opened/1`` for each, and ``unit.unlocated/1`` for what is missing.
    """
    actor: Officer = record.act.actor
    by_kind: dict[str, list[HandlingUnit]] = {}
    for unit in units:
        by_kind.setdefault(reported[unit.id].kind, []).append(unit)
    for kind, those in by_kind.items():
        _close_lines(those, lines, state=kind, seals={unit.id: reported[unit.id].seal_seen for unit in those})
    for unit in units:
        record.append(
            TRANSFER_REPORTED,
            on=unit,
            rows=[lines[unit.id]],
            transfer_id=transfer.id,
            line_id=lines[unit.id].id,
            reported=reported[unit.id].kind,
            reported_at=record.at,
            seal_seen=lines[unit.id].seal_seen,
            reported_by=actor.pseudonym,
            remark=reported[unit.id].remark,
        )
    for unit in by_kind.get("missing", []):
        # What was not there when it was to be taken over is searched for from this moment, once.
        if unit.search_state == SearchState.LOCATED:
            search_steps.lose_sight_of(record, unit, outermost=unit, by=actor, remark=reported[unit.id].remark)
    return open_discrepancies(record, [
        _difference(unit, reported[unit.id], lines[unit.id], is_damaged=unit.id in damaged) for unit in units
    ])  # fmt: skip


def show_gaps(
    record: Record, units: Sequence[HandlingUnit], *, gap: str, since: datetime, transfer: Transfer | None,
    until: datetime | None = None,
) -> None:  # fmt: skip
    """Say on every unit that from ``since`` until now, or ``until`` then, custody is not shown. Appends
    ``custody.gap_found/1``."""
    ended = until or record.at
    for unit in units:
        record.append(
            CUSTODY_GAP,
            on=unit,
            gap=gap,
            began_at=since,
            ended_at=ended,
            minutes=max(1, round((ended - since).total_seconds() / 60)),
            transfer_id=None if transfer is None else transfer.id,
        )


def open_discrepancies(record: Record, differences: Sequence[Difference]) -> list[Discrepancy]:
    """Open a discrepancy for each difference, freeze the units, and return the rows.

    Appends ``discrepancy.opened/1`` for each.
    """
    if not differences:
        return []
    actor: Officer = record.act.actor
    rows = [
        Discrepancy(
            unit=each.unit, stream_id=each.unit.stream_id, discrepancy_kind=each.kind, expected=each.expected,
            found=each.found, opened_by=actor, opened_at=record.at,
        )
        for each in differences
    ]  # fmt: skip
    Discrepancy.objects.bulk_create(rows)
    HandlingUnit.objects.filter(pk__in=[each.unit.id for each in differences]).update(discrepancy_open=True)
    for row in rows:
        row.unit.discrepancy_open = True
        record.append(
            DISCREPANCY_OPENED,
            on=row.unit,
            rows=[row],
            discrepancy_id=row.id,
            discrepancy_kind=row.discrepancy_kind,
            opened_at=record.at,
            expected=row.expected,
            found=row.found,
            difference_mg=None,
            tolerance_mg=None,
            opened_by=actor.pseudonym,
        )
    return rows


def _as_found(line: TransferLine, *, is_damaged: bool) -> str:
    """Return how a seal was found, its number with it where one was read: said as ``report_seal_fault`` says it."""
    if line.seal_seen is None:
        return "none or damaged"
    return shortened(f"broken {line.seal_seen}", most=64) if is_damaged else line.seal_seen


def _difference(unit: HandlingUnit, reported: Reported, line: TransferLine, *, is_damaged: bool) -> Difference:
    """Return what a report says is wrong; what was expected of a mass or a count stays with the books."""
    if reported.kind == "seal":
        found = _as_found(line, is_damaged=is_damaged)
        return Difference(unit=unit, kind="seal", expected=unit.seal or "none", found=found)
    found = "not there" if reported.kind == "missing" else shortened(reported.remark or "differs", most=64)
    return Difference(unit=unit, kind=reported.kind, expected="as listed", found=found)


def _close_lines(units: Sequence[HandlingUnit], lines: Lines, *, state: str, seals: Seals) -> None:
    """Write the state and the seal seen of the lines: two statements, however many there are."""
    seen = {unit.id: as_read(seals.get(unit.id)) for unit in units}
    as_known = [lines[unit.id].id for unit in units if seen[unit.id] == unit.seal]
    others = [lines[unit.id] for unit in units if seen[unit.id] != unit.seal]
    for unit in units:
        lines[unit.id].state, lines[unit.id].seal_seen = state, seen[unit.id]
    known = HandlingUnit.objects.filter(pk=OuterRef("unit_id")).values("seal")
    TransferLine.objects.filter(pk__in=as_known).update(state=state, seal_seen=Subquery(known))
    TransferLine.objects.bulk_update(others, ["state", "seal_seen"])


def as_read(text: str | None) -> str | None:
    """Return what was read off a seal in its one spelling, or as it was typed when it is no seal number: of more than
    the column holds, how much more."""
    if text is None:
        return None
    try:
        return parse_seal_number(text)
    except InvalidInput:
        return shortened(text.strip(), most=_SEEN_MOST) or None


def _signed(record: Record, transfer: Transfer, *, side: str, sha256: str, taken: int) -> None:
    record.append(
        MANIFEST_SIGNED,
        on=transfer,
        transfer_id=transfer.id,
        side=side,
        signed_at=record.at,
        unit_count=transfer.unit_count,
        taken_count=taken,
        manifest_sha256=sha256,
        signed_by=record.act.actor.pseudonym,
    )
