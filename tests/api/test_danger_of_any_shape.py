"""A report of danger that is wrong, incomplete or of another shape is a report all the same."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.evidence.models import Incident

AT = "/api/v1/incidents/"
KEY = "Idempotency-Key"


@pytest.fixture
def client(cast, token_of):
    return token_of(cast.device).client


def made(answer):
    """Return the report that was made, and only that one."""
    assert answer.status_code == 201, answer.content
    return Incident.objects.get()


@pytest.mark.parametrize(
    ("body", "kind", "silent", "remark"),
    [
        ({"kind": "drone", "battery": 3, "place": {"lat": 1}}, "drone", False, ""),
        ({"kind": None, "site": None, "remark": None, "silent": None}, "other", False, ""),
        ({"kind": ["drone"], "site": 5, "remark": 7}, "other", False, "7"),
        ({"silent": "yes"}, "other", True, ""),
        ({"silent": "False"}, "other", False, ""),
        ({"silent": 0}, "other", False, ""),
        ({"silent": [1]}, "other", True, ""),
        ({"remark": "a\x00b", "site": "x\x00"}, "other", False, "a[U+0000]b"),
        (["drone"], "other", False, '["drone"]'),
    ],
)
def test_what_is_wrong_in_the_body_is_left_out(client, body, kind, silent, remark):
    found = made(client.post(AT, body, format="json", headers={KEY: str(uuid4())}))

    assert (found.kind, found.silent, found.site, found.remark) == (kind, silent, None, remark)


def test_a_remark_that_is_too_long_is_cut(client):
    assert 0 < len(made(client.post(AT, {"remark": "x" * 20_000}, format="json")).remark) < 20_000


@pytest.mark.parametrize("headers", [{}, {KEY: "7"}, {KEY: "7", "X-Occurred-At": "2999-01-01T00:00:00Z"},
                                     {"X-Occurred-At": "now"}])  # fmt: skip
def test_a_report_without_a_key_or_with_a_moment_that_makes_no_sense_is_taken(client, headers):
    assert made(client.post(AT, {"kind": "drone"}, format="json", headers=headers)).kind == "drone"


@pytest.mark.parametrize(
    ("body", "media_type", "kind"),
    [
        ("kind=drone&silent=1", "application/x-www-form-urlencoded", "drone"),
        ('{"kind": "drone", "silent": true}', "text/plain", "drone"),
        ('{"kind": "drone", "silent": tr', "application/json", "other"),
        ("SILENT help \xff", "application/octet-stream", "other"),
    ],
)
def test_any_media_type_is_read_and_silence_is_kept(client, body, media_type, kind):
    found = made(client.post(AT, body.encode("latin-1"), content_type=media_type))

    assert (found.kind, found.silent) == (kind, True)


def test_a_form_with_parts_is_read(client):
    assert made(client.post(AT, {"kind": "tracker"}, format="multipart")).kind == "tracker"


def test_an_empty_body_is_a_report(client):
    assert made(client.post(AT, b"", content_type="text/plain")).kind == "other"
    assert client.post(AT, b"  ", content_type="text/plain").status_code == 201


def test_elsewhere_a_key_is_needed_as_ever(cast, caller, refused):
    refused(caller(cast.crew).client.post("/api/v1/presences/end/", {}, format="json"), 400, "key.missing")
