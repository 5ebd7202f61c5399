"""A weight that its scale cannot have shown is asked about once, and recorded when it is so."""

from __future__ import annotations

import itertools

import pytest

from custody.evidence.models import HandlingUnit
from custody.web.shared.divisions import asked_of_scale
from tests import stories

ASKED = "S-FLOOR goes in steps of 0.01 kg: it shows no such weight"
BOX = 'name="as_shown"'
_seals = itertools.count(720_001)


@pytest.fixture
def page(cast, page_for):
    """Open or send the page on which the units of a find are registered."""
    sent = page_for(cast.officer, "/seizures/open/?more", {
        "substance": "cocaine", "form": "pressed_brick", "field_test": "positive", "concealment": "",
        "second_badge": cast.second_officer.badge})
    path = f"/seizures/{sent.location.split('/')[2]}/units/"
    return lambda answers=None: page_for(cast.officer, path, answers)


def said(**changes):
    return {"kind": "bag", "gross": "25.337891", "scale": "S-FLOOR", "place": "HERON",
            "seal_number": f"RG{next(_seals)}"} | changes  # fmt: skip


def test_at_the_quay_it_is_asked_once_and_kept_when_it_is_so(page):
    assert BOX not in page().html
    asked = page(answers := said())

    assert asked.status == 422
    assert ASKED in asked.words
    assert BOX in asked.html
    assert 'value="25.337891"' in asked.html
    assert not HandlingUnit.objects.exists()

    assert page(answers | {"as_shown": "on"}).status == 302
    assert HandlingUnit.objects.get().gross_mg == 25_337_891


def test_what_the_scale_can_show_is_no_question(page):
    for kept in ({"gross": "25.34"}, {"gross": "3.33", "scale": "S-BENCH"}, {"gross": "", "scale": ""}):
        assert page(said(**kept)).status == 302
    other = page(said(gross="25.34", seal_number=""))
    assert (other.status, BOX in other.html) == (422, False)


def test_on_the_scale_of_the_store_too(cast, page_for):
    [unit] = stories.seized(cast)
    path = f"/units/{unit.id}/weigh/"
    answers = {"gross": "25.337891", "scale": "S-FLOOR", "expected_seq": unit.last_seq}

    asked = page_for(cast.officer, path, answers)

    assert asked.status == 422
    assert ASKED in asked.words
    assert BOX in asked.html
    assert BOX not in page_for(cast.officer, path).html
    assert page_for(cast.officer, path, answers | {"as_shown": "on"}).status == 302


def test_of_a_scale_that_is_not_known_nothing_is_said(cast):
    assert asked_of_scale(gross_mg=25_337_891, code="S-NEW") is None
    assert asked_of_scale(gross_mg=25_337_891, code=None) is None
    assert asked_of_scale(gross_mg=None, code="S-FLOOR") is None
