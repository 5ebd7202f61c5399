"""What is over is removed, and nothing that somebody may still come back for."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client

from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import SESSION_KEPT, SHIFT, digest_of
from custody.organisation.models import FieldSession, KeptPost, SignIn
from custody.tasks import forget_sessions


def test_what_is_old_goes_and_what_somebody_may_come_back_for_stays(cast):
    phone, other = Client(), Client()
    for client, officer in ((phone, cast.officer), (other, cast.second_officer)):
        client.force_login(officer)
        client.get("/")
    own, gone = (digest_of(client.session.session_key) for client in (phone, other))
    old, new = (acting.keep_post(officer=cast.officer, sealed=b"x") for _ in range(2))
    KeptPost.objects.filter(pk=old).update(at=F("at") - timedelta(days=30, minutes=1))
    KeptPost.objects.filter(pk=new).update(at=F("at") - timedelta(days=29))
    FieldSession.objects.filter(pk=gone).update(ends_at=F("begun_at") - timedelta(days=7, minutes=1))
    FieldSession.objects.filter(pk=own).update(ends_at=F("begun_at") - timedelta(days=6))
    Session.objects.filter(pk=other.session.session_key).update(expire_date=F("expire_date") - timedelta(days=1))
    acting.lock_session(key=own)

    forget_sessions()

    assert list(FieldSession.objects.values_list("pk", flat=True)) == [own]
    assert list(KeptPost.objects.values_list("pk", flat=True)) == [new]
    assert list(Session.objects.values_list("pk", flat=True)) == [phone.session.session_key]
    assert SignIn.objects.filter(what="locked").exists()
    assert phone.get("/")["Location"].startswith("/sign-in/")


def test_a_browser_never_outlives_the_row_that_says_that_its_session_is_over(settings):
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) + SHIFT < SESSION_KEPT
