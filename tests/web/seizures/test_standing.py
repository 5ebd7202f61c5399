"""The page of a seizure says to who commands what it is, who has it, until when, and everything that keeps it from the
fire; the row of the overview and the page of a unit say the same."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from custody.deadlines.models import Clock
from custody.evidence.actions import reseal
from tests import stories
from tests.destruction import stories as fire
from tests.evidence.test_laboratory import reported, sample_of, verified
from tests.web.desk import MOST_QUERIES, browser_of, page_of, queries_of, text_of
from tests.web.shared.pages import words

MOST_OF_A_PAGE = 12_000
READERS = ("supervisor", "case_officer", "duty_officer")


def seizure_path(unit):
    return reverse("seizure:seizure", args=[unit.seizure_id])


def block_of(officer, path):
    """Return the block on top of the page of a seizure."""
    [block] = [each for each in page_of(officer, path).iter("div") if each.get("id") == "standing"]
    return block


def bars_of(officer, path):
    """Return what a page says that holds the goods up, each with its link ("" for none) and who settles it."""
    lists = [each for each in page_of(officer, path).iter("ol") if each.get("aria-labelledby") == "held-up"]
    out = {}
    for item in [item for each in lists for item in each.iter("li")]:
        link = item.find("a")
        hint = next((words(each) for each in item.iter("span")), "")
        out[words(item).removesuffix(hint).strip()] = ("" if link is None else link.get("href"), hint)
    return out


def row_of(officer, unit):
    """Return what the overview says that holds up the seizure of a unit."""
    for row in page_of(officer, reverse("dashboard:board")).iter("tr"):
        cells = list(row)
        if cells and words(cells[0]) == unit.seizure.code_word and len(cells) == 7:
            return words(cells[5])
    return ""


def bare(cast):
    """Return three bags that nobody weighed, with a seal on each, of which the second officer signed nothing."""
    return stories.seized(cast, count=3, reading=None)


@pytest.mark.parametrize("role", READERS)
def test_what_it_is_who_has_it_and_until_when_stand_on_top(cast, role):
    [unit, *_rest] = bare(cast)
    Clock.objects.filter(subject_id=unit.id, clock_type="TARGET_DESTRUCTION").update(
        due_at=stories.now() + timedelta(hours=9, minutes=30))

    said = words(block_of(getattr(cast, role), seizure_path(unit)))

    assert "Cocaine, presumed" in said
    assert "In custody of badges 4417" in said
    assert "To be burnt by" in said
    assert "9 h left" in said


def test_what_the_laboratory_says_is_not_presumed(cast):
    sample = sample_of(cast)
    unit = sample.taken_as.unit
    verified(reported(cast, sample, substance="heroin"), by=cast.supervisor)

    said = words(block_of(cast.supervisor, seizure_path(unit)))

    assert "Heroin, the laboratory says" in said
    assert "presumed" not in said


@pytest.mark.parametrize("role", READERS)
def test_everything_that_holds_it_up_is_one_list_in_order(cast, role):
    units = bare(cast)

    bars = list(bars_of(getattr(cast, role), seizure_path(units[0])))

    assert "Weight missing" in bars
    assert "Sample missing" in bars
    assert "Photo missing" in bars
    assert bars[-1] == "No order"


def test_a_part_that_lacks_something_says_how_much_of_it(cast):
    units = bare(cast)
    stories.seized(cast, of=units[0].seizure)

    assert "Weight missing: 3 units" in bars_of(cast.supervisor, seizure_path(units[0]))


def test_a_signature_says_whose_it_is_and_of_what_and_leads_only_who_gives_it(cast):
    units = bare(cast)
    for unit, witness in ((units[0], cast.third_officer), (units[1], cast.supervisor)):
        reseal.replace_seal(act=stories.act_of(cast.officer), unit_id=unit.id, witness_badge=witness.badge,
                            reason="torn", new_seal=stories.new_seal())

    seen = bars_of(cast.supervisor, seizure_path(units[0]))

    assert seen["Signature of badge 4420 missing"] == ("", "its seal changed")
    assert seen["Your signature missing"] == (reverse("exceptions:signatures"), "its seal changed")
    assert "Signature of badge 4901 missing" in bars_of(cast.case_officer, seizure_path(units[0]))


def test_each_reader_is_led_where_they_may_settle_it_and_told_who_does_the_rest(cast):
    units = bare(cast)
    path = seizure_path(units[0])

    by_case, by_supervisor = bars_of(cast.case_officer, path), bars_of(cast.supervisor, path)

    assert by_case["No order"][0] == f"{reverse('orders:record')}?seizure={units[0].seizure_id}"
    assert by_supervisor["No order"] == (reverse("law:seizure", args=[units[0].seizure_id]),
                                         "A case officer records it")
    assert by_supervisor["Weight missing"][0] == ""
    assert "4417" in by_supervisor["Weight missing"][1]
    for officer in (cast.supervisor, cast.case_officer, cast.duty_officer):
        for link, _hint in bars_of(officer, path).values():
            assert not link or browser_of(officer).get(link).status_code == 200, link


def test_the_three_pages_give_one_answer(cast):
    units = bare(cast)
    Clock.objects.filter(subject_id__in=[unit.id for unit in units]).update(due_at=stories.now() - timedelta(hours=5))

    on_top = list(bars_of(cast.supervisor, seizure_path(units[0])))

    assert on_top
    assert row_of(cast.supervisor, units[0]) == ", ".join(on_top)
    assert list(bars_of(cast.supervisor, reverse("units:unit", args=[units[0].id]))) == on_top
    listed = text_of(cast.supervisor, f"{reverse('dashboard:goods')}?seizure={units[0].seizure_id}")
    assert listed.count(", ".join(on_top)) == 3


def test_goods_that_wait_for_a_burn_alone_say_so_and_those_that_have_one_wait_for_nothing(cast):
    ready = fire.ordered(cast)
    booked = fire.units_of(fire.planned(cast, fire.ordered(cast)))

    assert list(bars_of(cast.supervisor, seizure_path(ready[0]))) == ["No burn booked"]
    assert bars_of(cast.planner, seizure_path(ready[0]))["No burn booked"][0].startswith(reverse("sessions:plan"))
    assert "its burn is booked" in words(block_of(cast.supervisor, seizure_path(booked[0])))


def test_a_difference_stands_in_front(cast):
    session = fire.approved(cast)
    [frozen] = fire.units_of(session)
    fire.staged(cast, session, checks=[fire.check_of(frozen, seal_seen="WRONG123")])

    bars = bars_of(cast.supervisor, seizure_path(frozen))

    assert next(iter(bars)) == "Discrepancy"
    assert bars["Discrepancy"][0] == reverse("units:unit", args=[frozen.id])


def test_the_two_who_made_it_read_what_to_do_next_as_before(cast):
    units = bare(cast)

    for officer in (cast.officer, cast.second_officer):
        said = text_of(officer, seizure_path(units[0]))
        assert "What is left to do" in said
        assert "Held up by" not in said


def test_the_block_costs_the_same_for_a_large_load_and_names_no_place(cast):
    few, many = stories.seized(cast), stories.seized(cast, count=60, reading=None)

    for officer in (cast.supervisor, cast.case_officer, cast.duty_officer):
        asked = queries_of(officer, seizure_path(few[0]))
        assert queries_of(officer, seizure_path(many[0])) <= asked <= MOST_QUERIES
        page = browser_of(officer).get(seizure_path(many[0])).content
        assert len(gzip.compress(page)) <= MOST_OF_A_PAGE
    assert not re.search(r"HERON|BITTERN|quay 1742", words(block_of(cast.supervisor, seizure_path(many[0]))))
