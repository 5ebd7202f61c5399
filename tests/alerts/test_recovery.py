"""After an outage, or when the clock of the database jumps, the house wakes up once, says so, and floods nobody."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest

from custody.alerts.models import Alert, Blackout, Delivery, Heartbeat
from custody.alerts.passes import recovery
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.ledger.replay import replay_state
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import HOUR, let_pass, reach
from tests.alerts.servers import mail_server, sms_gateway
from tests.alerts.test_engines import together

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
ITEMS = 210
"""More than a pass fires at once; ``-m nightly`` takes a thousand."""


@pytest.fixture(autouse=True)
def fresh_process():
    """Let every test be a process that has made no pass yet."""
    recovery._last_pass.clear()
    recovery._blind_since.clear()


def asleep(*, seconds, engine="other"):
    """Let the last fire pass of an engine be so long ago."""
    Heartbeat.objects.update_or_create(
        engine=engine, work="fire", defaults={"last_ok_at": stories.now() - timedelta(seconds=seconds)}
    )


def point_at(settings, mail, gateway):
    """Let messages go to the servers of the test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
    settings.CUSTODY_SMS_GATEWAYS = [gateway.settings()]


def clocks(count, *, started, due):
    """Make open clocks about units that nobody holds: they are told to who commands."""
    now = stories.now()
    Clock.objects.bulk_create(
        Clock(
            clock_type="TARGET_DESTRUCTION",
            subject_kind="unit",
            subject_id=uuid4(),
            jurisdiction="BE",
            started_at=now - started,
            armed_at=now - started,
            due_at=now - due,
            next_stage="50%",
            next_fire_at=now - started + (started - due) / 2,
        )
        for _ in range(count)
    )


@pytest.mark.parametrize(("seconds", "written"), [(299, 0), (302, 1)])
def test_five_minutes_without_a_pass_of_any_engine_are_an_outage(cast, seconds, written):
    asleep(seconds=seconds + 3600, engine="gone for long")
    asleep(seconds=seconds)

    fire(engine="test")

    assert Blackout.objects.count() == written
    assert Alert.objects.filter(rule="AL13", level=1).count() == written


def test_a_house_that_never_looked_was_not_blind(cast):
    fire(engine="test")

    assert not Blackout.objects.exists()
    assert recovery.collecting() is False


def test_the_alert_says_from_when_to_when_and_how_much_passed(cast):
    [unit] = stories.stored(cast)
    clock = let_pass(unit, "TARGET_DESTRUCTION", past_due=30 * HOUR)
    asleep(seconds=30 * 3600)

    fire(engine="test")

    blackout = Blackout.objects.get()
    assert blackout.cause == "outage"
    assert timedelta(hours=30) <= blackout.ended_at - blackout.began_at < timedelta(hours=30, minutes=1)
    fired = Alert.objects.get(clock=clock)
    assert blackout.stages_passed >= 1 + len(fired.collapsed_stages)
    assert fired.collapsed_stages
    assert (blackout.alert.rule, blackout.alert.level, blackout.alert.state) == ("AL13", 1, "open")
    assert replay_state().findings == []


def test_engines_that_wake_up_together_write_it_down_once(house_cast):
    asleep(seconds=3600)

    together(6, lambda number: fire(engine=f"engine{number}"))

    assert Blackout.objects.count() == 1


