"""What is stolen out of a pallet and was weighed by itself: its mass is lost, and the pallet must weigh less."""

from __future__ import annotations

import pytest

from custody.core.postings import Account
from custody.destruction.actions import reconcile
from custody.destruction.actions.contradicting import BURNT_WITH_ALL, NOT_ALL_THERE
from custody.destruction.selectors import books, gates
from custody.evidence.actions import moving, seizure, weigh
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.room import placed_mg
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.models import Place
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.exceptional import explained, signed_by_each, written_off
from tests.evidence.test_unpacking import BAG, on_pallet, pallet
from tests.stories import act_of, fresh


def accounts(unit):
    sheet = books.sheet_of_seizure(unit.seizure)
    assert sheet.is_even
    return sheet.mg[Account.LOST], sheet.mg[Account.CUSTODY], sheet.mg[Account.VARIANCE]


def weighed(cast, whole, gross_mg, *, count=2):
    seen = on_pallet(gross_mg, package_count=count)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=whole.id, reading=seen)


@pytest.mark.parametrize("how", ["stolen", "lost", "destroyed_by_event"])
def test_a_weighed_bag_leaves_the_books_of_the_pallet_and_the_pallet_must_weigh_less(cast, how):
    whole, first, *_ = pallet(cast)
    before, store = whole.gross_mg, Place.objects.get(code_word="BITTERN")

    written_off(cast, first, how)

    [whole, first] = fresh([whole, first])
    assert accounts(whole) == (BAG, before - BAG, 0)
    assert books.sheet_of_seizure(whole.seizure).booked_mg == before
    assert (whole.gross_mg, whole.package_count, first.parent_id) == (before - BAG, 2, None)
    assert placed_mg(store) == before - BAG
    seen = Discrepancy.objects.count()
    weighed(cast, whole, before - BAG)
    assert Discrepancy.objects.count() == seen
    assert replay_state().findings == []


def test_a_bag_that_never_lay_on_a_scale_is_missing_in_the_pallet_until_that_is_weighed(cast):
    [whole] = stories.seized(cast, kind="pallet", package_count=1)
    estimate = stories.reading(BAG, method="dimensional_estimate", scale_code=None)
    bag = NewUnit(kind="bag", parent_label=whole.label, reading=estimate, package_count=1)
    [bag] = seizure.register_units(act=act_of(cast.officer), seizure_id=whole.seizure_id, units=[bag])
    before = whole.gross_mg

    written_off(cast, bag)

    [whole] = fresh([whole])
    assert accounts(whole) == (0, before, 0)
    assert (whole.gross_mg, whole.package_count) == (before, 1)


def test_what_a_supervisor_explained_before_as_missing_is_not_taken_off_twice(cast):
    whole, first, *_ = pallet(cast)
    before = whole.gross_mg
    weighed(cast, whole, before - BAG)
    explained(cast, whole)

    written_off(cast, first)

    assert accounts(whole) == (0, before - BAG, BAG)
    assert replay_state().findings == []


def test_what_was_explained_as_one_bag_is_not_the_next_one_that_is_stolen(cast):
    whole, first, second, _ = pallet(cast)
    before = whole.gross_mg
    weighed(cast, whole, before - BAG)
    explained(cast, whole)
    written_off(cast, first)
    assert accounts(whole) == (0, before - BAG, BAG)

    written_off(cast, second)

    assert accounts(whole) == (BAG, before - 2 * BAG, BAG)
    assert replay_state().findings == []


def test_two_bags_that_were_explained_as_missing_at_once_are_two(cast):
    whole, first, second, _ = pallet(cast)
    before = whole.gross_mg
    weighed(cast, whole, before - 2 * BAG, count=1)
    explained(cast, whole)

    written_off(cast, first)
    written_off(cast, second)

    assert accounts(whole) == (0, before - 2 * BAG, 2 * BAG)


def test_what_was_explained_while_every_bag_was_counted_is_none_of_them(cast):
    whole, first, *_ = pallet(cast)
    before, spilt = whole.gross_mg, BAG * 11 // 20
    weighed(cast, whole, before - spilt, count=3)
    explained(cast, whole)

    written_off(cast, first)

    assert accounts(whole) == (BAG, before - spilt - BAG, spilt)
    assert replay_state().findings == []


def checked(cast, whole):
    """Return an approved burn of a sampled and ordered pallet of three bags, and the pallet, checked for it."""
    stories.sampled(cast, whole, left=on_pallet(whole.gross_mg - 5_000, package_count=3))
    burns.photographed(cast, [whole])
    signed_by_each([whole])
    burns.verified(cast, burns.recorded(cast, fresh([whole])))
    session = burns.approved(cast, burns.planned(cast, fresh([whole])))
    [unit] = burns.units_of(session)
    burns.staged(cast, session, checks=[burns.check_of(unit, reading=on_pallet(unit.gross_mg, package_count=3))])
    return session, fresh([whole])[0]


