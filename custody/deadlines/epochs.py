"""When the due date of a running clock moves: the row is closed and a new one, of the next epoch, takes its place.

Old alerts keep their epoch. Risk clocks never come here for a hold; only a rule, a time zone or a holiday moves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.clocks import REVIEW, next_stage
from custody.deadlines.models import Clock
from custody.deadlines.stages import carried
from custody.deadlines.starts import Start
from custody.deadlines.terms import Terms, pauses_of, reviews_of
from custody.deadlines.types import LEGAL_CLOCKS, ClockType

if TYPE_CHECKING:
    from collections.abc import Collection

KEPT = ("clock_type", "subject_kind", "subject_id", "jurisdiction", "substance", "mass_mg", "place_class", "zone",
        "site_id", "armed_at", "replayed")  # fmt: skip


def as_armed(clock: Clock) -> Start:
    """Return what a clock was armed with, whatever its row says by now of when it began."""
    return Start(
        subject_id=clock.subject_id, jurisdiction=clock.jurisdiction, started_at=clock.armed_at,
        substance=clock.substance, mass_mg=clock.mass_mg, place_class=clock.place_class, zone=clock.zone,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A running clock, when it is due from now on, and the review that a hold asks for, if one lies on it."""

    clock: Clock
    due_at: datetime
    paused_at: datetime | None = None
    review_at: datetime | None = None
    review_stage: str = REVIEW
    fired: str | None = None


def follow_holds(subject_ids: Collection[UUID], *, at: datetime, by: str) -> list[Clock]:
    """Let the legal clocks of some units stand still or run on as their holds say; return those that ended.

    The clocks are locked in the order of their ids. Called in the transaction of the event that changed the hold.
    """
    rows = Clock.objects.select_for_update(of=("self",)).filter(
        subject_id__in=list(subject_ids), clock_type__in=sorted(LEGAL_CLOCKS), closed_at__isnull=True
    )
    clocks = list(rows.order_by("pk"))
    held = reviews_of(subject_ids)
    pauses = pauses_of(subject_ids)
    terms = Terms(clock_types={ClockType(clock.clock_type) for clock in clocks}, at=at)
    moves = []
    for clock in clocks:
        paused_at, review_at = held.get(clock.subject_id, (None, None))
        if paused_at is None and clock.paused_at is None:
            continue
        due_at = terms.due_at(
            ClockType(clock.clock_type), as_armed(clock), pauses=pauses[clock.subject_id]
        ) or clock.due_at  # fmt: skip
        moves.append(Move(clock, due_at, paused_at, review_at, fired=REVIEW))
    return begin_anew(moves, at=at, by=by)


def begin_anew(moves: Sequence[Move], *, at: datetime, by: str) -> list[Clock]:
    """Close the clocks and write a row of the next epoch for each; return those that were closed.

    The rows are locked by the caller. ``by`` is the code of the event, or ``recomputed``.
    """
    old = [move.clock for move in moves]
    Clock.objects.filter(pk__in=[clock.pk for clock in old]).update(
        closed_at=at, closed_by=by, next_fire_at=None, next_stage=None
    )
    Clock.objects.bulk_create([_next_epoch(move, at=at) for move in moves], batch_size=1000)
    return old


def _next_epoch(move: Move, *, at: datetime) -> Clock:
    clock = move.clock
    new = Clock(
        **{name: getattr(clock, name) for name in KEPT},
        epoch=clock.epoch + 1,
        started_at=clock.armed_at,
        due_at=move.due_at,
        paused_at=move.paused_at,
    )
    if move.paused_at is not None:
        new.next_stage, new.next_fire_at = move.review_stage, move.review_at
        return new
    new.fired_stage = carried(fired=move.fired, started_at=new.started_at, due_at=new.due_at, at=at)
    new.next_stage, new.next_fire_at = next_stage(new.started_at, new.due_at, after=new.fired_stage)
    return new
