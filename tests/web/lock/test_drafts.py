"""What stood in a form under its cover is opened for its officer, on its page, in an open session, and nowhere else."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from custody.organisation.actions import sessions as acting
from custody.organisation.field_sessions import digest_of
from tests.ledger.test_letterbox import put_in

SAID = [["container_number", 0, "MSCU 123456 6", False]]


@pytest.fixture
def phone(cast):
    client = Client(headers={"Sec-Fetch-Mode": "cors"})
    client.force_login(cast.officer)
    client.get("/")
    return client


def ask(client, sealed, *, path="/stop/"):
    return client.post(reverse("lock:draft"), sealed, content_type="application/octet-stream",
                       headers={"X-Draft-Of": path})


def sealed_by(badge):
    return put_in(json.dumps(SAID).encode(), bound_to=f"draft {badge} /stop/".encode())


def test_a_draft_comes_back_to_its_officer_on_its_page(phone):
    answer = ask(phone, sealed_by("4417"))

    assert answer.json() == SAID
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("badge", "path"), [("4418", "/stop/"), ("4417", "/sweep/")])
def test_a_draft_of_another_badge_or_page_stays_closed(phone, badge, path):
    assert ask(phone, sealed_by(badge), path=path).status_code == 422


def test_a_locked_session_opens_no_draft(phone):
    acting.lock_session(key=digest_of(phone.session.session_key))

    assert ask(phone, sealed_by("4417")).status_code == 423


def test_what_is_no_draft_is_refused(phone):
    assert ask(phone, b"x").status_code == 422
    assert ask(phone, b"x" * 200_001).status_code == 413
