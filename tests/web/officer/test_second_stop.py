"""The stop of a container that is in custody leads to the stop that is recorded."""

from __future__ import annotations

from custody.evidence.models import HandlingUnit
from tests import stories

STOP = {"kind": "container", "container_number": "mscu 123456 6", "place": "HERON", "second_badge": "4418",
        "cover_load": "bananas"}  # fmt: skip
ASKED = "It is another container, with the same number on its door"


def test_a_second_stop_is_refused_with_a_way_to_the_first_and_nothing_typed_is_lost(cast, page_for):
    unit = stories.contained(cast)

    page = page_for(cast.third_officer, "/stop/", STOP)

    assert page.status == 409
    assert f"This container is in custody already, as {unit.label}" in page.words
    assert f'href="/units/{unit.id}/"' in page.html
    assert 'value="bananas"' in page.html
    assert ASKED in page.words


def test_another_container_of_the_number_is_stopped_when_the_officer_says_so(cast, page_for):
    stories.contained(cast)

    page = page_for(cast.third_officer, "/stop/", {**STOP, "number_on_another": "on"})

    assert page.status == 302
    assert sorted(HandlingUnit.objects.values_list("discrepancy_open", flat=True)) == [False, True]


def test_nobody_is_asked_about_another_container_before_one_is_in_custody(cast, page_for):
    assert ASKED not in page_for(cast.officer, "/stop/").words
