"""What was signed while nobody had unlocked the device counts once its officer says whose it is."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from custody.evidence.models import HandlingUnit, HeldReport, Incident
from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import digest_of
from custody.organisation.models import FieldSession
from tests import stories
from tests.web.outbox.test_outbox import HOUR_MS, item_of, sent, watch_of

MINUTE_MS = 60_000


@pytest.fixture
def client(cast):
    """Yield a browser whose session began three hours ago, was locked for an hour until an hour ago, and is open."""
    client = Client()
    client.force_login(cast.officer)
    client.get(reverse("outbox:state"))
    row = FieldSession.objects.filter(officer=cast.officer)
    row.update(begun_at=F("begun_at") - timedelta(hours=3), seen_at=F("seen_at") - timedelta(hours=2))
    assert client.get("/").status_code == 302
    assert acting.unlock_session(officer=cast.officer, key=key_of(client), given="", is_given_free=True) == "open"
    [row] = row
    [[since, until]] = row.unwatched
    hour = timedelta(hours=1)
    row.unwatched = [[(stories.now() - 2 * hour).isoformat(), (stories.now() - hour).isoformat()]]
    assert since < until
    row.save()
    return client


def key_of(client):
    return digest_of(client.session.session_key)


@pytest.mark.parametrize("age", [0, 50 * MINUTE_MS, 130 * MINUTE_MS])
def test_what_was_signed_while_the_session_was_open_is_recorded_at_once(client, age):
    key = uuid4()

    assert sent(client, key, item_of(key=key), age=age, looked=None).status_code == 201


@pytest.mark.parametrize("age", [70 * MINUTE_MS, 4 * HOUR_MS])
def test_what_was_signed_while_locked_or_before_the_session_waits_for_a_look_and_counts_once(client, cast, age):
    key = uuid4()
    sealed = item_of(key=key)

    assert sent(client, key, sealed, age=age, looked=None).status_code == 428
    assert not HandlingUnit.objects.exists()
    assert not HeldReport.objects.exists()
    assert [sent(client, key, sealed, age=age, looked="own").status_code for _ in range(2)] == [201, 200]
    # Its answer was lost, and it comes again: it is in already.
    assert sent(client, key, sealed, age=age, looked=None).status_code == 200
    assert HandlingUnit.objects.get().custodian == cast.officer


def test_what_was_signed_by_a_clock_that_was_put_back_is_looked_at(client):
    key = uuid4()
    sealed, back = item_of(key=key), {"HTTP_OUTBOX_CLOCK": "back"}

    assert sent(client, key, sealed, age=50 * MINUTE_MS, looked=None, **back).status_code == 428
    assert not HandlingUnit.objects.exists()
    assert sent(client, key, sealed, age=50 * MINUTE_MS, **back).status_code == 201
    assert sent(client, key, sealed, age=50 * MINUTE_MS, looked=None, **back).status_code == 200


def test_nobody_saw_who_had_it_between_the_last_request_and_the_lock_that_came_by_itself(client, cast):
    key, row = uuid4(), FieldSession.objects.filter(pk=key_of(client))
    row.update(unwatched=[], seen_at=F("seen_at") - timedelta(minutes=40))
    assert client.get("/").status_code == 302
    assert acting.unlock_session(officer=cast.officer, key=key_of(client), given="", is_given_free=True) == "open"

    assert sent(client, key, item_of(key=key), age=35 * MINUTE_MS, looked=None).status_code == 428
    assert sent(client, key, item_of(key=key), age=45 * MINUTE_MS, looked=None).status_code == 201


def test_the_word_is_good_until_the_session_locks_and_from_nobody_elses(client, cast):
    key, other = uuid4(), Client()
    sealed = item_of(key=key)
    other.force_login(cast.second_officer)
    earlier = watch_of(client)
    FieldSession.objects.filter(pk=key_of(client)).update(seen_at=F("seen_at") - timedelta(hours=1))
    assert sent(client, key, sealed, age=70 * MINUTE_MS, watch=earlier).status_code == 423
    assert acting.unlock_session(officer=cast.officer, key=key_of(client), given="", is_given_free=True) == "open"

    for watch in (earlier, watch_of(other), ""):
        assert sent(client, key, sealed, age=70 * MINUTE_MS, watch=watch).status_code == 428
    assert not HandlingUnit.objects.exists()
    assert sent(client, key, sealed, age=70 * MINUTE_MS).status_code == 201


def test_who_is_unsure_reads_what_stands_in_it_and_then_records_it_under_its_time(client, cast):
    key = uuid4()
    assert sent(client, key, item_of(key=key), age=70 * MINUTE_MS, looked="unsure").status_code == 202
    [held] = HeldReport.objects.all()
    assert not HandlingUnit.objects.exists()

    page = client.get(reverse("outbox:held_one", args=[held.id])).content.decode()
    assert "MSCU 123456 6" in page
    assert "HERON" in page
    assert "I signed it: record it" in page
    assert "I did not sign it: set it aside" in page
    assert not HandlingUnit.objects.exists()
    client.post(reverse("outbox:put_right", args=[held.id]))

    [unit] = HandlingUnit.objects.all()
    assert unit.custodian == cast.officer
    assert stories.now() - unit.held_since > timedelta(minutes=69)
    assert not HeldReport.objects.filter(closed_at__isnull=True).exists()


def test_who_commands_does_not_read_what_stands_in_it(client, cast):
    key = uuid4()
    sent(client, key, item_of(key=key), age=70 * MINUTE_MS, looked="unsure")
    supervisor = Client()
    supervisor.force_login(cast.supervisor)

    page = supervisor.get(reverse("outbox:held_one", args=[HeldReport.objects.get().id])).content.decode()

    assert "nobody had unlocked it" in page
    assert "123456" not in page
    assert "HERON" not in page


def test_a_call_for_help_asks_nobody(client):
    key = uuid4()

    answer = sent(client, key, item_of(key=key, path="/danger/", answers=[("kind", "threat")]), age=70 * MINUTE_MS,
                  looked=None)

    assert answer.status_code == 201
    assert Incident.objects.count() == 1


def test_a_call_for_help_is_not_held_whatever_word_comes_with_it(client):
    key = uuid4()
    call = item_of(key=key, path="/danger/", answers=[("kind", "threat")])

    assert sent(client, key, call, age=70 * MINUTE_MS, looked="unsure").status_code == 201
    assert not HeldReport.objects.exists()


GONE = {
    "a unit that is not there": (f"/units/{uuid4()}/weigh/", [("gross", "25"), ("scale", "S-FLOOR")]),
    "a hand-over that is not there": (f"/transfers/{uuid4()}/receive/", [("reads", "AN1234")]),
    "a seizure that is not there": (f"/seizures/{uuid4()}/photo/", [("slot", "total")]),
}


@pytest.mark.parametrize("looked", ["unsure", "own"])
@pytest.mark.parametrize("gone", GONE)
def test_a_form_whose_page_cannot_be_opened_says_so_and_can_be_set_aside(client, gone, looked):
    key, (path, answers) = uuid4(), GONE[gone]
    sealed = item_of(key=key, path=path, answers=answers)
    assert sent(client, key, sealed, age=70 * MINUTE_MS, looked=looked).status_code == 202
    held = HeldReport.objects.get()
    address = reverse("outbox:held_one", args=[held.id])

    page = client.get(address)
    assert page.status_code == 200
    said = page.content.decode()
    assert ("What it is about cannot be opened any more" in said) is (looked == "unsure")
    assert "I signed it: record it" not in said
    assert reverse("outbox:set_aside", args=[held.id]) in said

    answer = client.post(reverse("outbox:put_right", args=[held.id]), follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(address, 302)])
    assert "What it is about cannot be opened any more: No record you may see matches" in answer.content.decode()
    assert HeldReport.objects.get().is_open

    asked = client.post(reverse("outbox:set_aside", args=[held.id]),
                        {"idempotency_key": str(uuid4()), "reason": "It was registered anew"})
    assert asked["Location"] == address
    assert client.get(address).status_code == 200

