"""An officer sees where the badge came in before, and ends what was not their own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from custody.organisation.models import FieldSession, SignIn
from tests.alerts.test_reactions import alerts, open_one, told
from tests.web.shared.pages import read, words

DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36"


def signed_in(agent=""):
    """Return a browser that came in by the sign-in page, with one click of the demo."""
    client = Client(headers={"User-Agent": agent})
    with override_settings(CUSTODY_DEMO=True):
        client.post(reverse("demo_badge"), {"badge": "4417"})
    return client


def home(client):
    return words(read(client.get("/").content.decode()))


@pytest.fixture
def two(cast):
    """Return two browsers in which one badge is signed in: first somebody at a desk, then the officer."""
    return signed_in(DESK), signed_in()


def test_the_first_page_says_where_the_badge_came_in_before(cast):
    first = signed_in(DESK)
    assert "Last sign-in" not in home(first)
    second = signed_in()

    assert ", Chrome, Windows. Not you?" in home(second)
    assert "Last sign-in" not in home(first).replace("Last sign-in: ", "", 1)


def test_a_badge_that_did_not_come_in_sees_nothing_of_others(cast, two):
    other = Client()
    other.force_login(cast.second_officer)

    assert "Last sign-in" not in home(other)
    assert "No sign-in is recorded yet" in words(read(other.get(reverse("lock:disown")).content.decode()))


def test_whoever_it_was_is_out_at_once_and_others_are_told(cast, two):
    stranger, officer = two
    home(stranger)
    answer = officer.post(reverse("lock:disown"), {"idempotency_key": uuid4()})

    assert answer["Location"] == "/"
    assert stranger.get("/")["Location"].startswith("/sign-in/")
    assert "It is told" not in home(officer)
    assert officer.get("/").status_code == 200
    alert = open_one("AL17")
    assert (alert.stage, alert.level, alert.subject_id) == ("sign_in", 2, cast.officer.id)
    assert {"4901", "4961"} & set(told(alert))
    assert cast.officer.badge not in told(alert)
    assert list(SignIn.objects.filter(what__in=["ended", "disowned"]).values_list("what", flat=True)) == [
        "ended", "disowned"]


def test_it_is_told_once_however_often_it_is_sent(cast, two):
    _stranger, officer = two
    key = uuid4()
    for _ in range(2):
        assert officer.post(reverse("lock:disown"), {"idempotency_key": key}).status_code == 302

    assert alerts("AL17").count() == 1
    assert FieldSession.objects.filter(officer=cast.officer, ended_at__isnull=True).count() == 1
