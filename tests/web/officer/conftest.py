"""Pages as an officer opens and sends them."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.web.shared.pages import read, words


@pytest.fixture
def page_for(client):
    """Return a function that opens or sends a page as an officer: status, location, the markup and its words."""

    def ask(officer, path, answers=None):
        client.force_login(officer)
        if answers is None:
            response = client.get(path)
        else:
            response = client.post(path, {"idempotency_key": str(uuid4()), **answers})
        html = response.content.decode()
        return SimpleNamespace(
            status=response.status_code,
            location=response.get("Location", ""),
            html=html,
            words=words(read(html)) if response.status_code < 300 or response.status_code >= 400 else "",
        )

    return ask
