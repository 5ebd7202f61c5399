"""At the quay the page asks once about bricks that no brick weighs, and records nothing that it no longer shows."""

from __future__ import annotations

import itertools

import pytest

from custody.evidence.models import Exhibit, HandlingUnit
from tests.web.shared.pages import read

QUESTION = "Each brick would weigh {grams} g. Check both, and say that it is so"
SURE = 'name="sure"'

_seals = itertools.count(710_001)


def unit_answers(**changes):
    said = {"kind": "bag", "package_count": "25", "gross": "25.4", "scale": "S-FLOOR", "place": "HERON",
            "seal_number": f"RG{next(_seals)}"} | changes  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def page(cast, page_for):
    """Open or send the page on which the units of a find are registered."""
    sent = page_for(cast.officer, "/seizures/open/?more", {
        "substance": "cocaine", "form": "pressed_brick", "field_test": "positive", "concealment": "",
        "second_badge": cast.second_officer.badge})
    path = f"/seizures/{sent.location.split('/')[2]}/units/"
    return lambda answers=None: page_for(cast.officer, path, answers)


def found_is(**changes):
    Exhibit.objects.update(**changes)


def wrong_fields(page):
    return {field.get("name") for field in read(page.html).iter("input") if field.get("aria-invalid") == "true"}


@pytest.mark.parametrize(
    ("bricks", "gross", "grams"), [("1000", "20", 20), ("1", "25,3", 25_300), ("25", "50", 2_000), ("30", "25.4", 846)]
)
def test_bricks_that_no_brick_weighs_are_asked_about_once(page, bricks, gross, grams):
    said = unit_answers(package_count=bricks, gross=gross)

    asked = page(said)

    assert asked.status == 422
    assert QUESTION.format(grams=grams) in asked.words
    assert wrong_fields(asked) == {"package_count"}
    assert SURE in asked.html
    assert f'value="{bricks}"' in asked.html
    assert f'value="{gross}"' in asked.html
    assert not HandlingUnit.objects.exists()

    assert page(said | {"sure": "on"}).status == 302
    assert HandlingUnit.objects.get().package_count == int(bricks)


def test_what_bricks_weigh_is_no_question_and_the_page_has_no_box_for_it(page):
    assert SURE not in page().html
    other = page(unit_answers(seal_number=""))
    assert (other.status, SURE in other.html) == (422, False)
    for kept in ({}, {"gross": None, "scale": None}, {"package_count": None}, {"gross": "27,9"}):
        assert page(unit_answers(**kept)).status == 302


def test_it_is_asked_before_anybody_said_the_form_of_cocaine_and_never_of_what_is_no_brick(page):
    strange = {"package_count": "1000", "gross": "20"}

    found_is(form="unknown")
    assert page(unit_answers(**strange)).status == 422

    for other in ({"form": "powder"}, {"form": "unknown", "substance": "cannabis_resin"}):
        found_is(**other)
        assert page(unit_answers(**strange)).status == 302


@pytest.mark.parametrize("kind", ["brick", "liquid", "plants"])
def test_bricks_that_were_counted_in_another_kind_are_not_recorded_in_silence(page, kind):
    refused = page(unit_answers(kind=kind))

    assert refused.status == 422
    assert "Choose what holds the bricks, or leave their number empty" in refused.words
    assert wrong_fields(refused) == {"package_count"}, "the line with a mistake is shown whatever was chosen"
    assert not HandlingUnit.objects.exists()
    assert page(unit_answers(kind=kind, package_count="", gross="1.1")).status == 302


@pytest.mark.parametrize(
    ("name", "written"), [("seal_numbers", "RG999001"), ("first_label", "7KQ4-M2XD-J"), ("last_label", "7KQ4-M2XD-J")]
)
def test_what_was_written_of_several_is_not_taken_for_one(page, name, written):
    refused = page(unit_answers(**{name: written}))

    assert refused.status == 422
    assert "This is asked of several: enter how many there are, or leave it empty" in refused.words
    assert not HandlingUnit.objects.exists()


def test_of_two_numbers_for_one_seal_none_is_chosen_in_silence(page):
    both = unit_answers(how_many="1", seal_numbers="RG999002", seal_number="RG999003")

    assert page(both).status == 422
    assert page(both | {"seal_number": ""}).status == 302
