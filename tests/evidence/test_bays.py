"""The bays of a store: laid out, told with the goods, and shown to who said why."""

from __future__ import annotations

import pytest

from custody.core.bays import Grid, clean_bay
from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted
from custody.deadlines.bays import by_bay
from custody.evidence.actions import bays as acting
from custody.evidence.actions import moving
from custody.evidence.selectors import bays
from custody.evidence.selectors.holding import my_custody
from custody.evidence.selectors.places import looks_at_unit
from custody.ledger.replay import replay_state
from tests import stories
from tests.api.refusals.bays import laid_out
from tests.evidence.exceptional import missing
from tests.stories import act_of, fresh


@pytest.fixture
def store(cast):
    """A store of three rows of four bays."""
    return laid_out(cast).place


def shelved(cast, units, bay, *, by=None):
    return acting.shelve_units(act=act_of(by or cast.storekeeper), unit_ids=[unit.id for unit in units], bay=bay)


def shown(officer, place, reason="The yearly count"):
    return acting.reveal_plan(act=act_of(officer), place_id=place.id, reason=reason)


@pytest.mark.parametrize(("said", "is_meant"), [("b4", "B4"), (" B-04 ", "B4"), ("c.12", "C12"), ("A 1", "A1")])
def test_a_bay_is_written_in_many_ways_and_kept_in_one(said, is_meant):
    assert clean_bay(said) == is_meant


@pytest.mark.parametrize("said", ["", "4B", "B", "B0", "B100", "Ä1", "B4\n5", "BB4"])
def test_what_is_no_bay_is_asked_again(said):
    with pytest.raises(InvalidInput, match="letter and a number"):
        clean_bay(said)


def test_every_bay_of_a_grid_is_in_it_and_no_other():
    grid = Grid(2, 3)

    assert grid.lines() == [["A1", "A2", "A3"], ["B1", "B2", "B3"]]
    assert all(bay in grid for line in grid.lines() for bay in line)
    assert not any(bay in grid for bay in ("C1", "A4", "", "a1", 7))


def test_goods_stand_in_the_bay_that_was_said_last_until_they_leave_their_store(cast, store):
    one, other = stories.stored(cast, count=2)

    shelved(cast, [one, other], "b2")
    assert (bays.bay_of(one), bays.bay_of(other)) == ("B2", "B2")
    shelved(cast, [one], "A1")
    assert (bays.bay_of(one), bays.bay_of(other)) == ("A1", "B2")

    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[one.id], place="DUNLIN")
    assert bays.bay_of(one) == bays.NO_BAY, "a bay is one of its store"
    assert not replay_state().findings


def test_a_plan_is_shown_for_a_while_to_who_said_why_and_those_who_check_see_it(cast, store):
    units = stories.stored(cast, count=3)
    shelved(cast, units[:2], "B2")
    assert bays.plan_seen(cast.supervisor, store) is None

    look = shown(cast.supervisor, store)

    assert bays.plan_seen(cast.supervisor, store) == look
    assert bays.plan_seen(cast.second_supervisor, store) is None, "it was said by another"
    standing = by_bay(bays.standing_in(cast.supervisor, store))
    assert {bay: each.units for bay, each in standing.items()} == {"B2": 2, bays.NO_BAY: 1}
    assert [each.pk for each in looks_at_unit(units[0])] == [look.pk]



def test_a_look_at_the_plan_from_before_it_came_is_none_at_the_unit(cast, store):
    stories.stored(cast)
    shown(cast.supervisor, store)

    [later] = stories.stored(cast)

    assert looks_at_unit(later) == []


def test_how_long_the_first_of_a_bay_is_over_its_time_is_told_in_hours(cast, store):
    [unit] = stories.stored(cast)
    shelved(cast, [unit], "A1")
    [standing] = by_bay(bays.standing_in(cast.supervisor, store)).values()

    assert standing.hours_over(at=standing.due_at) is None
    assert standing.hours_over(at=standing.due_at.replace(year=standing.due_at.year + 1)) >= 365 * 24 - 24


def test_a_storekeeper_sees_the_plan_of_a_store_only_where_something_is_theirs(cast, store):
    with pytest.raises(NotPermitted):
        shown(cast.storekeeper, store)
    stories.stored(cast)

    shown(cast.storekeeper, store)
    with pytest.raises(NotPermitted):
        shown(cast.second_storekeeper, store)
    for officer in (cast.officer, cast.crew, cast.planner, cast.nobody):
        with pytest.raises(NotPermitted):
            shown(officer, store)


def test_bays_that_are_laid_out_anew_leave_what_stands_beyond_them_in_none(cast, store):
    [unit] = stories.stored(cast)
    shelved(cast, [unit], "C4")

    laid_out(cast, rows=1, columns=2)

    assert bays.grid_of(store) == Grid(1, 2)
    assert "C4" not in bays.grid_of(store)
    assert not replay_state().findings


def test_one_bag_in_a_store_shows_its_keeper_nothing_of_the_others(cast, store):
    """Who puts one bag there by his own word learns where that is, which he knew."""
    theirs = stories.stored(cast, count=2)
    shelved(cast, theirs, "A1")
    [own] = stories.stored(cast)
    stories.accepted(stories.offered(cast, [own], receiver=cast.second_storekeeper, giver=cast.storekeeper),
                     by=cast.second_storekeeper)

    shown(cast.second_storekeeper, store)

    assert list(bays.standing_in(cast.second_storekeeper, store)) == [own]


def test_what_is_searched_for_in_vain_stands_in_no_bay(cast, store):
    [unit] = stories.stored(cast)
    missing(cast, unit)

    with pytest.raises(NotAllowedNow):
        shelved(cast, fresh([unit]), "A1")


def test_what_stands_in_no_bay_is_offered_first(cast, store):
    """A page offers two hundred: what was put away makes room for the rest."""
    first, second, third = stories.stored(cast, count=3)
    shelved(cast, [first, second], "A1")

    assert bays.to_shelve(my_custody(cast.storekeeper)).first() == third
