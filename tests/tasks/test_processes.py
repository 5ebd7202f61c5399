"""The whole path with real processes: a deadline in the database, two engines, a mail server, a gateway."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from urllib.request import urlopen

import pytest

from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.models import Alert, Delivery
from custody.deadlines.models import Clock
from tests import stories
from tests.alerts.conftest import let_pass
from tests.alerts.leaks import leaks_in, secrets_of, texts_in
from tests.tasks.conftest import wait_for

SECOND = timedelta(seconds=1)
EVERYBODY = 4  # the keeper, two supervisors, the duty officer


def nearly_due(cast, *, count=1):
    """Return stored units that are due in a second, warnings behind them, and their clocks."""
    units = stories.stored(cast, count=count)
    clocks = [let_pass(unit, "TARGET_DESTRUCTION", past_due=-SECOND) for unit in units]
    for clock in clocks:
        Clock.objects.filter(pk=clock.pk).update(fired_stage="90%", next_stage="due", next_fire_at=clock.due_at)
    return units, clocks


@pytest.mark.parametrize("engine", ["alert_engine", "celery"])
def test_an_overdue_item_reaches_mail_and_phone_within_a_minute_and_says_nothing(house_cast, stack, engine):
    if engine == "alert_engine":
        stack.web()  # takes the reports of the gateway
    stack.servers()
    stack.engine() if engine == "alert_engine" else stack.celery()
    units, [clock] = nearly_due(house_cast)

    wait_for(lambda: len(stack.mails()) == len(stack.texts()) == EVERYBODY, what="mail and text messages")

    assert stories.now() - clock.due_at < 60 * SECOND
    alert = Alert.objects.get(stage="due")
    assert alert.engine == engine
    secrets = secrets_of(units, house_cast.by_badge.values()) | {"landed", "ecuador"}
    for file, text in texts_in(stack.outbox):
        assert alert.public_ref in text
        # A random reference may read as a weight (20225T).
        assert leaks_in(text.replace(alert.public_ref, "-"), secrets) == set(), file
    assert list(stack.outbox.rglob("*.part")) == []
    if engine == "alert_engine":
        reported = Delivery.objects.filter(channel="sms", state="delivered", delivered_at__isnull=False)
        wait_for(lambda: reported.count() == EVERYBODY, what="a report of each phone")


def test_a_leak_planted_in_a_message_that_left_is_found(house_cast, stack):
    (stack.outbox / "sms").mkdir(parents=True)
    units = stories.stored(house_cast)
    for leak in (units[0].label, units[0].seizure.code_word, "BITTERN", "25.000 kg", "Cocaine", units[0].seal):
        file = stack.outbox / "sms" / "planted.json"
        file.write_text(f'{{"to": "+32470004417", "text": "COC 7K2QXDM: level 1. {leak}. Open the system."}}')

        [(_, text)] = list(texts_in(stack.outbox))
        assert leaks_in(text, secrets_of(units)), leak


def test_two_engines_at_once_send_every_message_once(house_cast, stack):
    stack.servers()
    stack.engine()
    stack.celery()
    wait_for(lambda: "celery@" in stack.log("worker") or "ready" in stack.log("worker"), what="the worker", seconds=60)
    _, clocks = nearly_due(house_cast, count=6)

    wait_for(
        lambda: Delivery.objects.filter(state__in=["accepted", "delivered"]).count() == 6 * 2 * EVERYBODY,
        what="every message",
    )
    time.sleep(3)  # for what might come twice

    raised = Alert.objects.filter(clock__isnull=False)  # on a busy machine the watch may have one of its own
    assert raised.count() == 6
    messages = Delivery.objects.filter(state__in=["accepted", "delivered"]).values("message").distinct().count()
    assert len(stack.mails()) + len(stack.texts()) == messages
    assert {clock.subject_id for clock in clocks} == set(raised.values_list("subject_id", flat=True))


def test_a_broker_that_is_frozen_holds_up_neither_an_officer_nor_a_message(house_cast, stack, settings):
    stack.servers()
    stack.broker.start()
    os.kill(stack.broker._process.pid, signal.SIGSTOP)
    try:
        settings.CUSTODY_BROKER_URL = stack.broker.url
        stack.engine()
        stack.web()
        nearly_due(house_cast)
        wait_for(lambda: len(stack.mails()) == len(stack.texts()) == EVERYBODY, what="mail and text messages")

        began = time.monotonic()
        alert = acknowledge(act=stories.act_of(house_cast.duty_officer), alert_id=Alert.objects.get().id)
        assert alert.acknowledged_by == house_cast.duty_officer
        assert time.monotonic() - began < 5
        began = time.monotonic()
        with urlopen(f"http://127.0.0.1:{stack.web_port}/accessibility/", timeout=10) as page:
            assert page.status == 200
        assert time.monotonic() - began < 5
    finally:
        os.kill(stack.broker._process.pid, signal.SIGCONT)


def test_an_engine_that_is_killed_leaves_its_messages_to_the_next(house_cast, stack):
    stack.servers()
    os.kill(stack.running["mail"].pid, signal.SIGSTOP)  # the relay takes the call and says nothing
    stack.engine()
    nearly_due(house_cast)
    wait_for(lambda: Delivery.objects.filter(channel="email", state="claimed").exists(), what="a claim")
    stack.stop("engine", how=signal.SIGKILL)
    os.kill(stack.running["mail"].pid, signal.SIGCONT)
    Delivery.objects.filter(state="claimed").update(next_attempt_at=stories.now())  # the lease has run out

    stack.engine()
    wait_for(
        lambda: Delivery.objects.filter(state__in=["accepted", "delivered"]).count() == 2 * EVERYBODY,
        what="every message",
    )

    assert len({file.read_bytes() for file in stack.mails()}) >= EVERYBODY


def test_a_process_ends_when_it_is_told_to(house_cast, stack):
    stack.servers()
    stack.engine()
    wait_for(lambda: "alert engine runs" in stack.log("engine"), what="the engine")

    assert [stack.stop(name, patience=10) for name in ("engine", "mail", "sms")] == [0, 0, 0]
