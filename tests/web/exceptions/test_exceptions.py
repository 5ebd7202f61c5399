"""The pages of exceptions: asking, deciding, taking back, signing, and places in danger."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from custody.core import events
from custody.evidence.actions import endangering
from custody.evidence.models import Countersignature, Proposal
from custody.evidence.reactions import SIGNED_WHEN_LATE
from custody.organisation.models import Place
from custody.web.shared.exceptional import DONE
from tests import stories
from tests.evidence.exceptional import asked, attached, training_sample
from tests.evidence.test_command import ordered
from tests.stories import act_of, fresh
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

LIST, SIGN, PLACES = reverse("exceptions:list"), reverse("exceptions:signatures"), reverse("exceptions:places")


def propose(unit, exception):
    return reverse("exceptions:propose", args=[unit.id, exception])


def at(name, proposal):
    return reverse(f"exceptions:{name}", args=[proposal.id])


def test_who_was_ousted_objects_on_a_page_once(cast):
    [unit, beside] = stories.stored(cast, count=2)
    stories.accepted(ordered(cast), by=cast.second_storekeeper)
    row = Countersignature.objects.get(matter="ousted")
    path = reverse("exceptions:object", args=[row.id])
    assert path in browser_of(cast.storekeeper).get(SIGN).content.decode()
    page_of(cast.officer, path, status=404)
    before = browser_of(cast.storekeeper).get(path).content.decode()
    assert "2 units" in before
    assert unit.label in before
    assert beside.label in before

    assert send(cast.storekeeper, path, {"objection": "one pallet is missing"}).url == SIGN
    assert send(cast.storekeeper, path, {"objection": "another one"}).status_code == 409

    assert all(each.discrepancy_open for each in fresh([unit, beside]))
    assert "Nothing of it" not in before
    assert path not in browser_of(cast.storekeeper).get(SIGN).content.decode()


def test_one_asks_and_another_decides_on_pages(cast):
    [unit] = stories.stored(cast)
    answers = {"reason": "the French want it", "reference": "KP 7", "party": "Douane"}
    refused = send(cast.case_officer, propose(unit, "hand_out"), answers | {"reference": ""}, seen=fresh([unit])[0])
    assert refused.status_code == 422
    assert "the French want it" in refused.content.decode()

    key, now = uuid4(), fresh([unit])[0]
    seen_at = now.last_seq
    first, again = (
        send(cast.case_officer, propose(unit, "hand_out"), answers | {"expected_seq": seen_at}, key=key)
        for _ in range(2)
    )
    proposal = Proposal.objects.get()
    assert first.url == again.url == at("exception", proposal)
    assert "Take it back" in text_of(cast.case_officer, at("exception", proposal))
    assert "Decide" in text_of(cast.regional_head, at("exception", proposal))
    assert unit.label in text_of(cast.auditor, LIST)

    attached(proposal, by=cast.case_officer)
    seen = Proposal.objects.get()
    no = send(cast.regional_head, at("decide", proposal), {"decision": "refuse", "answer": ""}, seen=seen)
    assert "Write the reason" in " ".join(errors_in(no))
    done = send(cast.regional_head, at("decide", proposal), {"decision": "approve", "answer": ""}, seen=seen)
    assert done.url == at("exception", proposal)
    assert fresh([unit])[0].custody_state == "stored"
    assert unit.label in text_of(cast.auditor, f"{LIST}?tab=decided")


def test_what_was_asked_for_is_taken_back(cast):
    [unit] = stories.stored(cast)
    proposal = asked(cast, unit, "hand_out", by=cast.case_officer)

    send(cast.case_officer, at("withdraw", proposal), {}, seen=Proposal.objects.get())

    assert Proposal.objects.get().state == "withdrawn"
    assert "Taken back" in text_of(cast.case_officer, at("exception", proposal))


def test_a_wrong_entry_is_struck_through_once_another_agrees(cast):
    [unit] = stories.stored(cast)
    page = text_of(cast.storekeeper, propose(unit, "correction"))
    assert "Which entry is wrong?" in page
    answers = {"event_seq": "1", "gross": "", "tare": "", "package_count": "24", "reason": "24 bricks",
               "volume_ml": "", "substance": "heroin"}  # fmt: skip
    send(cast.storekeeper, propose(unit, "correction"), answers, seen=fresh([unit])[0])
    proposal = Proposal.objects.get()
    # A brick less in the books: what the watch may not decide is not on its first page.
    assert at("decide", proposal) not in browser_of(cast.supervisor).get("/").content.decode()
    assert at("decide", proposal) in browser_of(cast.regional_head).get("/").content.decode()
    send(cast.regional_head, at("decide", proposal), {"decision": "approve", "answer": "seen"}, seen=proposal)

    [right] = fresh([unit])
    assert (right.package_count, right.exhibit.substance) == (24, "heroin")
    assert "Heroin" in text_of(cast.supervisor, at("exception", proposal))
    assert b"<s>" in browser_of(cast.storekeeper).get(reverse("units:unit", args=[unit.id])).content


def test_a_loan_names_its_borrower(cast):
    made = training_sample(cast)

    send(cast.case_officer, propose(made, "loan"), {"reason": "new dog", "reference": "KP 1", "borrower": "4420"},
         seen=fresh([made])[0])  # fmt: skip

    assert Proposal.objects.get().party_badge == "4420"


def test_a_place_is_reported_asked_about_and_cleared_by_two(cast):
    place = Place.objects.get(code_word="HERON")
    endanger, clear = (reverse(f"exceptions:{name}", args=[place.id]) for name in ("endanger", "clear"))
    key = uuid4()
    for _ in range(2):
        assert send(cast.supervisor, endanger, {"danger": "2", "cause": "shots"}, seen=place, key=key).url == PLACES
    assert "Ask whether" in text_of(cast.supervisor, clear)
    send(cast.supervisor, clear, {"reason": "a week of quiet"}, seen=fresh([place])[0])
    assert "Say that this place is safe again" in text_of(cast.duty_officer, clear)
    send(cast.duty_officer, clear, {"reason": "seen"}, seen=fresh([place])[0])
    assert Place.objects.get(pk=place.pk).danger == 0
    endangering.endanger_place(act=act_of(cast.supervisor), place="HERON", danger=1, cause="x")
    assert "Watched" in text_of(cast.supervisor, PLACES)


@pytest.mark.parametrize("role", ["storekeeper", "auditor", "nobody"])
def test_places_in_danger_are_for_who_commands(cast, role):
    assert browser_of(getattr(cast, role)).get(PLACES).status_code == 403


def test_an_exception_nobody_may_see_is_not_there(cast):
    [unit] = stories.stored(cast)
    proposal = asked(cast, unit, "hand_out", by=cast.case_officer)

    page_of(cast.crew, at("exception", proposal), status=404)
    page_of(cast.supervisor, propose(unit, "nonsense"), status=404)
    assert browser_of(cast.crew).get(at("decide", proposal)).status_code == 403
    assert queries_of(cast.supervisor, LIST) <= MOST_QUERIES


def test_what_a_second_person_signs_for_is_said_in_words_and_not_by_its_code():
    acts = {name for path in Path("custody").glob("**/actions/*.py")
            for name in re.findall(r"about=([A-Z_]+)\.code", path.read_text())}

    assert len(acts) > 10
    assert ({getattr(events, name).code for name in acts} | set(SIGNED_WHEN_LATE)) - set(DONE) == set()
