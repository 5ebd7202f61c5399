"""How officers are reached, over the API: reading, showing a code, approving, dropping, asking with a code."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache

from custody.organisation.actions.contact import ask_contact_change
from custody.organisation.contact_codes import contact_code
from custody.organisation.models import Contact
from tests.stories import act_of
from tests.web.contact.test_contact import SECRET, code_now

NEW = "+32470001111"


@pytest.fixture
def change(cast):
    return ask_contact_change(act=act_of(cast.officer), phone=NEW)


def test_everybody_reads_only_the_own_contact(cast, caller):
    [mine] = caller(cast.officer).get("contacts/").json()["results"]

    assert (mine["phone"], mine["email"]) == ("+32470004417", "4417@custody.invalid")
    assert caller(cast.witness).get("contacts/").json()["results"] == []


def test_a_change_is_asked_for_with_a_fresh_code_of_the_authenticator_and_never_by_a_token(
    cast, caller, token_of, done, refused
):
    cache.clear()
    TOTP.activate(cast.officer, SECRET)
    body = {"phone": NEW, "authenticator_code": "000000"}

    refused(token_of(cast.officer).post("contacts/changes/", body), 403, "token.cannot_sign")
    refused(caller(cast.officer).post("contacts/changes/", body), 400, "code.wrong")
    asked = done(caller(cast.officer).post("contacts/changes/", body | {"authenticator_code": code_now()}))["change"]

    assert (asked["badge"], asked["what"]) == ("4417", "phone")
    assert NEW not in str(asked)


def test_a_change_is_shown_approved_and_in_use(cast, change, caller, done, refused):
    path = f"contacts/changes/{change.id}/"
    officer, supervisor = caller(cast.officer), caller(cast.supervisor)

    refused(officer.post(f"{path}confirmation/", {"received_code": "x"}), 400, "contact.code")
    shown = done(officer.post(f"{path}confirmation/", {"received_code": contact_code(change)}))["change"]
    assert (shown["badge"], shown["what"], shown["outcome"]) == ("4417", "phone", None)
    assert NEW not in str(shown)
    assert [each["id"] for each in supervisor.get("contacts/changes/").json()["results"]] == [str(change.id)]
    refused(officer.post(f"{path}approval/"), 403, "role.missing")
    approved = done(supervisor.post(f"{path}approval/"))["change"]

    assert (approved["approved_by"], approved["outcome"]) == ("4901", "applied")
    assert Contact.objects.get(officer=cast.officer).phone == NEW
    assert officer.get(path).json()["outcome"] == "applied"


def test_a_change_is_dropped_and_nobody_else_finds_it(cast, change, caller, done, refused):
    path = f"contacts/changes/{change.id}/"
    stranger = caller(cast.second_officer)

    refused(stranger.get(path), 404, "record.not_found")
    refused(stranger.post(f"{path}cancellation/"), 404, "record.not_found")
    assert stranger.get("contacts/changes/").json()["results"] == []
    assert done(caller(cast.officer).post(f"{path}cancellation/"))["change"]["outcome"] == "cancelled"
