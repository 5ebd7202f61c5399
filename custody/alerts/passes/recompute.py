"""The recompute pass: running clocks follow a rule that changed, and every quarter of an hour their own facts.

A clock is no evidence, so no guard keeps its due date: one that somebody moved past the actions is moved back here, and
follows time zones and holidays the same way.

Clocks are taken some at a time, those that somebody works on are left for the next round. A clock that moves leaves its
alert behind: it is resolved, and the new row fires for what it has reached.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from custody.alerts.models import Alert, Heartbeat
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.deadlines.recompute import RECOMPUTED, Effect, batches, lock_open, move, moves_among, terms_at
from custody.deadlines.selectors import database_now
from custody.ledger.recording import recording
from custody.organisation.selectors import newest_policy_at

if TYPE_CHECKING:
    from datetime import datetime

    from custody.deadlines.epochs import Move
    from custody.deadlines.terms import Terms

log = logging.getLogger(__name__)

WORK = "recompute"
EVERY = timedelta(minutes=15)
_JUST_NOW = timedelta(minutes=1)
"""A rule that was decided while the last round ended may have been missed by it."""


def recompute(*, engine: str, now: datetime | None = None) -> int:
    """Compute running clocks again, when a rule has changed or a quarter of an hour is over; return how many moved.

    A house in which this never ran begins with its clocks as they were armed.
    """
    at = now or database_now()
    last = Heartbeat.objects.filter(work=WORK).order_by("-last_ok_at").values_list("last_ok_at", flat=True).first()
    if last is None:
        beat(engine=engine, work=WORK, done=0)
        return 0
    rule = newest_policy_at(at=at)
    if at - last < EVERY and (rule is None or rule <= last - _JUST_NOW):
        return 0
    effect = recompute_all(at=at)
    if effect.skipped == 0:
        beat(engine=engine, work=WORK, done=effect.moved)
    return effect.moved


def recompute_all(*, at: datetime) -> Effect:
    """Compute every running clock again, and return what moved. Writes one line into the log."""
    terms = terms_at(at)
    effect = Effect()
    for batch in batches():
        effect.looked += len(batch)
        wanted = [each.clock.pk for each in moves_among(batch, terms)]
        moved = _move(wanted, terms, at=at) if wanted else []
        effect.count(moved, at=at)
        effect.skipped += len(wanted) - len(moved)
        if wanted:
            log.info("computing clocks again: %d looked at, %d moved so far", effect.looked, effect.moved)
    log.info(
        "clocks computed again: %d looked at, %d due earlier, %d later, %d past due at once, %d left for later",
        effect.looked, effect.earlier, effect.later, effect.past_due_at_once, effect.skipped,
    )  # fmt: skip
    return effect


def _move(pks: Sequence[int], terms: Terms, *, at: datetime) -> list[Move]:
    """Move clocks without an open alert in a transaction of their own, and those with one in a recorded one."""
    moved = []
    with transaction.atomic(durable=True):
        clocks = lock_open(pks)
        loud = set(Alert.objects.exclude(state="resolved").filter(clock__in=clocks).values_list("clock_id", flat=True))
        moved += move([clock for clock in clocks if clock.pk not in loud], terms, at=at)
    if loud:
        with suppress(NothingDue), recording(engine_act()) as record:
            told = move(lock_open(sorted(loud)), terms, at=at)
            alerts = lock_open_alerts(Q(clock__in=[each.clock for each in told]))
            if not alerts:
                raise NothingDue
            resolve(record, alerts, by=RECOMPUTED, outcome="superseded")
            moved += told
    return moved
