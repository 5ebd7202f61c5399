"""Goods that are made unusable although something speaks against it (C23, R2): a fact, and others say why."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions import neutralise, weigh
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories
from tests.destruction.test_holds import placed
from tests.evidence.exceptional import BATCH, signed_by_each
from tests.stories import act_of, fresh


def treated(cast, *units, test="passed"):
    neutralise.neutralise_units(
        act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], method="bleach",
        witness_badge=cast.second_storekeeper.badge, **BATCH | {"test": test},
    )  # fmt: skip


def asked(unit):
    """Return what was passed over when a unit was treated, or None where nothing is asked."""
    found = Discrepancy.objects.filter(unit=unit, discrepancy_kind="treated").first()
    return None if found is None else found.found


def differs(cast, unit):
    """Put a unit in dispute, by a weight."""
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=stories.reading(20_000_000))


@pytest.mark.parametrize("test", ["passed", "failed"])
def test_what_nobody_sampled_is_treated_and_frozen_with_an_alert(cast, test):
    sampled, bare = stories.stored(cast), stories.stored(cast)
    stories.sampled(cast, sampled[0])
    units = fresh([*sampled, *bare])

    treated(cast, *units, test=test)

    assert [asked(unit) for unit in units] == [None, "never sampled"]
    assert [unit.discrepancy_open for unit in fresh(units)] == [False, True]
    signed_by_each(units)
    assert all(unit.neutralised is (test == "passed") for unit in fresh(units))
    assert Alert.objects.get(rule="AL6").subject_id == bare[0].id
    assert replay_state().findings == []


def test_a_hold_and_a_dispute_that_were_passed_over_are_named(cast):
    held, frozen = stories.stored(cast, count=2)
    stories.sampled(cast, held)
    placed(cast, [held])
    differs(cast, frozen)

    treated(cast, held, frozen)

    assert (asked(held), asked(frozen)) == ("held back", "in dispute")
    assert replay_state().findings == []


def test_one_question_is_not_asked_twice(cast):
    [unit] = stories.stored(cast)
    treated(cast, unit, test="failed")
    signed_by_each([unit])
    treated(cast, unit)

    assert Discrepancy.objects.filter(unit=unit).count() == 1
