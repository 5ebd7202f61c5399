"""Tokens read and propose; what authorises needs a person's own session. A scale may weigh."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from custody.api.v1.urls import urlpatterns
from custody.api.v1.writing import Acting
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories

SIGNING = {
    "acceptance", "place", "plan-of-place", "closure", "photo-reading", "resolution", "verification", "order-refusal",
    "approval", "attestations", "burn", "contact-approval", "reconciliations", "alert-closure", "noise",
    "silence-approval", "loading", "tally", "inquiry-closing",
    "hold-verification", "decision-verification", "decision-refusal", "proposal-decision",
    "incident-attendance", "incident-end",
    "audit-answers", "audit-closure", "audit-opening", "breaking-off", "calibration-decision", "certificates",
    "clearance", "clearances", "confirmation", "document-reading", "packet-issue", "packet-refusal", "packet-reading",
    "exception-decision", "guard-take-over",
    "exception-act", "exception-giving",
    "inventory-breaking-off", "inventory-end", "inventory-lines", "inventory-opening", "inventory-signature",
    "licences", "line-completion", "line-setting-aside", "lot-tests", "mission-escort", "opening-registration",
    "opening-stocks", "pack-decision",
    "paper-sheets", "plan-approval", "plan-refusal", "publication", "result-verification",
    "settlement", "signatures", "takeover-objection", "transfer-commands", "unfreezing", "unit-refusals",
    "waiver-decision", "report-decision", "variance-answer", "variance-closing",
    "unit-incident-end", "unwatched-end", "found-label-settlement", "drills", "drill-answer", "drill-stop",
    "container-look-ups", "scan-look", "scan-readings", "target-letting-go-decision", "target-conveyance-decision",
    "target-conveyance-undoing",
    "contact-changes", "due-sheets", "officer-proposals", "officer-decision",
    "held-handing-back", "held-setting-aside", "held-setting-aside-decision",
    "place-proposals", "place-decision", "place-name", "furnace-proposals", "furnace-decision", "site-change",
    "site-decision",
    "figures", "releases", "request-answer", "request-link", "request-opening", "request-photo",
    "minutes", "owed-test", "witness-designations",
    "target-reveal", "target-search", "tip-handler", "tip-source",
}  # fmt: skip


def acting():
    """Return the acts of the API: name of the address -> view."""
    return {each.name: each.callback.cls for each in urlpatterns if issubclass(each.callback.cls, Acting)}


def address(name):
    [pattern] = [each for each in urlpatterns if each.name == name]
    return reverse(f"api:{name}", kwargs={each: uuid4() for each in pattern.pattern.converters})


def test_the_acts_that_sign_are_these():
    assert {name for name, view in acting().items() if view.signs} == SIGNING


@pytest.mark.parametrize("name", sorted(SIGNING))
def test_a_token_does_not_sign(cast, token_of, refused, name):
    response = token_of(cast.supervisor).client.post(
        address(name), {}, format="json", headers={"Idempotency-Key": str(uuid4())}
    )

    found = refused(response, 403, "token.cannot_sign")
    assert found["detail"] == "A token reads and proposes. Sign in yourself to sign for this"


def test_a_token_reads_and_proposes(cast, token_of, done):
    units = stories.seized(cast)
    officer = token_of(cast.officer)

    assert officer.get("me/").json()["may_sign"] is False
    done(officer.post("transfers/", {"unit_ids": [str(units[0].id)], "receiver_badge": "4601"}))


def test_a_device_weighs_as_a_check(cast, token_of, done):
    [unit] = stories.seized(cast)
    body = {"reading": {"gross_mg": stories.BAG_MG, "scale": "S-FLOOR", "package_count": 25}}

    answer = done(token_of(cast.device).post(f"units/{unit.id}/weighings/", body))

    assert answer["discrepancies"] == []
    assert answer["unit"]["gross_mg"] is None


@pytest.mark.parametrize("occasion", ["receipt", "staging", "departure"])
def test_a_device_does_nothing_but_check(cast, token_of, refused, occasion):
    [unit] = stories.seized(cast)
    body = {"reading": {"gross_mg": stories.BAG_MG, "scale": "S-FLOOR"}, "occasion": occasion}

    refused(token_of(cast.device).post(f"units/{unit.id}/weighings/", body), 403, "role.missing")


def test_a_token_needs_no_csrf(cast, token_of, done):
    caller = token_of(cast.officer)
    caller.client.handler.enforce_csrf_checks = True

    done(caller.post("stops/", {"kind": "container", "place": "HERON", "second_badge": "4418"}))


@pytest.mark.parametrize("header", ["Token wrong", "Token", "Token a b"])
def test_a_wrong_token_opens_nothing(cast, refused, header):
    response = APIClient(headers={"Authorization": header}).get("/api/v1/me/")

    assert response.status_code == 401
    refused(response, 401, response.json()["code"])


def test_a_token_of_somebody_who_left_opens_nothing(cast, token_of, refused):
    caller = token_of(cast.officer)
    register.change_officer(
        act=stories.act_of(cast.administrator), officer=cast.officer, roles=[Role.OFFICER], clearance=1, is_active=False
    )

    refused(caller.get("me/"), 401, "token.invalid")


def test_the_database_does_not_keep_what_opens_the_door(cast, token_of):
    caller = token_of(cast.officer)
    sent = caller.client._credentials["HTTP_AUTHORIZATION"].removeprefix("Token ")

    kept = Token.objects.get(user=cast.officer).key

    assert kept not in sent
    assert APIClient(headers={"Authorization": f"Token {kept}"}).get("/api/v1/me/").status_code == 401


def test_the_command_prints_a_token_that_works(cast):
    out = io.StringIO()

    call_command("issue_token", "4961", "--by", "4951", stdout=out)

    client = APIClient(headers={"Authorization": f"Token {out.getvalue().strip()}"})
    assert client.get("/api/v1/me/").json()["badge"] == "4961"


def test_a_new_token_replaces_the_one_before(cast, token_of):
    first, second = token_of(cast.officer), token_of(cast.officer)

    assert [caller.get("me/").status_code for caller in (first, second)] == [401, 200]


@pytest.mark.parametrize(("badge", "by"), [("4961", "4417"), ("0000", "4951"), ("ENGINE", "4951"), ("4961", "0000")])
def test_the_command_refuses_with_a_sentence(cast, badge, by):
    with pytest.raises(CommandError, match=r"\w+ \w+"):
        call_command("issue_token", badge, "--by", by)
