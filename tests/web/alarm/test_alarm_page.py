"""Is the alarm system well: the plain answer for everybody, the parts for those who repair them."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest
from django.urls import reverse

from custody.alerts.models import Heartbeat
from custody.alerts.passes import recovery
from custody.alerts.passes.sweep import sweep
from custody.alerts.watching.figures import out_tray
from custody.web.alarm.words import PART_WORDS, ago
from tests import stories
from tests.alerts.test_acting import raised


def read(client, officer):
    client.force_login(officer)
    answer = client.get(reverse("alarm:well"))
    assert answer.status_code == 200
    return answer.content.decode()


def lost(engine="alert_engine"):
    Heartbeat.objects.create(engine=engine, work="fire", last_ok_at=stories.now() - timedelta(minutes=20))
    Heartbeat.objects.update(began_at=stories.now() - timedelta(hours=1))


def test_who_is_signed_out_is_sent_to_the_door(cast, client):
    assert client.get(reverse("alarm:well")).status_code == 302


def test_a_house_in_order_answers_yes(cast, client):
    page = read(client, cast.officer)

    assert "Yes. Every part is well." in page
    assert "The passes of each engine" not in page


def test_an_engine_that_is_lost_is_named_to_everybody_and_its_signs_to_those_who_repair(cast, client):
    lost()

    assert "Engine alert_engine" in read(client, cast.officer)
    page = read(client, cast.administrator)
    assert "No. Not every part is well." in page
    assert "no pass for too long: fire" in page
    assert "20 min ago" in page


def test_stretches_in_which_nobody_looked_are_listed_with_their_alert(cast, client):
    recovery._last_pass.clear()
    lost()
    recovery.wake(engine="test")

    page = read(client, cast.supervisor)

    assert "nobody looked" in page
    assert "/alerts/" in page


def test_every_part_has_words(cast):
    from custody.alerts.watching import examine

    assert {part.kind for part in examine(stories.now())} <= set(PART_WORDS)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "never"), (3, "3 s"), (119, "119 s"), (150, "2 min"), (7_300, "2 h"), (200_000, "2 days")],
)
def test_ages_are_short(seconds, words):
    assert ago(seconds) == words


def test_the_page_costs_the_same_whatever_lies_in_history(cast, client, django_assert_max_num_queries):
    sweep(engine="test")
    client.force_login(cast.supervisor)

    with django_assert_max_num_queries(60):
        client.get(reverse("alarm:well"))


@pytest.mark.parametrize("name", ["alarm:well", "readyz", "metrics"])
def test_a_broker_that_is_frozen_holds_up_no_answer(cast, client, settings, name):
    """Must-show 2: something listens at the broker's address, takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        settings.CUSTODY_BROKER_URL = f"redis://127.0.0.1:{frozen.getsockname()[1]}/0"
        client.force_login(cast.supervisor)
        client.get(reverse("healthz"))  # the first request of a process loads it

        began = time.monotonic()
        client.get(reverse(name))

        assert time.monotonic() - began < 1
        frozen.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody even called: no call waits to be taken
            frozen.accept()


def test_the_gauges_tell_of_passes_skew_and_the_out_tray(cast, client):
    Heartbeat.objects.create(engine="celery", work="sweep", last_ok_at=stories.now(), skew_ms=7)

    text = client.get(reverse("metrics")).content.decode()

    assert 'custody_clock_skew_milliseconds{engine="celery",work="sweep"} 7.0' in text
    assert 'custody_pass_age_seconds{engine="celery",work="sweep"}' in text
    assert 'custody_part_well{kind="unsent"} 1.0' in text


def test_ready_names_what_is_ill_and_nobody_by_name(cast, client):
    lost()

    alarm = client.get(reverse("readyz")).json()["alarm"]

    assert "engine:alert_engine" in alarm
    assert not any(str(cast.officer.id) in each for each in alarm)


def test_the_out_tray_of_a_reader_holds_nothing_they_may_not_know_of(cast):
    raised("DURESS", about=(cast.officer.id,))

    assert out_tray(reader=cast.supervisor).waiting == {}
    assert out_tray(reader=cast.internal_affairs).waiting.keys() == {1}