def test_a_pallet_that_was_checked_for_a_burn_leaves_it_when_a_bag_is_written_off_out_of_it(cast, refused):
    whole, first, *_ = pallet(cast)
    session, whole = checked(cast, whole)
    before = whole.gross_mg

    written_off(cast, first)

    [whole] = fresh([whole])
    assert (whole.custody_state, whole.authority_state, whole.gross_mg) == ("staged", "ordered", before - BAG)
    assert gates.live_lines(session) == []
    left = next(each for each in told([whole.stream_id]) if each.type.code == "unit.unscheduled/1")
    assert left.values["reason"] == "content_lost"
    with refused("burn.empty"):
        burns.burn(cast, session)
    sheet = books.sheet_of_seizure(whole.seizure)
    assert (sheet.mg[Account.DESTROYED], sheet.mg[Account.LOST], sheet.is_even) == (0, BAG, True)
    assert replay_state().findings == []


def test_a_pallet_that_two_saw_going_into_the_fire_has_burnt_whatever_is_written_off_out_of_it_then(cast):
    """What happened is told: its books say by how much they differ."""
    whole, first, *_ = pallet(cast)
    session, whole = checked(cast, whole)
    burns.lots_tested(cast, burns.drawn(cast, session))
    session = burns.attested(cast, burns.at_furnace(cast, session, units=fresh([whole])))

    written_off(cast, first)
    burns.burn(cast, session)

    assert fresh([whole])[0].custody_state == "destroyed"
    sheet = books.sheet_of_seizure(whole.seizure)
    assert (sheet.mg[Account.LOST], sheet.is_even) == (BAG, True)
    assert replay_state().findings == []


def in_store(cast, *inside):
    """Return a weighed pallet of three in store, and the last of the units inside it."""
    made = seizure.register_units(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id, units=[
        NewUnit(kind="pallet", label="0410-6105-G", package_count=3, seal=stories.new_seal(),
                reading=on_pallet(3 * BAG + 15_000_000)), *inside,
    ])  # fmt: skip
    outer = stories.swept(cast, made[:1])
    stories.accepted(stories.offered(cast, outer, receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[outer[0].id], place="BITTERN")
    return fresh([made[0], made[-1]])


def unweighed(cast):
    """Return a pallet in store and a bag of it that never lay on a scale."""
    estimate = stories.reading(BAG, method="dimensional_estimate", scale_code=None)
    return in_store(cast, NewUnit(kind="bag", parent_label="0410-6105-G", package_count=20, reading=estimate,
                                  seal=stories.new_seal()))  # fmt: skip


def deeper(cast):
    """Return a pallet in store, and a weighed bag in a box on it."""
    return in_store(
        cast, NewUnit(kind="box", label="2410-6109-2", parent_label="0410-6105-G", seal=stories.new_seal()),
        NewUnit(kind="bag", parent_label="2410-6109-2", package_count=20, reading=stories.reading(BAG),
                seal=stories.new_seal()),
    )  # fmt: skip


@pytest.mark.parametrize("load", [unweighed, deeper])
def test_a_checked_pallet_leaves_its_burn_also_when_nobody_can_say_what_was_stolen_out_of_it(cast, refused, load):
    whole, inner = load(cast)
    session, whole = checked(cast, whole)
    before = whole.gross_mg

    written_off(cast, inner)

    assert fresh([whole])[0].gross_mg == before
    assert gates.live_lines(session) == []
    left = next(each for each in told([whole.stream_id]) if each.type.code == "unit.unscheduled/1")
    assert left.values["reason"] == "content_lost"
    with refused("burn.empty"):
        burns.burn(cast, session)
    assert replay_state().findings == []


def in_the_fire(cast, load):
    """Return a burn of which two saw the pallet going into the fire, the pallet, and a unit that lay in it."""
    whole, inner = load(cast)[:2]
    session, whole = checked(cast, whole)
    burns.lots_tested(cast, burns.drawn(cast, session))
    return burns.attested(cast, burns.at_furnace(cast, session, units=[whole])), whole, inner


def weighed_by_itself(cast):
    """Return a pallet in store, and a weighed bag that lies on it."""
    whole, first, *_ = pallet(cast)
    return whole, first


def of_what_burnt(unit):
    """Return what is open about a unit because not all that was in it burnt with it."""
    return Discrepancy.objects.filter(unit=unit, expected=BURNT_WITH_ALL, found=NOT_ALL_THERE, resolved_at=None)


@pytest.mark.parametrize("load", [unweighed, deeper, weighed_by_itself])
def test_what_is_written_off_out_of_a_pallet_in_the_fire_is_a_difference_of_its_burn(cast, refused, load):
    session, whole, inner = in_the_fire(cast, load)

    written_off(cast, inner)
    assert not of_what_burnt(whole).exists()
    burns.burn(cast, session)

    assert of_what_burnt(whole).count() == 1
    with refused("unit.frozen"):
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])
    assert replay_state().findings == []


@pytest.mark.parametrize("load", [unweighed, deeper, weighed_by_itself])
@pytest.mark.parametrize("closed", [False, True])
def test_what_is_written_off_out_of_ash_is_a_difference_of_the_ash(cast, refused, load, closed):
    session, whole, inner = in_the_fire(cast, load)
    burns.burn(cast, session)
    if closed:
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])

    written_off(cast, inner)

    assert of_what_burnt(whole).count() == 1
    assert fresh([whole])[0].custody_state == ("reconciled" if closed else "destroyed")
    with refused("unit.frozen"):
        if closed:
            reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=whole.seizure_id)
        else:
            reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])
    explained(cast, fresh([whole])[0])
    if not closed:
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])
    assert replay_state().findings == []
