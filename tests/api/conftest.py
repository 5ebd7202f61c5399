"""Clients of the API: a person's session, a program's token, and what both check of an answer."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from custody.api.v1 import writing
from custody.core.act import Act, Door
from custody.organisation.actions.tokens import issue_token

ROOT = "/api/v1/"
PROBLEM = {"type", "title", "status", "code", "detail", "fields"}


class Caller:
    """Somebody who speaks to the API. Every post has a key of its own unless one is given."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **query):
        return self.client.get(path if path.startswith("http") else ROOT + path, query)

    def post(self, path, body=None, *, key=None, form=False, **headers):
        return self.client.post(
            ROOT + path,
            {} if body is None else body,
            format="multipart" if form else "json",
            headers={"Idempotency-Key": str(key or uuid4()), **headers},
        )


@pytest.fixture(autouse=True, scope="session")
def _place_of_collected_files():
    """Make the folder that WhiteNoise looks for and warns about."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _nobody_seals(monkeypatch):
    """Answer at once: no integrator runs beside these tests, except where one says so."""
    monkeypatch.setattr(writing, "SEAL_SECONDS", 0.0)


@pytest.fixture
def caller():
    """Return a maker of callers with the session of an officer."""

    def make(officer):
        client = APIClient()
        client.force_login(officer)
        return Caller(client)

    return make


@pytest.fixture
def token_of(cast):
    """Return a maker of callers with a token of an officer."""

    def make(officer):
        key = issue_token(act=Act(actor=cast.administrator, door=Door.COMMAND), badge=officer.badge)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
        return Caller(client)

    return make


@pytest.fixture
def done():
    """Return a check that an act was carried out, which returns its answer."""

    def check(response, *, again=False):
        assert response.status_code == (200 if again else 201), response.content
        assert response.headers.get("Idempotent-Replay") == ("true" if again else None)
        answer = response.json()
        receipt = answer["receipt"]
        assert UUID(receipt["op_id"])
        assert receipt["recorded_at"].endswith("Z")
        assert receipt["sealed"] is (receipt["index"] is not None)
        return answer

    return check


@pytest.fixture
def refused():
    """Return a check that a request was refused with a problem document, which returns it."""

    def check(response, status, code, *, field=None):
        assert (response.status_code, response.json().get("code")) == (status, code), response.content
        assert response.headers["Content-Type"] == "application/problem+json"
        found = response.json()
        assert set(found) == PROBLEM
        assert found["status"] == status
        assert found["type"] == f"urn:custody:problem:{code}"
        assert found["detail"].strip()
        if field is not None:
            assert field in found["fields"]
        return found

    return check
