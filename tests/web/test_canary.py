"""Our own phone and mailbox report the hourly test message, and nobody else can."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from custody.alerts.models import Canary
from tests import stories
from tests.web.desk import browser_of

KEY = "of the canary"


@pytest.fixture
def watched(settings):
    settings.CUSTODY_CANARY_KEY = KEY


def report(client, reference="7K2QXDM", channel="sms", key=KEY):
    return client.get(reverse("canary-report", args=[channel, reference, key]))


def test_a_report_is_written_down_once(cast, client, watched):
    Canary.objects.create(reference="7K2QXDM")
    assert report(client).status_code == 200
    first = Canary.objects.get().sms_arrived_at
    assert first is not None
    assert Canary.objects.get().email_arrived_at is None

    assert client.post(reverse("canary-report", args=["sms", "7k2qxdm", KEY])).status_code == 200

    assert Canary.objects.get().sms_arrived_at == first


@pytest.mark.parametrize(
    "wrong", [{"key": "another"}, {"channel": "pigeon"}, {"reference": "0000000"}], ids=["key", "channel", "reference"]
)
def test_who_does_not_know_the_key_reports_nothing(cast, client, watched, wrong):
    Canary.objects.create(reference="7K2QXDM")

    assert report(client, **wrong).status_code == 404
    assert Canary.objects.get().sms_arrived_at is None


def test_without_a_key_nobody_reports(cast, client, watched, settings):
    settings.CUSTODY_CANARY_KEY = ""
    Canary.objects.create(reference="7K2QXDM")

    assert client.get("/canary/sms/7K2QXDM/x/").status_code == 404


@pytest.mark.parametrize(("sms_h", "email_h", "is_believed"), [
    (None, None, False), (2, None, True), (None, 2, True), (25, 26, False), (25, 1, True),
])  # fmt: skip
def test_an_empty_inbox_is_believed_while_a_test_message_came_through_within_a_day(cast, sms_h, email_h, is_believed):
    now = stories.now()
    arrived = [None if hours is None else now - timedelta(hours=hours) for hours in (sms_h, email_h)]
    Canary.objects.create(reference="7K2QXDM", sms_arrived_at=arrived[0], email_arrived_at=arrived[1])

    page = browser_of(cast.supervisor).get(reverse("alerts:inbox")).content.decode()

    heard = "No test message has ever arrived" if sms_h is email_h is None else "Last test message arrived"
    assert (heard in page, "nothing comes through" in page) == (True, not is_believed)
    assert heard not in browser_of(cast.supervisor).get(f"{reverse('alerts:inbox')}?tab=mine").content.decode()
