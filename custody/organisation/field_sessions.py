"""What a session is now, and what a good PIN is: rules that ask no table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise

SHIFT = timedelta(hours=12)
"""How long after the sign-in a session ends, whatever was done in it."""
SHARED_SHIFT = timedelta(hours=8)
"""The same on a device that several share, for who is on no roster; whoever is on one is signed out with their duty."""
LEAST_IDLE_S = 120
"""A screen that locks sooner leaves no time to be warned."""
WARNING = timedelta(seconds=60)
"""How long before the lock a screen says so (WCAG 2.2.1)."""
TRIES = 3
"""So many wrong tries to unlock end the session."""
WRONG_MOST, WRONG_WITHIN_MINUTES = 8, 15
"""Of wrong tries at the sign-in so many are noted in so long, for each badge."""
PIN_FROM_SIGN_IN = timedelta(minutes=15)
"""How long after the sign-in a PIN may be chosen: later, whoever finds an open screen could make it their own."""
LEAST_DIGITS, MOST_DIGITS = 6, 12
SESSION_KEPT = timedelta(days=7)
"""How long after its shift the row of a session is kept. Longer than a browser's session lives: one whose row is gone
would begin anew, without a sign-in."""
POST_KEPT = timedelta(days=30)
"""How long a form waits for the officer who sent it into a locked session. What happened is not lost to days off."""


class State(StrEnum):
    """What becomes of a request in a session."""

    OPEN = "open"
    LOCKED = "locked"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """A session as it stands: its state, the seconds until it locks and since the officer said who they
    are, whether it has just begun, and what of a PIN."""

    state: State
    left_s: int = 0
    idle_s: int = 0
    proven_s: int = 0
    has_pin: bool = False
    is_fresh: bool = False
    may_choose_pin: bool = False
    is_shared: bool = False


def digest_of(session_key: str | None) -> str:
    """Return what is kept of a session's key: nobody can go on in a session who knows it."""
    return sha256((session_key or "").encode()).hexdigest()


def is_easy(pin: str, *, badge: str) -> bool:
    """Say whether somebody who looks on, or knows the badge, guesses the PIN in three tries: too short, one digit over
    and over, digits in a row, one half twice, or the badge in it."""
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        return True
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    half = pin[: len(pin) // 2]
    return (len(steps) == 1 and steps <= {0, 1, 9}) or half * 2 == pin or badge in pin
