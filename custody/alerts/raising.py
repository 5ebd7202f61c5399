"""Making alerts inside a transaction: what was found becomes an alert, at most one open alert for each key. Steps, not
actions.

Locks are taken in the order of the house: clocks (by whoever calls), then alerts by id, then the out-tray, then the
streams. A finding without a clock has no row that two engines could meet on; its key is locked instead.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import Q

from custody.alerts.models import Alert
from custody.alerts.resolving import lock_open_alerts, lock_open_of_key, resolve
from custody.alerts.rules import RULES_BY_CODE, wait_before
from custody.alerts.telling import tell
from custody.core.events import ALERT_RAISED_2
from custody.core.identifiers import new_public_ref

if TYPE_CHECKING:
    from custody.deadlines.models import Clock
    from custody.ledger.recording import Record
    from custody.organisation.models import Site

HOUSE_ID = UUID("3f6f0f6a-35d2-4a3e-9d0e-6d1f5a2c7b10")
"""What an alert is about that concerns no one thing: the alarm system, the forecast, the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What shall become an alert. ``about`` are the people it concerns: never told, and they never take it."""

    rule: str
    stage: str
    level: int
    subject_kind: str
    subject_id: UUID
    dedupe_key: str
    fired_for: datetime
    site: Site | None = None
    clock: Clock | None = None
    epoch: int = 1
    collapsed_stages: tuple[str, ...] = ()
    group_key: str = ""
    about: tuple[UUID, ...] = ()

    @property
    def group(self) -> str:
        """The key of the group the alert belongs to: its own, else the rule and the site, else the rule and the
        subject."""
        return self.group_key or f"{self.rule}:{self.subject_id if self.site is None else self.site.id}"


def raise_alert(record: Record, finding: Finding, *, engine: str = "custody") -> Alert | None:
    """Raise one alert; ``None`` when its key has an open alert already that is no milder."""
    raised = raise_many(record, [finding], engine=engine)
    return raised[0] if raised else None


def raise_many(record: Record, findings: Sequence[Finding], *, engine: str) -> list[Alert]:
    """Raise what has no alert yet, tell people, and return the new alerts.

    An open alert of the same key stays when it is of the same or a higher level; a worse finding takes its place, and
    so does every later stage of the same clock. A stage of a clock that ever had its alert raises none. Appends
    ``alert.raised/2`` for each, and ``alert.resolved/2`` for those whose place is taken.
    """
    wanted = _worst_of_each(findings)
    _lock_keys(each.dedupe_key for each in wanted if each.clock is None)
    standing = {each.dedupe_key: each for each in lock_open_alerts(Q(dedupe_key__in=[w.dedupe_key for w in wanted]))}
    known = had_their_alert([each.clock for each in wanted if each.clock is not None])
    fresh = [each for each in wanted if _is_news(each, standing.get(each.dedupe_key), known)]
    if not fresh:
        return []
    replaced = [standing[each.dedupe_key] for each in fresh if each.dedupe_key in standing]
    resolve(record, sorted(replaced, key=lambda each: each.id), by=ALERT_RAISED_2.code, outcome="superseded")
    alerts = _write(record, fresh, engine)
    tell(alerts, at=record.now)
    return alerts


def had_their_alert(clocks: Sequence[Clock]) -> set[tuple[int, int, str]]:
    """Return clock, epoch and stage of every alert that some clocks ever raised."""
    if not clocks:
        return set()
    rows = Alert.objects.filter(clock__in=[each.pk for each in clocks])
    return set(rows.values_list("clock_id", "epoch", "stage"))


def resolve_key(record: Record, dedupe_key: str, *, by: str) -> None:
    """End the open alert of a key, if there is one: what was found is no more, because of an event of code ``by``."""
    resolve(record, lock_open_of_key(dedupe_key), by=by)


def _worst_of_each(findings: Sequence[Finding]) -> list[Finding]:
    """Return one finding for each key, the worst, in the order they came."""
    out: dict[str, Finding] = {}
    for each in findings:
        known = out.get(each.dedupe_key)
        if known is None or each.level < known.level:
            out[each.dedupe_key] = each
    return list(out.values())


def _lock_keys(keys: Iterable[str]) -> None:
    """Let nobody else raise an alert of these keys before this transaction ends."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"alert:{key}"])


def _is_news(finding: Finding, standing: Alert | None, known: set[tuple[int, int, str]]) -> bool:
    if finding.clock is not None:
        return (finding.clock.pk, finding.epoch, finding.stage) not in known
    return standing is None or finding.level < standing.level


def _write(record: Record, fresh: Sequence[Finding], engine: str) -> list[Alert]:
    refs = _fresh_refs(len(fresh))
    alerts = [_alert_of(record, each, ref, engine) for each, ref in zip(fresh, refs, strict=True)]
    Alert.objects.bulk_create(alerts)
    for alert in alerts:
        record.append(
            ALERT_RAISED_2,
            on=alert,
            alert_id=alert.id,
            public_ref=alert.public_ref,
            level=alert.level,
            engine=engine,
            fired_for=alert.fired_for,
            rule=alert.rule,
            rule_version=alert.rule_version,
            stage=alert.stage,
            collapsed_stages=alert.collapsed_stages,
            subject_kind=alert.subject_kind,
            subject_id=alert.subject_id,
            site_id=alert.site_id,
            about=[str(each) for each in alert.about],
        )
    return alerts


def _alert_of(record: Record, finding: Finding, ref: str, engine: str) -> Alert:
    alert_id = uuid4()
    return Alert(
        id=alert_id,
        stream_id=record.open_stream(kind="alert", ref=alert_id),
        public_ref=ref,
        rule=finding.rule,
        rule_version=RULES_BY_CODE[finding.rule].version,
        level=finding.level,
        clock=finding.clock,
        epoch=finding.epoch,
        stage=finding.stage,
        collapsed_stages=list(finding.collapsed_stages),
        subject_kind=finding.subject_kind,
        subject_id=finding.subject_id,
        site=finding.site,
        group_key=finding.group,
        about=list(finding.about),
        dedupe_key=finding.dedupe_key,
        fired_for=finding.fired_for,
        raised_at=record.at,
        engine=engine,
        next_escalation_at=record.now + wait_before(level=finding.level, step=0),
    )


def _fresh_refs(count: int) -> list[str]:
    """Return references that no alert ever had."""
    refs: set[str] = set()
    while len(refs) < count:
        drawn = {new_public_ref(secrets.token_bytes(5), length=7) for _ in range(count - len(refs))}
        refs |= drawn - set(Alert.objects.filter(public_ref__in=drawn).values_list("public_ref", flat=True))
    return list(refs)
