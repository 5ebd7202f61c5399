"""A form that comes in when its session is gone is kept for the badge it was shown to, and for nobody else."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import RequestFactory

from custody.evidence.models import HandlingUnit
from custody.organisation.models import KeptPost
from custody.web.lock import kept
from tests.web.lock.test_lock import PASSWORD, kept_at, phone, stop_form

__all__ = ["phone"]


def shown(client, path="/stop/"):
    """Return what the form of a page says of whom it was shown to."""
    return re.search(r'name="whose" value="([^"]+)"', client.get(path).content.decode())[1]


def test_a_session_that_is_gone_leaves_the_answers_to_its_badge_alone(phone, cast):
    form = {**stop_form(uuid4()), "whose": shown(phone), "code": "123 456", "secret": PASSWORD}
    phone.logout()

    at = kept_at(phone.post("/stop/", form))

    assert not HandlingUnit.objects.exists()
    assert b"MSCU" not in bytes(KeptPost.objects.get().sealed)
    phone.force_login(cast.second_officer)
    assert b"MSCU 123456 6" not in phone.get(at).content
    request = RequestFactory().get(at)
    request.user = cast.officer
    assert kept.send(request) is not None
    assert not {"code", "secret", "whose"} & request.POST.keys()
    phone.force_login(cast.officer)
    assert phone.get(at).status_code == 302
    assert HandlingUnit.objects.get().custodian == cast.officer
    assert phone.get(at).status_code == 200
    assert HandlingUnit.objects.count() == 1


@pytest.mark.parametrize("whose", ["", "4411", "4411:1tBJxC:forged", None])
def test_answers_of_nobody_are_not_kept(phone, whose):
    phone.logout()
    answer = phone.post("/stop/", stop_form(uuid4()) | ({} if whose is None else {"whose": whose}))

    assert kept_at(answer) == "/stop/"
    assert not KeptPost.objects.exists()
