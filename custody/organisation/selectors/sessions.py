"""Reads of the sessions of browsers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Exists, Max, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.crypto import salted_hmac

from custody.organisation.field_sessions import PIN_FROM_SIGN_IN, Standing, State
from custody.organisation.models import FieldSession, KeptPost, SignIn

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

WRONG = ("password", "code", "passkey", "wrong")
"""What somebody who is not the officer leaves behind: at the sign-in, and at the lock."""


def database_now() -> datetime:
    """Return the time of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now


def session_now(*, key: str) -> Any:
    """Return the row of a session with ``now``, the database's time; None for one that was never seen."""
    return FieldSession.objects.annotate(now=Now()).filter(pk=key).first()


def standing_of(found: Any, *, officer: Officer) -> Standing:
    """Return how a session stands. One of somebody else, or that nobody knows, is over."""
    if found is None or found.officer_id != officer.pk or found.ended_at is not None or found.now >= found.ends_at:
        return Standing(State.ENDED)
    left_s = found.idle_s - int((found.now - found.seen_at).total_seconds())
    state = State.LOCKED if found.locked_at is not None or left_s <= 0 else State.OPEN
    is_fresh = found.now - found.begun_at < PIN_FROM_SIGN_IN
    return Standing(state, left_s=max(left_s, 0), idle_s=found.idle_s, has_pin=bool(found.pin), is_fresh=is_fresh,
                    may_choose_pin=is_fresh and not found.pin and not found.is_shared, is_shared=found.is_shared,
                    proven_s=int((found.now - found.proven_at).total_seconds()))


def was_watched(*, key: str, at: datetime) -> bool:
    """Return whether a session was open at a moment, as far as the house knows: it had begun, and was not locked."""
    found = FieldSession.objects.filter(pk=key).values_list("begun_at", "unwatched").first()
    if found is None:
        return False
    begun_at, unwatched = found
    return at >= begun_at and not any(
        datetime.fromisoformat(since) <= at < datetime.fromisoformat(until) for since, until in unwatched
    )


def watch_of(*, key: str) -> str:
    """Return what names the stretch since a session was last unlocked, or began; "" for one that nobody knows. A word
    of its officer that was given in an earlier stretch is not one of this."""
    locks = FieldSession.objects.filter(pk=key).values_list("unwatched", flat=True).first()
    return "" if locks is None else salted_hmac("custody.watch", f"{key} {locks[-1:]}").hexdigest()[:32]


def kept_post(*, officer: Officer, post_id: UUID) -> bytes | None:
    """Return what is sealed in a kept form of the officer; None when it was sent, or is another's."""
    found = KeptPost.objects.filter(pk=post_id, officer=officer).values_list("sealed", flat=True).first()
    return None if found is None else bytes(found)


def sign_ins(*, officer: Officer) -> QuerySet[SignIn]:
    """Return the sign-ins of an officer and the wrong tries, the newest first."""
    return SignIn.objects.filter(officer=officer, what__in=["in", *WRONG]).order_by("-at", "-id")


@dataclass(frozen=True, slots=True)
class WrongTries:
    """Wrong passwords, codes and PINs of a badge: how many, and when the last of them was."""

    count: int
    last_at: datetime | None


def wrong_tries(*, officer: Officer, since: str) -> WrongTries:
    """Return the wrong tries since the sign-in before the one that began the session ``since``: whoever came in later
    under the same badge does not hide the guesses that led there."""
    came_in = SignIn.objects.filter(officer=officer, what="in")
    own = came_in.filter(session=since).order_by("at").values("at")[:1]
    before = came_in.filter(at__lt=Coalesce(Subquery(own), Now())).order_by("-at").values("at")[:1]
    found = SignIn.objects.filter(
        Q(at__gt=Subquery(before)) | ~Exists(before), officer=officer, what__in=WRONG
    ).aggregate(count=Count("*"), last_at=Max("at"))
    return WrongTries(**found)


def last_sign_in(*, officer: Officer, before: str) -> SignIn | None:
    """Return the newest sign-in of an officer that did not begin the session ``before``; None when there is none."""
    return SignIn.objects.filter(officer=officer, what="in").exclude(session=before).order_by("-at", "-id").first()
