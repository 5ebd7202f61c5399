"""The quay waits for no scale: what came into store unweighed is to be weighed in its time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.deadlines.models import Clock
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.entries import Reading
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories


def owed(unit):
    return Clock.objects.filter(subject_id=unit.id, clock_type="WEIGHT_OWED", closed_at__isnull=True).first()


def test_what_was_weighed_owes_nothing(cast):
    assert owed(stories.stored(cast)[0]) is None


def test_what_went_unweighed_is_owed_from_the_store_on_and_a_scale_pays_it(cast):
    [unit] = stories.stored(cast, reading=None)
    clock = owed(unit)
    assert clock.due_at - clock.started_at == timedelta(hours=4)

    record_weighing(act=stories.act_of(cast.storekeeper), unit_id=unit.id,
                    reading=Reading(gross_mg=stories.BAG_MG, method="dimensional_estimate"))
    assert owed(unit) is not None
    record_weighing(act=stories.act_of(cast.storekeeper), unit_id=unit.id, reading=stories.reading())

    assert owed(unit) is None
    assert stories.fresh([unit])[0].gross_mg == stories.BAG_MG
    # From now on it is compared, as if it had been weighed at the quay.
    record_weighing(act=stories.act_of(cast.storekeeper), unit_id=unit.id,
                    reading=stories.reading(stories.BAG_MG - 1_000_000))
    assert Discrepancy.objects.get().difference_mg == -1_000_000
    assert replay_state().findings == []


@pytest.mark.parametrize("again", [True, False])
def test_a_load_that_goes_from_store_to_store_gets_no_new_term(cast, again):
    [unit] = stories.stored(cast, reading=None)
    began = owed(unit).started_at
    if again:
        stories.on_the_road(cast, units=[unit], giver=cast.storekeeper)
        offer = stories.offered(cast, [unit], receiver=cast.second_storekeeper, purpose="arrival", giver=cast.crew)
        stories.accepted(offer, by=cast.second_storekeeper, place="BITTERN")

    assert owed(unit).started_at == began
