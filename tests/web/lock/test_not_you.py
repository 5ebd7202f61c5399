"""An officer sees where the badge came in before, and ends what was not their own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from custody.organisation.actions import sessions as acting
from custody.organisation.models import FieldSession, SignIn
from tests.alerts.test_reactions import alerts, open_one, told
from tests.web.shared.pages import read, words

DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36"


@pytest.fixture(autouse=True)
def _a_guess_costs_little(monkeypatch):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)


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


# What somebody tried ---------------------------------------------------------------------------------------


def tried(badge, *, times=1, password="a guess"):
    for _ in range(times):
        answer = Client().post(reverse("account_login"), {"login": badge, "password": password})
    return answer


def disown_page(client):
    return words(read(client.get(reverse("lock:disown")).content.decode()))


def test_wrong_passwords_are_shown_to_the_officer_and_to_nobody_else(cast):
    signed_in()
    tried(cast.officer.badge.lower(), times=2)
    officer, other = signed_in(), Client()
    other.force_login(cast.second_officer)

    assert "2 wrong tries since your last sign-in, the last at" in home(officer)
    assert disown_page(officer).count("Wrong password") == 2
    assert "wrong tr" not in home(other) + disown_page(other)
    assert "wrong tr" not in home(signed_in())


def test_a_badge_nobody_tried_before_is_told_too(cast):
    tried(cast.officer.badge)

    assert "1 wrong try since your last sign-in, at" in home(signed_in())


def test_who_guessed_and_came_in_later_does_not_hide_the_guesses(cast):
    officer = signed_in()
    tried(cast.officer.badge, times=3)
    signed_in(DESK)

    assert "3 wrong tries" in home(officer)


def test_a_stranger_learns_from_no_answer_and_no_work_which_badges_there_are(cast):
    real, none = [], []
    for badge, seen in ((cast.officer.badge, real), ("9999", none)):
        with CaptureQueriesContext(connection) as asked:
            answer = tried(badge)
        seen += [answer.status_code, words(read(answer.content.decode())).replace(badge, ""), len(asked)]

    assert real == none
    assert list(SignIn.objects.values_list("officer__badge", "what")) == [(cast.officer.badge, "password")]


def test_whoever_tries_on_and_on_fills_no_table(cast):
    for _ in range(12):
        acting.note_wrong_try(badge=cast.officer.badge, device="", what="password")

    assert SignIn.objects.count() == 8


def test_a_right_password_with_a_wrong_code_is_told_as_what_it_is(cast):
    TOTP.activate(cast.officer, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    cast.officer.set_password("a quay in the rain")
    cast.officer.save(update_fields=["password"])
    thief = Client()
    thief.post(reverse("account_login"), {"login": "4417", "password": "a quay in the rain"})
    thief.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert "Right password, wrong code" in disown_page(signed_in())
