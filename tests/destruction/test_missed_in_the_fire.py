"""A bag that somebody misses while its pallet is in the fire: what burnt is recorded, and what is open stays so."""

from __future__ import annotations

import pytest

from custody.destruction.actions import reconcile
from custody.evidence.actions import searching, weigh
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.evidence.exceptional import asked, decided, explained, missing
from tests.evidence.test_losing import checked, of_what_burnt
from tests.evidence.test_unpacking import on_pallet, pallet
from tests.stories import act_of, fresh


@pytest.fixture
def loads(cast):
    """Return a burn whose pallet is at the furnace, the pallet, and a bag in it."""
    whole, bag, *_ = pallet(cast)
    session, whole = checked(cast, whole)
    stories.lots_tested(cast, stories.drawn(cast, session))
    return stories.at_furnace(cast, session, units=[whole]), whole, bag


def open_about(*units):
    return Discrepancy.objects.filter(unit__in=units, resolved_at__isnull=True)


@pytest.mark.parametrize("searched", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_a_bag_that_is_missed_while_its_pallet_burns_keeps_no_burn_from_being_recorded(
    cast, refused, loads, searched, signed
):
    session, whole, bag = loads
    stories.tallied(cast, session)
    if signed:
        stories.attested(cast, session, tally=False)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=bag.id, remark="it lies beside the road")
    if searched:
        searching.declare_missing(act=act_of(cast.supervisor), unit_id=bag.id)
    if not signed:
        stories.attested(cast, session, tally=False)

    assert stories.burn(cast, session).state == "burnt"

    assert fresh([whole])[0].custody_state == "destroyed"
    assert of_what_burnt(whole).count() == 1
    assert [row.discrepancy_kind for row in open_about(bag)] == ["place"]
    explained(cast, whole)
    with refused("unit.frozen"):
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])
    [place] = open_about(bag)
    with refused("unit.unlocated"):
        weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), discrepancy_id=place.id, resolution="It burnt")
    assert replay_state().findings == []


def test_a_bag_that_was_missed_in_the_fire_and_is_written_off_asks_about_the_ash_again(cast, refused, loads):
    session, whole, bag = loads
    stories.attested(cast, session)
    missing(cast, bag)
    stories.burn(cast, session)
    explained(cast, whole)

    decided(asked(cast, bag, "stolen", by=cast.supervisor), by=cast.director)

    assert of_what_burnt(whole).count() == 1
    with refused("unit.frozen"):
        reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])
    explained(cast, fresh([whole])[0])
    done = reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id])
    assert done.reconciled == [whole]
    assert replay_state().findings == []


def test_a_bag_that_was_missed_before_its_pallet_went_into_the_fire_keeps_the_release_hard(cast, refused, loads):
    session, _whole, bag = loads
    missing(cast, bag)
    stories.attested(cast, session)

    with refused("unit.frozen"):
        stories.burn(cast, session)


def test_another_difference_of_what_went_in_keeps_the_release_hard(cast, refused, loads):
    session, whole, bag = loads
    stories.attested(cast, session)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=whole.id,
                          reading=on_pallet(whole.gross_mg // 2, package_count=3))  # fmt: skip
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=bag.id, remark="it lies beside the road")

    with refused("unit.frozen"):
        stories.burn(cast, session)
    assert open_about(whole).exists()
