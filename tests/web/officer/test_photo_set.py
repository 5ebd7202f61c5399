"""One input for each photo: the page of a slot asks for that photo alone and leads to the next."""

from __future__ import annotations

import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from custody.core.errors import LockTimeout
from custody.evidence.actions import photo
from custody.evidence.models import Photo
from custody.organisation.models import KeptPost
from tests import stories
from tests.targeting import png
from tests.web.desk import browser_of
from tests.web.shared.pages import read, words


def shown(browser, path):
    return read(browser.get(path).content.decode())


def names(page):
    form = page.find(".//form[@enctype]")
    return {each.get("name"): each.get("type") for each in form.iter("input") if each.get("name")}


def send(browser, path, **answers):
    taken = SimpleUploadedFile("x.png", png(), content_type="image/png")
    return browser.post(path, {"idempotency_key": str(uuid4()), "photo": taken, **answers})


def test_each_slot_has_a_page_of_one_input_and_leads_to_the_next_that_is_not_taken(cast):
    found, browser = stories.opened_seizure(cast), browser_of(cast.officer)
    path = f"/seizures/{found.id}/photo/"
    asked = shown(browser, f"{path}?slot=doors")
    assert names(asked)["slot"] == "hidden"
    assert words(asked.find("body")).count("Not taken") == 4
    assert names(shown(browser, path))["slot"] == names(shown(browser, f"{path}?slot=nothing"))["slot"] == "radio"

    send(browser, path, slot="seal")
    sent = send(browser, f"{path}?slot=doors", slot="doors")

    assert sent["Location"] == f"{path}?slot=load_opened", "the seal is taken"
    page = words(shown(browser, sent["Location"]).find("body"))
    assert "Kept: Doors with the number" in page
    assert page.count("Not taken") == 2
    assert send(browser, f"{path}?slot=total", slot="total")["Location"] == f"/seizures/{found.id}/"
    assert sorted(Photo.objects.values_list("slot", flat=True)) == ["doors", "seal", "total"]


def test_the_photos_of_a_unit_have_slots_of_their_own(cast):
    [unit] = stories.seized(cast)
    path = f"/units/{unit.id}/photo/"

    sent = send(browser_of(cast.officer), f"{path}?slot=scale_display", slot="scale_display")

    assert sent["Location"] == f"{path}?slot=label"
    assert unit.photos.get().slot == "scale_display"


def test_a_photo_of_a_form_that_is_refused_is_kept_shown_small_and_goes_with_the_next(cast):
    [unit] = stories.seized(cast)
    browser, path = browser_of(cast.officer), f"/units/{unit.id}/photo/"

    refused = [send(browser, path, slot="")]
    at = re.search(r'action="([^"]+kept=[^"]+)"', refused[0].content.decode())[1]
    refused.append(browser.post(at, {"idempotency_key": str(uuid4()), "slot": "nothing"}))
    last = re.search(r'action="([^"]+kept=[^"]+)"', refused[1].content.decode())[1]

    for page in refused:
        assert page.status_code == 422
        assert "This photo was kept and goes with what you send" in page.content.decode()
        assert "data:image/jpeg;base64," in page.content.decode()
    assert KeptPost.objects.count() == 1
    assert browser.post(last, {"idempotency_key": str(uuid4()), "slot": "label"}).status_code == 302
    assert (unit.photos.get().slot, unit.photos.get().size_bytes) == ("label", len(png()))
    assert not KeptPost.objects.exists()


def test_a_photo_that_came_while_others_were_writing_is_kept_too(cast, monkeypatch):
    [unit] = stories.seized(cast)
    browser, path = browser_of(cast.officer), f"/units/{unit.id}/photo/"

    def busy(**_more):
        raise LockTimeout()

    monkeypatch.setattr(photo, "attach_photo", busy)
    page = send(browser, path, slot="label")
    monkeypatch.undo()

    assert page.status_code == 503
    assert "This photo was kept and goes with what you send" in page.content.decode()
    at = re.search(r'action="([^"]+kept=[^"]+)"', page.content.decode())[1]
    assert browser.post(at, {"idempotency_key": str(uuid4()), "slot": "label"}).status_code == 302
    assert unit.photos.get().size_bytes == len(png())
