"""At the fire, through the API: lots, tests, witnesses, refusals, aborts, the fast lane; and labels."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.evidence.models import Document
from custody.evidence.selectors import labels
from custody.reports.documents import render_document
from tests import stories
from tests.destruction import stories as burns
from tests.destruction.test_aborting import by_fast_lane
from tests.stories import fresh, now


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep the files of the test in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def path_of(session, name):
    return f"sessions/{session.id}/{name}/"


def seal():
    return {"number": stories.new_seal().number}


def reading(unit):
    return {"gross_mg": unit.gross_mg, "scale": "S-FLOOR", "package_count": 25}


def test_lots_are_drawn_tested_and_read(cast, caller, done, refused):
    session = burns.staged(cast, burns.approved(cast, burns.planned(cast, burns.ordered(cast, count=2))))
    refused(caller(cast.supervisor).get(path_of(session, "lots")), 404, "record.not_found")

    done(caller(cast.checker).post(path_of(session, "lots"), {}))
    drawn = caller(cast.supervisor).get(path_of(session, "lots")).json()
    tests = [{"unit_id": each["unit_id"], "result": "positive", "new_seal": seal()} for each in drawn["tickets"]]
    answer = done(caller(cast.second_checker).post(path_of(session, "lots/tests"),
                                            {"witness_badge": "4922", "tests": tests}))

    assert (drawn["seed"], drawn["tickets"][0]["result"]) == (None, None)
    assert len(answer["positive"]) == len(tests)
    assert caller(cast.auditor).get(path_of(session, "lots")).json()["seed"]
    refused(caller(cast.supervisor).post(path_of(session, "unfreezing"), {"reason": "no"}), 403, "session.own_freeze")


def test_witnesses_are_drawn_a_unit_is_refused_and_a_burn_is_broken_off(cast, caller, done):
    session = burns.planned(cast, burns.ordered(cast, count=2))
    done(caller(cast.supervisor).post(path_of(session, "witness-lots"), {}))
    session = burns.at_furnace(cast, burns.staged(cast, burns.approved(cast, session)))
    bad, left = burns.units_of(session)

    done(caller(cast.witness).post(path_of(session, "unit-refusals"), {"unit_id": str(bad.id), "finding": "count"}))
    at = now()
    done(caller(cast.crew).post(path_of(session, "breaking-off"), {
        "started_at": at.isoformat(), "ended_at": now().isoformat(), "reason": "alarm", "unusual_events": "an alarm",
        "left": [{"unit_id": str(left.id), "new_seal": seal(), "reading": reading(left)}],
    }))  # fmt: skip

    session.refresh_from_db()
    assert session.state == "aborted"
    assert fresh([bad])[0].discrepancy_open


def test_a_load_comes_straight_from_the_quay(cast, caller, done):
    session = by_fast_lane(cast)
    units = burns.units_of(session)

    answer = done(caller(cast.checker).post(path_of(session, "fast-lane"), {
        "vehicle_seal": "VS777001",
        "seals": [{"unit_id": str(unit.id), "seal_seen": unit.seal} for unit in units],
    }))  # fmt: skip

    assert sorted(answer["staged"]) == sorted(str(unit.id) for unit in units)


def test_labels_are_printed_withdrawn_and_printed_again(cast, caller, done):
    printed = done(caller(cast.storekeeper).post("rolls/", {"count": 5}))
    [unit] = stories.stored(cast)

    again = {"reason": "torn", "second_badge": "4418"}
    again = done(caller(cast.storekeeper).post(f"units/{unit.id}/reprints/", again))
    done(caller(cast.supervisor).post(f"rolls/{printed['roll']}/withdrawal/", {"reason": "lost"}))

    roll = caller(cast.auditor).get(f"rolls/{printed['roll']}/").json()
    assert (roll["label_count"], roll["void_reason"], len(printed["documents"])) == (5, "lost", 2)
    assert caller(cast.auditor).get("rolls/").json()["results"] == [roll]
    assert Document.objects.get(pk=again["document"]).kind == "reprint"


def test_a_document_is_handed_out_once_for_each_key(cast, caller, done):
    session = burns.burnt(cast)
    done(caller(cast.auditor).post(path_of(session, "certificates"), {"language": "fr"}))
    said = {"sent_to": "Office 4", "way": "by_hand", "sent_on": burns.local_day(now()).isoformat()}
    assert done(caller(cast.case_officer).post(path_of(session, "certificate-copies"), said))["copy"]
    document = Document.objects.get(session=session, language="fr")
    path = f"documents/{document.id}/"
    assert caller(cast.auditor).get(path).json()["made_at"] is None
    render_document(document.id)

    answer = caller(cast.auditor).post(f"{path}reading/", {"reason": "for the court"})

    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert caller(cast.auditor).get(path).json()["sha256"] == Document.objects.get(pk=document.id).sha256


def test_a_paper_sheet_is_entered_with_its_own_time(cast, caller, done, refused):
    kit = done(caller(cast.storekeeper).post("paper-kits/", {"sheets": 1}))
    roll = labels.visible_rolls(cast.storekeeper).get(pk=kit["roll"])
    code = labels.codes_on_sheet(roll, 1)[0]
    body = {
        "sheet": f"{roll.code_word}/1", "happened_at": (roll.printed_at + timedelta(microseconds=5)).isoformat(),
        "second_badge": "4418", "substance": "cocaine", "form": "powder", "place": "HERON",
        "units": [{"label": code, "kind": "bag", "package_count": 25, "seal": seal(),
                   "reading": {"gross_mg": 25_000_000, "scale": "S-FLOOR"}}],
    }  # fmt: skip

    made = done(caller(cast.officer).post("paper-sheets/", body))

    assert [unit["label"] for unit in made["units"]] == [code]
    refused(caller(cast.officer).post("paper-sheets/", body), 409, "paper.entered")
