"""What the public is told of a seizure that did not all burn, or whose goods were packed anew."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from custody.destruction.actions import publication
from custody.destruction.selectors import publication as told
from custody.evidence.actions import dividing, operation
from custody.evidence.models import Seizure
from custody.reports.release import non_nominal, release_text
from tests import stories
from tests.destruction import stories as fire
from tests.evidence import exceptional
from tests.evidence.test_recovering import back
from tests.stories import BAG_MG, act_of, fresh, now


def release(unit):
    return told.release_of(Seizure.objects.get(pk=unit.seizure_id), at=now())


def decided(cast, unit, fields=("mass",)):
    """Let the director tell a seizure now, and return what is told."""
    publication.decide_publication(act=act_of(cast.director), seizure_id=unit.seizure_id, fields=list(fields),
                                   reason="the press asks", publishable_at=now())  # fmt: skip
    return release(unit)


def repacked(cast, unit):
    [made] = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
        parts=[stories.new_bag(BAG_MG)], reason="bag burst", how="repack",
    )  # fmt: skip
    exceptional.signed_by_each([made])
    return fresh([made])[0]


@pytest.mark.parametrize("how", ["stolen", "lost", "destroyed_by_event"])
def test_what_nobody_burnt_is_told_only_when_somebody_decides_and_never_as_destroyed(cast, how):
    [bag] = stories.stored(cast)
    if how == "destroyed_by_event":
        asked = exceptional.asked(cast, bag, how, by=cast.duty_officer)
        exceptional.decided(asked, by=cast.regional_head)
    else:
        exceptional.written_off(cast, bag, how)

    assert release(bag) is None
    assert list(non_nominal(year=now().year, at=now())) == []
    assert not decided(cast, bag).burnt
    assert "destroyed" not in release_text(bag.seizure, at=now()).body


def test_what_another_authority_has_now_is_not_destroyed(cast):
    [bag] = stories.stored(cast)
    exceptional.decided(exceptional.asked(cast, bag, "hand_out", by=cast.case_officer), by=cast.regional_head)

    assert release(bag) is None
    assert not decided(cast, bag).burnt


def test_of_two_bags_one_burnt_and_one_gone_are_not_all_destroyed(cast):
    burnt, gone = stories.stored(cast, count=2)
    exceptional.written_off(cast, gone)
    fire.burnt(cast, units=fresh([burnt]))

    assert release(burnt) is None
    found = decided(cast, burnt)
    assert (found.burnt, found.mg) == (False, 2 * BAG_MG)


def test_what_was_packed_anew_is_one_mass(cast):
    [bag] = stories.stored(cast)
    bag = repacked(cast, repacked(cast, bag))

    assert decided(cast, bag).mg == BAG_MG


def test_what_is_told_is_what_was_seized_and_not_what_is_left_of_it(cast):
    [bag] = stories.stored(cast)
    stories.sampled(cast, bag, sample_mg=500_000)

    assert decided(cast, bag).mg == BAG_MG
    assert "25.00 kg" in release_text(bag.seizure, at=now()).headline
    [row] = non_nominal(year=now().year, at=now())
    assert row[1] == Decimal("25.000")


def test_dust_that_a_split_lost_was_seized_all_the_same(cast):
    [bag] = stories.stored(cast)
    made = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=bag.id, witness_badge=cast.second_storekeeper.badge,
        parts=[stories.new_bag(BAG_MG // 2), stories.new_bag(BAG_MG // 2 - 49_000)], reason="too heavy", how="split",
        loss_reason="dust",
    )  # fmt: skip
    exceptional.signed_by_each(made)

    assert decided(cast, bag).mg == BAG_MG


def test_what_came_back_is_one_mass_and_what_went_on_under_watch_too(cast):
    [stolen], [watched] = stories.stored(cast), stories.stored(cast)
    back(cast, exceptional.written_off(cast, stolen))
    operation.exchange_unit(
        act=act_of(cast.storekeeper), unit_id=watched.id, witness_badge=cast.second_storekeeper.badge,
        reference="KP 3", originals=[stories.new_bag(BAG_MG)], dummies=[stories.new_bag(kind="dummy")],
    )  # fmt: skip

    assert decided(cast, stolen).mg == BAG_MG
    assert decided(cast, watched).mg == BAG_MG


def test_what_all_burnt_is_told_without_a_decision(cast):
    [bag] = stories.stored(cast)
    fire.burnt(cast, units=[bag])

    assert (release(bag).burnt, release(bag).mg) == (True, BAG_MG)
    [found] = told.publishable(at=now(), since=now() - timedelta(days=2), until=now(), limit=9)
    assert found == release(bag)
