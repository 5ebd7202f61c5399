"""Exceptions and the bench through the API: the same acts and refusals as through the pages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from custody.evidence.models import HandlingUnit
from tests import stories
from tests.evidence.exceptional import (
    BATCH,
    PAPER,
    TAKEN,
    asked,
    decided,
    let_go_on,
    missing,
    signed,
    signed_by_each,
    training_sample,
)  # fmt: skip
from tests.evidence.test_bench_acts import swept
from tests.evidence.test_command import ordered
from tests.evidence.test_unpacking import BAG, KG, pallet
from tests.stories import BAG_MG, fresh, new_seal

WITNESS = {"witness_badge": "4602"}


def part(gross_mg, **changes):
    return {"kind": "bag", "package_count": round(gross_mg / 1_000_000),
            "reading": {"gross_mg": gross_mg, "scale": "S-FLOOR"}, "seal": {"number": new_seal().number},
            **changes}  # fmt: skip


def test_an_exception_is_asked_for_and_decided(cast, caller, token_of, done, refused):
    [unit] = stories.stored(cast)
    case, boss = caller(cast.case_officer), caller(cast.regional_head)
    body = {"exception": "hand_out", "reason": "treaty", "reference": "KP 7", "party": "Douane"}
    key = uuid4()

    made = done(case.post(f"units/{unit.id}/exceptions/", body, key=key))
    assert done(case.post(f"units/{unit.id}/exceptions/", body, key=key), again=True)["exception"] == made["exception"]
    path = f"exceptions/{made['exception']}/"
    assert boss.get(path).json()["state"] == "open"
    refused(token_of(cast.regional_head).post(path + "decision/", {"approve": True}), 403, "token.cannot_sign")
    refused(case.post(path + "decision/", {"approve": True}), 403, "role.missing")
    refused(boss.post(path + "decision/", {"approve": False}), 400, "text.empty", field="answer")
    refused(boss.post(path + "decision/", {"approve": True}), 409, "exception.no_act")
    done(case.post(path + "act/", {"reference": "KP 7", "document": SimpleUploadedFile("act.pdf", PAPER)}, form=True))
    done(boss.post(path + "decision/", {"approve": True}))

    assert fresh([unit])[0].custody_state == "stored", "with its keeper until they give it"
    taken = {"witness_badge": "4420", "document": SimpleUploadedFile("receipt.pdf", PAPER), **TAKEN}
    refused(boss.post(path + "giving/", taken, form=True), 403, "custody.not_yours")
    taken["document"].seek(0)
    done(caller(cast.storekeeper).post(path + "giving/", taken, form=True))
    assert fresh([unit])[0].custody_state == "handed_over"
    assert boss.get(path).json()["given_by"] == cast.storekeeper.badge
    assert [row["state"] for row in boss.get("exceptions/").json()["results"]] == ["approved"]
    assert boss.get("exceptions/", state="open").json()["results"] == []


def test_what_was_asked_for_is_taken_back_and_a_correction_says_what_is_right(cast, caller, done, refused):
    [unit] = stories.stored(cast)
    keeper = caller(cast.storekeeper)
    right = {"event_seq": 1, "package_count": 24, "substance": "heroin"}
    body = {"exception": "correction", "reason": "24 bricks of heroin", "correction": right}
    first = done(keeper.post(f"units/{unit.id}/exceptions/", body))["exception"]
    done(keeper.post(f"exceptions/{first}/withdrawal/"))
    second = done(keeper.post(f"units/{unit.id}/exceptions/", body))["exception"]
    refused(keeper.post(f"units/{unit.id}/exceptions/", body), 409, "exception.open")
    refused(caller(cast.supervisor).post(f"exceptions/{second}/decision/", {"approve": True}), 403, "role.missing")
    done(caller(cast.regional_head).post(f"exceptions/{second}/decision/", {"approve": True}))

    assert keeper.get(f"exceptions/{second}/").json()["substance"] == "heroin"
    [right] = fresh([unit])
    assert (right.package_count, right.exhibit.substance) == (24, "heroin")


def test_a_unit_is_split_and_the_witness_signs(cast, caller, token_of, done, refused):
    [unit] = stories.stored(cast)
    body = {"parts": [part(10_000_000), part(BAG_MG - 10_000_000)], "reason": "half", **WITNESS}
    keeper = caller(cast.storekeeper)
    refused(
        keeper.post(f"units/{unit.id}/parts/", body | {"parts": [part(1_000_000), part(2_000_000)]}), 400,
        "parts.lighter",
    )  # fmt: skip
    uncounted = body | {"parts": [part(BAG_MG), part(1, package_count=None)]}
    refused(keeper.post(f"units/{unit.id}/parts/", uncounted), 400, "parts.not_counted", field="package_count")
    made = done(keeper.post(f"units/{unit.id}/parts/", body))["units"]
    assert {row["signature_owed"] for row in made} == {True}
    owed = caller(cast.second_storekeeper).get("signatures/").json()["results"]
    ids = {"signature_ids": [row["id"] for row in owed]}
    refused(token_of(cast.second_storekeeper).post("signatures/", ids), 403, "token.cannot_sign")
    refused(caller(cast.crew).post("signatures/", ids), 403, "signature.not_named")
    done(caller(cast.second_storekeeper).post("signatures/", ids))
    assert not HandlingUnit.objects.filter(signature_owed=True).exists()
    whole = done(keeper.post("merges/", {"unit_ids": [row["id"] for row in made], "part": part(BAG_MG),
                                         "reason": "one again", **WITNESS}))["unit"]  # fmt: skip
    assert whole["custody_state"] == "stored"


def test_every_act_of_the_bench_has_its_address(cast, caller, done):
    first, second, third, fourth = stories.stored(cast, count=4)
    keeper = caller(cast.storekeeper)
    paper = {"reference": "KP 3"}
    done(keeper.post(f"units/{first.id}/retention/", {
        "retained": part(10_000_000), "rest": [part(BAG_MG - 10_000_000)], "authority": "prosecutor", "reason": "x",
        **paper, **WITNESS}))  # fmt: skip
    done(keeper.post(f"units/{second.id}/exchange/", {
        "originals": [part(BAG_MG)], "dummies": [part(24_000_000)], **paper, **WITNESS}))  # fmt: skip
    seal = {"new_seal": {"number": new_seal().number}, "reason": "torn", **WITNESS}
    done(keeper.post(f"units/{third.id}/seals/replacement/", seal))
    done(keeper.post("neutralisations/", {"unit_ids": [str(third.id)], "method": "soil", **BATCH, **WITNESS,
                                         "weights": [{"unit_id": str(third.id), "gross_mg": BAG_MG + 2_000_000,
                                                      "scale": "S-FLOOR", "added_mg": 2_000_000}]}))
    third.refresh_from_db()
    assert third.gross_mg == BAG_MG + 2_000_000
    signed_by_each([third])
    tested = {"unit_ids": [str(third.id)], "test": "passed", **WITNESS}
    assert done(keeper.post("neutralisations/tests/", tested))["units"][0]["neutralised"]
    found = {"description": "IMEI 35", "powered": "off", "seal": {"number": new_seal().number}, **WITNESS}
    assert done(keeper.post(f"units/{third.id}/trackers/", found))["unit"]["kind"] == "digital"
    swept(cast, third, "clear")
    over = done(caller(cast.supervisor).post(f"units/{third.id}/incident/end/", {"finding": "A dead beacon"}))
    assert over["unit"]["incident_open"] is False
    done(caller(cast.auditor).post(f"units/{fourth.id}/search/", {"remark": "empty"}))
    done(caller(cast.supervisor).post(f"units/{fourth.id}/search/failure/"))
    back = done(keeper.post(f"units/{fourth.id}/search/find/", {"remark": "there", "place": "DUNLIN", **WITNESS}))
    assert back["unit"]["search_state"] == "located"
    flown = done(caller(cast.duty_officer).post("flights/", {
        "unit_ids": [str(third.id)], "destination": "DUNLIN", "reason": "fire"}))["units"]  # fmt: skip
    assert flown[0]["emergency_move"]


def test_written_acts_loans_and_finds_beside_the_drugs(cast, caller, done):
    container = stories.contained(cast)
    let_go_on(cast, container)
    ended = {"witness_badge": "4418", "place": "HERON"}
    done(caller(cast.officer).post(f"units/{container.id}/operation/end/", ended))
    made = training_sample(cast)
    decided(asked(cast, made, "loan", by=cast.case_officer, party="4420"), by=cast.supervisor)
    weighed = {"reading": {"gross_mg": 5_000, "scale": "S-BENCH"}, "place": "BITTERN"}
    done(caller(cast.second_storekeeper).post(f"units/{made.id}/loan/end/", weighed))
    seizure = stories.opened_seizure(cast)
    cash = {"exhibit_kind": "cash", "description": "two bundles", "seal": {"number": new_seal().number}}
    assert done(caller(cast.officer).post(f"seizures/{seizure.id}/beside/", cash))["unit"]["kind"] == "cash"


def test_a_result_is_written_and_verified(cast, caller, done, refused):
    taken = stories.sampled(cast)
    case = caller(cast.case_officer)
    said = {"outcome": "positive", "substance": "cocaine", "purity_permille": 812, "laboratory": "NICC",
            "reference": "L 7"}  # fmt: skip
    result = done(case.post(f"units/{taken.sample_unit_id}/results/", said))["result"]
    refused(case.post(f"results/{result}/verification/"), 403, "result.own")
    refused(caller(cast.supervisor).post(f"results/{result}/verification/"), 409, "result.no_paper")
    paper = {"document": SimpleUploadedFile("result.pdf", PAPER)}
    done(case.post(f"results/{result}/paper/", paper, form=True))
    done(caller(cast.supervisor).post(f"results/{result}/verification/"))

    [row] = case.get("results/").json()["results"]
    assert (row["purity_permille"], row["verified_by"]) == (812, "4901")
    assert caller(cast.crew).get("results/").json()["results"] == []


def test_danger_to_a_place_is_said_asked_about_and_cleared(cast, caller, token_of, done, refused):
    boss, duty = caller(cast.supervisor), caller(cast.duty_officer)
    done(boss.post("dangers/", {"place": "HERON", "danger": 3, "cause": "shots"}))
    done(boss.post("dangers/clearing/", {"place": "HERON", "reason": "quiet"}))
    refused(boss.post("dangers/clearance/", {"place": "HERON", "reason": "quiet"}), 403, "people.same")
    done(duty.post("dangers/clearance/", {"place": "HERON", "reason": "seen"}))


def test_a_bag_is_taken_out_and_the_rest_is_shared_out_over_two(cast, caller, done, refused):
    whole, first, second, third = pallet(cast)
    keeper = caller(cast.storekeeper)
    path = f"units/{first.id}/taking-out/"
    body = {"reading": {"gross_mg": BAG, "scale": "S-FLOOR"}, "reason": "for the court", **WITNESS}

    refused(keeper.post(path, body), 400, "takeout.no_outer_seal", field="outer_seal")
    said = body | {"outer_seal": {"number": new_seal().number}, "left_count": 2}
    answer = done(keeper.post(path, said))
    assert (answer["unit"]["custody_state"], fresh([first])[0].parent) == ("stored", None)
    signed([whole, first], by=cast.second_storekeeper)
    body = {"parts": [part(25 * KG), part(30 * KG)], "reason": "half", **WITNESS}
    refused(keeper.post(f"units/{whole.id}/parts/", body), 400, "divide.left_out", field="inside")
    done(keeper.post(f"units/{whole.id}/parts/", body | {"inside": [[str(second.id)], [str(third.id)]]}))

    assert len({each.parent_id for each in fresh([second, third])} - {whole.id}) == 2


def test_the_discrepancy_of_what_is_missing_names_its_search(cast, caller):
    [unit] = stories.stored(cast)
    missing(cast, unit)
    boss = caller(cast.supervisor)
    [row] = boss.get("discrepancies/").json()["results"]

    search = boss.get(f"discrepancies/{row['id']}/").json()["search"]

    assert (search["state"], search["noticed_by"], len(search["inventory_ids"])) == ("missing", "4931", 1)


def test_who_was_ousted_objects_once(cast, caller, token_of, done, refused):
    [unit] = stories.stored(cast)
    stories.accepted(ordered(cast), by=cast.second_storekeeper)
    [owed] = caller(cast.storekeeper).get("signatures/").json()["results"]
    door = f"signatures/{owed['id']}/objection/"

    refused(caller(cast.officer).post(door, {"objection": "x"}), 404, "record.not_found")
    refused(token_of(cast.storekeeper).post(door, {"objection": "x"}), 403, "token.cannot_sign")
    made = done(caller(cast.storekeeper).post(door, {"objection": "one pallet is missing"}))
    refused(caller(cast.storekeeper).post(door, {"objection": "x"}), 409, "objection.made")

    assert made["signature"] == owed["id"]
    assert fresh([unit])[0].discrepancy_open


@pytest.mark.parametrize(("path", "field"), [("seals/faults/", "fault"), ("search/", "remark")])
def test_nobody_freezes_a_unit_without_saying_what_was_seen(cast, caller, path, field):
    [unit] = stories.stored(cast)

    answer = caller(cast.second_storekeeper).post(f"units/{unit.id}/{path}", {})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not stories.fresh([unit])[0].discrepancy_open
