"""A seizure that was opened and left without a unit has a clock, and its shift leads are told."""

from __future__ import annotations

from custody.deadlines.models import Clock
from custody.ledger.replay import replay_state
from tests import stories


def running(seizure):
    return Clock.objects.filter(clock_type="FIRST_UNIT", subject_id=seizure.id, closed_at=None)


def test_it_runs_from_the_opening_for_half_an_hour(cast):
    seizure = stories.opened_seizure(cast)

    [clock] = running(seizure)
    assert (clock.due_at - clock.started_at).total_seconds() == 30 * 60
    assert clock.subject_kind == "seizure"


def test_the_first_unit_ends_it_and_the_second_begins_none(cast):
    seizure = stories.opened_seizure(cast)

    stories.seized(cast, count=1, of=seizure)
    assert not running(seizure).exists()
    stories.seized(cast, count=2, of=seizure)
    assert not running(seizure).exists()
    assert Clock.objects.filter(clock_type="FIRST_UNIT", subject_id=seizure.id).count() == 1
    assert replay_state().findings == []
