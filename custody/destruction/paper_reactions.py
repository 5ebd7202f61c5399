"""Which papers start and end which clocks: notices, the time for an appeal, the paper of an oral order, an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.clocks import end_of_day
from custody.core.events import (
    DECISION_RECORDED,
    DECISION_REFUSED,
    DECISION_VERIFIED,
    NOTICE_ANSWERED,
    NOTICE_SERVED,
    NOTICE_SERVICE_PROVED,
    NOTICE_SETTLED,
    ORDER_CONFIRMED,
    ORDER_RECORDED,
    ORDER_REFUSED,
    ORDER_REVOKED,
    ORDER_SPOKEN,
    ORDER_VERIFIED,
    REQUEST_ANSWERED,
    REQUEST_EXPLAINED,
    REQUEST_MADE,
)
from custody.deadlines.batches import together
from custody.deadlines.clocks import Start, arm, close
from custody.deadlines.starts import places_of, zone_of
from custody.deadlines.types import ClockType
from custody.destruction.models import AuthorityDecision, DestructionOrder, Notice, OrderRequest
from custody.destruction.selectors.decisions import jurisdiction_of
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

CLOCK_OF = {
    "notice": ClockType.NOTICE,
    "silent_consent": ClockType.SILENT_CONSENT,
    "appeal": ClockType.APPEAL_WINDOW,
}


def register() -> None:
    """Register the handlers."""
    reactions.register(NOTICE_SERVED.code, together(_served))
    reactions.register(NOTICE_SERVICE_PROVED.code, together(_proved))
    reactions.register(ORDER_SPOKEN.code, together(_spoken))
    for event in (NOTICE_ANSWERED, NOTICE_SETTLED):
        reactions.register(event.code, together(_heard))
    for event in (ORDER_CONFIRMED, ORDER_REFUSED, ORDER_REVOKED):
        reactions.register(event.code, together(_confirmed))
    reactions.register(ORDER_REVOKED.code, together(_revoked))
    for event in (ORDER_RECORDED, DECISION_RECORDED):
        reactions.register(event.code, together(_await_second_eyes))
    for event in (ORDER_VERIFIED, ORDER_REFUSED, DECISION_VERIFIED, DECISION_REFUSED):
        reactions.register(event.code, together(_read_twice))
    for event in (REQUEST_MADE, REQUEST_EXPLAINED):
        reactions.register(event.code, together(_asked))
    reactions.register(REQUEST_ANSWERED.code, together(_answered))


def _served(record: Record, entries: list[Entry]) -> None:
    """Let the time run in which somebody may object or appeal: from the day of service once that is proved."""
    for notice in _notices(entries):
        conveyance = None if notice.seizure is None else notice.seizure.conveyance_id
        start = _start(record, notice.id, notice.jurisdiction, conveyance)
        if notice.served_on is not None:
            start = replace(start, started_at=min(record.at, end_of_day(notice.served_on, zone=start.zone)))
        arm(record, clock_type=CLOCK_OF[notice.notice_kind], starts=[start], subject_kind="notice")


def _proved(record: Record, entries: list[Entry]) -> None:
    """Let the time of a notice run anew, from the end of the day on which it was served."""
    _heard(record, entries)
    _served(record, entries)


def _heard(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[notice.id for notice in _notices(entries)],
        clock_types=list(CLOCK_OF.values()),
        by=entries[0].type.code,
    )


def _spoken(record: Record, entries: list[Entry]) -> None:
    """Let the time run in which the paper of an oral order must come."""
    for order in _orders(entries):
        start = _start(record, order.id, order.jurisdiction, None)
        arm(record, clock_type=ClockType.ORAL_CONFIRMATION, starts=[start], subject_kind="order")


def _confirmed(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[order.id for order in _orders(entries)],
        clock_types=[ClockType.ORAL_CONFIRMATION],
        by=entries[0].type.code,
    )


def _await_second_eyes(record: Record, entries: list[Entry]) -> None:
    """Let the time run in which another person verifies or refuses what one recorded: until then a release, an order or
    a revocation lies."""
    for order in _orders(entries):
        start = _start(record, order.id, order.jurisdiction, None)
        arm(record, clock_type=ClockType.SECOND_EYES, starts=[start], subject_kind="order")
    for row in _decisions(entries):
        start = _start(record, row.id, jurisdiction_of(row), None)
        arm(record, clock_type=ClockType.SECOND_EYES, starts=[start], subject_kind="decision")


def _read_twice(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[row.id for row in (*_orders(entries), *_decisions(entries))],
        clock_types=[ClockType.SECOND_EYES],
        by=entries[0].type.code,
    )


def _revoked(record: Record, entries: list[Entry]) -> None:
    """End what ran for the order and its goods: its age, and the time to appeal against it."""
    units = [entry.on.id for entry in entries if isinstance(entry.on, HandlingUnit)]
    served = Notice.objects.filter(order__in=_orders(entries)).values_list("id", flat=True)
    for subject_ids, clock_type in ((units, ClockType.ORDER_AGE), (list(served), ClockType.APPEAL_WINDOW)):
        close(record, subject_ids=subject_ids, clock_types=[clock_type], by=entries[0].type.code)


def _asked(record: Record, entries: list[Entry]) -> None:
    """Let the time run in which the magistrate answers: from the question, or from what was explained."""
    for row in _requests(entries):
        start = _start(record, row.id, row.jurisdiction, row.seizure.conveyance_id)
        arm(record, clock_type=ClockType.ANSWER_OWED, starts=[start], subject_kind="request")


def _answered(record: Record, entries: list[Entry]) -> None:
    """End it: whatever the answer is, the next move is somebody else's."""
    close(
        record,
        subject_ids=[row.id for row in _requests(entries)],
        clock_types=[ClockType.ANSWER_OWED],
        by=entries[0].type.code,
    )


def _start(record: Record, subject_id: UUID, jurisdiction: str, conveyance_id: UUID | None) -> Start:
    place = None if conveyance_id is None else places_of([conveyance_id]).get(conveyance_id)
    return Start(
        subject_id=subject_id,
        jurisdiction=jurisdiction,
        started_at=record.at,
        zone=zone_of(place),
        site_id=None if place is None else place.site_id,
    )


def _notices(entries: list[Entry]) -> list[Notice]:
    return [entry.on for entry in entries if isinstance(entry.on, Notice)]


def _orders(entries: list[Entry]) -> list[DestructionOrder]:
    return [entry.on for entry in entries if isinstance(entry.on, DestructionOrder)]


def _decisions(entries: list[Entry]) -> list[AuthorityDecision]:
    return [entry.on for entry in entries if isinstance(entry.on, AuthorityDecision)]


def _requests(entries: list[Entry]) -> list[OrderRequest]:
    return [entry.on for entry in entries if isinstance(entry.on, OrderRequest)]
