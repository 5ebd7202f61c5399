"""Every hour one message goes the whole way; our own phone and mailbox report it, and only they can."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from config.local import canary as watcher
from custody.alerts.models import Canary, Delivery, Heartbeat
from custody.alerts.passes.canary import canary
from tests import stories
from tests.alerts.test_engines import together
from tests.tasks.conftest import stack, wait_for  # noqa: F401 - the fixture

PHONE, MAILBOX, KEY = "+32470000001", "canary@custody.invalid", "of the canary"


@pytest.fixture
def watched(settings):
    settings.CUSTODY_CANARY_PHONE, settings.CUSTODY_CANARY_EMAIL, settings.CUSTODY_CANARY_KEY = PHONE, MAILBOX, KEY


def test_one_is_sent_an_hour_whoever_looks(house_cast, watched):
    together(4, lambda number: canary(engine=f"engine{number}"))

    sent = Canary.objects.get()
    assert set(Delivery.objects.values_list("kind", "channel", "reference")) == {
        ("canary", "sms", sent.reference), ("canary", "email", sent.reference)
    }  # fmt: skip
    assert canary(engine="test") == 0
    Canary.objects.update(sent_at=stories.now() - timedelta(minutes=61))
    assert canary(engine="test") == 1


def test_a_canary_from_the_future_is_no_reason_to_wait(house_cast, watched):
    Canary.objects.create(reference="7K2QXDM", sent_at=stories.now() + timedelta(hours=5))

    assert canary(engine="test") == 1


def test_without_a_phone_or_a_mailbox_none_is_sent(cast):
    assert canary(engine="test") == 0
    assert Heartbeat.objects.filter(work="canary").exists()


def test_our_phone_reports_only_what_is_for_it_and_asks_until_it_is_heard(monkeypatch):
    monkeypatch.setenv("CUSTODY_CANARY_PHONE", PHONE)
    monkeypatch.setenv("CUSTODY_CANARY_KEY", KEY)
    monkeypatch.setenv("CUSTODY_BASE_URL", "http://localhost:1/")
    monkeypatch.setattr(watcher, "BETWEEN_SECONDS", 0.01)
    asked = []

    def ask(address):
        asked.append(address)
        return 200 if len(asked) == 3 else 0

    phone = watcher.Canary("sms", ask=ask)
    phone.look("+32470009999", "COC 7K2QXDM: test of this line. Nothing to do.")
    phone.look(PHONE, "nothing of ours")
    phone.look(PHONE, "COC 7K2QXDM: test of this line. Nothing to do.")

    until = time.monotonic() + 5
    while len(asked) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert asked == [f"http://localhost:1/canary/sms/7K2QXDM/{KEY}/"] * 3


def test_the_whole_way_with_real_processes(house_cast, stack):  # noqa: F811
    stack.told |= {
        "CUSTODY_CANARY_PHONE": PHONE, "CUSTODY_CANARY_EMAIL": MAILBOX, "CUSTODY_CANARY_KEY": "of-the-canary",
    }  # fmt: skip
    stack.servers()
    stack.web()
    stack.engine()

    wait_for(
        lambda: Canary.objects.filter(sms_arrived_at__isnull=False, email_arrived_at__isnull=False).exists(),
        what="the canary",
    )

    found = Canary.objects.get()
    assert found.sms_arrived_at - found.sent_at < timedelta(minutes=3)
