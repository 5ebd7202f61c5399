"""What the gateway reports: delivered stays delivered, undelivered goes again, and nobody else can report."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from custody.alerts.actions.receipts import record_report
from custody.alerts.channels import sms
from custody.alerts.models import Delivery, DeliveryAttempt
from custody.alerts.passes import dispatch as sending
from custody.alerts.passes.fire import fire
from custody.core.errors import NotFound
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


def report(message, kind, key=None):
    return record_report(message=message, key=key or sms.report_key(message), kind=kind)


def state(message):
    return Delivery.objects.get(message=message).state


def test_a_delivered_message_is_delivered_whatever_comes_later(message):
    assert report(message, 8) == "on_its_way"
    assert state(message) == "accepted"

    assert report(message, 1) == "delivered"
    assert report(message, 1) == "delivered"
    assert report(message, 2) == "undelivered"

    assert state(message) == "delivered"
    assert list(DeliveryAttempt.objects.order_by("id").values_list("outcome", flat=True)) == [
        "on_its_way", "delivered", "delivered", "undelivered",
    ]  # fmt: skip


def test_the_gateway_is_asked_ever_more_slowly_and_for_a_day(message):
    Delivery.objects.filter(message=message).update(attempts=9)
    report(message, 2)
    row = Delivery.objects.get(message=message)
    assert timedelta(minutes=4) < row.next_attempt_at - stories.now() < timedelta(minutes=6)

    yesterday = stories.now() - timedelta(hours=25)
    Delivery.objects.filter(message=message).update(
        state="accepted", next_attempt_at=None, accepted_at=yesterday, created_at=yesterday
    )
    report(message, 2)

    assert state(message) == "failed"


@pytest.mark.parametrize("kind", [2, 16])
def test_a_message_that_did_not_arrive_goes_again_under_its_reference(message, kind):
    report(message, kind)

    row = Delivery.objects.get(message=message)
    assert row.state == "pending"
    assert timedelta(seconds=50) < row.next_attempt_at - stories.now() < timedelta(seconds=70)


def test_a_report_that_is_faster_than_the_gateways_answer_is_not_lost(house_cast):
    [unit] = stories.stored(house_cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    claimed = next(each for each in sending._claim(at_most=8) if each.channel == "sms")

    report(claimed.message, 1)
    assert state(claimed.message) == "claimed"
    sending._finish(claimed, sending.Answer("accepted", "reference"), engine="test")

    assert state(claimed.message) == "delivered"


def test_nobody_but_the_gateway_reports(message):
    for wrong in ((message, 1, sms.report_key(uuid4())), (uuid4(), 1, None), (message, 3, None)):
        with pytest.raises(NotFound):
            report(*wrong)

    assert state(message) == "accepted"


def test_the_gateway_reports_without_a_sign_in_and_a_stranger_learns_nothing(message, settings):
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    client = Client()

    good = client.get(reverse("sms-report", args=[message, sms.report_key(message), 1]))
    bad = client.get(reverse("sms-report", args=[message, "00", 1]))

    assert (good.status_code, good.content) == (200, b"ok\n")
    assert bad.status_code == 404
    assert client.post(reverse("sms-report", args=[message, sms.report_key(message), 1])).status_code == 405
    assert (
        sms.report_address(message)
        .replace("%d", "1")
        .endswith(reverse("sms-report", args=[message, sms.report_key(message), 1]))
    )
    assert state(message) == "delivered"


def test_what_was_tried_stays_written(message, as_owner):
    report(message, 8)

    for change in ("UPDATE custody_deliveryattempt SET detail = ''", "DELETE FROM custody_deliveryattempt"):
        as_owner(change)


@pytest.fixture
def as_owner():
    """Return a function that runs a statement which the database must refuse."""
    from django.db import connection
    from django.db.utils import ProgrammingError

    def refused(statement):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    return refused
