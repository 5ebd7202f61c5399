"""A sample in a laboratory is to come back, whether a van brought it or somebody carried it next door (R8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.deadlines.models import Clock
from custody.evidence.actions import moving
from custody.evidence.models import HandlingUnit, Sample
from custody.organisation.actions.register import register_place
from tests import stories
from tests.alerts.conftest import let_pass
from tests.evidence import exceptional
from tests.stories import act_of


def running(sample):
    return Clock.objects.filter(subject_id=sample.id, clock_type="OUT_FOR_ANALYSIS", closed_at=None).exists()


def moved(officer, sample, place):
    moving.move_units(act=act_of(officer), unit_ids=[sample.id], place=place)


@pytest.fixture
def sample(cast):
    """A sample that lies where it was taken."""
    return HandlingUnit.objects.get(pk=stories.sampled(cast).sample_unit_id)


def test_its_clock_runs_when_its_sampler_carries_it_into_the_laboratory_next_door(cast, sample):
    assert not running(sample)

    moved(cast.sampler, sample, "SISKIN")

    assert running(sample)
    moved(cast.sampler, sample, "DUNLIN")
    assert running(sample), "the sampler has it still: nobody stored it again"


def test_its_clock_ends_when_it_lies_in_store_again(cast, sample):
    sample = exceptional.to_laboratory(cast, sample)
    assert running(sample)

    moved(cast.storekeeper, sample, "DUNLIN")

    assert not running(sample)


def in_hand(sample):
    return Clock.objects.filter(subject_id=sample.id, clock_type="SAMPLE_IN_HAND", closed_at=None)


def test_a_sample_has_a_clock_from_when_it_is_taken_until_it_comes_to_the_laboratory(cast, sample):
    clock = in_hand(sample).get()
    assert clock.started_at == Sample.objects.get(sample_unit=sample).taken_at

    moved(cast.sampler, sample, "DUNLIN")
    assert in_hand(sample).get() == clock

    moved(cast.sampler, sample, "SISKIN")
    assert not in_hand(sample).exists()
    moved(cast.sampler, sample, "DUNLIN")
    assert in_hand(sample).exists(), "it is in a pocket again"


def test_it_ends_when_a_storekeeper_puts_it_in_store(cast, sample):
    assert in_hand(sample).exists()

    offer = stories.offered(cast, [sample], receiver=cast.storekeeper, giver=cast.sampler)
    stories.accepted(offer, by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[sample.id], place="DUNLIN")

    assert not in_hand(sample).exists()


def test_its_end_is_told(cast, sample):
    let_pass(sample, "SAMPLE_IN_HAND", past_due=timedelta(minutes=1))
    fire(engine="test")

    assert Alert.objects.filter(subject_id=sample.id, rule="AL4").exists()


def test_who_carries_it_does_not_end_it_by_saying_that_it_lies_in_the_registry(cast, sample):
    """It may be in a pocket: somebody who keeps stores puts it there."""
    register_place(act=act_of(cast.administrator), code_word="NUTHATCH", kind="registry", jurisdiction="BE",
                   name="Name of Nuthatch quay 1742")  # fmt: skip

    moved(cast.sampler, sample, "NUTHATCH")
    assert in_hand(sample).exists()

    stories.accepted(stories.offered(cast, [sample], receiver=cast.storekeeper, giver=cast.sampler),
                     by=cast.storekeeper)  # fmt: skip
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[sample.id], place="NUTHATCH")
    assert not in_hand(sample).exists()
