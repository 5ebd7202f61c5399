"""The fire pass: clocks that reached a stage become alerts and rows of the out-tray, in one transaction.

Clocks that another engine works on are skipped, never waited for. After an outage a clock fires once, for the highest
stage it reached; the stages it swallowed are listed on the alert. A clock that cannot be judged is pushed back a
minute, counted, and stops nobody else; after the third time the sweep tells people. What stage a clock reached is for
``deadlines.stages`` to say, what that means for ``alerts.findings``, and making the alert for ``alerts.raising``.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F

from custody.alerts.findings import finding_of
from custody.alerts.passes import recovery
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.raising import Finding, had_their_alert, raise_many
from custody.core.clocks import Reached
from custody.deadlines import stages
from custody.deadlines.models import Clock
from custody.deadlines.selectors import database_now
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from django.db.models import QuerySet

log = logging.getLogger(__name__)

BATCH = 200
"""So many at once that an officer whose act ends one of these clocks waits a second at most; a tick later come more."""
PUSHED_BACK = timedelta(seconds=60)
_REARMED = [*stages.STAGE_FIELDS, "eval_errors"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A due clock, the stage it reached (``None``: none yet), and what must be raised for it (``None``: nothing)."""

    clock: Clock
    reached: Reached | None
    finding: Finding | None


def fire(*, engine: str) -> int:
    """Fire what is due, at most 200 clocks; return how many were taken on. First of all notice whether the house was
    blind.
    """
    _wake(engine)
    done = 0
    if _armed(database_now()).exists():
        done = _pass_over_silent_stages()
        try:
            done += _raise_alerts(engine)
        except IntegrityError:
            log.exception("one of the due clocks breaks a rule of the database: taking them one by one")
            done += _raise_one_by_one(engine)
    beat(engine=engine, work="fire", done=done)
    return done


def _wake(engine: str) -> None:
    """Notice an outage or a clock that jumped. Whatever goes wrong with that, the clocks fire."""
    try:
        recovery.wake(engine=engine)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("it could not be written down that the house was blind")


def _armed(now: datetime) -> QuerySet[Clock]:
    return Clock.objects.filter(next_fire_at__lte=now)


def _due(now: datetime, *, only: int | None = None) -> list[Clock]:
    rows = _armed(now).select_for_update(skip_locked=True, of=("self",)).select_related("site")
    if only is not None:
        rows = rows.filter(pk=only)
    return list(rows.order_by("next_fire_at", "pk")[:BATCH])


def _judge(clocks: Sequence[Clock], now: datetime) -> list[Judged]:
    """Return what has become of each clock. One that cannot be judged is pushed back and left out.

    A stage that has its alert already (its clock was set back) raises nothing.
    """
    judged = []
    known = had_their_alert(clocks)
    for clock in clocks:
        try:
            reached = stages.reached(clock, now)
            finding = None if reached is None else finding_of(clock, reached)
        except Exception:
            log.exception("clock %s cannot be judged", clock.pk)
            _push_back(clock.pk, now)
            continue
        if finding is not None and (clock.pk, finding.epoch, finding.stage) in known:
            finding = None
        judged.append(Judged(clock, reached, finding))
    return judged


def _push_back(clock_id: int, now: datetime) -> None:
    Clock.objects.filter(pk=clock_id, closed_at__isnull=True).update(
        next_fire_at=now + PUSHED_BACK, eval_errors=F("eval_errors") + 1
    )


def _pass_over_silent_stages() -> int:
    """Arm anew the clocks that reached a stage which raises nothing; return how many there were.

    No event tells of them, so they are not part of a recording: every entry of the ledger says something.
    """
    with transaction.atomic(durable=True):
        now = database_now()
        silent = [each for each in _judge(_due(now), now) if each.finding is None]
        _rearm(silent)
    return len(silent)


def _rearm(judged: Sequence[Judged]) -> None:
    """Arm the clocks for the stage after the one they reached."""
    for each in judged:
        stages.rearm(each.clock, each.reached)
        each.clock.eval_errors = 0
    Clock.objects.bulk_update([each.clock for each in judged], _REARMED, batch_size=BATCH)


def _raise_alerts(engine: str, *, only: int | None = None) -> int:
    done = 0
    with suppress(NothingDue), recording(engine_act()) as record:
        loud = [each for each in _judge(_due(record.now, only=only), record.now) if each.finding is not None]
        if not loud:
            raise NothingDue
        _rearm(loud)
        raise_many(record, [each.finding for each in loud if each.finding is not None], engine=engine)
        done = len(loud)
    return done


def _raise_one_by_one(engine: str) -> int:
    done = 0
    for clock_id in list(_armed(database_now()).order_by("next_fire_at").values_list("pk", flat=True)[:BATCH]):
        try:
            done += _raise_alerts(engine, only=clock_id)
        except IntegrityError:
            log.exception("clock %s breaks a rule of the database", clock_id)
            _push_back(clock_id, database_now())
    return done
