"""Danger and presence through the API: anybody with a token reports, a person who is signed in answers."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.api.v1 import danger
from custody.evidence.actions.incident import report_incident
from custody.evidence.models import Consultation, Incident
from custody.organisation.selectors import people_on, presence_of
from tests import stories
from tests.danger import POLICE, a_site, present, reported
from tests.stories import act_of


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("api:incidents", "incidents/"),
        ("api:incident", "incidents/{id}/"),
        ("api:incident-attendance", "incidents/{id}/attendance/"),
        ("api:incident-end", "incidents/{id}/end/"),
        ("api:presences", "presences/"),
        ("api:presence-end", "presences/end/"),
    ],
)
def test_every_address_has_its_name(name, path):
    key = uuid4()

    assert reverse(name, args=[key] if "{id}" in path else []) == f"/api/v1/{path.format(id=key)}"


@pytest.fixture
def site(cast):
    return a_site(cast, police_phone=POLICE)


def test_a_report_needs_nothing_and_a_token_is_enough(cast, token_of, done):
    made = done(token_of(cast.device).post("incidents/"))["incident"]

    assert (made["kind"], made["silent"], made["reported_by"]) == ("other", False, "4961")


def test_what_is_wrong_keeps_no_report_away(cast, caller, done, site):
    body = {"kind": "nonsense", "site": "NOWHERE", "remark": ""}
    done(caller(cast.officer).post("incidents/", body))
    done(caller(cast.officer).post("incidents/", {"kind": "drone", "site": "gannet", "remark": "over the yard"}))

    assert list(Incident.objects.order_by("reported_at").values_list("kind", "site")) == [
        ("other", None), ("drone", site.id)]  # fmt: skip


def test_the_same_key_is_one_report(cast, caller, done):
    key = uuid4()
    first = done(caller(cast.officer).post("incidents/", key=key))
    again = done(caller(cast.officer).post("incidents/", key=key), again=True)

    assert first["incident"] == again["incident"]
    assert Incident.objects.count() == 1


def test_a_silent_report_is_shown_to_who_answers_and_not_to_who_made_it(cast, caller, done, refused):
    answer = done(caller(cast.officer).post("incidents/", {"silent": True}))
    made = Incident.objects.get()

    assert answer["incident"] is None
    assert caller(cast.officer).get("incidents/").json()["results"] == []
    refused(caller(cast.officer).get(f"incidents/{made.id}/"), 404, "record.not_found")
    refused(caller(cast.auditor).get(f"incidents/{made.id}/"), 404, "record.not_found")
    assert caller(cast.duty_officer).get(f"incidents/{made.id}/").json()["silent"] is True
    assert [each["id"] for each in caller(cast.supervisor).get("incidents/").json()["results"]] == [str(made.id)]


def test_a_call_that_another_carried_says_so_and_is_not_his_to_answer(cast, caller, refused):
    made = report_incident(act=act_of(cast.supervisor), said_by=cast.officer)
    at = f"incidents/{made.id}/"

    read = caller(cast.duty_officer).get(at).json()
    assert (read["reported_by"], read["carried_by"]) == ("4417", "4901")
    assert caller(cast.officer).get(at).json()["carried_by"] == "4901"
    refused(caller(cast.supervisor).post(f"{at}attendance/"), 403, "incident.carried")
    refused(caller(cast.supervisor).post(f"{at}end/", {"finding": "A bird"}), 403, "incident.carried")


def test_who_answers_sees_the_scene_while_the_recorded_look_lasts(cast, caller, done, site, monkeypatch):
    stories.stored(cast)
    present(cast.crew, site, on_guard=True)
    made, key = reported(cast.officer, site_id=site.id), uuid4()
    at = f"incidents/{made.id}/attendance/"

    scene = done(caller(cast.duty_officer).post(at, key=key))["scene"]

    assert (scene["site"], scene["police_phone"]) == ("GANNET", POLICE)
    assert [(each["badge"], each["on_guard"]) for each in scene["people"]] == [("4501", True)]
    assert Consultation.objects.get().subject_id == made.id
    done(caller(cast.duty_officer).post(at))
    assert Consultation.objects.count() == 2
    monkeypatch.setattr(danger, "incident_seen_until", lambda *_: None)
    assert done(caller(cast.duty_officer).post(at, key=key), again=True)["scene"] is None


def test_a_report_without_a_site_has_a_scene_without_one(cast, caller, done):
    made = reported(cast.officer)

    scene = done(caller(cast.supervisor).post(f"incidents/{made.id}/attendance/"))["scene"]

    assert scene == {"people": [], "keepers": []} | {name: None for name in scene if name in ("site", "police_phone")}


def test_a_token_neither_attends_nor_ends(cast, token_of, caller, refused, done):
    made = reported(cast.officer)

    for act, body in (("attendance", {}), ("end", {"finding": "x"})):
        refused(token_of(cast.duty_officer).post(f"incidents/{made.id}/{act}/", body), 403, "token.cannot_sign")
        refused(caller(cast.crew).post(f"incidents/{made.id}/{act}/", body), 404, "record.not_found")

    ended = done(caller(cast.duty_officer).post(f"incidents/{made.id}/end/", {"finding": "A bird"}))["incident"]
    assert (ended["ended_by"], ended["finding"]) == ("4903", "A bird")


def test_people_come_and_leave(cast, caller, done, refused, site):
    came = done(caller(cast.crew).post("presences/", {"site": "gannet", "on_guard": True}))["presence"]
    assert (came["badge"], came["site"], came["on_guard"], came["left_at"]) == ("4501", "GANNET", True, None)
    refused(caller(cast.officer).post("presences/", {"site": "gannet", "badge": "4501"}), 403, "role.missing")
    refused(caller(cast.device).post("presences/", {"site": "gannet"}), 403, "presence.people")

    done(caller(cast.supervisor).post("presences/end/", {"badge": "4501"}))
    assert people_on(site) == []
    refused(caller(cast.crew).post("presences/end/"), 409, "presence.nowhere")


def test_who_is_there_is_read_by_who_is_there_and_by_who_commands(cast, caller, site):
    present(cast.crew, site)
    present(cast.officer, site)
    present(cast.storekeeper, a_site(cast, "PETREL"))

    def read(officer):
        return [each["badge"] for each in caller(officer).get("presences/").json()["results"]]

    assert read(cast.officer) == ["4501", "4417"]
    assert read(cast.storekeeper) == ["4601"]
    assert read(cast.auditor) == []
    assert read(cast.duty_officer) == ["4501", "4417", "4601"]
    assert presence_of(cast.officer).site == site
