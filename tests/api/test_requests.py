"""What cannot be read is refused with names and sentences, and never with a page of an error."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import override_settings
from django.urls import reverse
from rest_framework.test import APIClient

from custody.api.v1 import writing
from custody.api.v1.seizures import DescribeIn
from custody.api.v1.stops import GuardIn, StopIn
from custody.core.errors import IntegrityBroken, LockTimeout
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories
from tests.api.conftest import Caller

STOP = {"kind": "container", "place": "HERON", "second_badge": "4418"}


def send(caller, text, content_type="application/json"):
    return caller.client.post(
        "/api/v1/stops/", text, content_type=content_type, headers={"Idempotency-Key": str(uuid4())}
    )


@pytest.mark.parametrize(
    "text",
    [
        "{", '{"kind": "a", "kind": "b"}', '{"kind": NaN}', b"\xff\xfe", "[" * 100_000, '{"kind": ' + "9" * 5_000 + "}",
    ],
    ids=["open", "twice", "nan", "bytes", "deep", "long number"],
)
def test_what_is_no_json_is_refused(cast, caller, refused, text):
    refused(send(caller(cast.officer), text), 400, "json.malformed")


@pytest.mark.parametrize("text", ["[]", '"stop"', "7", "null", "true"])
def test_a_body_that_is_no_object_is_refused(cast, caller, refused, text):
    refused(send(caller(cast.officer), text), 400, "request.fields", field="body")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": 7}, "place"),
        ({"second_badge": None}, "second_badge"),
        ({"place": ["HERON"]}, "place"),
        ({"remark": True}, "remark"),
        ({"remark": "x" * 10_001}, "remark"),
        ({"remark": "\0"}, "remark"),
        ({"container_number_doubted": "yes"}, "container_number_doubted"),
        ({"container_number_doubted": 1}, "container_number_doubted"),
        ({"circumstances": []}, "circumstances"),
        ({"circumstances": {"detection": 3}}, "circumstances.detection"),
        ({"circumstances": {"guess": "dog"}}, "circumstances.guess"),
        ({"colour": "red"}, "colour"),
        ({"demo": True}, "demo"),
    ],
)
def test_wrong_types_and_unknown_names_are_refused_by_name(cast, caller, refused, change, field):
    refused(caller(cast.officer).post("stops/", STOP | change), 400, "request.fields", field=field)


def test_half_a_character_is_no_text(cast, caller, refused):
    text = '{"kind": "container", "place": "HERON", "second_badge": "4418", "remark": "\\ud800"}'

    refused(send(caller(cast.officer), text), 400, "request.fields", field="remark")


def test_what_is_missing_is_named(cast, caller, refused):
    found = refused(caller(cast.officer).post("stops/", {}), 400, "request.fields")

    assert set(found["fields"]) == {"kind", "place", "second_badge"}


@pytest.mark.parametrize("mass", ["25000000", 25.5, 25e6, True, None, 10**30, [1]])
def test_a_mass_is_a_whole_number_and_nothing_else(cast, caller, refused, mass):
    unit = stories.contained(cast)

    response = caller(cast.officer).post(f"units/{unit.id}/weighings/", {"reading": {"gross_mg": mass}})

    refused(response, 400, "request.fields", field="reading.gross_mg")


@pytest.mark.parametrize("mass", [0, -1, 10**15])
def test_a_mass_that_no_load_has_is_refused(cast, caller, refused, mass):
    [unit] = stories.seized(cast)
    body = {"reading": {"gross_mg": mass, "scale": "S-FLOOR"}}

    refused(caller(cast.officer).post(f"units/{unit.id}/weighings/", body), 400, "weight.range", field="gross_mg")


@pytest.mark.parametrize(
    ("written", "read"),
    [("7", 7), ("-1", -1), ("", None), ("7.0", None), ("seven", None), ("٧", None), ("9" * 19, None)],
)
def test_a_form_writes_a_whole_number_in_digits_and_json_does_not(written, read):
    form = GuardIn(data=QueryDict(f"guard_badge=4420&expected_seq={written}"))

    assert form.is_valid() is (read is not None or not written)
    if form.is_valid():
        assert form.validated_data.get("expected_seq") == read
    assert not GuardIn(data={"guard_badge": "4420", "expected_seq": written}).is_valid()


@pytest.mark.parametrize("number", ["1.000", "1.0", "1", 1.0, 0])
def test_the_number_of_an_exhibit_is_a_whole_number_and_nothing_else(number):
    body = {"form": "herb", "exhibit_number": number}

    assert DescribeIn(data=body | {"exhibit_number": 1}).is_valid()
    refused = DescribeIn(data=body)
    assert not refused.is_valid()
    assert list(refused.errors) == ["exhibit_number"]


def test_a_form_writes_yes_and_no_as_words():
    said = "kind=container&place=HERON&second_badge=4418&container_number_doubted="
    read = [StopIn(data=QueryDict(said + word)) for word in ("true", "false", "perhaps")]

    assert [each.is_valid() for each in read] == [True, True, False]
    assert [each.validated_data["container_number_doubted"] for each in read[:2]] == [True, False]


def test_an_emoji_is_text(cast, caller, done):
    done(caller(cast.officer).post("stops/", STOP | {"remark": "Wet cargo \N{UMBRELLA WITH RAIN DROPS}\N{PARROT}"}))


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_another_media_type_is_refused(cast, caller, refused, content_type):
    refused(send(caller(cast.officer), "kind=container", content_type), 415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(cast, caller, refused):
    found = refused(send(caller(cast.officer), "x" * (5 * 1024 * 1024 + 1)), 413, "body.too_large")

    assert "5 MB" in found["detail"]


def test_nobody_is_told_to_sign_in(cast, refused):
    response = APIClient().get("/api/v1/units/")

    refused(response, 401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == "Token"


def test_a_session_writes_only_with_its_csrf_token(cast, refused):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast.officer)

    response = client.post("/api/v1/stops/", STOP, format="json", headers={"Idempotency-Key": str(uuid4())})

    refused(response, 403, "permission_denied")


@pytest.fixture
def signed_in(cast):
    """Return somebody who gave a badge and a password on the page, and no one-time code."""
    register.register_officer(
        act=stories.act_of(cast.administrator), badge="4430", roles=[Role.OFFICER], password="long enough to pass"
    )
    client = APIClient()
    client.post(reverse("account_login"), {"login": "4430", "password": "long enough to pass"})
    return Caller(client)


def test_a_password_alone_opens_nothing(signed_in, refused):
    refused(signed_in.get("units/"), 403, "second_factor.missing")
    refused(signed_in.post("stops/", STOP), 403, "second_factor.missing")


@pytest.mark.parametrize("first_time", [True, False])
def test_a_second_factor_opens_the_door(signed_in, first_time):
    session = signed_in.client.session
    if first_time:
        session["second_factor_passed"] = True
    else:
        session["account_authentication_methods"] += [{"method": "mfa"}]
    session.save()

    assert signed_in.get("units/").status_code == 200


def test_an_address_that_does_not_exist_answers_like_a_record_that_does_not(cast, caller, refused):
    officer = caller(cast.officer)

    first = refused(officer.get("nothing/here/"), 404, "record.not_found")
    second = refused(officer.get(f"units/{uuid4()}/"), 404, "record.not_found")

    assert first == second


def test_a_record_of_others_answers_like_none(cast, caller, refused):
    unit = stories.contained(cast)
    nobody = caller(cast.nobody)

    refused(nobody.get(f"units/{unit.id}/"), 404, "record.not_found")
    refused(nobody.post(f"units/{unit.id}/extraction/", {"witness_badge": "4418"}), 404, "record.not_found")
    refused(nobody.post("moves/", {"unit_ids": [str(unit.id)], "place": "PLOVER"}), 404, "record.not_found")


def test_a_refusal_is_told_in_the_language_of_the_reader(cast, caller):
    officer = caller(cast.officer)

    response = officer.client.get(f"/api/v1/units/{uuid4()}/", headers={"Accept-Language": "nl"})

    assert response.json()["detail"] == "Er is niets gevonden dat u mag inzien"


@pytest.mark.parametrize("trouble", [LockTimeout(), IntegrityBroken("ledger.broken", "The ledger does not add up")])
def test_trouble_of_the_house_is_a_503(cast, caller, refused, monkeypatch, trouble):
    def fail(*_args):
        raise trouble

    monkeypatch.setattr(writing, "answered", fail)

    response = caller(cast.officer).post("stops/", STOP)

    refused(response, 503, trouble.code)
    assert response.headers.get("Retry-After") == ("2" if isinstance(trouble, LockTimeout) else None)


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=1)
def test_a_form_of_too_many_parts_is_refused(cast, caller, refused):
    [unit] = stories.seized(cast)

    response = caller(cast.officer).post(f"units/{unit.id}/photos/", {"slot": "other", "more": "parts"}, form=True)

    refused(response, 400, "request.malformed")
