"""A number that fails its own check is believed; a photo of the doors that show it is owed, and the pages say so."""

from __future__ import annotations

import pytest

from custody.core.identifiers import parse_container_number
from custody.evidence.actions import photo
from custody.evidence.models import HandlingUnit
from tests import stories
from tests.destruction.stories import png

DOORS = "Take a photo of the doors with the number"
FAILS = "The number on its doors fails its own check"
WRONG, DIGIT = "MSCU1234567", 6


@pytest.fixture
def stopped(cast, page_for):
    sent = page_for(cast.officer, "/stop/", {
        "kind": "container", "place": "HERON", "container_number": WRONG, "container_number_seen": WRONG,
        "second_badge": cast.second_officer.badge})
    assert sent.status == 302
    return HandlingUnit.objects.get()


def shown(cast, unit, **subject):
    about = subject or {"unit_id": unit.id}
    photo.attach_photo(act=stories.act_of(cast.officer), content=png(), slot="doors", **about)


def test_the_page_of_the_container_says_that_its_number_fails_and_not_which_would_fit(cast, page_for, stopped):
    page = page_for(cast.officer, f"/units/{stopped.id}/")

    assert FAILS in page.words
    assert DOORS in page.words
    assert f"/units/{stopped.id}/photo/?slot=doors" in page.html
    assert not parse_container_number(WRONG).is_right
    assert f"{WRONG[:10]}{DIGIT}" not in page.html.replace(" ", "")

    shown(cast, stopped)
    page = page_for(cast.officer, f"/units/{stopped.id}/")
    assert FAILS in page.words
    assert DOORS not in page.words


def test_the_first_page_names_it_until_the_photo_is_taken(cast, page_for, stopped):
    line = f"Take a photo of the doors of {stopped.label}"

    assert line in page_for(cast.officer, "/").words
    asked = page_for(cast.officer, f"/units/{stopped.id}/photo/?slot=doors")
    assert asked.status == 200
    shown(cast, stopped)
    assert line not in page_for(cast.officer, "/").words


def test_of_a_seizure_it_is_still_to_do_until_its_doors_are_shown(cast, page_for, stopped):
    found = stories.opened_seizure(cast, conveyance=stopped)
    page = page_for(cast.officer, f"/seizures/{found.id}/")

    assert DOORS in page.words
    assert f"/seizures/{found.id}/photo/?slot=doors" in page.html
    assert f"Take a photo of the doors of {stopped.label}" not in page_for(cast.officer, "/").words
    shown(cast, stopped, seizure_id=found.id)
    assert DOORS not in page_for(cast.officer, f"/seizures/{found.id}/").words
    assert DOORS not in page_for(cast.officer, f"/units/{stopped.id}/").words


def test_a_number_that_is_right_owes_nothing(cast, page_for):
    unit = stories.contained(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/")

    assert FAILS not in page.words
    assert "Take a photo of the doors" not in page_for(cast.officer, "/").words
