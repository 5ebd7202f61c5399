"""Units: read, told, weighed, sealed, swept, sampled. Masses only for those whose task it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.api.v1 import outputs
from custody.evidence.selectors import access
from custody.web.shared import masks
from tests import stories


def check(gross_mg=stories.BAG_MG, count=25):
    return {"reading": {"gross_mg": gross_mg, "scale": "S-FLOOR", "package_count": count}}


def test_a_unit_is_read_by_id_and_found_by_its_label_however_typed(cast, caller):
    [unit] = stories.seized(cast)
    officer = caller(cast.officer)

    assert officer.get(f"units/{unit.id}/").json()["label"] == unit.label
    found = officer.get("units/", label=unit.label.lower().replace("-", " ")).json()["results"]
    assert [each["id"] for each in found] == [str(unit.id)]
    assert officer.get("units/", label="no label").json()["results"] == []


@pytest.mark.parametrize(("role", "seen"), [("supervisor", True), ("auditor", True), ("officer", False),
                                            ("storekeeper", False), ("planner", False), ("device", False)])
def test_a_mass_is_shown_to_those_whose_task_it_is(cast, caller, role, seen):
    [unit] = stories.seized(cast)
    person = caller(getattr(cast, role))

    shown = person.get(f"units/{unit.id}/").json()["gross_mg"]

    assert shown == (stories.BAG_MG if seen else None)


@pytest.mark.parametrize("role", ["supervisor", "auditor", "officer", "planner", "internal_affairs"])
def test_the_pages_and_the_api_ask_one_function_who_sees_a_mass(cast, role):
    assert outputs.sees_mass is masks.sees_mass is access.sees_mass
    assert access.sees_mass(getattr(cast, role)) is (role in {"supervisor", "auditor"})


def test_a_weighing_within_tolerance_opens_nothing(cast, caller, done):
    [unit] = stories.seized(cast)

    answer = done(caller(cast.officer).post(f"units/{unit.id}/weighings/", check()))

    assert answer["discrepancies"] == []
    assert answer["unit"]["discrepancy_open"] is False


def test_a_weighing_beyond_tolerance_freezes_the_unit_until_a_supervisor_explains_it(cast, caller, done, refused):
    [unit] = stories.seized(cast)
    answer = done(caller(cast.officer).post(f"units/{unit.id}/weighings/", check(stories.BAG_MG // 2)))
    [opened] = answer["discrepancies"]
    supervisor, path = caller(cast.supervisor), f"discrepancies/{opened}/"

    assert [each["id"] for each in supervisor.get("discrepancies/").json()["results"]] == [opened]
    assert supervisor.get(path).json()["difference_mg"] == -stories.BAG_MG // 2
    assert caller(cast.officer).get(path).json()["difference_mg"] is None
    refused(caller(cast.officer).post(f"{path}resolution/", {"resolution": "A slip"}), 403, "role.missing")
    solved = done(supervisor.post(f"{path}resolution/", {"resolution": "The scale stood on a hose"}))

    assert solved["discrepancy"]["resolved_by"] == "4901"
    assert solved["unit"]["discrepancy_open"] is False
    assert supervisor.get("discrepancies/").json()["results"] == []


@pytest.mark.parametrize(("body", "code", "field"), [
    ({"reading": {"gross_mg": 1, "scale": "S-NONE"}}, "scale.unknown", "scale"),
    ({"reading": {"gross_mg": 1}}, "scale.missing", "scale"),
    (check() | {"occasion": "seizure"}, "choice.unknown", "occasion"),
    (check() | {"witness_badge": "0000"}, "officer.unknown", "witness_badge"),
])
def test_a_weighing_that_makes_no_sense_is_refused_at_its_field(cast, caller, refused, body, code, field):
    [unit] = stories.seized(cast)

    refused(caller(cast.officer).post(f"units/{unit.id}/weighings/", body), 400, code, field=field)


def test_a_seal_is_taken_off_and_another_put_on(cast, caller, done, refused):
    [unit] = stories.seized(cast)
    officer, path = caller(cast.officer), f"units/{unit.id}/seals/"
    new = {"seal": {"number": stories.new_seal().number}, "second_badge": "4418"}

    response = officer.post(path, new)
    assert response.status_code == 409
    refused(response, 409, response.json()["code"])
    off = done(officer.post(f"{path}removal/", {"reason": "Damaged", "witness_badge": "4418"}))
    on = done(officer.post(path, new))

    assert [off["unit"]["is_sealed"], on["unit"]["is_sealed"]] == [False, True]


def test_a_sweep_clears_the_units(cast, caller, done):
    units = stories.seized(cast, count=2)
    at = stories.now()
    body = {"unit_ids": [str(unit.id) for unit in units], "witness_badge": "4418", "methods": ["visual"],
            "started_at": (at - timedelta(minutes=3)).isoformat(), "ended_at": at.isoformat(), "result": "clear"}
    officer = caller(cast.officer)

    answer = done(officer.post("sweeps/", body))

    assert len(answer["sweeps"]) == 2
    assert officer.get(f"units/{units[0].id}/").json()["unswept"] is False


@pytest.mark.parametrize(("change", "code"), [
    ({"methods": []}, "sweep.methods"),
    ({"result": "fine"}, "choice.unknown"),
    ({"ended_at": "2000-01-01T00:00:00Z"}, "sweep.backwards"),
])
def test_a_sweep_that_makes_no_sense_is_refused(cast, caller, refused, change, code):
    [unit] = stories.seized(cast)
    at = stories.now().isoformat()
    body = {"unit_ids": [str(unit.id)], "witness_badge": "4418", "methods": ["visual"], "started_at": at,
            "ended_at": at, "result": "clear"} | change

    refused(caller(cast.officer).post("sweeps/", body), 400, code)


def samples(unit, **changes):
    return {
        "witness_badge": "4601",
        "samples": [{"sample_kind": "analysis", "seal": {"number": stories.new_seal().number},
                     "reading": {"gross_mg": 5_000, "scale": "S-BENCH"}}],
        "new_seal": {"number": stories.new_seal().number},
        "reading": {"gross_mg": unit.gross_mg - 5_000, "scale": "S-FLOOR", "package_count": 25},
    } | changes


def test_a_sample_is_a_unit_of_its_own(cast, caller, done):
    [unit] = stories.stored(cast)

    answer = done(caller(cast.sampler).post(f"units/{unit.id}/samples/", samples(unit)))

    [sample] = answer["sample_units"]
    assert (sample["kind"], len(answer["samples"])) == ("sample", 1)
    assert answer["unit"]["id"] == str(unit.id)


@pytest.mark.parametrize(("change", "status"), [({"witness_badge": "4701"}, 403), ({"samples": []}, 400)])
def test_a_sample_needs_two_people_and_something_taken(cast, caller, refused, change, status):
    [unit] = stories.stored(cast)

    response = caller(cast.sampler).post(f"units/{unit.id}/samples/", samples(unit, **change))

    refused(response, status, response.json()["code"])


def test_the_story_of_a_unit_names_badges_and_no_sealed_value(cast, caller):
    [unit] = stories.stored(cast)

    story = caller(cast.officer).get(f"units/{unit.id}/timeline/").json()

    codes = [each["code"] for each in story["results"]]
    assert codes[0] == "unit.registered/1"
    assert "unit.stored/1" in codes
    assert story["results"][0]["actor"] == "4417"
    told = {name for each in story["results"] for name in each["values"]}
    assert {"place_id", "gross_mg", "seal"}.isdisjoint(told)
    assert cast.officer.pseudonym not in str(story)
    assert str(stories.BAG_MG) not in str(story)


def test_a_long_story_is_read_page_by_page(cast, caller, monkeypatch):
    from custody.api.v1 import units

    monkeypatch.setattr(units, "_PAGE", 3)
    [unit] = stories.stored(cast)
    officer = caller(cast.officer)

    page, seen, pages = officer.get(f"units/{unit.id}/timeline/").json(), [], 1
    seen += page["results"]
    while page["next"]:
        page, pages = officer.get(page["next"]).json(), pages + 1
        seen += page["results"]

    assert pages > 1
    assert [each["recorded_at"] for each in seen] == sorted(each["recorded_at"] for each in seen)
    assert len({(each["op_id"], each["leaf_hash"]) for each in seen}) == len(seen)
    assert officer.get(page["previous"]).status_code == 200


@pytest.mark.parametrize("cursor", ["-1", "abc", "9999999", "٣"])
def test_a_cursor_that_no_page_gave_is_refused(cast, caller, refused, cursor):
    [unit] = stories.seized(cast)

    refused(caller(cast.officer).get(f"units/{unit.id}/timeline/", cursor=cursor), 400, "cursor.unknown",
            field="cursor")
