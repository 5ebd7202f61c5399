"""Arming and closing clocks, inside the transaction of the event that does it. Steps, not actions."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from custody.core.act import Basis
from custody.core.clocks import REVIEW, next_stage
from custody.deadlines.models import Clock
from custody.deadlines.starts import Start
from custody.deadlines.terms import Terms, reviews_of
from custody.deadlines.types import KINDS, ClockType

if TYPE_CHECKING:
    from custody.ledger.recording import Record

__all__ = ["Start", "arm", "close", "make", "wake_replayed"]

log = logging.getLogger(__name__)

REPLAY_GRACE = timedelta(minutes=10)
"""A replay closes most of its clocks in the same breath; until it wakes the rest they do not fire."""

# Nearly every act arms some: whether one runs, its next epoch and its row are one statement.
_ARM = """
INSERT INTO custody_clock (clock_type, subject_kind, replayed, subject_id, jurisdiction, substance, mass_mg,
    place_class, zone, site_id, started_at, due_at, paused_at, next_stage, next_fire_at, armed_at, epoch, eval_errors)
SELECT %s, %s, %s, n.*, n.started_at, coalesce(before.epoch, 0) + 1, 0
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[], %s::uuid[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[], %s::text[], %s::timestamptz[]) AS n (subject_id,
    jurisdiction, substance, mass_mg, place_class, zone, site_id, started_at)
CROSS JOIN LATERAL (SELECT max(epoch) AS epoch, bool_or(closed_at IS NULL) AS runs FROM custody_clock
                    WHERE subject_id = n.subject_id AND clock_type = %s) AS before
WHERE before.runs IS NOT TRUE
"""


def arm(record: Record, *, clock_type: ClockType, starts: Sequence[Start], subject_kind: str = "unit") -> int:
    """Start a clock for each subject that has none of this type running, and return how many there were.

    A clock that runs is left alone: taking goods out of the store and putting them back gives nobody a new term.
    """
    held_until = record.now + REPLAY_GRACE if record.act.basis is Basis.SCENARIO else None
    return make(
        clock_type=clock_type, starts=starts, subject_kind=subject_kind, at=record.now, held_until=held_until
    )


def make(
    *,
    clock_type: ClockType,
    starts: Sequence[Start],
    subject_kind: str,
    at: datetime,
    held_until: datetime | None = None,
) -> int:
    """Write the rows of new clocks for the subjects without a running one, which do not fire before ``held_until``;
    return how many there were.

    Their length is that of the rules that hold at ``at``. A legal clock that begins under a hold stands still.
    """
    if not starts:
        return 0
    terms = Terms(clock_types=[clock_type], at=at)
    held = reviews_of(start.subject_id for start in starts) if KINDS[clock_type].legal else {}
    rows = []
    for start in starts:
        due_at = terms.due_at(clock_type, start)
        if due_at is None:
            # A rule may have no value for years: not worth a line of the log for every seizure.
            log.debug("no value for %s in %s: the clock is not armed", KINDS[clock_type].policy, start.jurisdiction)
            continue
        stage, fire_at = next_stage(start.started_at, due_at)
        paused_at = None
        if start.subject_id in held:
            paused_at, fire_at = held[start.subject_id]
            stage = REVIEW
        if held_until is not None:
            fire_at = max(fire_at, held_until)
        rows.append(
            (start.subject_id, start.jurisdiction, start.substance, start.mass_mg, start.place_class, start.zone,
             start.site_id, start.started_at, due_at, paused_at, stage, fire_at)
        )  # fmt: skip
    if not rows:
        return 0
    with connection.cursor() as cursor:
        kind = str(clock_type)
        columns = map(list, zip(*rows, strict=True))
        cursor.execute(_ARM, [kind, subject_kind, held_until is not None, *columns, kind])
        return int(cursor.rowcount)


def close(record: Record, *, subject_ids: Iterable[UUID], clock_types: Collection[ClockType], by: str) -> int:
    """End the clocks of these types that run for the subjects; return how many there were."""
    ids, kinds = list(subject_ids), [str(each) for each in clock_types]
    if not ids or not kinds:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE custody_clock SET closed_at = %s, closed_by = %s, next_fire_at = NULL, next_stage = NULL"
            " WHERE subject_id = ANY (%s::uuid[]) AND clock_type = ANY (%s) AND closed_at IS NULL"
            " RETURNING subject_id, fired_stage IS NOT NULL OR epoch > 1",
            [record.at, by, ids, kinds],
        )
        closed = cursor.fetchall()
    # A clock that never fired, nor one before it, left no alert to cure.
    record.ended.update(subject_id for subject_id, spoke in closed if spoke)
    return len(closed)


def wake_replayed(*, at: datetime) -> int:
    """Let the clocks that a replay left running fire from now on; return how many there are."""
    return Clock.objects.filter(replayed=True, closed_at__isnull=True, next_fire_at__gt=at).update(
        next_fire_at=at, replayed=False
    )

