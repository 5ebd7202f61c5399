"""What waits, and why: throttle, quiet hours, groups, floods, the digest. Nothing is dropped, urgent is never held."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from custody.alerts import throttle
from custody.alerts.models import Alert, Delivery, QuietHours
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.receipts import receipts
from tests import stories
from tests.alerts.conftest import hurry, put_away, raised
from tests.alerts.servers import mail_server, sms_gateway, text_of

MINUTE = timedelta(minutes=1)
BERN = "Europe/Zurich"


@pytest.fixture
def lines(settings):
    with mail_server() as mail, sms_gateway() as gateway:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        settings.CUSTODY_SMS_GATEWAYS = [gateway.settings("first")]
        yield mail, gateway


@pytest.fixture
def tell(cast):
    """Return a function that puts an alert of a level in the tray, for the supervisor only, and returns the row."""

    def put(level, *, group="", channel="sms", alert=None):
        alert = alert or raised(level=level, key=f"sys:{uuid4()}")
        put_away(alert)
        Alert.objects.filter(pk=alert.pk).update(group_key=group)
        return Delivery.objects.create(
            alert=alert, officer=cast.supervisor, channel=channel, level=level, next_attempt_at=stories.now()
        )

    return put


def sent(officer, *, ago, level, channel="sms", group="", count=1):
    """Write down messages about alerts that left some time ago."""
    for _ in range(count):
        alert = raised(level=level, key=f"sys:{uuid4()}")
        put_away(alert)
        Alert.objects.filter(pk=alert.pk).update(group_key=group)
        at = stories.now() - ago
        Delivery.objects.create(
            alert=alert, officer=officer, channel=channel, level=level, state="accepted", accepted_at=at, created_at=at,
            message=uuid4(),
        )  # fmt: skip


def held(row):
    row.refresh_from_db()
    return row.waits_for, row.state, round((row.next_attempt_at - stories.now()).total_seconds() / 60)


# --- the throttle ---------------------------------------------------------------------------------------


def test_a_telephone_gets_one_text_a_minute_and_the_rest_leaves_together_later(cast, lines, tell):
    _, gateway = lines
    sent(cast.supervisor, ago=timedelta(seconds=30), level=2)
    first, second = tell(2), tell(2)

    dispatch(engine="test")
    assert gateway.messages == []
    assert held(first)[:2] == held(second)[:2] == ("throttle", "pending")
    assert first.next_attempt_at - stories.now() < timedelta(seconds=31)

    Delivery.objects.filter(state="accepted").update(accepted_at=stories.now() - MINUTE)
    hurry()
    dispatch(engine="test")
    [query] = gateway.messages
    assert " 2 need you, highest level 2." in query["text"]


@pytest.mark.parametrize(
    ("level", "minutes", "many", "wait"),
    [
        (2, 10, 4, None), (2, 10, 5, 5), (2, 30, 11, None), (2, 30, 12, 30),  # 5 in a quarter, 12 in an hour
        (3, 10, 1, None), (3, 10, 2, 5), (3, 30, 5, None), (3, 30, 6, 30),  # levels 3 and 4: half of it
    ],
)  # fmt: skip
def test_the_quarter_and_the_hour_have_their_limits_and_minor_levels_half_of_them(
    cast, lines, tell, level, minutes, many, wait
):
    _, gateway = lines
    sent(cast.supervisor, ago=minutes * MINUTE, level=level, count=many)
    row = tell(level)

    dispatch(engine="test")

    assert len(gateway.messages) == (1 if wait is None else 0)
    if wait is not None:
        assert held(row) == ("throttle", "pending", wait)


def test_minor_levels_leave_room_for_the_others(cast, lines, tell):
    _, gateway = lines
    sent(cast.supervisor, ago=10 * MINUTE, level=3, count=2)

    tell(2)
    dispatch(engine="test")

    assert len(gateway.messages) == 1


@pytest.mark.parametrize("level", [0, 1])
def test_urgent_is_counted_and_never_held(cast, lines, tell, level):
    _, gateway = lines
    sent(cast.supervisor, ago=timedelta(seconds=20), level=level, count=8)
    tell(level)

    dispatch(engine="test")
    assert len(gateway.messages) == 1
    after = tell(2)
    dispatch(engine="test")
    Delivery.objects.filter(accepted_at__gt=stories.now() - timedelta(seconds=15)).update(
        accepted_at=stories.now() - timedelta(seconds=15)
    )
    dispatch(engine="test")
    assert held(after)[0] == "throttle"


def test_what_waits_for_the_throttle_leaves_with_the_next_urgent_one(cast, lines, tell):
    _, gateway = lines
    sent(cast.supervisor, ago=timedelta(seconds=30), level=2)
    waiting = tell(2)
    dispatch(engine="test")
    assert held(waiting)[0] == "throttle"
    tell(1)

    dispatch(engine="test")

    [query] = gateway.messages
    assert " 2 need you, highest level 1." in query["text"]


def test_several_dangers_at_once_leave_each_by_itself_with_its_own_reference(cast, lines, tell):
    _, gateway = lines
    dangers = [tell(0), tell(0), tell(0)]
    tell(2)

    dispatch(engine="test")

    texts = [query["text"] for query in gateway.messages]
    for row in dangers:
        row.refresh_from_db()
        assert (row.state, row.attempts) == ("accepted", 1)
        assert sum(row.alert.public_ref in words for words in texts) == 1, texts
    assert len({row.message for row in dangers}) == 3


def test_danger_leaves_at_once_and_alone(cast, lines, tell):
    _, gateway = lines
    sent(cast.supervisor, ago=timedelta(seconds=1), level=1)
    tell(0)
    tell(1)

    assert dispatch(engine="test") == 1
    assert "DANGER" in gateway.messages[0]["text"]
    assert "need you" not in gateway.messages[0]["text"]


def test_a_mailbox_has_no_throttle_and_the_limits_are_a_setting(cast, lines, tell, settings):
    mail, gateway = lines
    sent(cast.supervisor, ago=timedelta(seconds=30), level=2, channel="email", count=5)
    tell(2, channel="email")
    settings.CUSTODY_SMS_LIMITS = []
    sent(cast.supervisor, ago=timedelta(seconds=30), level=2, count=1)
    tell(2)

    dispatch(engine="test")

    assert (len(mail.messages), len(gateway.messages)) == (1, 1)


def test_a_text_that_is_tried_again_keeps_the_throttle_too(cast, lines, tell):
    _, gateway = lines
    gateway.says = [(503, "no")]
    row = tell(2)
    dispatch(engine="test")
    sent(cast.supervisor, ago=timedelta(seconds=30), level=2)
    hurry()

    assert dispatch(engine="test") == 0
    assert held(row)[:2] == ("throttle", "pending")


# --- quiet hours ----------------------------------------------------------------------------------------


def asleep(officer, *, begins=None, ends=None):
    """Let an officer sleep now, in the zone of the house, until two hours from now."""
    now = stories.now().astimezone(UTC)
    begins = begins or (now - timedelta(hours=1)).time().replace(microsecond=0)
    ends = ends or (now + timedelta(hours=2)).time().replace(microsecond=0)
    return QuietHours.objects.create(officer=officer, begins=begins, ends=ends, zone="UTC")


def test_quiet_hours_hold_minor_alerts_until_they_end_and_then_send_one_message(cast, lines, tell):
    mail, _ = lines
    hours = asleep(cast.supervisor)
    first, second = tell(3, channel="email"), tell(3, channel="email")

    dispatch(engine="test")
    assert mail.messages == []
    assert held(first) == held(second) == ("quiet", "pending", 120)

    hours.delete()
    hurry()
    dispatch(engine="test")
    [message] = mail.messages
    assert " 2 need you, highest level 3." in text_of(message)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_quiet_hours_hold_nothing_else(cast, lines, tell, level):
    mail, _ = lines
    asleep(cast.supervisor)
    tell(level, channel="email")

    dispatch(engine="test")

    assert len(mail.messages) == 1


def test_what_is_tried_again_waits_for_the_end_of_quiet_hours_too(cast, lines, tell):
    mail, _ = lines
    mail.says = ["451 later"]
    row = tell(3, channel="email")
    dispatch(engine="test")
    asleep(cast.supervisor)
    hurry()

    assert dispatch(engine="test") == 0
    assert held(row) == ("quiet", "pending", 120)


@pytest.mark.parametrize(
    ("begins", "ends", "now", "until"),
    [
        ("22:00", "06:00", "2026-01-10 21:30", "2026-01-11 05:00"),  # over midnight, winter time
        ("22:00", "06:00", "2026-01-11 04:59", "2026-01-11 05:00"),
        ("22:00", "06:00", "2026-01-11 05:00", None),
        ("22:00", "06:00", "2026-01-11 12:00", None),
        ("13:00", "15:00", "2026-07-11 11:30", "2026-07-11 13:00"),  # summer time
        ("13:00", "15:00", "2026-07-11 10:59", None),
        ("22:00", "06:00", "2026-03-28 23:00", "2026-03-29 04:00"),  # the night that is an hour shorter
        ("22:00", "06:00", "2026-10-24 23:00", "2026-10-25 05:00"),  # and the one that is longer
    ],
)
def test_quiet_hours_are_those_of_the_place_where_somebody_sleeps(begins, ends, now, until):
    hours = QuietHours(begins=time.fromisoformat(begins), ends=time.fromisoformat(ends), zone=BERN)

    found = throttle.quiet_until(hours, datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert found == (None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC))


# --- groups, floods, the digest ---------------------------------------------------------------------------


def test_the_first_alert_of_a_group_leaves_at_once_and_new_members_every_five_minutes(cast, lines, tell):
    mail, _ = lines
    tell(2, group="AL7:here", channel="email")
    dispatch(engine="test")
    Delivery.objects.filter(state="accepted").update(accepted_at=stories.now() - MINUTE)
    member, another = tell(2, group="AL7:here", channel="email"), tell(2, group="AL7:there", channel="email")

    dispatch(engine="test")
    assert held(member) == ("group", "pending", 4)
    another.refresh_from_db()
    assert another.state == "accepted"
    assert len(mail.messages) == 2

    Delivery.objects.filter(state="accepted").update(accepted_at=stories.now() - 5 * MINUTE)
    hurry()
    dispatch(engine="test")
    assert len(mail.messages) == 3


def test_a_reminder_is_no_new_member(cast, lines, tell):
    mail, _ = lines
    row = tell(2, group="AL7:here", channel="email")
    dispatch(engine="test")
    Delivery.objects.filter(state="accepted").update(accepted_at=stories.now() - MINUTE)
    Delivery.objects.create(
        alert=row.alert, officer=row.officer, channel="email", level=2, step=1, next_attempt_at=stories.now()
    )

    dispatch(engine="test")

    assert len(mail.messages) == 2


def test_the_mails_of_a_group_refer_to_one_thread_that_is_another_for_each_reader(cast, lines, tell):
    mail, _ = lines
    first = tell(1, group="AL7:here", channel="email")
    second = tell(1, group="AL7:there", channel="email")
    for officer in (cast.second_supervisor, cast.duty_officer):
        Delivery.objects.create(
            alert=first.alert, officer=officer, channel="email", level=1, next_attempt_at=stories.now()
        )
    Delivery.objects.filter(pk=second.pk).update(officer=cast.second_supervisor, step=5)
    Delivery.objects.filter(pk=second.pk).update(next_attempt_at=stories.now() + MINUTE)

    dispatch(engine="test")

    threads = [message["References"] for message in mail.messages]
    assert len(set(threads)) == len(threads) == 3
    assert all(message["References"] == message["In-Reply-To"] for message in mail.messages)
    assert not any("AL7" in thread for thread in threads)


def test_a_flood_is_one_rolling_message_and_whoever_commands_is_told(cast, lines, tell):
    mail, _ = lines
    for _ in range(11):
        tell(2, channel="email")
    dispatch(engine="test")
    assert " 11 need you, highest level 2." in text_of(mail.messages[0])
    Delivery.objects.filter(state="accepted").update(accepted_at=stories.now() - MINUTE)
    more, urgent = tell(2, channel="email"), tell(1, channel="email")
    Delivery.objects.filter(pk=urgent.pk).update(next_attempt_at=stories.now() + MINUTE)

    dispatch(engine="test")
    assert held(more) == ("flood", "pending", 4)
    hurry()
    dispatch(engine="test")
    assert " 2 need you, highest level 1." in text_of(mail.messages[1]), "urgent is not held, and takes the rest along"

    receipts(engine="test")
    flood = Alert.objects.get(dedupe_key=f"flood:{cast.supervisor.id}")
    assert (flood.rule, flood.level, flood.about) == ("AL13", 2, [cast.supervisor.id])
    assert not Delivery.objects.filter(alert=flood, officer=cast.supervisor).exists()
    Delivery.objects.update(created_at=stories.now() - timedelta(hours=1))
    receipts(engine="test")
    flood.refresh_from_db()
    assert (flood.state, flood.outcome) == ("resolved", "cured")


def test_level_4_leaves_once_a_day_as_one_message(cast, lines, tell, settings):
    mail, _ = lines
    rows = [tell(4, channel="email") for _ in range(3)]

    dispatch(engine="test")
    assert mail.messages == []
    assert {held(row)[:2] for row in rows} == {("digest", "pending")}
    assert rows[0].next_attempt_at == throttle.next_digest(rows[0].created_at)

    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(created_at=stories.now() - timedelta(days=1))
    hurry()
    dispatch(engine="test")
    assert " 3 need you, highest level 4." in text_of(mail.messages[0])


def test_the_digest_leaves_at_seven_in_the_zone_of_the_house(settings):
    settings.CUSTODY_SITE_TIME_ZONE = "Europe/Brussels"

    def digest_after(text):
        return throttle.next_digest(datetime.fromisoformat(text).replace(tzinfo=UTC)).isoformat()

    assert digest_after("2026-01-10 05:59") == "2026-01-10T06:00:00+00:00"
    assert digest_after("2026-01-10 06:00") == "2026-01-11T06:00:00+00:00"
    assert digest_after("2026-07-10 04:59") == "2026-07-10T05:00:00+00:00"


def test_nothing_is_ever_dropped(cast, lines, tell):
    asleep(cast.supervisor)
    for level in (1, 2, 2, 3, 3, 4):
        tell(level)
        dispatch(engine="test")
    QuietHours.objects.all().delete()
    told = Delivery.objects.exclude(step=99)
    assert told.exclude(state__in=["accepted", "pending"]).count() == 0
    Delivery.objects.update(created_at=stories.now() - timedelta(days=1))
    for _ in range(20):
        Delivery.objects.filter(accepted_at__isnull=False).update(accepted_at=stories.now() - timedelta(hours=2))
        hurry()
        dispatch(engine="test")

    assert set(told.values_list("state", flat=True)) == {"accepted"}
