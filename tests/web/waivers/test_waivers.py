"""The pages of the register of waivers: asking, deciding two levels up, ending, and how often each person asks."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from custody.organisation.models import Waiver
from tests import stories
from tests.destruction import stories as burns
from tests.organisation.test_waivers import asked, granted
from tests.web.desk import MOST_QUERIES, errors_in, page_of, queries_of, send, text_of

LIST, ASK = reverse("waivers:list"), reverse("waivers:ask")
ANSWERS = {"rule": "place.over_cap", "about": "dunlin", "amount": "200", "hours": "8", "reason": "No room elsewhere"}


def page(waiver):
    return reverse("waivers:waiver", args=[waiver.id])


def test_a_waiver_is_asked_for_once_however_often_the_button_is_pressed(cast):
    key = uuid4()

    answers = [send(cast.storekeeper, ASK, ANSWERS, key=key) for _ in range(2)]

    waiver = Waiver.objects.get()
    assert {answer["Location"] for answer in answers} == {page(waiver)}
    assert (waiver.amount, waiver.rule) == (200_000_000, "place.over_cap")
    text = text_of(cast.storekeeper, page(waiver))
    for words in ("DUNLIN", "200 kg", "No room elsewhere", "To be decided"):
        assert words in text


def test_a_refused_question_keeps_what_was_typed(cast):
    for change, words in (
        ({"about": "NOWHERE"}, "No place has this code word"),
        ({"amount": ""}, "Say how much the waiver shall admit"),
        ({"rule": "sweep.missing", "amount": "", "hours": "8", "about": "C1:NOTHERE"}, "No unit has this label"),
        ({"hours": "400"}, "lasts 168 hours at most"),
    ):
        answer = send(cast.storekeeper, ASK, ANSWERS | change)
        assert any(words in line for line in errors_in(answer)), errors_in(answer)
        assert b"No room elsewhere" in answer.content
    assert not Waiver.objects.exists()


def test_a_rule_about_a_unit_and_one_about_value_are_asked_for_by_their_own_names(cast):
    [unit] = stories.seized(cast)

    send(cast.officer, ASK, ANSWERS | {"rule": "sweep.missing", "about": unit.label, "amount": ""})
    send(cast.officer, ASK, ANSWERS | {"rule": "place.over_value", "amount": "1000000"})

    text = text_of(cast.supervisor, LIST)
    assert unit.label in text
    assert "1000000 euros" in text


def test_a_late_check_and_one_witness_stand_in_the_register_by_unit_and_by_burn(cast):
    session = burns.planned(cast)
    [unit] = burns.units_of(session)
    burn = ANSWERS | {"rule": "burn.unattested", "amount": ""}
    wrong = send(cast.planner, ASK, burn | {"about": "NOWHERE"})
    assert errors_in(wrong) == ["No burn has this code word. Read it again"]

    send(cast.planner, ASK, burn | {"about": session.code_word.lower()})
    send(cast.planner, ASK, burn | {"rule": "burn.check_old", "about": unit.label})

    text = text_of(cast.auditor, LIST)
    for words in (session.code_word, unit.label, "Two witnesses sign what they saw burn",
                  "A load burns within a day of its independent check"):
        assert words in text


def test_two_levels_up_decide_and_the_register_counts_by_person(cast):
    send(cast.storekeeper, ASK, ANSWERS)
    waiver = Waiver.objects.get()
    assert "Decide a waiver" not in text_of(cast.supervisor, page(waiver))
    assert "Decide a waiver" in text_of(cast.regional_head, page(waiver))

    refused = send(cast.supervisor, page(waiver), {"answer": "yes", "words": "Fine"})
    done = send(cast.regional_head, page(waiver), {"answer": "yes", "words": "Convoy at six"})

    assert (refused.status_code, done["Location"]) == (403, page(waiver))
    text = text_of(cast.auditor, LIST)
    for words in ("Counts now", "By person and month", "4601", "4905"):
        assert words in text
    assert queries_of(cast.auditor, LIST) <= MOST_QUERIES


def test_it_is_refused_or_ended_with_one_button(cast):
    ended, refused = granted(cast, asked(cast)), asked(cast)

    send(cast.director, page(refused), {"answer": "no", "words": "Burn first"})
    send(cast.storekeeper, reverse("waivers:end", args=[ended.id]), {})

    assert set(Waiver.objects.values_list("state", flat=True)) == {"ended", "refused"}
    answer = send(cast.storekeeper, reverse("waivers:end", args=[ended.id]), {})
    assert errors_in(answer) == ["This waiver is over already"]


def test_others_see_their_own_and_who_is_outside_the_chain_asks_nothing(cast):
    waiver = asked(cast)
    assert "No waiver" in text_of(cast.officer, LIST)
    page_of(cast.officer, page(waiver), status=404)
    page_of(cast.auditor, ASK, status=403)
