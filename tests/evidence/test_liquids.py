"""Liquids: what may dry out of a carrier is allowed for, and their volume is on record."""

from __future__ import annotations

from custody.destruction.selectors.masses import balances_of
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.carriers import carrier_per_mille
from custody.ledger.replay import replay_state
from tests import hot, stories
from tests.stories import act_of, fresh, reading

LITRES = 100_000_000
"""A hundred kilograms of a liquid."""


def test_what_a_liquid_may_lose_of_its_carrier_is_what_the_rule_of_its_substance_says(cast):
    found = stories.opened_seizure(cast, exhibits=[NewExhibit(substance="cocaine", form="liquid")])
    [drum] = stories.seized(cast, of=found, kind="drum", package_count=None, reading=reading(LITRES))
    [bag] = stories.seized(cast)
    assert carrier_per_mille(drum, mass_mg=LITRES) == 0
    hot.rule(cast, "carrier.loss", 2, "percent")
    assert (carrier_per_mille(drum, mass_mg=LITRES), carrier_per_mille(bag, mass_mg=LITRES)) == (20, 0)

    record_weighing(act=act_of(cast.storekeeper), unit_id=drum.id, reading=reading(LITRES - 1_500_000))

    assert not Discrepancy.objects.exists()
    assert balances_of([drum], weighed_mg={drum.id: LITRES - 1_500_000})[drum.id].closes
    record_weighing(act=act_of(cast.storekeeper), unit_id=drum.id, reading=reading(LITRES - 2_500_000))
    assert Discrepancy.objects.get().difference_mg == -2_500_000


def test_the_volume_of_a_liquid_is_on_record_and_of_nothing_else(cast, refused):
    found = stories.opened_seizure(cast, exhibits=[NewExhibit(substance="ketamine", form="liquid")])
    for kind, volume in (("bag", 20_000), ("liquid", 0)):
        with refused("volume.no_liquid" if kind == "bag" else "volume.range"):
            stories.seized(cast, of=found, kind=kind, volume_ml=volume)

    [cans] = stories.seized(cast, of=found, kind="liquid", package_count=None, volume_ml=20_000)

    assert fresh([cans])[0].volume_ml == 20_000
    assert not replay_state().findings
