"""The session of a browser: it begins with a full sign-in, locks when nobody is at it, is unlocked with something
short, and ends with the shift.

None of this is an event: nothing happened to any goods. ``SignIn`` keeps it, in a table that only grows. Only the
database's clock decides, so a device whose clock is set back gains nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from custody.core.errors import IntegrityBroken, InvalidInput, NotAllowedNow
from custody.core.events import SIGN_IN_DISOWNED
from custody.core.rule_values import IDLE_DESK, IDLE_PHONE
from custody.ledger.recording import recording
from custody.organisation.field_sessions import (
    LEAST_IDLE_S,
    PIN_FROM_SIGN_IN,
    POST_KEPT,
    SESSION_KEPT,
    SHARED_SHIFT,
    SHIFT,
    TRIES,
    WRONG_MOST,
    WRONG_WITHIN_MINUTES,
    Standing,
    State,
    is_easy,
)
from custody.organisation.models import FieldSession, KeptPost, Officer
from custody.organisation.selectors import end_of_duty, policy_value
from custody.organisation.selectors.sessions import database_now, session_now, standing_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from custody.core.act import Act

IDLE_MINUTES = {IDLE_PHONE: 5, IDLE_DESK: 10}
"""Where the rule has no value."""
MOST_KEPT = 20
"""Forms of one officer that wait for an unlock."""
MOST_STRETCHES = 60
"""Locks of one session that are remembered: one every twelve minutes of a shift."""
_TOUCH = timedelta(seconds=10)
"""A session is written again at most this often: a page asks many things at once."""


def begin_session(*, officer: Officer, key: str, device: str, is_phone: bool, is_shared: bool = False) -> None:
    """Note a full sign-in, and begin its session. On a device that several share it locks in half the time, has no
    PIN, and ends with the officer's duty. Who: the officer. When: after password and second factor."""
    with transaction.atomic():
        _row(officer=officer, key=key, device=device, is_phone=is_phone, is_shared=is_shared)
        _note(officer_id=officer.pk, key=key, device=device, what="in")


def standing(*, officer: Officer, key: str, device: str, is_phone: bool, is_active: bool) -> Standing:
    """Return how a session stands; one that was never seen begins. A request that is the officer's own doing
    (``is_active``) lets an open session go on. Who: whoever holds the session. When: at each request."""
    found = session_now(key=key)
    if found is None:
        _row(officer=officer, key=key, device=device, is_phone=is_phone)
        found = session_now(key=key)
    now_stands = standing_of(found, officer=officer)
    if found is not None and now_stands.state == State.LOCKED and found.locked_at is None:
        _lock(found, at=found.seen_at + timedelta(seconds=found.idle_s), seen_at=found.seen_at)
    elif found is not None and now_stands.state == State.OPEN and is_active and found.now - found.seen_at > _TOUCH:
        open_one = FieldSession.objects.filter(pk=key, locked_at__isnull=True, ended_at__isnull=True)
        if open_one.update(seen_at=Now()):
            return replace(now_stands, left_s=found.idle_s)
    return now_stands


def lock_session(*, key: str) -> None:
    """Lock a session at once. Who: whoever holds it. When: always; one that is locked or over stays so."""
    found = session_now(key=key)
    if found is not None:
        _lock(found, at=found.now)


