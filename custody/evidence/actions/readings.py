"""Readings that differ from the seal we know: each stands in the ledger, and only so many are asked for again. Steps.

A slip of the eye is no discrepancy. But whoever may try numbers until one fits needs no seal, so the house counts the
readings itself, whatever is sent: the last one that the rule allows counts, and freezes the unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn, TypeVar
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import SEAL_MISREAD
from custody.core.identifiers import shortened
from custody.core.rule_values import RULE_VALUES, SEAL_READINGS
from custody.evidence import policies
from custody.ledger.rows import LedgerRow
from custody.ledger.selectors import streams_of, times_done
from custody.organisation.selectors import narrowest, valid_policies

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, TransferLine
    from custody.ledger.recording import Record

Row = TypeVar("Row", bound=LedgerRow)
SEEN_MOST = 64


def check_read_again(
    record: Record,
    units: Sequence[HandlingUnit],
    seals: Mapping[UUID, str | None],
    *,
    occasion: str,
    since: datetime,
    lines: Mapping[UUID, TransferLine] | None = None,
) -> None:
    """Return when every reading counts; refuse the act with ``seal.read_again`` and record each that differs otherwise.

    ``since`` is when this occasion to read began, ``lines`` those of a hand-over that the units are on. A seal that is
    missing cannot be read again. ``units`` of the refusal are the ids of all that differ, so that they are read again
    in one go. Called with the units locked, before anything is changed. Appends ``seal.misread/1`` for each.
    """
    read = {unit: str(seals[unit.id]) for unit in units
            if seals.get(unit.id) and not policies.seal_reads_as(unit, seals[unit.id])}  # fmt: skip
    again, is_repeat = _to_be_read_again(record, read, units, since=since)
    if again:
        for unit in [] if is_repeat else again:
            _tell(record, unit, read[unit], occasion=occasion, rows=[lines[unit.id]] if lines else ())
        _refuse(record, is_repeat, InvalidInput(
            "seal.read_again",
            "This is not the seal we know on {labels}. Read it again",
            field="seals",
            labels=", ".join(unit.label for unit in again),
            units=[unit.id for unit in again],
        ))  # fmt: skip


def check_vehicle_read_again(
    record: Record,
    rows: Sequence[LedgerRow],
    units: Sequence[HandlingUnit],
    known: Mapping[UUID, str],
    read: Sequence[str | None],
    *,
    occasion: str,
    since: datetime,
) -> None:
    """Return as ``check_read_again`` for the seals of vehicles; told on each of ``rows``, once however many differ."""
    strange = [each for each in read if each is not None and each not in set(known.values())]
    read_so = dict.fromkeys(rows if strange else (), ", ".join(strange))
    again, is_repeat = _to_be_read_again(record, read_so, units, since=since)
    if again:
        for row in [] if is_repeat else again:
            _tell(record, row, read_so[row], occasion=occasion)
        _refuse(record, is_repeat, InvalidInput(
            "vehicle_seal.read_again", "This is not the seal we know on the vehicle. Read it again",
            field="vehicle_seal",
        ))  # fmt: skip


def _to_be_read_again(
    record: Record, read: Mapping[Row, str], units: Sequence[HandlingUnit], *, since: datetime
) -> tuple[list[Row], bool]:
    """Return those that this officer may read once more, for fewer readings of theirs differed than the rule allows;
    and whether this very sending was answered so before: a network that sends twice reads nothing twice."""
    if not read:
        return [], False
    told = streams_of(record.refused_op_id, code=SEAL_MISREAD.code)
    if told:
        return [row for row in read if row.stream_id in told], True
    rows = valid_policies(keys=[SEAL_READINGS], at=record.now, jurisdictions=[units[0].jurisdiction])
    rule = narrowest(rows)
    most = RULE_VALUES[SEAL_READINGS].least if rule is None else rule.value
    streams = [row.stream_id for row in read]
    done = times_done(record.act.actor.pseudonym, stream_ids=streams, code=SEAL_MISREAD.code, since=since)
    return [row for row in read if done[row.stream_id] < most - 1], False


def _refuse(record: Record, is_repeat: bool, refusal: InvalidInput) -> NoReturn:
    if is_repeat:
        raise refusal
    record.refuse(refusal)


def _tell(
    record: Record, on: LedgerRow, seen: str, *, occasion: str, rows: Sequence[LedgerRow] = ()
) -> None:
    record.append(
        SEAL_MISREAD, on=on, rows=rows, occasion=occasion, read_at=record.at,
        seal_seen=shortened(seen, most=SEEN_MOST), read_by=record.act.actor.pseudonym,
    )  # fmt: skip
