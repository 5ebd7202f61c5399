"""A passkey of the badge opens a locked session, and nothing else does in its place."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.organisation.models import FieldSession
from tests.organisation.test_passkeys import added
from tests.soft_key import SoftKey


@pytest.fixture
def locked(client, cast):
    client.force_login(cast.officer)
    client.get("/", HTTP_HOST="localhost")
    client.post(reverse("lock:lock"), HTTP_HOST="localhost")
    return client


def shown(client, key):
    client.post(reverse("passkeys:ask_known"), HTTP_HOST="localhost")
    said = {"answer": key.shown(client.session["passkey_asked"]), "next": "/stop/"}
    return client.post(reverse("passkeys:unlock"), said, HTTP_HOST="localhost")


def test_a_passkey_of_the_badge_opens_it_where_it_was(locked, cast):
    assert "data-passkey" not in locked.get(reverse("lock:unlock"), HTTP_HOST="localhost").content.decode()
    key, _ = added(cast.officer)
    key.count += 1
    assert "data-passkey" in locked.get(reverse("lock:unlock"), HTTP_HOST="localhost").content.decode()

    assert shown(locked, key)["Location"] == "/stop/"

    assert locked.get("/stop/", HTTP_HOST="localhost").status_code == 200


def test_one_of_another_badge_is_a_wrong_try_and_the_third_ends_the_session(locked, cast):
    other, _ = added(cast.second_officer)

    for key in (SoftKey(cast.officer), other):
        assert "/unlock/" in shown(locked, key)["Location"]
        assert FieldSession.objects.get(officer=cast.officer).ended_at is None
    assert "/sign-in/" in shown(locked, SoftKey(cast.officer))["Location"]

    assert FieldSession.objects.get(officer=cast.officer).ended_at is not None
    assert locked.get("/stop/", HTTP_HOST="localhost").status_code == 302
