"""A sample that is gone is no sample that is kept, whichever way it went: the gates ask again (R2, R3)."""

from __future__ import annotations

import pytest

from custody.core.lifecycle import GONE, NOT_KEPT, CustodyState
from custody.evidence.actions import searching
from custody.evidence.models import HandlingUnit
from tests import packs
from tests import stories as evidence
from tests.destruction import lawful, stories
from tests.evidence import exceptional
from tests.stories import fresh


def burnt_down(cast, sample):
    asked = exceptional.asked(cast, sample, "destroyed_by_event", by=cast.supervisor, party=None)
    exceptional.decided(asked, by=cast.director)


def test_nothing_is_ordered_away_whose_only_sample_was_destroyed_by_an_event(cast, refused):
    [unit] = evidence.stored(cast)
    burnt_down(cast, evidence.sampled(cast, unit).sample_unit)
    stories.photographed(cast, [unit])

    with refused("evidence.no_sample"):
        stories.recorded(cast, [unit])

    evidence.sampled(cast, fresh([unit])[0])
    stories.recorded(cast, fresh([unit]))


def test_nothing_burns_whose_only_sample_was_destroyed_after_the_order(cast, refused):
    session = stories.attested(cast)
    [unit] = stories.units_of(session)
    burnt_down(cast, HandlingUnit.objects.get(kind="sample", seizure=unit.seizure))

    with refused("evidence.no_sample"):
        stories.burn(cast, session)


def test_a_kept_sample_that_is_gone_is_not_kept_for_the_court(cast, refused):
    lawful.under(cast, packs.shipped("US-TX"))
    units = lawful.goods(cast, "US-TX", samples=5, kept=1)
    burnt_down(cast, HandlingUnit.objects.filter(kind="sample", seizure=units[0].seizure).first())

    with refused("evidence.few_samples"):
        stories.recorded(cast, units, authority="agency")


def test_a_sample_that_was_searched_for_in_vain_is_kept_by_nobody(cast, refused):
    [unit] = evidence.stored(cast)
    taken = evidence.sampled(cast, unit).sample_unit
    exceptional.missing(cast, taken)
    stories.photographed(cast, [unit])

    with refused("evidence.no_sample"):
        stories.recorded(cast, [unit])

    searching.record_found(
        act=evidence.act_of(cast.sampler), unit_id=taken.id, place="BITTERN", remark="behind the shelf",
        witness_badge=cast.storekeeper.badge,
    )  # fmt: skip
    stories.recorded(cast, fresh([unit]))


@pytest.mark.parametrize(
    ("state", "gone"),
    [("returned", True), ("handed_over", True), ("disposed", True), ("stolen", True), ("lost", True),
     ("destroyed_by_event", True), ("consumed_in_analysis", False), ("destroyed", False)],
)  # fmt: skip
def test_what_served_is_kept_and_what_left_is_not(state, gone):
    assert CustodyState(state) in GONE
    assert (CustodyState(state) in NOT_KEPT) is gone
