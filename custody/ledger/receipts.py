"""What a person gets to know of the seal on what they did."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from custody.ledger.models import IdempotencyKey

POLL_SECONDS = 0.03


@dataclass(frozen=True, slots=True)
class Receipt:
    """One act in the ledger. ``size`` is that of the signed tree that covers all its events, or ``None`` before it."""

    op_id: UUID
    first_hash: str
    events: int
    index: int | None
    size: int | None
    recorded_at: datetime
    age_seconds: float
    """How long ago that was, by the database's clock, when the receipt was read."""

    @property
    def is_sealed(self) -> bool:
        """The log has signed a tree that holds every event of the act."""
        return self.size is not None


def receipt_for(op_id: UUID) -> Receipt | None:
    """Return where the act stands in the ledger; ``None`` when there is no such act."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT count(*), min(e.recorded_at), max(l."index"), count(l."index"), '
            "(array_agg(encode(e.leaf_hash, 'hex') ORDER BY e.id))[1], "
            "extract(epoch FROM clock_timestamp() - min(e.recorded_at))::float "
            "FROM custody_event e LEFT JOIN custody_leaf l ON l.event_id = e.id WHERE e.op_id = %s",
            [op_id],
        )
        events, recorded_at, index, integrated, first_hash, age = cursor.fetchone()
        if not events:
            return None
        size = None
        if integrated == events:
            cursor.execute("SELECT min(size) FROM custody_checkpoint WHERE size > %s", [index])
            size = cursor.fetchone()[0]
    return Receipt(op_id, first_hash, events, index if integrated == events else None, size, recorded_at, age)


def wait_for_seal(op_id: UUID, *, at_most_seconds: float = 1.0) -> Receipt | None:
    """Return the receipt as soon as the act is sealed, and once the act is ``at_most_seconds`` old in any case.

    Runs outside any transaction: a page answers after inclusion, and says "recorded, not yet sealed" otherwise. An act
    of long ago is not waited for: while the integrator is down, reading what is there costs nobody a second.
    """
    while True:
        receipt = receipt_for(op_id)
        if receipt is None or receipt.is_sealed or receipt.age_seconds >= at_most_seconds:
            return receipt
        time.sleep(POLL_SECONDS)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an act with a key left behind: the operation in the ledger, and references to what came of it."""

    op_id: UUID
    result: dict[str, Any]


def answer_kept(*, author_id: UUID, key: UUID) -> Answered | None:
    """Return what was recorded under an author's idempotency key, or ``None`` when nothing was."""
    found = IdempotencyKey.objects.filter(author=author_id, key=key).first()
    return None if found is None else Answered(found.op_id, found.result)


def recorded_under(*, key: UUID, body_hash: bytes) -> Answered | None:
    """Return what these very answers became under an idempotency key, whoever sent them, or ``None``."""
    found = IdempotencyKey.objects.filter(key=key, body_hash=body_hash).first()
    return None if found is None else Answered(found.op_id, found.result)


def newest_act_on(stream_id: UUID) -> UUID | None:
    """Return the operation of the newest event of a stream; ``None`` when it has none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT op_id FROM custody_event WHERE stream_id = %s ORDER BY seq DESC LIMIT 1", [stream_id])
        row = cursor.fetchone()
    return None if row is None else row[0]


def first_act_on(stream_id: UUID) -> UUID | None:
    """Return the operation of the event that opened a stream; ``None`` when it has none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT op_id FROM custody_event WHERE stream_id = %s ORDER BY seq LIMIT 1", [stream_id])
        row = cursor.fetchone()
    return None if row is None else row[0]
