"""Arming and closing clocks, inside the transaction of the event that does it. Steps, not actions."""

from __future__ import annotations

import logging
from collections import Counter
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


def arm(record: Record, *, clock_type: ClockType, starts: Sequence[Start], subject_kind: str = "unit") -> list[Clock]:
    """Start a clock for each subject that has none of this type running, and return the new ones.

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
) -> list[Clock]:
    """Write the rows of new clocks for the subjects without a running one; they do not fire before ``held_until``.

    Their length is that of the rules that hold at ``at``. A legal clock that begins under a hold stands still.
    """
    if not starts:
        return []
    epochs, running = _before(clock_type, [start.subject_id for start in starts])
    starts = [start for start in starts if start.subject_id not in running]
    if not starts:
        return []
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
        rows.append(
            Clock(
                clock_type=clock_type,
                subject_kind=subject_kind,
                subject_id=start.subject_id,
                jurisdiction=start.jurisdiction,
                substance=start.substance,
                mass_mg=start.mass_mg,
                place_class=start.place_class,
                zone=start.zone,
                site_id=start.site_id,
                epoch=epochs[start.subject_id] + 1,
                started_at=start.started_at,
                due_at=due_at,
                paused_at=paused_at,
                next_stage=stage,
                next_fire_at=fire_at if held_until is None else max(fire_at, held_until),
                replayed=held_until is not None,
            )
        )
    return Clock.objects.bulk_create(rows)


def close(record: Record, *, subject_ids: Iterable[UUID], clock_types: Collection[ClockType], by: str) -> int:
    """End the clocks of these types that run for the subjects; return how many there were."""
    ids, kinds = list(subject_ids), [str(each) for each in clock_types]
    if not ids or not kinds:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE custody_clock SET closed_at = %s, closed_by = %s, next_fire_at = NULL, next_stage = NULL"
            " WHERE subject_id = ANY (%s::uuid[]) AND clock_type = ANY (%s) AND closed_at IS NULL RETURNING subject_id",
            [record.at, by, ids, kinds],
        )
        closed = [subject_id for (subject_id,) in cursor.fetchall()]
    record.ended.update(closed)
    return len(closed)


def wake_replayed(*, at: datetime) -> int:
    """Let the clocks that a replay left running fire from now on; return how many there are."""
    return Clock.objects.filter(replayed=True, closed_at__isnull=True, next_fire_at__gt=at).update(
        next_fire_at=at, replayed=False
    )


def _before(clock_type: ClockType, subject_ids: Sequence[UUID]) -> tuple[Counter[UUID], set[UUID]]:
    """Return the newest epoch of each subject, 0 where there was none, and the subjects whose clock runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, max(epoch), bool_and(closed_at IS NOT NULL) FROM custody_clock"
            " WHERE subject_id = ANY (%s::uuid[]) AND clock_type = %s GROUP BY subject_id",
            [list(subject_ids), str(clock_type)],
        )
        found = cursor.fetchall()
    epochs = Counter({subject_id: top for subject_id, top, _ in found})
    return epochs, {subject_id for subject_id, _, ended in found if not ended}
