"""Whose device it is: asked once at the sign-in, and a shared one keeps less and locks sooner."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from django.urls import reverse

from custody.organisation.actions import duty as roster
from custody.organisation.field_sessions import SHARED_SHIFT, SHIFT, digest_of
from custody.organisation.models import FieldSession
from custody.organisation.roles import Role
from custody.web.signin.guards import PASSED
from tests import stories
from tests.web.shared.pages import read, words

PASSWORD, LOGIN = "a quay in the rain", "/sign-in/"
ASKED = "Whose device is this?"


@pytest.fixture
def device(cast, monkeypatch):
    """Return a browser that nobody signed in with yet."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    cast.officer.set_password(PASSWORD)
    cast.officer.save(update_fields=["password"])
    return Client()


def sign_in(device, /, **more):
    answer = device.post(LOGIN, {"login": "4417", "password": PASSWORD, **more})
    assert answer.status_code == 302
    passed = device.session
    passed[PASSED] = True
    passed.save()
    return FieldSession.objects.get(pk=digest_of(device.session.session_key))


def text(device, path):
    return words(read(device.get(path).content.decode()))


@pytest.mark.parametrize(("said", "told"), [("shared", "Several people use this device"), ("mine", "yours alone")])
def test_it_is_asked_once_and_can_be_changed(device, said, told):
    assert ASKED in text(device, LOGIN)
    sign_in(device, device=said)
    device.post(reverse("account_logout"))

    assert ASKED not in text(device, LOGIN)
    assert told in text(device, LOGIN)
    assert ASKED in text(device, f"{LOGIN}?device")
    assert sign_in(device).is_shared == (said == "shared")
    device.post(reverse("account_logout"))
    assert sign_in(device, device="mine").is_shared is False
    device.post(reverse("account_logout"))
    assert "yours alone" in text(device, LOGIN)


def test_who_says_nothing_is_asked_again(device):
    row = sign_in(device)
    device.post(reverse("account_logout"))

    assert (row.is_shared, row.ends_at - row.begun_at > SHIFT - timedelta(minutes=1)) == (False, True)
    assert ASKED in text(device, LOGIN)


def test_a_wrong_password_settles_nothing(device):
    device.post(LOGIN, {"login": "4417", "password": "a guess", "device": "shared"})

    assert ASKED in text(device, LOGIN)


def test_a_shared_device_locks_sooner_and_has_no_pin_and_no_draft(device):
    alone = sign_in(Client(), device="mine")
    row = sign_in(device, device="shared")

    assert (alone.idle_s, row.idle_s) == (600, 300)
    assert row.ends_at - row.begun_at < SHARED_SHIFT + timedelta(minutes=1)
    assert "Choose a PIN" not in text(device, "/")
    answer = device.post(reverse("lock:pin"), {"pin": "724091", "again": "724091", "idempotency_key": uuid4()})
    assert "has no PIN" in words(read(answer.content.decode()))
    assert b"draft.js" not in device.get("/stop/").content


def test_it_ends_with_the_duty(cast, device):
    now = stories.now()
    duty = roster.roster_duty(
        act=stories.act_of(cast.supervisor), badge=cast.officer.badge, role=Role.OFFICER, site_id=None,
        begins_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=3),
    )  # fmt: skip

    assert sign_in(device, device="shared").ends_at == duty.ends_at
