"""A sample in a laboratory is to come back, whether a van brought it or somebody carried it next door (R8)."""

from __future__ import annotations

import pytest

from custody.deadlines.models import Clock
from custody.evidence.actions import moving
from custody.evidence.models import HandlingUnit
from tests import stories
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
