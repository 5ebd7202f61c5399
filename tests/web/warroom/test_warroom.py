"""The war room: hot seizures with their lines, and one tap that takes or does one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.evidence.models import Checklist
from custody.organisation.models import Waiver
from tests import hot, stories
from tests.web.desk import MOST_QUERIES, browser_of, errors_in, page_of, queries_of, send, text_of

BOARD = reverse("warroom:board")


@pytest.fixture
def units(cast):
    return hot.hot_seizure(cast)


def of_line(name, units, what):
    return reverse(f"warroom:{name}", args=[hot.line_of(units, what).id])


def page(units):
    return reverse("warroom:list", args=[hot.list_of(units).id])


def test_the_board_shows_every_line_with_its_owner_and_the_time_left_and_no_place(cast, units):
    text = text_of(cast.duty_officer, BOARD)

    word = hot.list_of(units).seizure.code_word
    for words in (word, "Because of its mass", "0 of 8 lines are settled", "1. Double the guard", "min left", "4903"):
        assert words in text
    assert "LAPWING" not in text
    assert "7,500" not in text
    inside = browser_of(cast.duty_officer).get(BOARD, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in inside
    assert word in inside


def test_the_owner_takes_and_does_a_line_with_one_tap_each(cast, units):
    answer = send(cast.case_officer, of_line("take", units, "prosecutor"), {})
    assert answer["Location"] == page(units)
    assert hot.line_of(units, "prosecutor").taken_by == cast.case_officer

    key = uuid4()
    for _ in range(2):
        answer = send(cast.case_officer, of_line("done", units, "prosecutor"), {}, key=key)
        assert answer["Location"] == page(units)
    assert hot.line_of(units, "prosecutor").state == "done"
    again = send(cast.case_officer, of_line("take", units, "prosecutor"), {})
    assert (again.status_code, errors_in(again)) == (409, ["This line is settled already"])


def test_what_is_the_readers_stands_first(cast, units):
    text = text_of(cast.case_officer, page(units))

    assert text.index("3. Call the prosecutor") < text.index("1. Double the guard") < text.index("2. Sweep")
    assert "Ring the duty line" in text
    assert "Post a second guard" not in text


def test_all_lines_of_an_owner_are_taken_with_one_tap(cast, units):
    assert "I have all that is mine" in text_of(cast.duty_officer, page(units))

    send(cast.duty_officer, reverse("warroom:take_mine", args=[hot.list_of(units).id]), {})

    taken = hot.list_of(units).lines.filter(taken_by=cast.duty_officer).order_by("number")
    assert [line.what for line in taken] == ["guard", "decoy"]
    refused = send(cast.duty_officer, reverse("warroom:take_mine", args=[hot.list_of(units).id]), {})
    assert errors_in(refused) == ["Choose a line"]


def test_what_the_house_ticks_has_a_link_to_where_it_is_done_and_no_button(cast, units):
    tree = page_of(cast.planner, page(units))
    links = [each.attrib["href"] for each in tree.iter("a") if "Do it" in "".join(each.itertext())]
    assert links == [reverse("sessions:plan")]
    refused = send(cast.planner, of_line("done", units, "fast_lane"), {"remark": "Asked by telephone"})
    assert refused.status_code == 409
    assert "Asked by telephone" in refused.content.decode()


def test_a_gate_leads_to_its_waiver_and_names_the_line_there(cast, units):
    aside = of_line("aside", units, "guard")
    assert "with a waiver only" in text_of(cast.supervisor, aside)
    refused = send(cast.supervisor, aside, {"reason": "The police stands there"})
    assert "Ask for a waiver of this line first" in errors_in(refused)[0]
    about = f"{hot.list_of(units).seizure.code_word}/1"
    ask = {"rule": "hot.gate", "amount": "", "hours": "2", "reason": "The police stands there"}
    assert send(cast.duty_officer, reverse("waivers:ask"), ask | {"about": "NOTHING/1"}).status_code == 422
    send(cast.duty_officer, reverse("waivers:ask"), ask | {"about": about.lower()})
    assert Waiver.objects.get().subject_id == hot.line_of(units, "guard").id
    assert about in text_of(cast.director, reverse("waivers:list"))

    send(cast.supervisor, of_line("aside", units, "decoy"), {"reason": "No van tonight"})
    assert "No van tonight" in text_of(cast.supervisor, page(units))


def test_it_waits_at_home_and_stands_on_the_dashboard(cast, units):
    word = hot.list_of(units).seizure.code_word
    assert "Do 2 lines of a hot seizure" in text_of(cast.duty_officer, reverse("home:home"))
    assert "Do 1 line of a hot seizure" in text_of(cast.case_officer, reverse("home:home"))
    assert "hot seizure" not in text_of(cast.storekeeper, reverse("home:home"))
    seizure = reverse("seizure:seizure", args=[units[0].seizure_id])
    assert "What must be done at once" in text_of(cast.officer, seizure)
    assert "What must be done at once" not in text_of(cast.storekeeper, seizure)
    inbox = page_of(cast.supervisor, reverse("alerts:inbox"))
    assert page(units) in [each.attrib.get("href") for each in inbox.iter("a")]
    text = text_of(cast.supervisor, reverse("dashboard:board"))
    assert word in text
    assert "0 of 8" in text


def test_who_has_no_part_finds_nothing(cast, units):
    assert browser_of(cast.storekeeper).get(BOARD).status_code == 403
    assert browser_of(cast.nobody).get(page(units)).status_code == 403
    assert browser_of(cast.officer).get(of_line("aside", units, "decoy")).status_code == 403
    assert browser_of(cast.third_officer).get(page(units)).status_code == 200
    stories.swept(cast, units)
    assert browser_of(cast.auditor).get(page(units)).status_code == 200


def test_many_lists_cost_no_more_than_one(cast, units):
    one = queries_of(cast.duty_officer, BOARD)
    hot.registered(cast, hot.HOT_MG // 3, hot.HOT_MG // 3, hot.HOT_MG // 3)

    assert Checklist.objects.count() == 2
    assert queries_of(cast.duty_officer, BOARD) == one <= MOST_QUERIES
