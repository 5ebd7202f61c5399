"""With what somebody searches for nothing is done before it was found: it is on no list, and refused in words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.core.errors import NotAllowedNow
from custody.deadlines.models import Clock
from custody.evidence.actions import endangering, moving, weigh
from custody.evidence.entries import Reported
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence import exceptional
from tests.evidence.test_inventory import found, opened, signed
from tests.evidence.test_mission_load import planned
from tests.stories import act_of
from tests.web.desk import text_of

PAGES = {"sweep:record": "officer", "bench:merge": "officer", "bench:emergency": "supervisor"}


@pytest.fixture
def two(cast):
    """Return two bags of an officer: one that lies there, one that was searched for in vain."""
    here, gone = stories.seized(cast, count=2)
    exceptional.missing(cast, gone)
    return stories.fresh([here, gone])


@pytest.mark.parametrize("name", PAGES)
def test_it_is_on_no_list_to_be_ticked(cast, two, name):
    shown = text_of(getattr(cast, PAGES[name]), reverse(name))

    assert two[0].label in shown
    assert two[1].label not in shown


def test_every_act_says_that_it_is_to_be_found_first(cast, two, refused):
    gone = two[1]
    with refused("unit.unlocated"):
        stories.swept(cast, [gone])
    with refused("unit.unlocated"):
        planned(cast, unit_ids=[gone.id])
    with refused("unit.unlocated") as found:
        endangering.move_in_emergency(act=act_of(cast.supervisor), unit_ids=[gone.id], destination="DUNLIN",
                                      reason="fire", vehicle="T-9")  # fmt: skip
    assert found.error.sentence() == f"{gone.label} is missing. Record first that it was found"


def test_where_it_is_nobody_explains_while_it_is_missing(cast):
    """It would go on to the fire as if it were there: it is found first, or written off by two."""
    [unit] = stories.stored(cast)
    exceptional.missing(cast, unit)

    with pytest.raises(NotAllowedNow) as refusal:
        exceptional.explained(cast, unit)

    assert refusal.value.code == "unit.unlocated"
    assert stories.fresh([unit])[0].discrepancy_open


def test_what_a_blind_count_did_not_find_is_searched_for_like_anything_that_is_missing(cast):
    here, gone = stories.stored(cast, count=2)
    counted = opened(cast)
    found(cast, counted, here)
    signed(cast, counted)

    assert stories.fresh([gone])[0].search_state == "unlocated"
    assert Clock.objects.filter(subject_id=gone.id, clock_type="SEARCH", closed_at__isnull=True).exists()
    with pytest.raises(NotAllowedNow) as refusal:
        exceptional.explained(cast, gone)
    assert refusal.value.code == "unit.unlocated"


def test_what_a_later_count_finds_is_explained_then(cast):
    here, gone = stories.stored(cast, count=2)
    first = opened(cast)
    found(cast, first, here)
    signed(cast, first)

    again = opened(cast)
    for unit in (here, gone):
        found(cast, again, unit)
    signed(cast, again)
    exceptional.explained(cast, gone)

    assert (stories.fresh([gone])[0].search_state, gone.discrepancy_open) == ("located", False)


def test_what_did_not_come_with_a_hand_over_is_found_before_somebody_explains_it(cast):
    unit, other = stories.stored(cast, count=2)
    offer = stories.offered(cast, [unit, other], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    stories.accepted(offer, by=cast.second_storekeeper, seals={other.id: other.seal},
                     reported={unit.id: Reported(kind="missing")})  # fmt: skip

    with pytest.raises(NotAllowedNow) as refusal:
        exceptional.explained(cast, unit)

    assert refusal.value.code == "unit.unlocated"


@pytest.mark.parametrize("how", ["weighed", "moved"])
def test_its_keeper_does_nothing_with_it_on_paper(cast, refused, how):
    [unit] = stories.stored(cast)
    exceptional.missing(cast, unit)

    with refused("unit.unlocated"):
        if how == "weighed":
            weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=stories.reading(unit.gross_mg))
        else:
            moving.move_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="DUNLIN")


def test_what_was_read_before_the_search_began_finds_nothing(cast):
    """A count stays open for a day: its second signature says nothing of what was seen there in the morning."""
    here, gone = stories.stored(cast, count=2)
    counted = opened(cast)
    for unit in (here, gone):
        found(cast, counted, unit)
    exceptional.missing(cast, gone)
    signed(cast, counted)

    assert stories.fresh([gone])[0].search_state == "missing"


def test_what_somebody_takes_over_while_it_is_searched_for_is_found(cast):
    here, bag = stories.stored(cast, count=2)
    counted = opened(cast)
    found(cast, counted, here)
    offer = stories.offered(cast, [bag], giver=cast.storekeeper, receiver=cast.second_storekeeper)
    signed(cast, counted)
    stories.accepted(offer, by=cast.second_storekeeper)

    assert (stories.fresh([bag])[0].search_state, bag.discrepancy_open) == ("located", True)
    assert replay_state().findings == []
