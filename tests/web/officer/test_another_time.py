"""A time that is typed at a stop: a day is never taken from it in silence, and the page after it says the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from custody.evidence.models import HandlingUnit
from custody.web.shared.times import wall_clock

STOP = {"kind": "container", "place": "HERON", "second_badge": "4418", "container_number": "MSCU 123456 6",
        "occurred_at_choice": "other"}  # fmt: skip
PAGE = "/stop/?more=1"


@pytest.fixture(autouse=True)
def _zone_of_the_site():
    with timezone.override("Europe/Brussels"):
        yield


def clock(moment):
    return f"{localtime(moment):%H:%M}"


def test_a_watch_that_is_two_minutes_fast_stops_it_now(cast, page_for):
    before = wall_clock()

    sent = page_for(cast.officer, PAGE, STOP | {"occurred_at_clock": clock(before + timedelta(minutes=2))})

    assert sent.status == 302
    assert HandlingUnit.objects.get().held_since >= before


def test_a_time_that_is_still_to_come_is_asked_and_what_was_typed_stays(cast, page_for):
    meant = (wall_clock() - timedelta(hours=23)).replace(second=0, microsecond=0)
    said = STOP | {"occurred_at_clock": clock(meant)}

    asked = page_for(cast.officer, PAGE, said)

    assert asked.status == 422
    assert HandlingUnit.objects.count() == 0
    assert f"Was it at {clock(meant)} on {localtime(meant):%-d %B %Y}, 23 hours ago?" in asked.words
    assert f'value="{clock(meant)}"' in asked.html
    assert f'value="{meant.isoformat()}"' in asked.html
    assert 'value="MSCU 123456 6"' in asked.html

    sent = page_for(cast.officer, PAGE, said | {"occurred_at_reading": meant.isoformat()})

    assert sent.status == 302
    unit = HandlingUnit.objects.get()
    assert unit.held_since == meant
    told = page_for(cast.officer, sent.location)
    assert f"answer for it since {localtime(meant):%-d %b} {clock(meant)}" in told.words or (
        localtime(meant).date() == localtime().date()
    )
