"""Two people count, and neither is told how many there should be."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted, StaleVersion
from custody.core.events import FieldClass
from custody.evidence.actions.counting import record_count
from custody.evidence.models import Count, Discrepancy
from custody.evidence.selectors.counts import unsettled_count
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of


def count(cast, unit, number, *, by=None, **changes):
    return record_count(act=act_of(by or cast.storekeeper), unit_id=unit.id, package_count=number, **changes)


def test_two_counts_that_agree_with_the_books_change_nothing(cast):
    [unit] = stories.stored(cast)

    first = count(cast, unit, 25)
    assert unsettled_count(unit) == first
    second = count(cast, unit, 25, by=cast.second_storekeeper)

    assert (second.answers, unsettled_count(unit)) == (first, None)
    unit.refresh_from_db()
    assert not unit.discrepancy_open
    assert count(cast, unit, 25).answers is None


def test_two_that_agree_on_another_number_freeze_the_unit_without_tolerance(cast):
    [unit] = stories.stored(cast)

    count(cast, unit, 24)
    assert not Discrepancy.objects.exists()
    count(cast, unit, 24, by=cast.second_storekeeper)

    unit.refresh_from_db()
    found = Discrepancy.objects.get()
    assert (unit.discrepancy_open, found.discrepancy_kind, found.expected, found.found) == (True, "count", "25", "24")


def test_two_that_do_not_agree_need_a_third(cast):
    [unit] = stories.stored(cast)
    count(cast, unit, 24)
    second = count(cast, unit, 25, by=cast.second_storekeeper)

    assert unsettled_count(unit) == second
    for who in (cast.storekeeper, cast.second_storekeeper):
        with pytest.raises(NotPermitted, match="Another person must count"):
            count(cast, unit, 25, by=who)
    count(cast, unit, 25, by=cast.checker)

    assert unsettled_count(unit) is None
    assert not Discrepancy.objects.exists()


def test_nobody_answers_the_own_count(cast):
    [unit] = stories.stored(cast)
    count(cast, unit, 25)

    with pytest.raises(NotPermitted, match="Another person"):
        count(cast, unit, 25)
    assert Count.objects.count() == 1


def test_what_nobody_booked_a_number_for_is_counted_all_the_same(cast):
    [unit] = stories.stored(cast, package_count=None)
    count(cast, unit, 3)
    count(cast, unit, 3, by=cast.second_storekeeper)

    assert not Discrepancy.objects.exists()


def test_the_number_is_sealed_and_the_story_does_not_tell_it(cast):
    [unit] = stories.stored(cast)
    count(cast, unit, 24)

    shown = told([unit.stream_id], classes=frozenset({FieldClass.OPEN}))[0]
    assert shown.type.code == "unit.counted/2"
    assert "package_count" not in shown.values


@pytest.mark.parametrize("who", ["crew", "nobody", "device", "planner", "auditor"])
def test_who_handles_no_goods_counts_none(cast, who):
    [unit] = stories.stored(cast)
    if who == "crew":
        assert count(cast, unit, 25, by=cast.crew)
        return

    with pytest.raises(NotPermitted):
        count(cast, unit, 25, by=getattr(cast, who))


def test_what_cannot_be_counted_is_refused(cast):
    [unit] = stories.stored(cast)
    sample = stories.sampled(cast, unit).sample_unit

    with pytest.raises(InvalidInput, match="weighed, not counted"):
        count(cast, sample, 1, by=cast.sampler)
    with pytest.raises(InvalidInput):
        count(cast, unit, -1)
    with pytest.raises(StaleVersion):
        count(cast, unit, 25, expected_seq=999)
    with pytest.raises(NotAllowedNow):
        count(cast, stories.contained(cast), 1, by=cast.officer)


def test_the_database_lets_one_count_be_answered_once(cast):
    [unit] = stories.stored(cast)
    first = count(cast, unit, 25)
    count(cast, unit, 25, by=cast.second_storekeeper)

    with pytest.raises(IntegrityError):
        Count(unit=unit, stream_id=unit.stream_id, answers=first, package_count=1, counted_by=cast.checker,
              counted_at=stories.now()).save(force_insert=True)  # fmt: skip


def test_counts_replay_to_the_same_rows(cast):
    [unit] = stories.stored(cast)
    count(cast, unit, 24)
    count(cast, unit, 24, by=cast.second_storekeeper)

    assert Count.objects.count() == 2
    assert [str(each) for each in replay_state().findings] == []
