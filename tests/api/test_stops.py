"""A container is stopped, guarded, stripped and released by programs of people."""

from __future__ import annotations

import pytest

from tests import clearing, stories
from tests.stories import fresh

STOP = {"kind": "container", "place": "HERON", "second_badge": "4418", "container_number": "MSCU1234566"}


def test_a_stop_puts_the_container_in_custody(cast, caller, done):
    answer = done(caller(cast.officer).post("stops/", {**STOP, "circumstances": {"detection": "dog"}}))

    unit = answer["unit"]
    assert (unit["custody_state"], unit["custodian"], unit["kind"]) == ("contained", "4417", "container")
    assert "HERON" not in str(answer)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"place": "NOWHERE"}, "place.unknown", "place"),
        ({"second_badge": "0000"}, "officer.unknown", "second_badge"),
        ({"container_number": "MSCU1234560"}, "container.check_digit", "container_number"),
        ({"circumstances": {"detection": "guess"}}, "choice.unknown", "detection"),
        ({"kind": "tent"}, "choice.unknown", "kind"),
    ],
)
def test_a_stop_that_makes_no_sense_is_refused_at_its_field(cast, caller, refused, change, code, field):
    refused(caller(cast.officer).post("stops/", STOP | change), 400, code, field=field)


def test_a_stop_needs_two_people(cast, caller, refused):
    refused(caller(cast.officer).post("stops/", STOP | {"second_badge": "4417"}), 403, "people.same")


def test_a_container_in_custody_is_stopped_again_only_as_another_of_its_number(cast, caller, done, refused):
    unit, officer = stories.contained(cast), caller(cast.third_officer)

    found = refused(officer.post("stops/", STOP), 409, "stop.in_custody")
    other = done(officer.post("stops/", STOP | {"number_on_another": True}))["unit"]

    assert unit.label in found["detail"]
    assert other["discrepancy_open"] is True


def test_who_may_not_stop_is_told_whose_act_it_is(cast, caller, refused):
    found = refused(caller(cast.planner).post("stops/", STOP), 403, "role.missing")

    assert "officer" in found["detail"]


def test_a_guard_is_posted_and_relieved(cast, caller, done):
    unit = stories.contained(cast)
    officer = caller(cast.officer)

    posted = done(officer.post(f"units/{unit.id}/guards/", {"guard_badge": "4420"}))["guard"]
    relieved = done(officer.post(f"guards/{posted['id']}/relief/"))["guard"]

    assert (posted["guard"], posted["relieved_at"]) == ("4420", None)
    assert relieved["relieved_at"] is not None


def test_a_guard_who_stands_there_is_not_posted_twice(cast, caller, done, refused):
    unit = stories.contained(cast)
    officer = caller(cast.officer)
    done(officer.post(f"units/{unit.id}/guards/", {"guard_badge": "4420"}))

    refused(officer.post(f"units/{unit.id}/guards/", {"guard_badge": "4420"}), 400, "guard.posted", field="guard_badge")


def test_a_container_is_stripped_interrupted_and_emptied(cast, caller, done):
    unit = stories.contained(cast)
    officer, at = caller(cast.officer), f"units/{unit.id}/extraction/"

    started = done(officer.post(at, {"witness_badge": "4418"}))["unit"]
    seal = {"number": stories.new_seal().number, "seal_class": "H"}
    closed = done(officer.post(f"{at}interruption/", {"reason": "Dark", "seal": seal, "second_badge": "4418"}))["unit"]
    done(officer.post(at, {"witness_badge": "4418"}))
    emptied = done(officer.post(f"{at}end/"))["unit"]

    assert [each["custody_state"] for each in (started, closed, emptied)] == ["extraction", "contained", "emptied"]


def test_an_extraction_that_did_not_begin_is_not_ended(cast, caller, refused):
    unit = stories.contained(cast)

    found = refused(caller(cast.officer).post(f"units/{unit.id}/extraction/end/"), 409, "lifecycle.custody")

    assert found["detail"] == "This cannot be done while the unit is contained. Its page shows what can be done now"


def test_a_stale_version_is_refused(cast, caller, refused):
    unit = stories.contained(cast)

    body = {"witness_badge": "4418", "expected_seq": unit.last_seq - 1}

    refused(caller(cast.officer).post(f"units/{unit.id}/extraction/", body), 409, "record.stale")


def test_a_container_is_released_with_approval_and_then_is_in_nobodys_name(cast, caller, done):
    unit = stories.emptied(cast)
    clearing.cleared(cast, unit)

    asked = done(caller(cast.officer).post(f"units/{unit.id}/exceptions/", {"exception": "release", "reason": "empty"}))
    assert fresh([unit])[0].custody_state == "emptied"
    done(caller(cast.supervisor).post(f"exceptions/{asked['exception']}/decision/", {"approve": True}))

    [released] = fresh([unit])
    assert (released.custody_state, released.custodian) == ("released", None)


def test_only_posts_are_taken_where_something_is_done(cast, caller, refused):
    response = caller(cast.officer).get("stops/")

    refused(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "POST, OPTIONS"


def test_an_emptied_container_is_searched_once_more_by_two_others_before_it_goes(cast, caller, done, refused):
    unit = stories.emptied(cast)
    said = {"method": "dog", "result": "clear", "second_badge": "4501"}
    release = {"exception": "release", "reason": "empty"}

    refused(caller(cast.officer).post(f"units/{unit.id}/exceptions/", release), 409, "clearance.missing")
    refused(caller(cast.officer).post(f"units/{unit.id}/clearances/", said), 403, "clearance.stripped_it")
    answer = done(caller(cast.third_officer).post(f"units/{unit.id}/clearances/", said))

    assert answer["unit"]["custody_state"] == "emptied"
    refused(caller(cast.officer).post(f"units/{unit.id}/exceptions/", release), 409, "clearance.unsigned")


def test_a_stop_says_that_its_place_is_not_known(cast, caller, done):
    stopped = done(caller(cast.officer).post("stops/", {
        "kind": "container", "place": None, "second_badge": "4418", "container_number": "MSCU1234566"}))["unit"]

    assert stopped["custody_state"] == "contained"
    moved = caller(cast.officer).post("moves/", {"unit_ids": [stopped["id"]], "place": "PLOVER"})
    assert moved.status_code == 201


def test_what_the_second_search_found_is_taken_out_and_the_board_says_how_it_stands(cast, caller, done, refused):
    unit = stories.emptied(cast)
    officer, path = caller(cast.officer), f"units/{unit.id}/"
    refused(officer.post(path + "extraction/resumption/", {"witness_badge": "4501"}), 409, "clearance.nothing_found")
    clearing.searched(cast, unit, result="residue")
    [line] = officer.get("guards/board/").json()
    assert (line["label"], line["risk"], line["reason"], line["clock"]) == (unit.label, "high", "alone", "CLEARANCE")

    answer = done(officer.post(path + "extraction/resumption/", {"witness_badge": "4501"}))
    done(officer.post(path + "held/", {"held_for": "scan"}))

    assert answer["unit"]["custody_state"] == "extraction"
    [line] = officer.get("guards/board/").json()
    assert (line["custody_state"], line["held_for"], line["clock"]) == ("extraction", "scan", "STRIP")
    refused(caller(cast.planner).get("guards/board/"), 403, "role.missing")
