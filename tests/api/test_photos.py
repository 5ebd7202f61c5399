"""Photos are attached in a form, and looked at once with a reason."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from tests import stories
from tests.destruction.stories import png


def form(content=None, slot="total"):
    return {"photo": SimpleUploadedFile("p.png", content or png()), "slot": slot}


def test_a_photo_of_a_unit_and_one_of_a_seizure_are_attached(cast, caller, done):
    [unit] = stories.seized(cast)
    officer = caller(cast.officer)

    first = done(officer.post(f"units/{unit.id}/photos/", form(), form=True))["photo"]
    second = done(officer.post(f"seizures/{unit.seizure_id}/photos/", form(), form=True))["photo"]

    assert first != second


def test_the_same_photo_under_the_same_key_is_one_photo(cast, caller, done, refused):
    [unit] = stories.seized(cast)
    officer, key, path = caller(cast.officer), uuid4(), f"units/{unit.id}/photos/"

    first = done(officer.post(path, form(), form=True, key=key))
    again = done(officer.post(path, form(), form=True, key=key), again=True)

    assert again == first
    refused(officer.post(path, form(png() + b"!"), form=True, key=key), 409, "record.key_reused")


@pytest.mark.parametrize(("body", "code", "field"), [
    (lambda: form(b"%PDF-1.7 a document"), "photo.unreadable", "photo"),
    (lambda: form(slot="selfie"), "choice.unknown", "slot"),
    (lambda: {"slot": "total"}, "request.fields", "photo"),
    (lambda: form() | {"colour": "red"}, "request.fields", "colour"),
    (lambda: {"slot": "total", "photo": "text"}, "request.fields", "photo"),
])
def test_what_is_no_photo_is_refused(cast, caller, refused, body, code, field):
    [unit] = stories.seized(cast)

    refused(caller(cast.officer).post(f"units/{unit.id}/photos/", body(), form=True), 400, code, field=field)


def test_a_photo_of_thirty_megabytes_is_refused_before_it_is_read(cast, caller, refused):
    [unit] = stories.seized(cast)
    huge = form(b"\xff\xd8" + bytes(30 * 1024 * 1024))

    refused(caller(cast.officer).post(f"units/{unit.id}/photos/", huge, form=True), 413, "body.too_large")


@override_settings(CUSTODY_PHOTO_MAX_BYTES=1024 * 1024)
def test_a_photo_beyond_the_limit_is_refused_with_the_limit(cast, caller, refused):
    [unit] = stories.seized(cast)
    large = form(b"\xff\xd8" + bytes(1024 * 1024))

    found = refused(caller(cast.officer).post(f"units/{unit.id}/photos/", large, form=True), 413, "photo.too_large")

    assert "1 MB" in found["detail"]


def test_json_is_no_photo(cast, caller, refused):
    [unit] = stories.seized(cast)

    refused(caller(cast.officer).post(f"units/{unit.id}/photos/", {"slot": "total"}), 415, "unsupported_media_type")


def test_a_photo_is_looked_at_once_for_each_key(cast, caller, done, refused):
    [unit] = stories.seized(cast)
    officer, key = caller(cast.officer), uuid4()
    photo = done(officer.post(f"units/{unit.id}/photos/", form(), form=True))["photo"]
    path = f"photos/{photo}/reading/"

    seen = officer.post(path, {"reason": "Compare with the load"}, key=key)

    assert (seen.status_code, seen.headers["Content-Type"], seen.content) == (200, "image/png", png())
    refused(officer.post(path, {"reason": "Compare with the load"}, key=key), 409, "photo.shown")


def test_a_photo_that_does_not_exist_is_not_found(cast, caller, refused):
    refused(caller(cast.officer).post(f"photos/{uuid4()}/reading/", {"reason": "Look"}), 404, "record.not_found")
