"""The sessions of browsers: how long nobody was at one, who came in where, and what was sent while one was locked."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models.functions import Now

from custody.organisation.models.people import Officer


class FieldSession(models.Model):
    """There is one row in this table for every session of a browser in which an officer is signed in.

    Bookkeeping, and no fact of a story: ``SignIn`` keeps what happened. ``key`` is a digest of the session's own key,
    so that who reads this table cannot go on in somebody's session. ``pin`` is what a slow hash made of it;
    ``proven_at`` is when the officer last said who they are; ``unwatched`` are the stretches in which it was locked,
    each with its begin and its end (one that locked by itself from its last request on): whoever had the device then
    need not have been the officer.
    """

    key = models.CharField(primary_key=True, max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=60)
    begun_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_default=Now())
    idle_s = models.IntegerField()
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    pin = models.CharField(max_length=200, default="")
    tries = models.SmallIntegerField(default=0)
    is_shared = models.BooleanField(default=False)
    proven_at = models.DateTimeField(db_default=Now())
    unwatched = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["officer"], name="field_session_open", condition=models.Q(ended_at__isnull=True)),
        ]


class SignIn(models.Model):
    """There is one row in this table for every sign-in, lock, unlock and wrong try of an officer.

    Rows are only added: the database refuses every change. They are no events, for nothing happened to any goods, and
    a screen locks many times in a shift.
    """

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=12)  # in, password, code, locked, unlocked, wrong, ended, pin, disowned
    device = models.CharField(max_length=60)
    session = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["officer", "what", "-at"], name="sign_in_last")]


class KeptPost(models.Model):
    """There is one row in this table for every form that came in while its session was locked.

    Sealed, and bound to its officer: it comes back after the unlock, or after the next sign-in, and the row goes once
    the officer has sent it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    sealed = models.BinaryField()
