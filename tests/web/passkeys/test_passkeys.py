"""Passkeys in a real browser, with an authenticator that Chromium makes up."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.core.cache import cache
from django.urls import reverse

from custody.organisation.models import SignIn
from custody.organisation.passkeys import ask_known, passkeys_of
from tests.organisation.test_passkeys import added
from tests.soft_key import ORIGIN, SoftKey


def shown(client, key, *, badge, asked=None, **more):
    client.post(reverse("passkeys:ask_known"), HTTP_HOST="localhost")
    asked = asked or client.session["passkey_asked"]
    said = {"login": badge, "answer": key.shown(asked), **more}
    return client.post(reverse("passkeys:enter"), said, HTTP_HOST="localhost", follow=False)


def test_a_passkey_signs_in_and_asks_for_no_code(client, cast):
    key, _ = added(cast.officer)
    key.count += 1

    answer = shown(client, key, badge=cast.officer.badge, next="/stop/", device="shared")

    assert answer["Location"] == "/stop/"
    assert client.session["_auth_user_id"] == str(cast.officer.pk)
    assert client.get("/", HTTP_HOST="localhost").status_code == 200
    assert SignIn.objects.filter(officer=cast.officer, what="in").count() == 1


def test_an_unknown_badge_a_foreign_and_a_replayed_answer_are_refused_in_the_same_words(client, cast):
    key, _ = added(cast.officer)
    key.count += 1
    _, foreign = ask_known(origin=ORIGIN)

    answers = [
        shown(client, key, badge="0000"), shown(client, key, badge=cast.supervisor.badge),
        shown(client, SoftKey(cast.officer), badge=cast.officer.badge),
        shown(client, key, badge=cast.officer.badge, asked=foreign),
    ]  # fmt: skip

    assert {answer["Location"] for answer in answers} == {"/sign-in/?next=%2F"}
    assert "_auth_user_id" not in client.session
    assert SignIn.objects.filter(officer=cast.officer, what="passkey").exists()


@pytest.fixture
def code(monkeypatch, cast):
    """Return the one code of the officer's authenticator that is right."""
    monkeypatch.setattr(TOTP, "validate_code", lambda _self, given: given == "123456")
    Authenticator.objects.create(user=cast.officer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return "123456"


def test_a_passkey_is_kept_after_the_code_and_stands_in_the_list_until_it_is_removed(client, cast, code):
    client.force_login(cast.officer)
    key, mine = SoftKey(cast.officer), reverse("passkeys:mine")

    def sent(path, **said):
        return client.post(path, {"idempotency_key": str(uuid4()), **said}, HTTP_HOST="localhost")

    def made():
        client.post(reverse("passkeys:ask"), HTTP_HOST="localhost")
        return key.made(client.session["passkey_asked"])

    assert sent(mine, name="My phone", answer=made(), code="000000").status_code == 422
    assert sent(mine, name="My phone", code=code).status_code == 422
    assert not passkeys_of(cast.officer)
    assert sent(mine, name="My phone", answer=made(), code=code)["Location"] == mine
    [kept] = passkeys_of(cast.officer)
    page = client.get(mine, HTTP_HOST="localhost").content.decode()
    away = reverse("passkeys:remove", args=[kept.pk])
    assert "My phone" in page
    assert away in page

    assert sent(away, code="000000").status_code == 422
    assert sent(away, code=code)["Location"] == mine

    assert not passkeys_of(cast.officer)


def test_nobody_sees_or_removes_a_passkey_of_another(client, cast, code):
    _, passkey = added(cast.supervisor)
    client.force_login(cast.officer)

    assert client.post(reverse("passkeys:remove", args=[passkey.pk]), {"code": code}).status_code == 404
    assert "Phone" not in client.get(reverse("passkeys:mine")).content.decode()


def test_who_tries_too_often_waits_and_closes_no_other_door(client, cast):
    key, _ = added(cast.officer)
    for _ in range(11):
        shown(client, SoftKey(cast.officer), badge=cast.officer.badge)
    key.count += 1

    shown(client, key, badge=cast.officer.badge)

    assert "_auth_user_id" not in client.session
    assert not AccessAttempt.objects.exists()
    cache.clear()
    shown(client, key, badge=cast.officer.badge)
    assert client.session["_auth_user_id"] == str(cast.officer.pk)
