"""What does not get through is told to others too: the other channel, the other gateway, the next people."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest

from custody.alerts.models import Alert, Delivery, GatewayState
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.receipts import receipts
from custody.alerts.retrying import RETRY_AFTER, wait_after
from tests import stories
from tests.alerts.conftest import hurry, put_away, raised
from tests.alerts.servers import mail_server, sms_gateway

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lines(settings):
    """Yield a mail server and two gateways, which are those of the house."""
    with ExitStack() as started:
        mail = started.enter_context(mail_server())
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail.port
        first, second = (started.enter_context(sms_gateway()) for _ in range(2))
        settings.CUSTODY_SMS_GATEWAYS = [first.settings("first"), second.settings("second")]
        yield mail, first, second


def told(alert, officer, *channels):
    """Let nobody be told of an alert but this officer on these channels, and return the rows."""
    put_away(alert)
    return [
        Delivery.objects.create(alert=alert, officer=officer, channel=channel, level=alert.level,
                                next_attempt_at=stories.now())
        for channel in channels
    ]  # fmt: skip


def rows(officer):
    found = Delivery.objects.filter(officer=officer, kind="alert").exclude(step=99).order_by("created_at", "id")
    return [(row.channel, row.state) for row in found]


def silence(row, *, seconds=1):
    """Let the receipt of a text be late."""
    Delivery.objects.filter(pk=row.pk).update(receipt_due_at=stories.now() - timedelta(seconds=seconds))


# --- no receipt -----------------------------------------------------------------------------------------


def test_a_text_has_two_minutes_for_its_receipt_and_a_mail_has_none(cast, lines):
    sms, mail = told(raised(), cast.supervisor, "sms", "email")

    dispatch(engine="test")

    sms.refresh_from_db()
    mail.refresh_from_db()
    assert timedelta(seconds=110) < sms.receipt_due_at - stories.now() <= timedelta(minutes=2)
    assert (mail.state, mail.receipt_due_at) == ("accepted", None)
    assert receipts(engine="test") == 0


def test_without_a_receipt_the_other_gateway_the_other_channel_and_the_next_people_are_asked(cast, lines):
    mail, first, second = lines
    alert = raised()
    [row] = told(alert, cast.supervisor, "sms")
    dispatch(engine="test")
    silence(row)
    assert alert.next_escalation_at > stories.now()

    assert receipts(engine="test") == 1

    alert.refresh_from_db()
    assert alert.next_escalation_at <= stories.now()
    assert rows(cast.supervisor) == [("sms", "pending"), ("email", "pending")]
    dispatch(engine="test")
    assert len(mail.messages) == 1
    assert (len(first.messages), len(second.messages)) == (1, 1)
    keys = [query["dlr-url"].split("?")[0] for query in (*first.messages, *second.messages)]
    assert keys[0] == keys[1], "the reference stays the same"
    row.refresh_from_db()
    assert (row.provider, row.state) == ("second", "accepted")


def test_it_is_widened_once_and_goes_on_being_watched(cast, lines):
    alert = raised()
    [row] = told(alert, cast.supervisor, "sms")
    dispatch(engine="test")
    silence(row)
    receipts(engine="test")
    dispatch(engine="test")
    later = stories.now() + timedelta(hours=1)
    Alert.objects.filter(pk=alert.pk).update(next_escalation_at=later)
    silence(row)

    receipts(engine="test")

    row.refresh_from_db()
    alert.refresh_from_db()
    assert (row.state, row.receipt_due_at) == ("accepted", None)
    assert alert.next_escalation_at == later
    assert len(rows(cast.supervisor)) == 2


def test_with_one_gateway_the_text_is_not_sent_twice(cast, lines, settings):
    settings.CUSTODY_SMS_GATEWAYS = settings.CUSTODY_SMS_GATEWAYS[:1]
    [row] = told(raised(), cast.supervisor, "sms")
    dispatch(engine="test")
    silence(row)

    receipts(engine="test")

    assert rows(cast.supervisor) == [("sms", "accepted"), ("email", "pending")]


def test_an_alert_that_somebody_has_is_not_hurried(cast, lines):
    from custody.alerts.actions.acknowledge import acknowledge

    alert = raised()
    [row] = told(alert, cast.supervisor, "sms")
    dispatch(engine="test")
    acknowledge(act=stories.act_of(cast.duty_officer), alert_id=alert.id)
    alert.refresh_from_db()
    expires = alert.next_escalation_at
    silence(row)

    receipts(engine="test")

    alert.refresh_from_db()
    assert alert.next_escalation_at == expires


# --- failing --------------------------------------------------------------------------------------------


def test_the_waits_are_10_20_40_seconds_1_2_and_then_5_minutes_with_a_tenth_of_chance():
    assert [each.total_seconds() for each in RETRY_AFTER] == [10, 20, 40, 60, 120, 300]
    for attempt, least in enumerate((10, 20, 40, 60, 120, 300, 300, 300), start=1):
        waits = {wait_after(attempt).total_seconds() for _ in range(40)}
        assert least <= min(waits)
        assert max(waits) <= least * 1.1
        assert len(waits) > 1


def test_after_the_third_failure_others_are_told_and_it_goes_on_being_tried(cast, lines):
    mail, *_ = lines
    alert = raised()
    [row] = told(alert, cast.supervisor, "email")
    mail.says = ["451 later"] * 3
    for attempt in range(3):
        assert receipts(engine="test") == 0, attempt
        Delivery.objects.filter(pk=row.pk).update(next_attempt_at=stories.now())
        dispatch(engine="test")

    assert receipts(engine="test") == 1

    assert rows(cast.supervisor) == [("email", "pending"), ("sms", "pending")]
    alert.refresh_from_db()
    assert alert.next_escalation_at <= stories.now()
    hurry()
    dispatch(engine="test")
    assert rows(cast.supervisor) == [("email", "accepted"), ("sms", "accepted")]
    assert receipts(engine="test") == 0


def test_what_was_tried_for_two_minutes_is_told_to_others_too(cast, lines):
    mail, *_ = lines
    [row] = told(raised(), cast.supervisor, "email")
    mail.says = ["451 later"]
    dispatch(engine="test")
    Delivery.objects.filter(pk=row.pk).update(created_at=stories.now() - 3 * MINUTE)

    assert receipts(engine="test") == 1


def test_what_is_refused_for_good_is_told_to_others_at_once(cast, lines):
    mail, *_ = lines
    told(raised(), cast.supervisor, "email")
    mail.says = ["rcpt 550 nobody"]
    dispatch(engine="test")

    assert receipts(engine="test") == 1

    assert ("sms", "pending") in rows(cast.supervisor)


def test_what_waits_on_purpose_is_not_stuck(cast, lines):
    [row] = told(raised(), cast.supervisor, "email")
    Delivery.objects.filter(pk=row.pk).update(created_at=stories.now() - 3 * MINUTE, waits_for="quiet")

    assert receipts(engine="test") == 0


def test_a_text_that_may_have_left_goes_again_at_once_when_it_is_urgent_and_after_its_receipt_when_not(
    cast, lines
):
    _, first, second = lines
    [urgent] = told(raised(), cast.supervisor, "sms")
    [minor] = told(raised(level=3, key="sys:minor"), cast.second_supervisor, "sms")
    first.says = [(202, "drop")] * 2
    dispatch(engine="test")

    urgent.refresh_from_db()
    minor.refresh_from_db()
    assert (urgent.state, urgent.waits_for) == ("pending", "")
    assert urgent.next_attempt_at - stories.now() < timedelta(seconds=12)
    assert (minor.state, minor.waits_for) == ("pending", "receipt")
    assert minor.next_attempt_at - stories.now() > timedelta(seconds=110)
    hurry()
    dispatch(engine="test")
    assert len(second.messages) == 2, "the gateway that did not answer is asked last"


def test_a_worker_that_died_with_a_minor_text_leaves_time_for_its_receipt(cast, lines):
    from custody.alerts.passes import dispatch as sending

    _, first, second = lines
    [row] = told(raised(level=3, key="sys:minor"), cast.supervisor, "sms")
    sending.claim(at_most=1)  # and dies
    hurry()

    assert dispatch(engine="other") == 0
    row.refresh_from_db()
    assert (row.state, row.waits_for) == ("pending", "receipt")
    hurry()
    assert dispatch(engine="other") == 1
    assert len(first.messages) + len(second.messages) == 1


# --- a gateway that does badly --------------------------------------------------------------------------


def test_three_errors_in_a_row_put_a_gateway_aside_and_an_alert_says_so(cast, lines):
    _, first, second = lines
    first.says = [(503, "no")] * 3
    people = [cast.supervisor, cast.second_supervisor, cast.duty_officer]
    alert = raised()
    put_away(alert)
    for officer in people:
        Delivery.objects.create(alert=alert, officer=officer, channel="sms", next_attempt_at=stories.now())
    dispatch(engine="test")
    assert (len(first.messages), len(second.messages)) == (0, 3), "each went by the other one at once"
    assert GatewayState.objects.get(name="first").errors_in_a_row == 3

    receipts(engine="test")
    [warning] = Alert.objects.filter(dedupe_key="sys:gateway:first")
    assert (warning.rule, warning.level, warning.state) == ("AL13", 2, "open")
    told(raised(key="sys:next"), cast.supervisor, "sms")
    Delivery.objects.filter(state="accepted").update(accepted_at=stories.now() - MINUTE)
    dispatch(engine="test")
    assert len(first.asked) == 3, "it is not even asked"

    GatewayState.objects.update(avoided_until=stories.now())
    receipts(engine="test")
    warning.refresh_from_db()
    assert warning.state == "resolved"


def sent(name, count, *, delivered, ago=5 * MINUTE):
    """Write down texts that left by a gateway some minutes ago, and how many of them were reported."""
    at = stories.now() - ago
    Delivery.objects.bulk_create(
        Delivery(
            kind="shift", channel="sms", state="accepted", provider=name, accepted_at=at, created_at=at,
            message=f"00000000-0000-4000-8000-{number:012d}", delivered_at=at if number < delivered else None,
        )
        for number in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "delivered", "aside"), [(20, 17, False), (20, 16, True), (9, 0, False), (10, 8, True)]
)
def test_more_than_15_percent_without_a_receipt_put_a_gateway_aside(cast, lines, count, delivered, aside):
    sent("first", count, delivered=delivered)

    receipts(engine="test")

    assert GatewayState.objects.filter(name="first", avoided_until__gt=stories.now()).exists() is aside


def test_what_left_a_moment_ago_and_what_left_long_ago_say_nothing(cast, lines):
    sent("first", 20, delivered=0, ago=MINUTE)
    sent("first", 20, delivered=0, ago=16 * MINUTE)

    receipts(engine="test")

    assert not GatewayState.objects.exists()


def test_messages_drift_back_to_a_gateway_that_was_put_aside(cast, lines):
    from uuid import UUID

    from custody.alerts import gateways

    now = stories.now()
    state = GatewayState.objects.create(name="first", avoided_until=now + 10 * MINUTE)

    def first_asked():
        routes = [gateways.route(UUID(int=number), now=now) for number in range(100)]
        return sum(route[0].settings.name == "first" for route in routes)

    shares = []
    for left in (10, 5, 4, 2, 1, 0):
        state.avoided_until = now + left * MINUTE
        state.save(update_fields=["avoided_until"])
        shares.append(first_asked())

    assert shares == [0, 0, 20, 60, 80, 100]


def test_when_both_do_badly_an_alert_of_level_1_says_so_and_the_settings_decide(cast, lines):
    from uuid import uuid4

    from custody.alerts import gateways

    for name in ("first", "second"):
        GatewayState.objects.create(name=name, avoided_until=stories.now() + 10 * MINUTE)

    receipts(engine="test")

    assert set(Alert.objects.filter(rule="AL13").values_list("level", flat=True)) == {1}
    assert [each.settings.name for each in gateways.route(uuid4(), now=stories.now())] == ["first", "second"]
    assert [each.settings.name for each in gateways.route(uuid4(), now=stories.now(), tried="first")] == [
        "second", "first",
    ]  # fmt: skip


def test_danger_leaves_by_both_gateways_and_is_accepted_when_one_takes_it(cast, lines):
    _, first, second = lines
    first.says = [(503, "no")]
    alert = raised(level=0, key="sys:danger")
    [row] = told(alert, cast.supervisor, "sms")

    dispatch(engine="test")
    row.refresh_from_db()
    assert (row.state, row.provider) == ("accepted", "second")
    assert (len(first.asked), len(second.messages)) == (1, 1)
    assert {(each.provider, each.outcome) for each in row.tries.all()} == {("first", "retry"), ("second", "accepted")}
    assert second.messages[0]["text"].startswith(f"COC {alert.public_ref}: DANGER, level 0.")


def test_sealed_addresses_and_codes_are_forgotten(cast, lines):
    from custody.alerts.notices import queue_notice

    queue_notice(officer=cast.supervisor, channel_address=("sms", "+32470009999"), at=stories.now())
    dispatch(engine="test")
    receipts(engine="test")
    assert Delivery.objects.get(kind="notice").address_sealed is not None
    Delivery.objects.update(created_at=stories.now() - timedelta(hours=2))

    receipts(engine="test")

    assert Delivery.objects.get(kind="notice").address_sealed is None
