"""Who guesses a PIN in many windows at once has no more tries."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import TRIES, State
from custody.organisation.models import SignIn
from tests.evidence.test_two_at_once import at_once

PIN = "724091"


def test_many_guesses_at_once_are_three(house_cast, monkeypatch):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1_000)
    officer, key = house_cast.officer, "a" * 64
    acting.begin_session(officer=officer, key=key, device="", is_phone=True)
    acting.choose_pin(officer=officer, key=key, pin=PIN)
    acting.lock_session(key=key)
    found = []

    def guess(secret):
        return lambda: found.append(acting.unlock_session(officer=officer, key=key, given=secret))

    at_once(*(guess(f"{n:06d}") for n in range(8)))

    assert found.count(State.LOCKED) == TRIES - 1
    assert found.count(State.ENDED) == 8 - TRIES + 1
    assert SignIn.objects.filter(session=key, what="wrong").count() == TRIES
    assert acting.unlock_session(officer=officer, key=key, given=PIN) == State.ENDED
