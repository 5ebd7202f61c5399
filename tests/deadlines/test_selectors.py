"""The dashboard's questions, and the arithmetic of arming."""

from __future__ import annotations

import pytest

from custody.core.errors import IntegrityBroken
from custody.deadlines import selectors
from custody.deadlines.clocks import Start, make
from custody.deadlines.models import Clock
from custody.deadlines.types import ClockType
from tests import stories


def test_the_clocks_of_a_unit_come_the_nearest_first(cast):
    [unit] = stories.stored(cast)

    assert [each.clock_type for each in selectors.open_clocks([unit.id])[unit.id]] == [
        "TARGET_DESTRUCTION", "MAX_STORAGE",
    ]  # fmt: skip


def test_a_subject_with_a_running_clock_gets_no_second_one(cast):
    [unit] = stories.seized(cast)
    start = Start(subject_id=unit.id, jurisdiction=unit.jurisdiction, started_at=stories.now())

    assert make(clock_type=ClockType.TARGET_DESTRUCTION, starts=[start], subject_kind="unit", at=stories.now()) == 0
    assert make(clock_type=ClockType.MAX_STORAGE, starts=[], subject_kind="unit", at=stories.now()) == 0


def test_a_rule_without_a_value_arms_nothing_and_says_so(cast):
    start = Start(subject_id=cast.nobody.id, jurisdiction="XX", started_at=stories.now())

    with pytest.raises(IntegrityBroken, match=r"clock\.strip"):
        make(clock_type=ClockType.STRIP, starts=[start], subject_kind="unit", at=stories.now())


def test_a_clock_knows_whether_it_runs(cast):
    unit = stories.contained(cast)
    assert Clock.objects.get(subject_id=unit.id, clock_type="STRIP").is_open
