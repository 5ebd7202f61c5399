"""A hand-over: offered, read, accepted, refused, withdrawn."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from custody.evidence.tickets import LASTS, read_ticket
from tests import stories


def read_of(units):
    return {"units": [{"unit_id": str(unit.id), "seal_seen": unit.seal} for unit in units]}


def test_a_hand_over_is_offered_and_accepted(cast, caller, done):
    units = stories.seized(cast, count=2)
    body = {"unit_ids": [str(unit.id) for unit in units], "receiver_badge": "4601",
            "expected_seqs": {str(units[0].id): units[0].last_seq}}

    offer = done(caller(cast.officer).post("transfers/", body))["transfer"]
    taken = done(caller(cast.storekeeper).post(f"transfers/{offer['id']}/acceptance/", read_of(units)))

    assert (offer["state"], offer["giver"], offer["receiver"], offer["unit_count"]) == ("offered", "4417", "4601", 2)
    assert (taken["transfer"]["state"], taken["discrepancies"]) == ("accepted", [])


def test_a_wrong_seal_is_asked_for_again_then_passes_custody_and_freezes_the_unit(cast, caller, done, refused):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    body = {"units": [{"unit_id": str(unit.id), "seal_seen": "AN999999",
                       "reading": {"gross_mg": stories.BAG_MG, "scale": "S-FLOOR"}}]}
    keeper = caller(cast.storekeeper)

    found = refused(keeper.post(f"transfers/{offer.id}/acceptance/", body), 400, "seal.read_again", field="seals")
    assert unit.label in found["detail"]
    assert unit.seal not in found["detail"]
    answer = done(keeper.post(f"transfers/{offer.id}/acceptance/", body))

    assert len(answer["discrepancies"]) == 1
    found = keeper.get(f"units/{unit.id}/").json()
    assert (found["custodian"], found["discrepancy_open"]) == ("4601", True)


def test_a_seal_that_is_gone_is_said_to_be_so(cast, caller, done):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    body = {"units": [{"unit_id": str(unit.id), "seal_seen": None}]}

    assert done(caller(cast.storekeeper).post(f"transfers/{offer.id}/acceptance/", body))["discrepancies"]


@pytest.mark.parametrize("named", [[], [{}]])
def test_every_seal_must_be_read(cast, caller, refused, named):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    body = {"units": [{"unit_id": str(unit.id)} | each for each in named]}

    found = refused(caller(cast.storekeeper).post(f"transfers/{offer.id}/acceptance/", body), 400, "seal.not_read",
                    field="seals")

    assert unit.label in found["detail"]


def test_a_unit_named_twice_is_refused(cast, caller, refused):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    response = caller(cast.storekeeper).post(f"transfers/{offer.id}/acceptance/", read_of([unit, unit]))

    refused(response, 400, "unit.twice", field="units")


def test_nobody_signs_both_sides(cast, caller, refused):
    [unit] = stories.seized(cast)

    response = caller(cast.officer).post("transfers/", {"unit_ids": [str(unit.id)], "receiver_badge": "4417"})

    refused(response, 403, "people.same")


def test_what_is_not_in_my_name_i_do_not_offer(cast, caller, refused):
    [unit] = stories.seized(cast)

    response = caller(cast.third_officer).post("transfers/", {"unit_ids": [str(unit.id)], "receiver_badge": "4601"})

    assert response.status_code == 403
    refused(response, 403, response.json()["code"])


def test_what_is_offered_is_not_offered_again(cast, caller, done, refused):
    [unit] = stories.seized(cast)
    officer, body = caller(cast.officer), {"unit_ids": [str(unit.id)], "receiver_badge": "4601"}
    done(officer.post("transfers/", body))

    response = officer.post("transfers/", body)

    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


@pytest.mark.parametrize("body", [{"unit_ids": []}, {"unit_ids": ["x"]}, {"unit_ids": [7]}, {"unit_ids": "x"},
                                  {"expected_seqs": {"x": 1}}, {"expected_seqs": [1]}, {"route": {"vehicle": "T"}}])
def test_an_offer_of_nothing_is_refused(cast, caller, refused, body):
    [unit] = stories.seized(cast)
    offer = {"unit_ids": [str(unit.id)], "receiver_badge": "4601"} | body

    refused(caller(cast.officer).post("transfers/", offer), 400, "request.fields")


def test_a_version_that_was_overtaken_is_refused(cast, caller, refused):
    [unit] = stories.seized(cast)
    body = {"unit_ids": [str(unit.id)], "receiver_badge": "4601", "expected_seqs": {str(unit.id): 1}}

    refused(caller(cast.officer).post("transfers/", body), 409, "record.stale")


def test_an_offer_is_refused_or_withdrawn_with_a_reason(cast, caller, done, refused):
    first, second = stories.seized(cast, count=2)
    offers = [stories.offered(cast, [unit], receiver=cast.storekeeper) for unit in (first, second)]
    keeper, officer = caller(cast.storekeeper), caller(cast.officer)

    refused(keeper.post(f"transfers/{offers[0].id}/refusal/", {"reason": " "}), 400, "request.fields", field="reason")
    no = done(keeper.post(f"transfers/{offers[0].id}/refusal/", {"reason": "No room"}))["transfer"]
    back = done(officer.post(f"transfers/{offers[1].id}/cancellation/", {"reason": "Wrong one"}))["transfer"]

    assert [no["state"], back["state"]] == ["refused", "cancelled"]
    response = keeper.post(f"transfers/{offers[0].id}/acceptance/", read_of([first]))
    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


def test_only_who_was_named_accepts(cast, caller, refused):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)

    response = caller(cast.supervisor).post(f"transfers/{offer.id}/acceptance/", read_of([unit]))

    assert response.status_code == 403
    refused(response, 403, response.json()["code"])
    refused(caller(cast.second_storekeeper).post(f"transfers/{offer.id}/acceptance/", read_of([unit])), 404,
            "record.not_found")


def test_a_hand_over_is_read_with_its_units_and_without_its_route(cast, caller):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    crew = caller(cast.crew)

    found = crew.get(f"transfers/{offer.id}/").json()

    assert [each["label"] for each in found["units"]] == [units[0].label]
    assert found["receiver_second"] == "4502"
    assert "BITTERN" not in str(found)
    assert "T-4" not in str(found)
    assert [each["id"] for each in crew.get("transfers/", state="offered").json()["results"]] == [str(offer.id)]
    assert caller(cast.third_crew).get("transfers/").json()["results"] == []


def test_what_is_not_taken_is_named_with_its_reason(cast, caller, done, refused):
    here, gone = stories.seized(cast, count=2)
    offer = stories.offered(cast, [here, gone], receiver=cast.storekeeper)
    keeper, path = caller(cast.storekeeper), f"transfers/{offer.id}/acceptance/"
    refused(keeper.post(path, read_of([here]) | {"reported": [{"unit_id": str(gone.id), "kind": "ugly"}]}), 400,
            "choice.unknown", field="reported")

    answer = done(keeper.post(path, read_of([here]) | {"reported": [{"unit_id": str(gone.id), "kind": "missing"}]}))

    assert len(answer["discrepancies"]) == 1
    assert [unit.custodian for unit in stories.fresh([here, gone])] == [cast.storekeeper, cast.officer]


def test_command_hands_over_for_somebody_who_is_absent(cast, caller, done, refused):
    stories.seized(cast, count=2)
    body = {"absent_badge": "4417", "receiver_badge": "4602", "second_badge": "4420", "reason": "ill"}
    refused(caller(cast.storekeeper).post("transfer-commands/", body), 403, "role.missing")

    answer = done(caller(cast.supervisor).post("transfer-commands/", body))["transfer"]

    # The container it came out of is in the same hands.
    assert (answer["giver"], answer["receiver"], answer["unit_count"]) == ("4417", "4602", 3)


def test_the_giver_alone_reads_a_ticket_and_only_while_the_offer_waits(cast, caller, done):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    path = f"transfers/{offer.id}/"

    ticket = caller(cast.officer).get(path).json()["ticket"]
    assert read_ticket(ticket["code"], at=stories.now()) == offer.id
    until = datetime.fromisoformat(ticket["until"])
    assert abs(until - stories.now() - LASTS) < timedelta(minutes=1)
    assert caller(cast.officer).get(path).json()["ticket"]["code"] != ticket["code"]
    assert caller(cast.storekeeper).get(path).json()["ticket"] is None
    assert caller(cast.supervisor).get(path).json()["ticket"] is None

    done(caller(cast.storekeeper).post(f"{path}acceptance/", read_of(units)))
    assert caller(cast.officer).get(path).json()["ticket"] is None
