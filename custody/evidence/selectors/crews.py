"""The two who have a load on the way: what they have together, and since when one of them is alone with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.canonical import parse_utc_text
from custody.core.events import SECOND_LEFT, TRANSFER_ACCEPTED, UNIT_DEPARTED, UNIT_STORED
from custody.core.lifecycle import CustodyState
from custody.evidence.lists import SECOND
from custody.evidence.models import Countersignature, HandlingUnit, Transfer, TransferLine
from custody.ledger.selectors import Told, newest_values, told

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Officer

ON_THE_WAY = frozenset({CustodyState.IN_TRANSIT, CustodyState.AT_FURNACE})
"""Where two have a load: on the road, and at the furnace until it burns (R9, R24)."""
MOST = 20_000
"""So many moves of all that somebody had are read."""
_ENDED_BY = (SECOND_LEFT.code, TRANSFER_ACCEPTED.code, UNIT_DEPARTED.code, UNIT_STORED.code)


def lacks_second(unit: HandlingUnit) -> bool:
    """Say whether one person alone has a unit on the way."""
    return unit.co_custodian_id is None and unit.custody_state in ON_THE_WAY


def without_second(units: Iterable[HandlingUnit]) -> dict[UUID, datetime]:
    """Return, by unit that one person has alone on the way since the other of the two is gone, since when."""
    alone = {unit.stream_id: unit.id for unit in units if lacks_second(unit)}
    if not alone:
        return {}
    left = newest_values(alone, codes=_ENDED_BY, name="left_at")
    return {alone[stream]: parse_utc_text(at) for stream, at in left.items()}


def keepers_alone(officer_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some officers who have anything alone on the way."""
    rows = HandlingUnit.objects.filter(
        custodian__in=list(officer_ids), co_custodian__isnull=True, parent__isnull=True,
        custody_state__in=sorted(ON_THE_WAY),
    )  # fmt: skip
    return set(rows.values_list("custodian_id", flat=True))


def together_on_the_way(officer: Officer) -> list[HandlingUnit]:
    """Return the outermost units that an officer and another have on the way, by primary key, with both of them."""
    rows = HandlingUnit.objects.filter(
        Q(custodian=officer) | Q(co_custodian=officer), co_custodian__isnull=False, parent__isnull=True,
        custody_state__in=sorted(ON_THE_WAY),
    )  # fmt: skip
    return list(rows.select_related("custodian", "co_custodian").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Then:
    """Who of two stayed with a unit on the way, and until when they had it: handed on, or put in store."""

    stayed: Officer
    until: datetime


def together_then(actor: Officer, leaver: Officer, *, at: datetime) -> dict[UUID, Then]:
    """Return, by unit that is on the way with them no more, what ``leaver`` and another had on the way at a moment; of
    somebody else than the actor, with the actor."""
    had = Q(transfer__receiver=leaver) | Q(transfer__receiver_second=leaver) | Q(transfer__giver=leaver)
    mine = TransferLine.objects.filter(had, state="accepted", transfer__closed_at__lte=at).values("unit")
    rows = TransferLine.objects.filter(unit__in=mine, state="accepted").select_related(
        "unit", "transfer__giver", "transfer__receiver", "transfer__receiver_second"
    )
    story: dict[UUID, list[TransferLine]] = defaultdict(list)
    for line in rows.order_by("transfer__closed_at"):
        story[line.unit_id].append(line)
    moves: dict[UUID, list[Told]] = defaultdict(list)
    streams = [lines[0].unit.stream_id for lines in story.values()]
    for move in told(streams, codes=(UNIT_DEPARTED.code, UNIT_STORED.code), newest_first=False, limit=MOST):
        moves[move.stream_id].append(move)
    out: dict[UUID, Then] = {}
    for unit_id, lines in story.items():
        before = [line for line in lines if line.transfer.closed_at is not None and line.transfer.closed_at <= at]
        two = _pair(before[-1])
        stayed = [each for each in two if each.id != leaver.id]
        if len(two) != 2 or len(stayed) != 1 or not {actor.id, leaver.id} <= {each.id for each in two}:
            continue
        until = _on_the_way_until(moves[lines[0].unit.stream_id], lines[len(before):], at=at)
        if until is not None:
            out[unit_id] = Then(stayed[0], until)
    return out


def rode_with(officer: Officer, *, since: datetime) -> list[str]:
    """Return the badges of those with whom the officer took a load over since a moment, in their order."""
    rows = Transfer.objects.filter(state="accepted", closed_at__gte=since).filter(
        Q(receiver=officer, receiver_second__isnull=False) | Q(receiver_second=officer)
        | Q(purpose=SECOND) & (Q(receiver=officer) | Q(giver=officer))
    )
    badges = rows.values_list("receiver__badge", "receiver_second__badge", "giver__badge", "purpose")
    two = {badge for receiver, second, giver, purpose in badges
           for badge in (receiver, giver if purpose == SECOND else second)}  # fmt: skip
    return sorted(two - {officer.badge})


def _pair(line: TransferLine) -> list[Officer]:
    """Return who had a unit from a hand-over on."""
    transfer = line.transfer
    beside = transfer.giver if transfer.purpose == SECOND else transfer.receiver_second
    return [each for each in (transfer.receiver, beside) if each is not None]


def _on_the_way_until(moves: Sequence[Told], after: Sequence[TransferLine], *, at: datetime) -> datetime | None:
    """Return until when those who had a unit had it on the way, by its ``moves`` and the hand-overs ``after``; ``None``
    where it was not on the way then, or is still."""
    left = [each.values["departed_at"] for each in moves if each.type.code == UNIT_DEPARTED.code]
    stored = [each.values["stored_at"] for each in moves if each.type.code == UNIT_STORED.code]
    went = max((each for each in left if each <= at), default=None)
    if went is None or any(went <= each <= at for each in stored):
        return None
    ends = [line.transfer.closed_at for line in after[:1] if line.transfer.closed_at is not None]
    return min((each for each in (*ends, *stored) if each > at), default=None)


def signed_that_gone(officer: Officer, units: Sequence[HandlingUnit]) -> bool:
    """Say whether the officer signed, of some of the units, that one of the two who had them is gone."""
    rows = Countersignature.objects.filter(unit__in=[unit.id for unit in units], about=SECOND_LEFT.code)
    return rows.filter(signed_by=officer).exists()


def is_offered_to(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the unit is offered to the officer now."""
    return TransferLine.objects.filter(unit=unit, state="offered", transfer__receiver=officer).exists()
