"""A photo of a code where the camera cannot, and a mistyped label that says where to look."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from custody.core.identifiers import label_content
from tests import stories
from tests.evidence.test_codes import code, photo

LINES = {"7KQ4-M2X0-J": "Look again at character", "7KQ4-UX2D-J": "character 5 (U)",
         "P1:7KQ4M2XDJ": "the label of something else"}  # fmt: skip


def send(client, content, **headers):
    upload = SimpleUploadedFile("p.jpg", content, content_type="image/jpeg")
    return client.post(reverse("home:read_photo"), {"photo": upload}, headers=headers)


@pytest.mark.django_db
def test_a_photo_leads_to_what_it_shows_or_says_what_to_do(cast, client):
    [unit] = stories.seized(cast, count=1)
    client.force_login(cast.officer)
    content = label_content(unit.label)

    assert send(client, photo(code(content))).url == f"{reverse('home:scan')}?code={content.replace(':', '%3A')}"
    assert send(client, photo(code(content)), accept="application/json").json() == {"codes": [content], "error": ""}
    unread = send(client, photo(), accept="application/json")
    assert (unread.status_code, unread.json()["codes"]) == (422, [])
    assert unread.json()["error"].startswith("No code can be read in this photo")
    for wrong in (photo(), photo(size=(8_000, 6_000), kind="PNG"), b"no photo"):
        refused = send(client, wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.content.decode()
    for text, said in LINES.items():
        missed = client.get(reverse("home:scan"), {"code": text})
        assert missed.status_code == 404
        assert said in missed.content.decode()
    plain = client.get(reverse("home:scan"), {"code": "KESTREL-41"}).content.decode()
    assert "is not a label" not in plain
