"""AL15, a burn that falls out late or whose furnace stands still; and what a running burn kept waiting: it leaves when
the burn is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.alerts.inhibiting import PARENT, release
from custody.alerts.models import Alert
from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.core.events import (
    BURN_ABORTED,
    OUTAGE_ENDED,
    OUTAGE_RECORDED,
    SESSION_BURNT,
    SESSION_CANCELLED,
    UNIT_DESTROYED,
    UNIT_SCHEDULED,
    UNIT_UNSCHEDULED,
)
from custody.deadlines.batches import together
from custody.destruction.models import BurnSession, ManifestLine
from custody.destruction.plan_models import Outage
from custody.destruction.selectors.outages import BOOKED, burns_stopped_by, stands_still
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

LATE = timedelta(hours=48)


def register() -> None:
    """Register the handlers of burns."""
    reactions.register(UNIT_UNSCHEDULED.code, together(_fell_out))
    reactions.register(UNIT_SCHEDULED.code, together(_found_a_burn))
    reactions.register(UNIT_DESTROYED.code, together(_found_a_burn))
    for event in (SESSION_BURNT, SESSION_CANCELLED):
        reactions.register(event.code, _over)
    for event in (SESSION_BURNT, SESSION_CANCELLED, BURN_ABORTED):
        reactions.register(event.code, _needs_no_furnace)
    reactions.register(OUTAGE_RECORDED.code, _stands_still)
    reactions.register(OUTAGE_ENDED.code, _burns_again)


def _fell_out(record: Record, entries: list[Entry]) -> None:
    sessions = {UUID(entry.fields["session_id"]) for entry in entries}
    _let_go(record, {entry.on.id for entry in entries})
    if not is_news(record):
        return
    rows = BurnSession.objects.filter(id__in=sessions, starts_at__lt=record.now + LATE)
    raise_many(
        record,
        [
            _finding(record, session, stage="cancelled", key=_key(session.id))
            for session in rows.select_related("facility__place__site").order_by("id")
        ],
        engine="custody",
    )


def _finding(record: Record, session: BurnSession, *, stage: str, key: str) -> Finding:
    return Finding(
        rule="AL15",
        stage=stage,
        level=2,
        subject_kind="session",
        subject_id=session.id,
        dedupe_key=key,
        fired_for=record.at,
        site=session.facility.place.site,
    )


def _stands_still(record: Record, entry: Entry) -> None:
    """Tell whoever planned and approved the burns that would begin while the furnace is out of service: they were
    booked before anybody knew, and the load would be driven to a cold furnace."""
    if not is_news(record):
        return
    outage = Outage.objects.select_related("facility").get(pk=entry.fields["outage_id"])
    stopped = burns_stopped_by(outage, now=record.now)
    raise_many(
        record,
        [_finding(record, session, stage="down", key=_down_key(session.id)) for session in stopped],
        engine="custody",
    )


def _burns_again(record: Record, entry: Entry) -> None:
    """End what was told of burns whose furnace will be in service again."""
    booked = BurnSession.objects.filter(facility=entry.on.id, state__in=BOOKED).select_related("facility")
    fine = [_down_key(each.id) for each in booked if not stands_still(each, now=record.now)]
    resolve(record, lock_open_alerts(Q(dedupe_key__in=fine)), by=entry.type.code)


def _needs_no_furnace(record: Record, entry: Entry) -> None:
    resolve_key(record, _down_key(entry.on.id), by=entry.type.code)


def _found_a_burn(record: Record, entries: list[Entry]) -> None:
    """End the alerts of burns all whose units stand on the list of another one, or are ash."""
    fell_out = ManifestLine.objects.filter(unit__in=[entry.on.id for entry in entries], live=False)
    sessions = set(fell_out.values_list("session_id", flat=True))
    if not sessions:
        return
    alerts = lock_open_alerts(Q(dedupe_key__in=[_key(session_id) for session_id in sessions]))
    cured = [alert for alert in alerts if not _still_without(alert.subject_id)]
    resolve(record, cured, by=entries[0].type.code)


def _still_without(session_id: UUID) -> bool:
    units = ManifestLine.objects.filter(session=session_id, live=False).values_list("unit_id", flat=True)
    placed = ManifestLine.objects.filter(unit__in=units, live=True).values_list("unit_id", flat=True)
    return bool(set(units) - set(placed))


def _over(record: Record, entry: Entry) -> None:
    units = ManifestLine.objects.filter(session=entry.on.id).values_list("unit_id", flat=True)
    _let_go(record, units)


def _let_go(record: Record, unit_ids: Iterable[UUID]) -> None:
    waiting = Q(subject_id__in=list(unit_ids)) | Q(subject_kind="place", rule="AL7")
    held = Alert.objects.filter(waiting, deliveries__waits_for=PARENT).values("id")
    release(lock_open_alerts(Q(id__in=held)), why=PARENT, at=record.now)


def _key(session_id: UUID) -> str:
    return f"slot:{session_id}"


def _down_key(session_id: UUID) -> str:
    return f"down:{session_id}"
