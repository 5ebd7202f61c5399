"""The officer's own code opens a locked screen as the PIN does, and calls for help unseen."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from custody.alerts.actions.duress import set_duress_code
from custody.alerts.models import Alert, Delivery
from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import digest_of
from custody.organisation.models import SignIn
from tests import stories
from tests.web.shared.pages import read, words

PIN, OWN = "724091", "583026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _a_guess_costs_little(monkeypatch):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)


@pytest.fixture
def key_of(cast):
    set_duress_code(act=stories.act_of(cast.officer), code=OWN)
    return lambda client: digest_of(client.session.session_key)


@pytest.fixture
def locked(cast, key_of):
    """Return a browser of the officer whose session is locked, with a PIN."""
    client = Client()
    client.force_login(cast.officer)
    client.get("/")
    acting.choose_pin(officer=cast.officer, key=key_of(client), pin=PIN)
    acting.lock_session(key=key_of(client))
    return client


def unlock(client, secret):
    return client.post(reverse("lock:unlock"), {"secret": secret, "next": "/mine/"})


def said_by(answer):
    return {name: value for name, value in answer.headers.items() if name != "Expires"}


def calls(cast):
    return Alert.objects.filter(dedupe_key=f"duress:{cast.officer.id}")


def test_what_is_seen_is_the_same_and_those_who_must_know_are_told(cast, locked, key_of):
    ordinary = unlock(locked, PIN)
    home = words(read(locked.get("/mine/").content.decode()))
    assert not calls(cast).exists()
    acting.lock_session(key=key_of(locked))
    forced = unlock(locked, OWN)

    assert (forced.status_code, forced.content, said_by(forced)) == (302, ordinary.content, said_by(ordinary))
    assert words(read(locked.get("/mine/").content.decode())) == home
    kept = SignIn.objects.filter(session=key_of(locked)).order_by("id").values_list("what", flat=True)
    assert list(kept) == ["pin", "locked", "unlocked", "locked", "unlocked"]
    [call] = calls(cast)
    assert (call.rule, call.level, call.about) == ("DURESS", 1, [cast.officer.id])
    assert set(Delivery.objects.filter(alert=call).values_list("officer__badge", flat=True)) == {
        cast.director.badge, cast.internal_affairs.badge}


def test_it_calls_once_and_opens_as_often_as_it_is_typed(cast, locked, key_of):
    for _ in range(2):
        assert unlock(locked, OWN).status_code == 302
        acting.lock_session(key=key_of(locked))

    assert calls(cast).count() == 1


def test_a_script_that_covers_the_page_gets_the_same_answer(cast, locked):
    answer = locked.post(reverse("lock:unlock"), {"secret": OWN}, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert calls(cast).exists()


def test_the_code_of_another_opens_nothing(cast, locked):
    set_duress_code(act=stories.act_of(cast.second_officer), code="907412")

    assert unlock(locked, "907412").status_code == 422
    assert not Alert.objects.filter(rule="DURESS").exists()


def test_at_the_sign_in_it_stands_where_the_code_of_the_authenticator_does(cast, key_of):
    cast.officer.set_password("a quay in the rain")
    cast.officer.save(update_fields=["password"])
    TOTP.activate(cast.officer, SECRET)
    counter = list(yield_hotp_counters_from_time())[1]
    seen = []
    for given in (format_hotp_value(hotp_value(SECRET, counter)), OWN, OWN):
        assert calls(cast).exists() is (len(seen) > 1)
        browser = Client(HTTP_HOST="localhost")
        browser.post("/sign-in/", {"login": cast.officer.badge, "password": "a quay in the rain", "next": "/mine/"})
        answer = browser.post("/sign-in/code/", {"code": given})
        home = words(read(browser.get("/presence/").content.decode()))
        kept = SignIn.objects.filter(session=key_of(browser)).values_list("what", flat=True)
        seen.append((answer.status_code, answer["Location"], list(kept), home))

    assert seen[0] == seen[1] == seen[2]
    assert seen[0][:3] == (302, "/mine/", ["in"])
    assert calls(cast).count() == 1
    assert not SignIn.objects.filter(officer=cast.officer, what="code").exists()


def test_at_the_sign_in_the_code_of_another_is_a_wrong_one(cast, key_of):
    set_duress_code(act=stories.act_of(cast.second_officer), code="907412")
    cast.officer.set_password("a quay in the rain")
    cast.officer.save(update_fields=["password"])
    TOTP.activate(cast.officer, SECRET)
    browser = Client(HTTP_HOST="localhost")
    browser.post("/sign-in/", {"login": cast.officer.badge, "password": "a quay in the rain"})

    answer = browser.post("/sign-in/code/", {"code": "907412"})

    assert "Codes change every 30 seconds" in answer.content.decode()
    assert "_auth_user_id" not in browser.session
    assert not Alert.objects.filter(rule="DURESS").exists()


def test_it_takes_as_long_as_the_pin(cast, locked, monkeypatch, key_of):
    made = []
    slow = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda *args, **more: made.append(1) or slow(*args, **more))
    spent = []
    for secret in (PIN, OWN):
        made.clear()
        unlock(locked, secret)
        acting.lock_session(key=key_of(locked))
        spent.append(len(made))

    assert spent[0] == spent[1] > 0
