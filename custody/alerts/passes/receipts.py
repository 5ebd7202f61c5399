"""The receipts pass: messages that do not get through are told to others too, and gateways that do badly are put aside.

A text that was accepted and not reported within two minutes, a message that failed three times or was tried for two
minutes, and one that was refused for good: each asks the other channel and the next people at once, and goes on being
tried. A receipt that comes later is written down and cancels nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from custody.alerts import gateways
from custody.alerts.channels.sms import gateways as known_gateways
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.raising import HOUSE_ID, Finding, raise_many
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.alerts.retrying import (
    GIVE_UP_AFTER,
    WIDENED_AFTER,
    WIDENED_AFTER_FAILURES,
    send_elsewhere,
    widen,
)
from custody.alerts.throttle import FLOOD_FROM, FLOOD_IN
from custody.core.events import MESSAGE_CLOSED
from custody.deadlines.selectors import database_now
from custody.ledger.recording import recording

BATCH = 200
GATEWAY_KEY, FLOOD_KEY = "sys:gateway:", "flood:"
CODES_KEPT_FOR = timedelta(hours=1)


def receipts(*, engine: str) -> int:
    """Look after what does not get through, at most 200 messages; return how many were widened."""
    done = _widen_what_is_stuck()
    gateways.judge(now=database_now())
    _say_what_is_wrong(engine)
    _forget_addresses()
    beat(engine=engine, work="receipts", done=done)
    return done


# --- what does not get through --------------------------------------------------------------------------


def _stuck(now: datetime) -> list[UUID]:
    """Return the rows that others must be told of instead."""
    fresh = Delivery.objects.filter(widened_at__isnull=True)
    silent = Delivery.objects.filter(receipt_due_at__lte=now, state="accepted")
    tried = fresh.filter(next_attempt_at__isnull=False, attempts__gt=0, waits_for__in=["", "receipt"]).filter(
        Q(attempts__gte=WIDENED_AFTER_FAILURES, state="pending") | Q(created_at__lt=now - WIDENED_AFTER)
    )
    refused = fresh.filter(state="failed", created_at__gt=now - GIVE_UP_AFTER - WIDENED_AFTER)
    found: list[UUID] = []
    for rows in (silent, tried, refused):
        found += rows.values_list("id", flat=True)[:BATCH]
    return found[:BATCH]


def _widen_what_is_stuck() -> int:
    now = database_now()
    stuck = _stuck(now)
    if not stuck:
        return 0
    with transaction.atomic(durable=True):
        # The alerts before the out-tray; whoever works on one of them now is not waited for.
        about = Alert.objects.filter(deliveries__in=stuck).order_by("id")
        locked = set(about.select_for_update(skip_locked=True, of=("self",)).values_list("id", flat=True))
        rows = [
            row
            for row in Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(id__in=stuck)
            .select_related("alert", "officer")
            .order_by("id")
            if row.alert_id is None or row.alert_id in locked
        ]
        silent = [row for row in rows if row.state == "accepted"]
        Delivery.objects.filter(id__in=[row.id for row in silent]).update(receipt_due_at=None)
        elsewhere = [row for row in silent if _has_another_way(row)]
        widen(rows, now=now)
        send_elsewhere(elsewhere, now=now)
    return len(rows)


def _has_another_way(row: Delivery) -> bool:
    """Say whether a text that nobody reported may go by another gateway: once, and while it is of any use."""
    useful = row.alert is None or row.alert.state != "resolved"
    return row.widened_at is None and useful and len(known_gateways()) > 1 and row.provider in known_gateways()


# --- what is wrong with the lines, and for whom it is too much --------------------------------------------


def _say_what_is_wrong(engine: str) -> None:
    """Keep an open alert for every gateway that is put aside and for everybody who is told too much; end the others."""
    now = database_now()
    findings = [*_failing_gateways(now), *_flooded(now)]
    keys = {each.dedupe_key for each in findings}
    kept = Q(dedupe_key__startswith=GATEWAY_KEY) | Q(dedupe_key__startswith=FLOOD_KEY)
    over = Alert.objects.exclude(state="resolved").filter(kept).exclude(dedupe_key__in=keys)
    known = Alert.objects.exclude(state="resolved").filter(dedupe_key__in=keys)
    if not over.exists() and known.count() == len(keys):
        return
    with suppress(NothingDue), recording(engine_act()) as record:
        ended = lock_open_alerts(Q(id__in=list(over.values_list("id", flat=True))))
        resolve(record, ended, by=MESSAGE_CLOSED.code)
        raised = raise_many(record, findings, engine=engine)
        if not ended and not raised:
            raise NothingDue


def _failing_gateways(now: datetime) -> Sequence[Finding]:
    names = gateways.failing(now=now)
    return [
        Finding(
            rule="AL13",
            stage="gateway",
            # One gateway left is a warning; none is an emergency.
            level=1 if len(names) == len(known_gateways()) else 2,
            subject_kind="house",
            subject_id=HOUSE_ID,
            dedupe_key=f"{GATEWAY_KEY}{name}",
            fired_for=now,
        )
        for name in names
    ]


def _flooded(now: datetime) -> Sequence[Finding]:
    """Return who is told of more alerts than anybody can read. That alert itself floods nobody: it is of level 2."""
    rows = Delivery.objects.filter(kind="alert", created_at__gt=now - FLOOD_IN, officer__isnull=False)
    counts = rows.values("officer").annotate(alerts=Count("alert", distinct=True)).filter(alerts__gt=FLOOD_FROM)
    return [
        Finding(
            rule="AL13",
            stage="flood",
            level=2,
            subject_kind="officer",
            subject_id=each["officer"],
            dedupe_key=f"{FLOOD_KEY}{each['officer']}",
            group_key=f"{FLOOD_KEY}house",
            fired_for=now,
            about=(each["officer"],),
        )
        for each in counts
    ]


def _forget_addresses() -> None:
    """Forget the sealed addresses and codes of messages that ended: what is not kept is not stolen."""
    old = Delivery.objects.filter(
        kind__in=["code", "notice"], address_sealed__isnull=False, created_at__lt=database_now() - CODES_KEPT_FOR
    )
    old.filter(next_attempt_at__isnull=True).update(address_sealed=None)
