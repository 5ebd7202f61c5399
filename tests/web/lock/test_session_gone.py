"""A form that comes in when its session is gone is kept for the badge it was shown to, and for nobody else."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from custody.core.errors import NotAllowedNow
from custody.evidence.models import HandlingUnit, Photo
from custody.ledger.models import Event
from custody.organisation.models import KeptPost
from custody.web.shared.brought_back import bringing_back
from custody.web.shared.forms import OneButton, act_for
from tests import stories
from tests.destruction.stories import png
from tests.web.lock.test_lock import PASSWORD, brought_to, kept_at, phone, stop_form

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
    request, _, known = brought_to(cast.officer, at)
    assert known is not None
    assert not {"code", "secret", "whose"} & request.POST.keys()


def test_whoever_sat_at_the_device_meanwhile_records_nothing_in_the_name_of_the_badge(phone, cast):
    forged = {**stop_form(uuid4()), "whose": shown(phone), "container_number": "TGHU 759933 0"}
    phone.logout()
    at = kept_at(phone.post("/stop/", forged))
    phone.force_login(cast.officer)
    events = Event.objects.count()

    page = phone.get(at)

    assert page.status_code == 200
    assert b"TGHU 759933 0" in page.content
    assert b"Read every answer, and send it if it is yours" in page.content
    assert not HandlingUnit.objects.exists()
    assert Event.objects.count() == events
    phone.post(at, stop_form(forged["idempotency_key"]))
    assert HandlingUnit.objects.get().custodian == cast.officer
    assert not KeptPost.objects.exists()


def test_a_page_with_one_button_is_not_pressed_by_being_found_again(phone, cast):
    whose = shown(phone)
    phone.logout()
    at = kept_at(phone.post("/me/sign-ins/", {"whose": whose, "idempotency_key": uuid4()}))
    phone.force_login(cast.officer)
    events = Event.objects.count()

    assert phone.get(at).status_code == 200
    assert Event.objects.count() == events


def test_a_photo_stays_with_the_house_is_shown_and_goes_with_what_the_officer_sends(phone, cast):
    [unit] = stories.seized(cast)
    content = png()
    at, key = f"/units/{unit.id}/photo/", uuid4()
    form = {"slot": "seal", "idempotency_key": key, "whose": shown(phone)}
    phone.logout()
    at = kept_at(phone.post(at, form | {"photo": SimpleUploadedFile("x.png", content)}))
    phone.force_login(cast.officer)

    page = phone.get(at)

    assert not Photo.objects.exists()
    assert b"data:image/jpeg;base64," in page.content
    assert b"Choose this photo again" not in page.content
    assert phone.post(at, form | {"expected_seq": unit.last_seq}).status_code == 302
    assert Photo.objects.get().unit_id == unit.id
    assert not KeptPost.objects.exists()


def test_a_form_that_is_only_looked_at_can_begin_no_act(rf, cast):
    with bringing_back() as found:
        found.is_shown = True
        with pytest.raises(NotAllowedNow) as refused:
            act_for(rf.get("/"), OneButton())

    assert refused.value.code == "form.only_shown"


@pytest.mark.parametrize("whose", ["", "4411", "4411:1tBJxC:forged", None])
def test_answers_of_nobody_are_not_kept(phone, whose):
    phone.logout()
    answer = phone.post("/stop/", stop_form(uuid4()) | ({} if whose is None else {"whose": whose}))

    assert kept_at(answer) == "/stop/"
    assert not KeptPost.objects.exists()