@pytest.mark.parametrize("items", [ITEMS, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_thirty_hours_and_many_items_are_one_message_for_each_person_and_channel(cast, settings, capsys, items):
    """T5: six people, hundreds of open items, every engine off for thirty hours."""
    people = [cast.supervisor, cast.second_supervisor, cast.duty_officer]
    for number in range(3):
        people.append(
            register.register_officer(
                act=stories.act_of(cast.administrator), badge=f"799{number}", roles=[Role.DUTY_OFFICER],
                unit_code="U9", agency="customs",
            )
        )
    reach(cast, *people)
    clocks(items, started=3 * 24 * HOUR, due=28 * HOUR)
    asleep(seconds=30 * 3600)

    with mail_server() as mail, sms_gateway() as gateway:
        point_at(settings, mail, gateway)
        rounds = 0
        while Clock.objects.filter(next_fire_at__lte=stories.now()).exists():
            rounds += 1
            fire(engine="test")
            escalate(engine="test")
            if rounds == 1:
                assert recovery.collecting()
                assert dispatch(engine="test") == 0  # while more of the digest comes in, it does not leave
        assert not recovery.collecting()
        dispatch(engine="test")
        sent = Counter(message["to"] for message in mail.messages), Counter(each["to"] for each in gateway.messages)

    alerts = Alert.objects.filter(clock__isnull=False)
    assert alerts.count() == items
    stages = sum(1 + len(each.collapsed_stages) for each in alerts)
    told = Delivery.objects.values("officer", "channel").distinct().count()
    # Without collapsing and collecting, each stage of each item is a message to everybody who is told of it.
    rows = Counter(Delivery.objects.filter(kind="alert").values_list("alert", flat=True))
    one_by_one = sum((1 + len(each.collapsed_stages)) * rows[each.id] for each in Alert.objects.all())
    assert Blackout.objects.get().stages_passed == stages
    assert all(count == 1 for each in sent for count in each.values()), sent
    assert sum(sent[0].values()) + sum(sent[1].values()) == told >= 12
    with capsys.disabled():
        print(f"\n  30 h, {items} items, {told} ways to people: {one_by_one} messages one by one, {told} sent")


def test_danger_leaves_while_the_digest_is_collected(cast, settings):
    reach(cast, cast.duty_officer)
    clocks(3, started=3 * 24 * HOUR, due=HOUR)
    asleep(seconds=3600)
    recovery.wake(engine="test")
    assert recovery.collecting()

    with sms_gateway() as gateway, mail_server() as mail:
        point_at(settings, mail, gateway)
        alert = Alert.objects.get()
        row = Delivery.objects.filter(alert=alert).first()
        Delivery.objects.filter(pk=row.pk).update(alert=None, kind="danger", level=0, message=uuid4())
        assert dispatch(engine="test") == 1


def test_messages_wait_ten_seconds_for_whoever_fires_and_no_longer(cast, monkeypatch):
    asleep(seconds=3600)
    counter = [100.0]
    monkeypatch.setattr(recovery.time, "monotonic", lambda: counter[0])

    assert recovery.collecting()
    counter[0] += 9
    assert recovery.collecting()
    counter[0] += 2
    assert not recovery.collecting()


# --- the clock of the database --------------------------------------------------------------------------


def test_a_clock_that_ran_ahead_is_told_from_an_outage(house_cast, monkeypatch):
    """T11: between two passes of one process the database's time runs an hour, this machine's counter a second."""
    fire(engine="test")
    before, counter = recovery._last_pass["test"]
    recovery._last_pass["test"] = (before - HOUR, counter)
    Heartbeat.objects.update(last_ok_at=stories.now() - HOUR)
    clocks(1, started=3 * 24 * HOUR, due=HOUR)

    assert fire(engine="test") == 1

    assert Blackout.objects.get().cause == "clock_forward"
    assert Alert.objects.filter(clock__isnull=False).count() == 1, "nothing is held back because of it"
    fire(engine="test")
    assert Blackout.objects.count() == 1


def test_a_clock_that_ran_ahead_is_written_down_once_by_two_processes(house_cast):
    for engine in ("one", "two"):
        fire(engine=engine)
        before, counter = recovery._last_pass[engine]
        recovery._last_pass[engine] = (before - 10 * MINUTE, counter)

    fire(engine="one")
    fire(engine="two")

    assert Blackout.objects.count() == 1


def test_a_clock_that_was_set_back_keeps_nothing_waiting(cast):
    """T11: the highest time ever seen lies two hours ahead of now."""
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    ahead = 2 * HOUR
    Heartbeat.objects.update(last_ok_at=stories.now() + ahead)
    Alert.objects.update(next_escalation_at=stories.now() + ahead + 5 * MINUTE)
    Delivery.objects.update(next_attempt_at=stories.now() + ahead + MINUTE)
    resting = Delivery.objects.first()
    Delivery.objects.filter(pk=resting.pk).update(waits_for="quiet")
    recovery._last_pass.clear()

    fire(engine="test")

    now = stories.now()
    blackout = Blackout.objects.get()
    assert blackout.cause == "clock_back"
    assert blackout.began_at > blackout.ended_at
    assert Alert.objects.get(clock__isnull=False).next_escalation_at < now + 6 * MINUTE
    waiting = Delivery.objects.filter(alert__clock__isnull=False).exclude(pk=resting.pk)
    assert all(row.next_attempt_at < now + 2 * MINUTE for row in waiting)
    resting.refresh_from_db()
    assert resting.next_attempt_at > now + HOUR
    assert Heartbeat.objects.filter(last_ok_at__gt=now + MINUTE).count() == 0
    fire(engine="another")
    assert Blackout.objects.count() == 1


def test_a_blackout_that_cannot_be_written_down_stops_no_clock(cast, monkeypatch, caplog):
    clocks(1, started=3 * 24 * HOUR, due=HOUR)
    monkeypatch.setattr(recovery, "wake", lambda *, engine: 1 / 0)

    assert fire(engine="test") == 1

    assert "could not be written down" in caplog.text


def test_the_heartbeat_knows_how_far_the_clock_of_its_machine_is_off(cast, monkeypatch):
    from custody.alerts.passes import engine

    real = engine.time.time
    monkeypatch.setattr(engine.time, "time", lambda: real() + 86_400)

    fire(engine="test")

    [row] = Heartbeat.objects.filter(work="fire")
    assert abs(row.skew_ms - 86_400_000) < 5_000
    assert abs((row.last_ok_at - stories.now()).total_seconds()) < 60
    assert json.dumps(row.cured) == "{}"