def unlock_session(
    *, officer: Officer, key: str, given: str, is_given_free: bool = False, is_as_good: bool = False
) -> State:
    """Unlock a session with its PIN or the officer's password, and return what it is then: open, locked still (that
    was wrong), or ended. Who: the officer, while the badge is in use. When: it is locked and its shift is not over.

    Tries are counted under the lock of the row: who tries many at once has no more of them. ``is_given_free`` is for
    the badges of the demo, which nobody signed in to with a secret; ``is_as_good`` for what opens the session besides,
    as slowly as the PIN does: nobody who looks on sees a difference.
    """
    with transaction.atomic():
        row = FieldSession.objects.select_for_update().filter(pk=key).first()
        found = session_now(key=key)
        badge = Officer.objects.filter(pk=officer.pk, is_active=True).first()
        if row is None or badge is None or standing_of(found, officer=officer).state == State.ENDED:
            return State.ENDED
        if standing_of(found, officer=officer).state == State.OPEN:
            return State.OPEN
        if is_given_free or _is_right(row, badge, given, is_as_good=is_as_good):
            idle_at = row.seen_at + timedelta(seconds=row.idle_s)
            # Who let it lock by itself may have laid it down at any time since the last request: nobody saw.
            since = row.locked_at if row.locked_at is not None and row.locked_at < idle_at else row.seen_at
            stretch = [since.isoformat(), found.now.isoformat()]
            FieldSession.objects.filter(pk=key).update(
                locked_at=None, seen_at=Now(), proven_at=Now(), tries=0,
                unwatched=[*row.unwatched[1 - MOST_STRETCHES :], stretch],
            )  # fmt: skip
            _note(officer_id=officer.pk, key=key, device=row.device, what="unlocked")
            return State.OPEN
        FieldSession.objects.filter(pk=key).update(tries=F("tries") + 1)
        _note(officer_id=officer.pk, key=key, device=row.device, what="wrong")
        if row.tries + 1 < TRIES:
            return State.LOCKED
        _end(row)
        return State.ENDED


def end_session(*, key: str) -> None:
    """End a session. Who: whoever holds it. When: at the sign-out."""
    with transaction.atomic():
        row = FieldSession.objects.select_for_update().filter(pk=key, ended_at__isnull=True).first()
        if row is not None:
            _end(row)


