"""Alerts are listed to those who may see them, and taken by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from tests import stories
from tests.alerts.conftest import let_pass


@pytest.fixture
def alert(cast):
    """Return an alert about a unit in store that is past its deadline."""
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=timedelta(minutes=1))
    fire(engine="test")
    return Alert.objects.get()


def test_an_alert_is_taken_and_names_no_place_and_no_mass(alert, cast, caller, done, refused):
    duty, path = caller(cast.duty_officer), f"alerts/{alert.id}/"

    assert duty.get(path).json()["state"] == "open"
    taken = done(duty.post(f"{path}acknowledgement/"))["alert"]

    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "4903")
    assert {"place", "gross_mg", "substance"}.isdisjoint(taken)
    response = caller(cast.supervisor).post(f"{path}acknowledgement/")
    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


def test_alerts_are_listed_by_state(alert, cast, caller):
    duty = caller(cast.duty_officer)

    assert str(alert.id) in [each["id"] for each in duty.get("alerts/", state="open").json()["results"]]
    assert duty.get("alerts/", state="resolved").json()["results"] == []


def test_who_may_not_know_of_an_alert_does_not_find_it(alert, cast, caller, refused):
    crew = caller(cast.crew)

    refused(crew.get(f"alerts/{alert.id}/"), 404, "record.not_found")
    refused(crew.post(f"alerts/{alert.id}/acknowledgement/"), 404, "record.not_found")
    assert crew.get("alerts/").json()["results"] == []


def test_who_sees_an_alert_need_not_be_who_may_take_it(alert, cast, caller, refused):
    refused(caller(cast.auditor).post(f"alerts/{alert.id}/acknowledgement/"), 403, "alert.not_yours")
