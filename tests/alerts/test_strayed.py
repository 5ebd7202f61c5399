"""A sample says where it goes when it is taken; who commands is told when it comes into another place of its kind."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions.moving import move_units
from custody.evidence.actions.sample import take_sample
from custody.evidence.entries import NewSample, Reading
from custody.evidence.models import Sample
from custody.ledger.replay import replay_state
from custody.organisation.actions.register import register_place
from tests import stories
from tests.stories import act_of


@pytest.fixture
def sample(cast):
    """Return a function that takes a sample that is bound for somewhere, and returns the unit that it is."""

    def take(bound_for):
        [unit] = stories.stored(cast)
        [taken] = take_sample(
            act=act_of(cast.sampler), unit_id=unit.id, witness_badge=cast.storekeeper.badge,
            samples=[NewSample(sample_kind="analysis", seal=stories.new_seal(), bound_for=bound_for,
                               reading=Reading(gross_mg=5_000, scale_code="S-BENCH"))],
            new_seal=stories.new_seal(), reading=stories.reading(24_995_000),
        )  # fmt: skip
        return taken.sample_unit

    return take


def moved(cast, unit, place):
    move_units(act=act_of(cast.sampler), unit_ids=[unit.id], place=place)
    return Alert.objects.filter(rule="STRAY", subject_id=unit.id).exclude(state="resolved").count()


@pytest.mark.parametrize(("bound_for", "place", "told"), [
    ("laboratory", "SISKIN", 0), ("registry", "SISKIN", 1), ("retained", "SISKIN", 1), ("training", "SISKIN", 1),
    ("training", "DUNLIN", 0), (None, "SISKIN", 0),
])  # fmt: skip
def test_what_comes_where_it_was_not_bound_for_is_told(cast, sample, bound_for, place, told):
    unit = sample(bound_for)

    assert Sample.objects.get(sample_unit=unit).bound_for == bound_for
    assert moved(cast, unit, place) == told
    assert moved(cast, unit, "DUNLIN") == 0, "it lies there no more"
    assert replay_state().findings == []


def test_from_where_it_was_bound_it_goes_on_as_the_case_asks(cast, sample):
    register_place(act=act_of(cast.administrator), code_word="NUTHATCH", kind="registry", jurisdiction="BE",
                   name="Name of Nuthatch quay 1742")  # fmt: skip
    unit = sample("laboratory")
    assert moved(cast, unit, "SISKIN") == 0

    assert moved(cast, unit, "NUTHATCH") == 0
    assert moved(cast, sample("laboratory"), "NUTHATCH") == 1
    assert moved(cast, sample("retained"), "NUTHATCH") == 0
