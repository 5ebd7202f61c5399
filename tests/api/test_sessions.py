"""Burns, from the plan to the reconciliation, and what each step refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.destruction.models import BurnSession, BurnTold
from tests import stories
from tests.destruction import stories as burns


def named(units):
    return [str(unit.id) for unit in units]


def checks_of(session, **changes):
    return {
        "checks": [
            {"unit_id": str(unit.id), "seal_seen": unit.seal,
             "reading": {"gross_mg": unit.gross_mg, "scale": "S-FLOOR", "package_count": 25}} | changes
            for unit in burns.units_of(session)
        ]
    }


def test_a_burn_goes_from_plan_to_ash_through_the_api(cast, caller, done):
    units = burns.ordered(cast)
    burns.furnace(cast)
    starts_at = (stories.now() + timedelta(hours=2)).isoformat()

    plan = {"facility": "FORGE", "starts_at": starts_at, "unit_ids": named(units)}
    planned = done(caller(cast.planner).post("sessions/", plan))["session"]
    path = f"sessions/{planned['id']}/"
    witnesses = {"witness_a_badge": "4902", "witness_b_badge": "4921", "expected_seq": planned["version"]}
    approved = done(caller(cast.supervisor).post(f"{path}approval/", witnesses))["session"]
    session = BurnSession.objects.get(pk=planned["id"])
    staged = done(caller(cast.checker).post(f"{path}staging/", checks_of(session)))
    owed = caller(cast.storekeeper).get("signatures/").json()["results"]
    done(caller(cast.storekeeper).post("signatures/", {"signature_ids": [each["id"] for each in owed]}))
    burns.at_furnace(cast, session)
    at = stories.now()
    burns.tallied(cast, session)
    for witness in (cast.second_supervisor, cast.witness):
        done(caller(witness).post(f"{path}attestations/", {"statement": "saw_all"}))
    body = {"started_at": at.isoformat(), "ended_at": stories.now().isoformat(), "unusual_events": "none"}
    burnt = done(caller(cast.crew).post(f"{path}burn/", body))
    ash = done(caller(cast.auditor).post("reconciliations/", {"unit_ids": named(units)}))

    assert [planned["state"], approved["state"]] == ["planned", "approved"]
    assert (staged["staged"], staged["refused"]) == (named(units), [])
    assert burnt["session"] is None or burnt["session"]["state"] == "burnt"
    assert ash == ash | {"reconciled": named(units), "refused": []}
    assert caller(cast.auditor).get(path).json()["state"] == "burnt"
    assert caller(cast.auditor).get(f"units/{units[0].id}/").json()["custody_state"] == "reconciled"


def test_nobody_approves_their_own_plan(cast, caller, refused):
    session = burns.planned(cast)
    body = {"witness_a_badge": "4902", "witness_b_badge": "4921"}

    refused(caller(cast.planner).post(f"sessions/{session.id}/approval/", body), 403, "role.missing")


def test_two_witnesses_are_two_people(cast, caller, refused):
    session = burns.planned(cast)
    body = {"witness_a_badge": "4902", "witness_b_badge": "4902"}

    refused(caller(cast.supervisor).post(f"sessions/{session.id}/approval/", body), 403, "people.same")


def test_a_burn_is_cancelled_with_a_code(cast, caller, done, refused):
    session = burns.planned(cast)
    path, planner = f"sessions/{session.id}/cancellation/", caller(cast.planner)

    refused(planner.post(path, {"reason": "because"}), 400, "choice.unknown", field="reason")
    assert done(planner.post(path, {"reason": "threat"}))["session"]["state"] == "cancelled"


def test_a_unit_is_left_out(cast, caller, done):
    units = burns.ordered(cast, count=2)
    session = burns.planned(cast, units)
    planner, path = caller(cast.planner), f"sessions/{session.id}/"

    done(planner.post(f"{path}omissions/", {"unit_ids": [str(units[0].id)], "reason": "replanned"}))

    assert [each["id"] for each in planner.get(f"{path}units/").json()["results"]] == [str(units[1].id)]


def test_a_keeper_who_leaves_a_unit_out_is_answered_without_the_burn(cast, caller, done):
    session = burns.planned(cast)
    [unit] = burns.units_of(session)
    body = {"unit_ids": [str(unit.id)], "reason": "threat"}

    answer = done(caller(cast.storekeeper).post(f"sessions/{session.id}/omissions/", body))

    assert answer["session"] is None


def test_a_wrong_seal_at_the_staging_takes_the_unit_out(cast, caller, done):
    session = burns.approved(cast)
    [unit] = burns.units_of(session)

    answer = done(caller(cast.checker).post(f"sessions/{session.id}/staging/", checks_of(session, seal_seen=None)))

    assert (answer["staged"], answer["refused"]) == ([], [str(unit.id)])


def test_two_people_write_down_and_sign_what_goes_in(cast, caller, done, refused):
    session = burns.at_furnace(cast)
    loads = [{"unit_id": str(unit.id), "package_count": unit.package_count, "seal_seen": unit.seal}
             for unit in burns.units_of(session)]
    path = f"sessions/{session.id}/"

    refused(caller(cast.crew).post(f"{path}tally/", {}), 403, "tally.not_yours")
    for officer, part in ((cast.crew, "calls"), (cast.checker, "counts")):
        done(caller(officer).post(f"{path}loading/", {"part": part, "loads": loads}))
        assert done(caller(officer).post(f"{path}tally/", {}))["tally"]

    session.refresh_from_db()
    assert burns.burn(cast, burns.attested(cast, session, tally=False)).state == "burnt"


def test_a_burn_is_not_recorded_without_its_witnesses(cast, caller, refused):
    session = burns.at_furnace(cast)
    at = stories.now().isoformat()
    body = {"started_at": at, "ended_at": stories.now().isoformat(), "unusual_events": "none", "left_out": []}

    response = caller(cast.crew).post(f"sessions/{session.id}/burn/", body)

    assert response.status_code == 409
    assert "witness" in refused(response, 409, response.json()["code"])["detail"]


def test_what_burnt_before_one_witness_is_told_by_the_same_door(cast, caller, done, refused):
    session = burns.tallied(cast, burns.at_furnace(cast))
    body = {"started_at": burns.lit_at(session).isoformat(), "ended_at": stories.now().isoformat(),
            "unusual_events": "none", "left_out": []}  # fmt: skip
    crew = caller(cast.crew)
    refused(crew.post(f"sessions/{session.id}/burn/", body), 409, "burn.unattested")

    told = done(crew.post(f"sessions/{session.id}/burn/", body | {"all_the_same": "The witness was called away"}))

    assert told["session"]["state"] == "approved"
    assert BurnTold.objects.get().reason == "The witness was called away"
    refused(crew.post(f"sessions/{session.id}/burn/", body | {"all_the_same": "Twice"}), 409, "burn.told")


def test_who_may_not_know_of_a_burn_does_not_find_it(cast, caller, refused):
    session = burns.planned(cast)

    refused(caller(cast.officer).get(f"sessions/{session.id}/"), 404, "record.not_found")
    assert caller(cast.officer).get("sessions/").json()["results"] == []
    assert len(caller(cast.supervisor).get("sessions/", state="planned").json()["results"]) == 1


@pytest.mark.parametrize(("path", "body"), [
    ("approval/", {"witness_a_badge": "4902", "witness_b_badge": "4921"}), ("cancellation/", {"reason": "threat"}),
    ("omissions/", {"unit_ids": [], "reason": "threat"}), ("staging/", {"checks": []}),
    ("attestations/", {"statement": "saw_all"}), ("burn/", {}),
    ("loading/", {"part": "calls", "loads": []}), ("tally/", {}),
])
def test_an_act_on_a_burn_that_does_not_exist_is_refused(cast, caller, refused, path, body):
    response = caller(cast.supervisor).post(f"sessions/{cast.officer.id}/{path}", body)

    assert response.status_code in (400, 404)
    refused(response, response.status_code, response.json()["code"])


def test_what_did_not_burn_is_not_reconciled(cast, caller, refused):
    units = stories.stored(cast)

    response = caller(cast.auditor).post("reconciliations/", {"unit_ids": named(units)})

    assert response.status_code == 409
    refused(response, 409, response.json()["code"])
