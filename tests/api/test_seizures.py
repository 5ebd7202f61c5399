"""A seizure is opened, what was found is registered, and it is read without place and without mass."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests import stories
from tests.destruction import stories as burns

COCAINE = {"substance": "cocaine", "form": "pressed_brick", "field_test": "positive"}


def bag(**changes):
    seal = {"number": stories.new_seal().number}
    return {"kind": "bag", "package_count": 25, "reading": {"gross_mg": stories.BAG_MG, "scale": "S-FLOOR"},
            "seal": seal} | changes


def test_a_seizure_is_opened_out_of_a_container(cast, caller, done):
    container = stories.opened(cast)
    body = {"second_badge": "4418", "exhibits": [COCAINE], "conveyance_id": str(container.id), "ends_extraction": True,
            "circumstances": {"concealment": "rip_off_bags"}}

    seizure = done(caller(cast.officer).post("seizures/", body))["seizure"]

    assert (seizure["state"], seizure["second_officer"]) == ("open", "4418")
    assert seizure["conveyance_id"] == str(container.id)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"exhibits": []}, 400, "request.fields"),
        ({"exhibits": [COCAINE | {"substance": "sugar"}]}, 400, "choice.unknown"),
        ({"second_badge": "4417"}, 403, "people.same"),
        ({"conveyance_id": str(uuid4())}, 404, "record.not_found"),
    ],
)
def test_a_seizure_that_makes_no_sense_is_refused(cast, caller, refused, change, status, code):
    body = {"second_badge": "4418", "exhibits": [COCAINE]} | change

    refused(caller(cast.officer).post("seizures/", body), status, code)


def test_many_units_are_registered_at_once_in_the_order_sent(cast, caller, done):
    seizure = stories.opened_seizure(cast)
    pallet = {"kind": "pallet", "label": None, "reading": {"gross_mg": 3 * stories.BAG_MG, "scale": "S-PALLET"}}
    body = {"units": [bag(), bag(package_count=24), pallet], "co_custodian_badge": "4418"}

    answer = done(caller(cast.officer).post(f"seizures/{seizure.id}/units/", body))

    assert [unit["kind"] for unit in answer["units"]] == ["bag", "bag", "pallet"]
    assert [unit["package_count"] for unit in answer["units"]] == [25, 24, None]
    assert {unit["co_custodian"] for unit in answer["units"]} == {"4418"}
    assert answer["seizure"]["id"] == str(seizure.id)


def test_a_seal_that_shows_a_used_number_when_it_is_looked_at_again_is_recorded_with_its_unit(
    cast, caller, done, refused
):
    seizure, officer, known = stories.opened_seizure(cast), caller(cast.officer), bag()
    path = f"seizures/{seizure.id}/units/"
    done(officer.post(path, {"units": [known]}))

    refused(officer.post(path, {"units": [bag(), bag(seal=known["seal"])]}), 400, "seal.in_use")
    looked = known["seal"] | {"looked_again": True}
    [fine, frozen] = done(officer.post(path, {"units": [bag(), bag(seal=looked)]}))["units"]

    assert (fine["discrepancy_open"], frozen["discrepancy_open"]) == (False, True)


@pytest.mark.parametrize("door", ["seals/", "seals/replacement/"])
def test_who_looked_again_at_a_used_number_records_it_on_a_unit_that_is_sealed(cast, caller, done, refused, door):
    [known], officer = stories.seized(cast), caller(cast.officer)
    [unit] = stories.seized(cast, seal=None) if door == "seals/" else stories.seized(cast)
    said = {"seal": {"number": known.seal}, "second_badge": "4418"} if door == "seals/" else {
        "new_seal": {"number": known.seal}, "reason": "torn", "witness_badge": "4418"}  # fmt: skip
    path = f"units/{unit.id}/{door}"
    refused(officer.post(path, said), 400, "seal.in_use")

    for name in {"seal", "new_seal"} & said.keys():
        said[name]["looked_again"] = True
    made = done(officer.post(path, said))["unit"]

    assert made["discrepancy_open"]
    assert stories.fresh([unit])[0].seal is None


def test_a_bag_inside_a_pallet_shares_its_state(cast, caller, done):
    from custody.core.identifiers import new_label

    seizure, label = stories.opened_seizure(cast), new_label(b"abcde")
    pallet = {"kind": "pallet", "label": label, "reading": {"gross_mg": 3 * stories.BAG_MG, "scale": "S-PALLET"}}
    body = {"units": [pallet, bag(parent_label=label)]}
    officer = caller(cast.officer)

    outer, inner = done(officer.post(f"seizures/{seizure.id}/units/", body))["units"]

    assert (inner["parent_id"], inner["custody_state"], inner["custodian"]) == (outer["id"], "inside", None)
    inside = officer.get(f"units/{outer['id']}/contents/").json()["results"]
    assert [unit["label"] for unit in inside] == [inner["label"]]


def test_a_seal_is_used_once_in_the_life_of_the_house(cast, caller, done, refused):
    seizure = stories.opened_seizure(cast)
    officer, entry = caller(cast.officer), bag()
    done(officer.post(f"seizures/{seizure.id}/units/", {"units": [entry]}))

    response = officer.post(f"seizures/{seizure.id}/units/", {"units": [entry]})

    assert response.status_code == 400
    found = refused(response, 400, response.json()["code"])
    number = entry["seal"]["number"].replace(" ", "")
    assert found["detail"] == f"Bag 2: Seal {number} is already in use. Read it again, then tell your supervisor"


def test_what_was_found_is_described_later(cast, caller, done, refused):
    body = {"second_badge": "4418", "exhibits": [{"substance": "cocaine", "form": "unknown"}]}
    made = done(caller(cast.officer).post("seizures/", body))["seizure"]["id"]

    done(caller(cast.second_officer).post(f"seizures/{made}/description/", {"form": "powder"}))

    [exhibit] = caller(cast.officer).get(f"seizures/{made}/").json()["exhibits"]
    assert exhibit["form"] == "powder"
    refused(caller(cast.officer).post(f"seizures/{made}/description/", {"form": "liquid"}), 409, "find.said")


def test_a_wrong_field_deep_in_the_list_is_named_by_its_path(cast, caller, refused):
    seizure = stories.opened_seizure(cast)
    body = {"units": [bag(), bag(reading={"gross_mg": "heavy"})]}

    response = caller(cast.officer).post(f"seizures/{seizure.id}/units/", body)

    refused(response, 400, "request.fields", field="units.1.reading.gross_mg")


def test_who_did_not_seize_registers_nothing(cast, caller, refused):
    seizure = stories.opened_seizure(cast)

    response = caller(cast.third_officer).post(f"seizures/{seizure.id}/units/", {"units": [bag()]})

    assert response.status_code == 403
    refused(response, 403, response.json()["code"])


def test_a_seizure_is_read_with_its_exhibits(cast, caller):
    seizure = stories.opened_seizure(cast)

    found = caller(cast.planner).get(f"seizures/{seizure.id}/").json()

    assert found["code_word"] == seizure.code_word
    assert [(each["number"], each["substance"]) for each in found["exhibits"]] == [(1, "cocaine")]


def test_the_units_of_a_seizure_are_listed(cast, caller):
    units = stories.seized(cast, count=2)

    found = caller(cast.planner).get(f"seizures/{units[0].seizure_id}/units/").json()

    assert [each["label"] for each in found["results"]] == sorted(unit.label for unit in units)


def test_seizures_are_listed_by_state(cast, caller):
    seizure = stories.opened_seizure(cast)
    planner = caller(cast.planner)

    assert [each["id"] for each in planner.get("seizures/", state="open").json()["results"]] == [str(seizure.id)]
    assert planner.get("seizures/", state="closed").json()["results"] == []


def test_a_seizure_whose_mass_adds_up_is_closed_by_an_auditor(cast, caller, done, refused):
    [unit] = burns.reconciled(cast)
    path = f"seizures/{unit.seizure_id}/closure/"

    assert done(caller(cast.auditor).post(path))["seizure"]["state"] == "closed"
    response = caller(cast.auditor).post(path)
    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


def test_a_seizure_that_is_not_burnt_is_not_closed(cast, caller, refused):
    [unit] = stories.seized(cast)

    response = caller(cast.auditor).post(f"seizures/{unit.seizure_id}/closure/")

    assert response.status_code == 409
    refused(response, 409, response.json()["code"])


def test_official_reports_are_recorded_listed_and_put_right_by_two(cast, caller, token_of, done, refused):
    seizure = stories.opened_seizure(cast)
    path = f"seizures/{seizure.id}/reports/"
    head = {"report_kind": "seizure", "service": "customs", "number": "B 1/2026",
            "drawn_on": burns.local_day(seizure.seized_at).isoformat()}  # fmt: skip
    officer, clerk = caller(cast.officer), caller(cast.case_officer)

    refused(officer.post(path, head | {"service": "navy"}), 400, "choice.unknown")
    report = done(officer.post(path, head))["report"]
    refused(officer.post(path, head), 400, "report.taken")
    done(officer.post(path, head | {"number": "B 2/2026", "report_kind": "sampling"}))
    assert [(each["number"], each["initial"]) for each in clerk.get(path).json()["results"]] == [
        ("B 1/2026", True), ("B 2/2026", False),
    ]  # fmt: skip

    done(officer.post(f"reports/{report}/corrections/", head | {"number": "B 3/2026", "reason": "a slip"}))
    refused(officer.post(f"reports/{report}/decision/", {"approve": True}), 403, "report.own")
    refused(token_of(cast.case_officer).post(f"reports/{report}/decision/", {"approve": True}), 403,
            "token.cannot_sign")  # fmt: skip
    done(clerk.post(f"reports/{report}/decision/", {"approve": True}))
    assert clerk.get(path).json()["results"][0]["number"] == "B 3/2026"