def note_wrong_try(*, badge: str, device: str, what: str) -> None:
    """Note a wrong password or one-time code at the sign-in, where there is an officer of that badge.

    Who: anybody, known to nobody. When: always; of many at once only the first are kept, for anybody can send them. A
    badge that does not exist costs the same statement, so no answer and no delay tells which badges there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody.custody_signin (officer_id, what, device, session)"
            " SELECT officer.id, %(what)s, %(device)s, '' FROM custody.custody_officer AS officer"
            " WHERE upper(officer.badge) = %(badge)s AND officer.is_active AND %(most)s > ("
            " SELECT count(*) FROM custody.custody_signin AS earlier WHERE earlier.officer_id = officer.id"
            " AND earlier.what = %(what)s AND earlier.at > statement_timestamp() - make_interval(mins => %(minutes)s))",
            {"badge": badge.upper(), "what": what, "device": device[:60], "most": WRONG_MOST,
             "minutes": WRONG_WITHIN_MINUTES},
        )  # fmt: skip


def choose_pin(*, officer: Officer, key: str, pin: str) -> None:
    """Keep the PIN that unlocks this session. It signs nothing and opens no other session.

    Who: the officer. When: within a quarter of an hour of the sign-in, once. Raises ``InvalidInput`` for one that is
    easily guessed and ``NotAllowedNow`` when it is too late or the device is shared.
    """
    if _is_shared(key):
        raise NotAllowedNow("pin.shared", "A device that several share has no PIN. Your password unlocks it")
    if is_easy(pin, badge=officer.badge):
        raise InvalidInput(
            "pin.easy", "Choose 6 to 12 digits that nobody guesses: no row, no repetition, not your badge",
            field="pin",
        )
    kept = make_password(_peppered(key, pin))
    chosen = FieldSession.objects.filter(
        pk=key, officer=officer, pin="", ended_at__isnull=True, begun_at__gt=Now() - PIN_FROM_SIGN_IN
    ).update(pin=kept)
    if not chosen:
        raise NotAllowedNow("pin.late", "A PIN is chosen once, right after the sign-in. Sign in anew to choose another")
    _note(officer_id=officer.pk, key=key, device="", what="pin")


def disown_sign_in(*, act: Act, key: str) -> int:
    """Say that somebody else was here under the officer's badge: all other sessions of the badge end at once. Return
    how many ended.

    Who: every officer for themselves. When: always. Appends ``officer.sign_in_disowned/1``, of which a supervisor and
    internal affairs hear (AL17). ``key`` is the session in which it is said, which goes on.
    """
    with recording(act, authorises=True) as record:
        officer = Officer.objects.select_for_update().get(pk=act.actor.pk)
        others = FieldSession.objects.select_for_update().filter(officer=officer, ended_at__isnull=True)
        ended = list(others.exclude(pk=key).order_by("pk"))
        for row in ended:
            _end(row)
        _note(officer_id=officer.pk, key=key, device="", what="disowned")
        record.append(SIGN_IN_DISOWNED, on=officer, officer_id=officer.id, sessions_ended=len(ended))
        record.result = {"officer": str(officer.id)}
    return len(ended)


def keep_post(*, officer: Officer, sealed: bytes) -> UUID:
    """Keep a form that came in while its session was locked, and return its id; the oldest go when there are many.

    Who: whoever holds the session; it is shown to, and sent by, nobody but the officer. When: always.
    """
    kept = KeptPost.objects.create(officer=officer, sealed=sealed)
    newest = KeptPost.objects.filter(officer=officer).order_by("-at").values("pk")[:MOST_KEPT]
    KeptPost.objects.filter(officer=officer).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()
    return kept.pk


def forget_post(*, officer: Officer, post_id: UUID) -> None:
    """Remove a kept form that was sent. Who: the officer. When: it was answered."""
    KeptPost.objects.filter(officer=officer, pk=post_id).delete()


def forget_old() -> tuple[int, int]:
    """Remove the rows of sessions whose shift is long over, and forms that nobody came back for; return how many of
    each. Browsers' own sessions that ran out go with them.

    Who: the house, every hour. When: ``SESSION_KEPT`` after the end of the shift, ``POST_KEPT`` after the form came
    in. What happened in a session stays in ``SignIn``.
    """
    sessions, _ = FieldSession.objects.filter(ends_at__lt=Now() - SESSION_KEPT).delete()
    posts, _ = KeptPost.objects.filter(at__lt=Now() - POST_KEPT).delete()
    SessionStore.clear_expired()
    return sessions, posts


# --- steps ----------------------------------------------------------------------------------------------


def _row(*, officer: Officer, key: str, device: str, is_phone: bool, is_shared: bool = False) -> None:
    now = database_now()
    idle_s = _idle_s(is_phone=is_phone, at=now)
    row = FieldSession(
        key=key, officer=officer, device=device[:60], is_shared=is_shared,
        ends_at=_end_of_duty(officer, at=now) if is_shared else now + SHIFT,
        idle_s=max(LEAST_IDLE_S, idle_s // 2) if is_shared else idle_s,
    )  # fmt: skip
    FieldSession.objects.bulk_create([row], ignore_conflicts=True)


def _is_shared(key: str) -> bool:
    return FieldSession.objects.filter(pk=key, is_shared=True).exists()


def _end_of_duty(officer: Officer, *, at: datetime) -> datetime:
    return min(at + SHIFT, end_of_duty(officer, at=at) or at + SHARED_SHIFT)


def _idle_s(*, is_phone: bool, at: datetime) -> int:
    key = IDLE_PHONE if is_phone else IDLE_DESK
    try:
        minutes = policy_value(key=key, jurisdiction=settings.CUSTODY_JURISDICTION, at=at)
    except IntegrityBroken:
        minutes = IDLE_MINUTES[key]
    return minutes * 60


def _lock(row: FieldSession, *, at: datetime, **as_it_was: datetime) -> None:
    with transaction.atomic():
        open_one = FieldSession.objects.filter(pk=row.pk, locked_at__isnull=True, ended_at__isnull=True, **as_it_was)
        if open_one.update(locked_at=at):
            _note(officer_id=row.officer_id, key=row.pk, device=row.device, what="locked")


def _end(row: FieldSession) -> None:
    FieldSession.objects.filter(pk=row.pk).update(ended_at=Now(), pin="")
    _note(officer_id=row.officer_id, key=row.pk, device=row.device, what="ended")


def _is_right(row: FieldSession, officer: Officer, given: str, *, is_as_good: bool) -> bool:
    if row.pin and (check_password(_peppered(row.pk, given), row.pin) or is_as_good):
        return True
    return (officer.has_usable_password() and officer.check_password(given)) or is_as_good


def _peppered(key: str, pin: str) -> str:
    """A PIN has few digits: without the key of the house no copy of the table can be tried out."""
    return salted_hmac("custody.pin", f"{key} {pin}", algorithm="sha256").hexdigest()


def _note(*, officer_id: UUID, key: str, device: str, what: str) -> None:
    # The database says when: the application may not write that column.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody.custody_signin (officer_id, what, device, session) VALUES (%s, %s, %s, %s)",
            [officer_id, what, device[:60], key],
        )
