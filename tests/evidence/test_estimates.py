"""What was estimated at 60 kg and weighs 25 on its first scale, somebody has to explain."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.tolerance import estimate_tolerance_mg
from custody.evidence.actions.weigh import record_weighing, resolve_discrepancy
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import hot, stories
from tests.stories import act_of, reading

KG = 1_000_000


def estimated(cast, gross_mg=60 * KG, method="dimensional_estimate"):
    """Return loose goods, not counted, of which nobody knows more than what they look like."""
    guess = reading(gross_mg, scale_code=None, method=method)
    [unit] = stories.seized(cast, kind="drum", package_count=None, reading=guess)
    return unit


def weighed(cast, unit, gross_mg, **changes):
    record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=reading(gross_mg, **changes))
    unit.refresh_from_db()
    return list(Discrepancy.objects.filter(unit=unit).order_by("opened_at"))


@pytest.mark.parametrize("method", ["dimensional_estimate", "declared"])
def test_half_of_an_estimate_on_the_first_scale_freezes_the_unit_and_alarms(cast, method):
    unit = estimated(cast, method=method)

    [found] = weighed(cast, unit, 25 * KG)

    assert (found.discrepancy_kind, found.difference_mg, found.tolerance_mg) == ("estimate", -35 * KG, 15 * KG)
    assert unit.discrepancy_open
    assert Alert.objects.filter(rule="AL5", subject_id=unit.id, level=1).exists()
    assert replay_state().findings == []


@pytest.mark.parametrize(("gross_kg", "is_far"), [(44, True), (45, False), (60, False), (75, False), (76, True)])
def test_an_estimate_may_be_off_by_a_quarter_either_way(cast, gross_kg, is_far):
    assert bool(weighed(cast, estimated(cast), gross_kg * KG)) is is_far


def test_the_rule_of_the_house_says_how_far(cast):
    hot.rule(cast, "weight.estimate", 50, "percent")

    assert not weighed(cast, estimated(cast), 31 * KG)
    assert weighed(cast, estimated(cast), 29 * KG)


def test_from_the_first_scale_on_the_estimate_says_nothing_more(cast):
    unit = estimated(cast)
    [found] = weighed(cast, unit, 25 * KG)
    resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="guessed in the dark")

    assert weighed(cast, unit, 25 * KG) == [found]
    assert [each.discrepancy_kind for each in weighed(cast, unit, 20 * KG)] == ["estimate", "weight"]


def test_a_weighbridge_that_held_the_vehicle_with_it_is_no_first_weight(cast):
    unit = estimated(cast)

    assert not weighed(cast, unit, 2_900 * KG, scale_code="S-PALLET", weighing_basis="truck")


def test_the_tolerance_of_an_estimate_is_a_share_of_it():
    assert [estimate_tolerance_mg(mg) for mg in (0, 3, 4, 60 * KG)] == [0, 0, 1, 15 * KG]
    assert estimate_tolerance_mg(60 * KG, percent=5) == 3 * KG


def test_whoever_has_it_talks_no_estimate_down_step_by_step(cast):
    """What two estimated where it was seized counts: each step below a quarter would hide the next."""
    unit = estimated(cast)
    for kg in (46, 36, 28, 21):
        assert not weighed(cast, unit, kg * KG, method="dimensional_estimate", scale_code=None)

    [found] = weighed(cast, unit, 16 * KG)

    assert (found.discrepancy_kind, found.difference_mg) == ("estimate", -44 * KG)
