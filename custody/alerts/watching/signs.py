"""The parts that leave signs of life: engines, beat, broker, the ways out, the canary, the switch, the clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from custody.alerts.gateways import failing
from custody.alerts.models import Blackout, Canary, Heartbeat
from custody.alerts.watching.parts import Part

CELERY = "celery"
BEAT, TICK, PUBLISHED = "beat", "tick", "published"
MAIL = "mail"
SWITCH = "ping"
SILENT_AFTER_S = {"fire": 60, "escalate": 60, "dispatch": 60, "sweep": 120}
"""Longer than this without a pass, and the engine is lost. The first three come every second or two."""
CARRIER_SILENT_AFTER_S = 60
PROBED_AFTER_S = 100
"""Probes come every half minute and take ten seconds at most."""
PINGED_AFTER_S = 180
FIRST_SIGN_WITHIN_S = 180
SKEW_MS = 5_000
FAR_SKEW_MS = 60_000
CANARY_WITHIN = timedelta(minutes=3)
CANARY_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Signs:
    """The heartbeats as they stand at one moment."""

    now: datetime
    rows: Sequence[Heartbeat]
    awake_since: datetime | None
    """When the house last woke up: its first sign of life, or the end of the newest blackout."""

    def age_s(self, *, engine: str | None = None, work: str) -> float | None:
        """Return the seconds since the newest sign, of one engine or of any; ``None`` when there never was one."""
        seen = [row.last_ok_at for row in self.rows if row.work == work and engine in (None, row.engine)]
        return max((self.now - max(seen)).total_seconds(), 0.0) if seen else None

    def is_late(self, age_s: float | None, *, allowed_s: float) -> bool:
        """Say whether a sign is overdue; right after the house woke up nothing is."""
        awake_s = 0.0 if self.awake_since is None else (self.now - self.awake_since).total_seconds()
        if age_s is None:
            return awake_s > max(allowed_s, FIRST_SIGN_WITHIN_S)
        return min(age_s, awake_s) > allowed_s


def read(now: datetime) -> Signs:
    """Return the heartbeats."""
    rows = list(Heartbeat.objects.order_by("engine", "work"))
    woke = [row.began_at for row in rows]
    blackout = Blackout.objects.order_by("-ended_at").values_list("ended_at", flat=True).first()
    awake_since = min(woke) if woke else None
    if awake_since is not None and blackout is not None:
        awake_since = max(awake_since, blackout)
    return Signs(now, rows, awake_since)


def engines(signs: Signs) -> Iterator[Part]:
    """Yield each engine that should run, by how old its oldest pass is."""
    known = {row.engine for row in signs.rows if row.work == "fire"}
    for engine in sorted({*settings.CUSTODY_ENGINES, *(known & {CELERY, "alert_engine"})}):
        works = {work: signs.age_s(engine=engine, work=work) for work in SILENT_AFTER_S}
        late = [work for work, age in works.items() if signs.is_late(age, allowed_s=SILENT_AFTER_S[work])]
        yield Part(
            kind="engine",
            name=engine,
            is_well=not late,
            age_s=works["fire"],
            detail=f"no pass for too long: {', '.join(late)}" if late else "",
            works={work: age for work, age in works.items() if age is not None},
        )


def carriers(signs: Signs) -> Iterator[Part]:
    """Yield what Celery's passes hang on: who tells the time, the broker, the worker. Which of them is ill follows from
    the signs: a beat that lives and cannot publish has no broker; one that publishes and is not followed, no worker.
    """
    if CELERY not in settings.CUSTODY_ENGINES:
        return
    tick, published = (signs.age_s(engine=BEAT, work=work) for work in (TICK, PUBLISHED))
    fired = signs.age_s(engine=CELERY, work="fire")
    beat_late = signs.is_late(tick, allowed_s=CARRIER_SILENT_AFTER_S)
    broker_late = not beat_late and signs.is_late(published, allowed_s=CARRIER_SILENT_AFTER_S)
    worker_late = not beat_late and not broker_late and signs.is_late(fired, allowed_s=SILENT_AFTER_S["fire"])
    yield Part(kind="beat", is_well=not beat_late, age_s=tick, detail="it gives no sign of life" if beat_late else "")
    yield Part(kind="broker", is_well=not broker_late, age_s=published,
               detail="nothing could be published" if broker_late else "")
    yield Part(kind="worker", is_well=not worker_late, age_s=fired,
               detail="what is published is not done" if worker_late else "")


def ways_out(signs: Signs) -> Iterator[Part]:
    """Yield the mail relay and the gateways: whether they answer the knock, and whether they take what is sent."""
    aside = {probe_of(name) for name in failing(now=signs.now)}
    probed = {row.work: row for row in signs.rows if row.work == MAIL or row.work.startswith("sms:")}
    names = {MAIL, *(probe_of(each["name"]) for each in settings.CUSTODY_SMS_GATEWAYS)}
    for work in sorted(names):
        age = signs.age_s(work=work)
        silent = signs.is_late(age, allowed_s=PROBED_AFTER_S)
        said = next((str(each["detail"]) for each in probed[work].findings), "") if work in probed else ""
        yield Part(
            kind="mail" if work == MAIL else "gateway",
            name="" if work == MAIL else work.removeprefix("sms:"),
            is_well=not silent and work not in aside,
            is_told_elsewhere=not silent,
            age_s=age,
            detail=said or ("it does not answer" if silent else "it is put aside" if work in aside else ""),
        )


def probe_of(gateway: str) -> str:
    """Return the work under which the probes of a gateway are written down."""
    return f"sms:{gateway}"[:16]


def canary(now: datetime, signs: Signs) -> Iterator[Part]:
    """Yield the test message that is sent every hour over the real path, where a phone and a mailbox are set."""
    if not (settings.CUSTODY_CANARY_PHONE or settings.CUSTODY_CANARY_EMAIL):
        return
    newest = Canary.objects.order_by("-sent_at").first()
    if newest is None:
        late = signs.is_late(None, allowed_s=CANARY_EVERY.total_seconds() / 4)
        yield Part(kind="canary", is_well=not late, detail="none was ever sent" if late else "")
        return
    age = now - newest.sent_at
    missing = [
        channel
        for channel, wanted, arrived in (
            ("sms", settings.CUSTODY_CANARY_PHONE, newest.sms_arrived_at),
            ("email", settings.CUSTODY_CANARY_EMAIL, newest.email_arrived_at),
        )
        if wanted and (arrived is None or arrived - newest.sent_at > CANARY_WITHIN)
    ]
    late = bool(missing) and age > CANARY_WITHIN
    unsent = signs.is_late(age.total_seconds(), allowed_s=(CANARY_EVERY * 1.25).total_seconds())
    detail = f"not arrived within 3 minutes: {', '.join(missing)}" if late else "none was sent" if unsent else ""
    yield Part(kind="canary", is_well=not detail, age_s=age.total_seconds(), detail=detail)


def switch(signs: Signs) -> Iterator[Part]:
    """Yield the switch outside, when one is set. Nobody is called because it was not pinged: it calls itself."""
    if not settings.CUSTODY_PING_URL:
        return
    age = signs.age_s(work=SWITCH)
    late = signs.is_late(age, allowed_s=PINGED_AFTER_S)
    yield Part(kind="switch", is_well=not late, age_s=age, level=2,
               detail="it was not reached, or there was a reason not to ping it" if late else "")


def clocks(signs: Signs) -> Iterator[Part]:
    """Yield how far the clock of each engine's machine stands from the database's."""
    lately = signs.now - timedelta(minutes=10)
    worst: dict[str, int] = {}
    for row in signs.rows:
        if row.last_ok_at >= lately:
            worst[row.engine] = max(worst.get(row.engine, 0), abs(row.skew_ms))
    for engine, skew_ms in sorted(worst.items()):
        yield Part(
            kind="skew",
            name=engine,
            is_well=skew_ms <= SKEW_MS,
            level=1 if skew_ms > FAR_SKEW_MS else 3,
            count=skew_ms,
            detail=f"the clock of its machine is {skew_ms} ms off" if skew_ms > SKEW_MS else "",
        )
