"""Alerts are listed to those who may see them, and taken by those who may."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.alerts.models import Alert, Delivery, DeliveryAttempt
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


@pytest.fixture
def urgent(cast):
    """Return an alert of level 2, which may be silenced."""
    unit = stories.opened(cast)
    let_pass(unit, "STRIP", past_due=timedelta(minutes=1))
    fire(engine="test")
    return Alert.objects.get(subject_id=unit.id)


def test_the_list_is_filtered_and_pages_by_cursor(alert, urgent, cast, caller, refused):
    duty = caller(cast.duty_officer)

    def found(**query):
        return {each["id"] for each in duty.get("alerts/", **query).json()["results"]}

    both = {str(alert.id), str(urgent.id)}
    assert found() == found(tab="untaken") == both
    assert found(level=2) == found(rule="AL3") == {str(urgent.id)}
    assert found(tab="mine") == found(site="BIRCH") == set()
    page = duty.get("alerts/", page_size=1).json()
    assert {page["results"][0]["id"], duty.get(page["next"]).json()["results"][0]["id"]} == both
    refused(duty.get("alerts/", level=7), 400, "request.fields", field="level")
    refused(duty.get("alerts/", cursor="nonsense"), 400, "cursor.unknown")


def test_the_detail_says_what_to_do_who_was_told_and_what_waits(urgent, cast, caller):
    told, waits = Delivery.objects.filter(alert=urgent).order_by("id")[:2]
    DeliveryAttempt.objects.create(delivery=told, outcome="accepted", detail="202", engine="test", provider="one")
    Delivery.objects.filter(pk=waits.pk).update(waits_for="quiet")

    found = caller(cast.supervisor).get(f"alerts/{urgent.id}/").json()

    assert found["response"].startswith("Finish stripping")
    assert found["ends_when"] == "Two people record that it is empty"
    [told_of] = found["told"]
    assert (told_of["outcome"], told_of["gateway"], told_of["detail"]) == ("accepted", "one", "202")
    assert "quiet" in {each["waits_for"] for each in found["waiting"]}
    assert [each["code"] for each in found["history"]] == ["alert.raised/2"]
    assert found["silence"] is None
    assert {"place", "gross_mg", "substance", "site"}.isdisjoint(found)


def test_it_is_extended_passed_on_and_noted_once_for_each_key(urgent, cast, caller, done, refused):
    duty, path = caller(cast.duty_officer), f"alerts/{urgent.id}/"
    done(duty.post(f"{path}acknowledgement/"))
    key = uuid4()
    first = done(duty.post(f"{path}extension/", key=key))["alert"]
    assert done(duty.post(f"{path}extension/", key=key), again=True)["alert"] == first
    refused(duty.post(f"{path}extension/"), 409, "alert.extended")
    assert done(duty.post(f"{path}passing-on/", {"badge": "4901"}))["alert"]["acknowledged_by"] == "4901"
    refused(duty.post(f"{path}passing-on/", {"badge": "0000"}), 400, "officer.unknown", field="badge")
    done(caller(cast.auditor).post(f"{path}notes/", {"text": "Called the quay"}))
    refused(duty.post(f"{path}notes/", {"text": "x", "colour": "red"}), 400, "request.fields", field="colour")
    assert [each["text"] for each in duty.get(path).json()["notes"]] == ["Called the quay"]


def test_several_are_taken_at_once(alert, urgent, cast, caller, done, refused):
    duty, body = caller(cast.duty_officer), {"alert_ids": [str(alert.id), str(urgent.id)]}
    done(caller(cast.supervisor).post(f"alerts/{alert.id}/acknowledgement/"))
    key = uuid4()

    taken = done(duty.post("alerts/acknowledgements/", body, key=key))["alerts"]

    assert [each["id"] for each in taken] == [str(urgent.id)]
    assert done(duty.post("alerts/acknowledgements/", body, key=key), again=True)["alerts"] == taken
    refused(duty.post("alerts/acknowledgements/", {"alert_ids": [str(alert.id)]}), 409, "alert.taken")
    refused(duty.post("alerts/acknowledgements/", {"alert_ids": []}), 400, "request.fields", field="alert_ids")


def test_an_alert_of_people_is_closed_by_people_and_never_by_a_token(urgent, cast, caller, token_of, done, refused):
    path = f"alerts/{urgent.id}/"
    boss = caller(cast.supervisor)
    refused(boss.post(f"{path}closure/", {"reason": "Done"}), 409, "alert.cured_by_events")
    refused(boss.post(f"{path}noise/", {"reason": "Done"}), 409, "alert.no_noise")
    Alert.objects.filter(pk=urgent.pk).update(rule="AL14", clock=None)
    refused(token_of(cast.supervisor).post(f"{path}closure/", {"reason": "Done"}), 403, "token.cannot_sign")
    assert boss.get(path).json()["finding"] is None
    assert done(boss.post(f"{path}closure/", {"reason": "The same squad"}))["alert"]["state"] == "open"
    finding = boss.get(path).json()["finding"]
    assert (finding["author"], finding["text"]) == ("4901", "The same squad")
    own = {"reason": "So it is", "proposal_id": finding["id"]}
    refused(boss.post(f"{path}closure/", own), 403, "people.same")
    other = caller(cast.second_supervisor)
    refused(other.post(f"{path}closure/", own | {"proposal_id": str(uuid4())}), 409, "alert.other_finding")

    closed = done(other.post(f"{path}closure/", own))["alert"]

    assert closed["state"] == "resolved"
    assert boss.get(path).json()["outcome"] == "closed"
    assert boss.get(path).json()["finding"] is None


def test_a_silence_takes_two_people(urgent, cast, caller, token_of, done, refused):
    duty, boss = caller(cast.duty_officer), caller(cast.supervisor)
    said = {"hours": 4, "reason": "The crane is broken"}
    refused(duty.post(f"alerts/{urgent.id}/silence/", said | {"hours": 25}), 400, "silence.hours", field="hours")
    asked = done(duty.post(f"alerts/{urgent.id}/silence/", said))["silence"]
    path = f"silences/{asked['id']}/"

    assert (asked["asked_by"], asked["approved_by"]) == ("4903", None)
    refused(duty.post(f"{path}approval/"), 403, "role.missing")
    refused(token_of(cast.supervisor).post(f"{path}approval/"), 403, "token.cannot_sign")
    refused(caller(cast.crew).post(f"{path}approval/"), 404, "record.not_found")
    approved = done(boss.post(f"{path}approval/"))["silence"]
    assert (approved["approved_by"], approved["hours"]) == ("4901", 4)
    assert boss.get(f"alerts/{urgent.id}/").json()["silence"]["id"] == asked["id"]
    assert done(duty.post(f"{path}end/"))["silence"]["ended_at"]
    refused(duty.post(f"{path}end/"), 409, "silence.over")


def test_nobody_acts_on_an_alert_they_may_not_see(urgent, cast, caller, refused):
    crew, body = caller(cast.crew), {"extension": None, "passing-on": {"badge": "4901"}, "notes": {"text": "x"},
                                     "closure": {"reason": "x"}, "noise": {"reason": "x"},
                                     "silence": {"hours": 1, "reason": "x"}}
    for act, said in body.items():
        refused(crew.post(f"alerts/{urgent.id}/{act}/", said), 404, "record.not_found")
    for path in ("silences/{}/approval/", "silences/{}/end/"):
        refused(crew.post(path.format(uuid4())), 404, "record.not_found")
    refused(crew.post("alerts/acknowledgements/", {"alert_ids": [str(urgent.id)]}), 403, "alert.not_yours")


def test_what_concerns_the_conduct_of_people_is_for_internal_affairs_alone(urgent, cast, caller, refused):
    Alert.objects.filter(pk=urgent.pk).update(rule="AL10", clock=None)

    for who in (cast.supervisor, cast.director, cast.auditor):
        refused(caller(who).get(f"alerts/{urgent.id}/"), 404, "record.not_found")
        assert caller(who).get("alerts/", rule="AL10").json()["results"] == []
    assert caller(cast.internal_affairs).get(f"alerts/{urgent.id}/").json()["rule"] == "AL10"
