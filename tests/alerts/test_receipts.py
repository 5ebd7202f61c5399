"""What the gateway reports: delivered stays delivered, undelivered goes again, and nobody else can report."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from custody.alerts.actions.receipts import record_report
from custody.alerts.channels import addresses
from custody.alerts.models import Alert, Delivery, DeliveryAttempt
from custody.alerts.passes import dispatch as sending
from custody.alerts.passes.fire import fire
from custody.core.errors import NotFound
from custody.ledger.selectors import told
from tests import stories
from tests.alerts.conftest import let_pass

MINUTE = timedelta(minutes=1)


@pytest.fixture
def message(cast):
    """Return the reference of a text message that the gateway accepted."""
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    reference = uuid4()
    row = Delivery.objects.filter(officer=cast.storekeeper, channel="sms").get()
    Delivery.objects.filter(pk=row.pk).update(
        message=reference, state="accepted", attempts=1, next_attempt_at=None, accepted_at=stories.now()
    )
    return reference


def report(message, outcome, key=None, **more):
    return record_report(message=message, key=key or addresses.report_key(message), outcome=outcome, **more)


def state(message):
    return Delivery.objects.get(message=message).state


def test_a_delivered_message_is_delivered_whatever_comes_later(message):
    assert report(message, "on_its_way") == "on_its_way"
    assert state(message) == "accepted"

    assert report(message, "delivered") == "delivered"
    assert report(message, "delivered") == "delivered"
    assert report(message, "undelivered") == "undelivered"

    assert state(message) == "delivered"
    assert list(DeliveryAttempt.objects.order_by("id").values_list("outcome", flat=True)) == [
        "on_its_way", "delivered", "delivered", "undelivered",
    ]  # fmt: skip


def outcomes_told(message):
    alert = Delivery.objects.filter(message=message).first().alert
    lines = told([alert.stream_id])  # the newest in front
    return [line.values["outcome"] for line in reversed(lines) if line.type.code == "message.closed/1"]


def test_that_a_message_came_in_is_told_once_in_the_ledger(message):
    for outcome in ("on_its_way", "delivered", "delivered", "undelivered"):
        report(message, outcome)

    assert outcomes_told(message) == ["delivered"]


def test_a_message_that_did_not_arrive_is_told_too_and_so_is_that_it_came_in_later(message):
    report(message, "undelivered")
    report(message, "delivered")

    assert outcomes_told(message) == ["undelivered", "delivered"]


def test_the_gateway_is_asked_ever_more_slowly_and_for_a_day(message):
    Delivery.objects.filter(message=message).update(attempts=9)
    report(message, "undelivered")
    row = Delivery.objects.get(message=message)
    assert timedelta(minutes=4) < row.next_attempt_at - stories.now() < timedelta(minutes=6)

    yesterday = stories.now() - timedelta(hours=25)
    Delivery.objects.filter(message=message).update(
        state="accepted", next_attempt_at=None, accepted_at=yesterday, created_at=yesterday
    )
    report(message, "undelivered")

    assert state(message) == "failed"


def test_a_message_that_did_not_arrive_goes_again_under_its_reference(message):
    report(message, "undelivered")

    row = Delivery.objects.get(message=message)
    assert row.state == "pending"
    assert timedelta(seconds=9) < row.next_attempt_at - stories.now() < timedelta(seconds=12)


@pytest.mark.parametrize("was", ["accepted", "pending", "failed"])
def test_a_late_receipt_ends_the_trying_and_cancels_nothing(message, was):
    row = Delivery.objects.get(message=message)
    waiting = stories.now() + timedelta(minutes=5) if was == "pending" else None
    Delivery.objects.filter(pk=row.pk).update(state=was, next_attempt_at=waiting)
    Alert.objects.filter(pk=row.alert_id).update(step=2)
    others = list(Delivery.objects.exclude(pk=row.pk).order_by("id").values_list("id", "state"))

    report(message, "delivered")

    row.refresh_from_db()
    assert (row.state, row.next_attempt_at, row.receipt_due_at) == ("delivered", None, None)
    assert row.delivered_at is not None
    assert list(Delivery.objects.exclude(pk=row.pk).order_by("id").values_list("id", "state")) == others
    alert = Alert.objects.get(pk=row.alert_id)
    assert (alert.step, alert.state) == (2, "open")


def test_reports_in_the_wrong_order_leave_it_delivered(message):
    for outcome in ("delivered", "on_its_way", "undelivered", "on_its_way"):
        report(message, outcome)

    assert state(message) == "delivered"


def test_a_report_about_what_was_cured_meanwhile_wakes_nothing(message):
    row = Delivery.objects.get(message=message)
    Delivery.objects.filter(pk=row.pk).update(state="superseded")

    report(message, "undelivered")
    report(message, "delivered")

    assert state(message) == "superseded"
    assert Delivery.objects.get(message=message).delivered_at is not None


def test_a_report_is_kept_also_while_somebody_works_on_the_alert(house_cast, caplog):
    [unit] = stories.stored(house_cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    row = Delivery.objects.filter(officer=house_cast.storekeeper, channel="sms").get()
    Delivery.objects.filter(pk=row.pk).update(
        message=row.pk, state="accepted", attempts=1, next_attempt_at=None, accepted_at=stories.now()
    )
    held, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Alert.objects.select_for_update().get(pk=row.alert_id)
            held.set()
            over.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        report(row.pk, "delivered")
    finally:
        over.set()
        holder.join()

    assert state(row.pk) == "delivered"
    assert "busy" in caplog.text


def test_a_report_that_is_faster_than_the_gateways_answer_is_not_lost(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    claimed = next(each for each in sending.claim(at_most=8) if each.channel == "sms")

    report(claimed.message, "delivered")
    assert state(claimed.message) == "claimed"
    sending._finish(claimed, sending.Answer("accepted", "reference"), engine="test")

    assert state(claimed.message) == "delivered"


def test_nobody_but_the_gateway_reports(message):
    for wrong in (
        (message, "delivered", addresses.report_key(uuid4())), (uuid4(), "delivered", None), (message, "read", None),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            report(*wrong)

    assert state(message) == "accepted"


def test_the_gateway_reports_without_a_sign_in_and_a_stranger_learns_nothing(message, settings):
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    client = Client()

    good = client.get(reverse("sms-report", args=[message, addresses.report_key(message), 1]))
    bad = client.get(reverse("sms-report", args=[message, "00", 1]))

    assert (good.status_code, good.content) == (200, b"ok\n")
    assert bad.status_code == 404
    assert client.post(reverse("sms-report", args=[message, addresses.report_key(message), 1])).status_code == 405
    assert client.get(reverse("sms-report", args=[message, addresses.report_key(message), 3])).status_code == 404
    address = addresses.report_address(message, via="first", kind="1")
    assert address.endswith(reverse("sms-report", args=[message, addresses.report_key(message), 1]) + "?via=first")
    assert state(message) == "delivered"


def test_a_modem_and_a_service_report_in_words(message, settings):
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.CUSTODY_SMS_GATEWAYS = [
        {"name": "modem", "driver": "smseagle", "url": "http://m"},
        {"name": "service", "driver": "generic", "url": "http://s"},
    ]  # fmt: skip
    address = reverse("sms-status", args=[message, addresses.report_key(message)])
    strict = Client(enforce_csrf_checks=True)

    assert strict.get(address, {"via": "modem", "status": "SendingOK"}).status_code == 200
    assert state(message) == "accepted"
    assert strict.post(f"{address}?via=service", {"MessageStatus": "delivered"}).status_code == 200
    assert state(message) == "delivered"
    assert strict.post(f"{address}?via=service", {"MessageStatus": "eaten"}).status_code == 404
    assert strict.post(f"{address}?via=nobody", {"MessageStatus": "delivered"}).status_code == 404
    assert DeliveryAttempt.objects.order_by("-id").first().provider == "service"


def test_what_was_tried_stays_written(message, as_owner):
    report(message, "on_its_way")

    for change in ("UPDATE custody_deliveryattempt SET detail = ''", "DELETE FROM custody_deliveryattempt"):
        as_owner(change)


@pytest.fixture
def as_owner():
    """Return a function that runs a statement which the database must refuse."""
    from django.db.utils import ProgrammingError

    def refused(statement):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    return refused
