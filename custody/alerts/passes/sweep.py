"""The sweep pass: what must never be, looked for without locks over partial indexes only, and told to people.

It reads past locks, so that a session which sits on a due clock, and hides it from the fire pass, is seen here. Clocks
that ought to run and do not are armed on the spot. Each finding is an alert, at most one open for each part; it ends by
itself when three sweeps in a row saw the part well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import Q

from custody.alerts.models import Alert, AlertNote, Heartbeat
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.raising import Finding, raise_many
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.alerts.watching import Part, examine
from custody.alerts.watching.parts import UNARMED, watched
from custody.alerts.watching.roster import unreachable
from custody.core.events import ALERT_NOTED
from custody.deadlines.missing import arm_missing, units_without_clock
from custody.deadlines.selectors import database_now
from custody.deadlines.types import ClockType
from custody.ledger.recording import Record, recording

log = logging.getLogger(__name__)

GOOD_CYCLES = 3
NAMED_AT_MOST = 10
"""So many forgotten units have an alert each; when there are more, one alert speaks of all."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep found. All of it should be nought. ``others`` names every further part that is not well."""

    units_without_clock: int
    unfired_past_due: int
    steps_not_taken: int
    unsent_for_long: int
    told_to_nobody: int
    refused_for_good: int
    others: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Nothing is wrong."""
        return not self.others and not any(
            getattr(self, name) for name in self.__slots__ if name != "others"
        )


def sweep(*, engine: str) -> Swept:
    """Look for what must never be, raise it, write it into the heartbeat, and return it."""
    now = database_now()
    forgotten = list(_forgotten(now))
    armed = arm_missing(at=now)
    parts = [*forgotten, *examine(now)]
    ill = [part for part in parts if not part.is_well]
    for part in ill:
        log.error("%s: %s", part.code, part.detail)
    _raise(_distinct(ill), now=now, engine=engine)
    cured = _cure({part.key for part in ill}, engine=engine)
    beat(engine=engine, work="sweep", done=len(ill), findings=[_told(part) for part in ill], cured=cured)
    counts = {part.kind: part.count for part in parts if part.kind in _COUNTED}
    return Swept(
        units_without_clock=armed,
        unfired_past_due=counts["clocks"],
        steps_not_taken=counts["steps"],
        unsent_for_long=counts["unsent"],
        told_to_nobody=counts["nobody"],
        refused_for_good=counts["refused"],
        others=tuple(part.code for part in ill if part.kind not in {*_COUNTED, "unarmed"}),
    )


_OWED = (ClockType.TARGET_DESTRUCTION, ClockType.SWEEP_OWED, ClockType.MAX_STORAGE, ClockType.STRIP)
_COUNTED = ("clocks", "steps", "unsent", "nobody", "refused")


def _told(part: Part) -> dict[str, Any]:
    return {"code": part.code, "count": max(part.count, 1), "detail": part.detail}


def _forgotten(now: datetime) -> Iterator[Part]:
    """Yield the units that should have a clock and have none, each by itself while they are few."""
    ids = list(
        dict.fromkeys(
            unit_id
            for clock_type in _OWED
            for unit_id in units_without_clock(clock_type).values_list("id", flat=True)[: NAMED_AT_MOST + 1]
        )
    )
    if len(ids) > NAMED_AT_MOST:
        yield Part(kind="unarmed", rule=UNARMED, is_well=False, count=len(ids), detail="many units had no clock")
        return
    for unit_id in ids:
        yield Part(
            kind="unarmed", name=str(unit_id), rule=UNARMED, is_well=False, count=1, subject_kind="unit",
            subject_id=unit_id, detail="it had no clock and has one now",
        )  # fmt: skip


def _distinct(ill: Sequence[Part]) -> list[Part]:
    """Return what is ill without what only follows from another part (Celery is lost because its broker is), and
    without what another pass tells of.
    """
    carriers = {part.kind for part in ill if part.kind in {"beat", "broker", "worker"}}
    follows = {"engine:celery"} if carriers else set()
    return [part for part in ill if part.code not in follows and not part.is_told_elsewhere]


def _raise(ill: Sequence[Part], *, now: datetime, engine: str) -> None:
    """Raise what has no alert yet, or one that is too mild. What is to be repaired stands in a note on the alert."""
    standing = dict(
        Alert.objects.exclude(state="resolved")
        .filter(dedupe_key__in=[part.key for part in ill])
        .values_list("dedupe_key", "level")
    )
    fresh = {part.key: part for part in ill if part.key not in standing or part.level < standing[part.key]}
    if not fresh:
        return
    with suppress(NothingDue), recording(engine_act()) as record:
        raised = raise_many(record, [_finding(part, now) for part in fresh.values()], engine=engine)
        if not raised:
            raise NothingDue
        for alert in raised:
            _note(record, alert, fresh[alert.dedupe_key])


def _finding(part: Part, now: datetime) -> Finding:
    return Finding(
        rule=part.rule,
        stage=part.kind[:12],
        level=part.level,
        subject_kind=part.subject_kind,
        subject_id=part.subject_id,
        dedupe_key=part.key,
        fired_for=now,
        site=part.site,
        about=part.about,
    )


def _note(record: Record, alert: Alert, part: Part) -> None:
    """Write what was found on the alert. Appends ``alert.noted/1``."""
    author = record.act.actor
    note = AlertNote(
        id=uuid4(),
        stream_id=alert.stream_id,
        alert=alert,
        author=author,
        text=f"{part.code}: {part.detail}",
        written_at=record.now,
    )
    note.save(force_insert=True)
    record.append(
        ALERT_NOTED, on=alert, rows=[note], note_id=note.id, written_at=note.written_at, author=author.pseudonym,
        text=note.text,
    )  # fmt: skip


def _cure(ill: set[str], *, engine: str) -> Mapping[str, int]:
    """Resolve the alerts whose part was well three times in a row; return how often the others were."""
    before = Heartbeat.objects.filter(engine=engine, work="sweep").values_list("cured", flat=True).first() or {}
    open_keys = Alert.objects.exclude(state="resolved").filter(
        rule__in=["AL12", "AL13", "AL16", "AL19"], clock__isnull=True
    )
    keys = {key for key in open_keys.values_list("dedupe_key", flat=True) if watched(key)}
    # Who cannot be reached is not well for being off duty.
    well = {key: before.get(key, 0) + 1 for key in keys - ill - unreachable(keys)}
    over = sorted(key for key, cycles in well.items() if cycles >= GOOD_CYCLES)
    if over:
        with suppress(NothingDue), recording(engine_act()) as record:
            alerts = lock_open_alerts(Q(dedupe_key__in=over))
            if not alerts:
                raise NothingDue
            resolve(record, alerts, by="watch")
    return {key: cycles for key, cycles in well.items() if cycles < GOOD_CYCLES}
