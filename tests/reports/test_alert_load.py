"""The monthly report: what each rule asked, what each person got, what was noise, twice, lost, or never taken."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.core.errors import InvalidInput
from custody.reports.alert_load import Month, load_of, month_asked, month_named

MONTH = Month(2026, 10)
NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def without_events(house_cast, as_role):
    """A house of its own whose guard of the alerts is off, so that a month can be written down as it pleases."""
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody.custody_alert DISABLE TRIGGER guard_event")
    return house_cast


def alert(*, rule="AL1", raised=NOON, taken=None, by=None, outcome=None):
    return Alert.objects.create(
        stream_id=uuid4(), public_ref=uuid4().hex[:7].upper(), rule=rule, level=2, stage="due", subject_kind="house",
        subject_id=uuid4(), dedupe_key=uuid4().hex, fired_for=raised, raised_at=raised, engine="test",
        state="resolved" if outcome else "open", outcome=outcome, acknowledged_by=by,
        acknowledged_at=None if taken is None else raised + taken,
        next_escalation_at=None if outcome else raised,
    )  # fmt: skip


def message(officer, about, *, at=NOON, state="delivered", times=1, number=0):
    row = Delivery.objects.create(
        alert=about, officer=officer, channel="sms", step=number, state=state, message=uuid4(), created_at=at,
        accepted_at=at if state == "delivered" else None,
    )  # fmt: skip
    for _ in range(times):
        DeliveryAttempt.objects.create(delivery=row, outcome="accepted", engine="test")


def test_a_month_by_rule_and_by_person(without_events):
    cast = without_events
    quick = [alert(taken=seconds * SECOND, by=cast.supervisor) for seconds in (10, 20, 90)]
    alert(rule="AL7", outcome="noise")
    alert(rule="AL10", taken=SECOND, by=cast.internal_affairs)
    alert(raised=NOON + timedelta(days=40))
    for number in range(12):
        message(cast.supervisor, quick[0], at=NOON + number * SECOND, number=number)
    message(cast.supervisor, quick[1], at=NOON + timedelta(days=3), times=2)
    message(cast.duty_officer, quick[0], state="failed", times=0)

    load = load_of(MONTH)

    first, second = load.rules
    assert (first.rule, first.raised, first.median_s, first.never_taken) == ("AL1", 3, 20, 0)
    assert 80 < first.p95_s <= 90
    assert (second.rule, second.never_taken, second.noise, second.median_s) == ("AL7", 1, 1, None)
    busy, quiet = load.people
    assert (busy.badge, busy.messages, busy.alerts, busy.most_in_a_day) == (cast.supervisor.badge, 13, 2, 12)
    assert (busy.most_in_ten_minutes, busy.duplicates, busy.is_flooded) == (12, 1, True)
    assert (quiet.messages, quiet.undelivered, quiet.is_flooded) == (0, 1, False)
    assert (load.raised, load.noise, load.never_taken, load.messages) == (4, 1, 1, 13)


def test_months_follow_each_other_and_know_their_days():
    assert str(Month(2026, 1).before()) == "2025-12"
    assert str(Month(2026, 12).after()) == "2027-01"
    assert Month(2028, 2).days == 29
    assert MONTH.begins.utcoffset() == timedelta(hours=2)
    assert month_asked("2026-10", now=NOON) == MONTH
    assert month_asked("rubbish", now=NOON) == Month(2026, 9)
    for wrong in ("2026", "2026-13", "x-1", "1999-01", "9" * 5000 + "-1", "2026-" + "1" * 5000):
        with pytest.raises(InvalidInput):
            month_named(wrong)


def test_the_command_prints_a_table_and_json(without_events):
    message(without_events.supervisor, alert(taken=SECOND, by=without_events.supervisor))

    out = io.StringIO()
    call_command("alert_report", "--month", "2026-10", stdout=out)
    assert "2026-10: 1 alerts, 0 never taken, 0 noise, 1 messages to 1 people" in out.getvalue()
    out = io.StringIO()
    call_command("alert_report", "--month", "2026-10", "--json", stdout=out)
    assert json.loads(out.getvalue())["people"][0]["badge"] == without_events.supervisor.badge
    call_command("alert_report", stdout=io.StringIO())
    with pytest.raises(CommandError, match="2026-10"):
        call_command("alert_report", "--month", "October")


def test_the_page_is_for_those_who_judge_the_load(without_events, client):
    message(without_events.supervisor, alert(taken=SECOND, by=without_events.supervisor))
    client.force_login(without_events.officer)
    assert client.get(reverse("alarm:load")).status_code == 403

    client.force_login(without_events.supervisor)
    page = client.get(reverse("alarm:load"), {"month": "2026-10"}).content.decode()

    assert "AL1" in page
    assert without_events.supervisor.badge in page
    empty = client.get(reverse("alarm:load"), {"month": "2001-01"}).content.decode()
    assert "There was no alert in this month" in empty
