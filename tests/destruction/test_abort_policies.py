"""What counts as a check in the fast lane, case by case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from custody.core.errors import NotAllowedNow
from custody.destruction import abort_policies

AT = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)
UNIT = SimpleNamespace(id=uuid4(), label="7KQ4-M2XD-R")


def intake(**changes):
    return SimpleNamespace(
        **({"occasion": "seizure", "method": "weighed", "weighed_at": AT - timedelta(hours=3)} | changes)
    )


SAMPLED = intake(occasion="sampling", weighed_at=AT - timedelta(hours=1))


@pytest.mark.parametrize(
    ("weighings", "was_stored", "code"),
    [
        ([intake()], False, None),
        ([intake()], True, "fastlane.stored"),
        ([], False, "fastlane.unweighed"),
        ([intake(occasion="check")], False, "fastlane.unweighed"),
        ([intake(method="declared")], False, "fastlane.unweighed"),
        ([intake(weighed_at=AT - timedelta(hours=24))], False, "fastlane.old"),
        ([intake(weighed_at=AT - timedelta(hours=24) + timedelta(microseconds=1))], False, None),
        ([intake(weighed_at=AT + timedelta(seconds=1))], False, "fastlane.old"),
        ([intake(), SAMPLED], False, None),
        ([SAMPLED], False, "fastlane.unweighed"),
        ([intake(method="declared"), SAMPLED], False, "fastlane.unweighed"),
        ([intake(), intake(occasion="sampling", method="declared")], False, "fastlane.unweighed"),
        ([intake(weighed_at=AT - timedelta(hours=24)), SAMPLED], False, "fastlane.old"),
        ([intake(), intake(occasion="check"), SAMPLED], False, "fastlane.unweighed"),
    ],
)
def test_an_intake_counts_when_it_is_a_weighing_of_the_last_day_and_nobody_stored_it_since(weighings, was_stored, code):
    if code is None:
        counts = abort_policies.check_intake_counts(UNIT, weighings, was_stored=was_stored, at=AT)
        assert counts is weighings[-1]
        return
    with pytest.raises(NotAllowedNow) as refusal:
        abort_policies.check_intake_counts(UNIT, weighings, was_stored=was_stored, at=AT)
    assert refusal.value.code == code


@pytest.mark.parametrize(("unsealed_at", "counts"), [
    (None, True), (SAMPLED.weighed_at, True), (SAMPLED.weighed_at + timedelta(microseconds=1), False)])
def test_an_intake_does_not_count_when_a_seal_came_off_after_what_is_inside_was_weighed(unsealed_at, counts):
    said = {"was_stored": False, "at": AT, "unsealed_at": unsealed_at}
    if counts:
        assert abort_policies.check_intake_counts(UNIT, [intake(), SAMPLED], **said) is SAMPLED
        return
    with pytest.raises(NotAllowedNow) as refusal:
        abort_policies.check_intake_counts(UNIT, [intake(), SAMPLED], **said)
    assert refusal.value.code == "fastlane.opened"


def test_units_that_came_under_two_vehicle_seals_or_none_are_checked_one_by_one():
    other = SimpleNamespace(id=uuid4())

    assert abort_policies.check_one_journey([UNIT], {UNIT.id: "VS1"}) == "VS1"
    for seals in ({UNIT.id: "VS1", other.id: "VS2"}, {UNIT.id: "VS1"}, {UNIT.id: None, other.id: None}):
        with pytest.raises(NotAllowedNow) as refusal:
            abort_policies.check_one_journey([UNIT, other], seals)
        assert refusal.value.code == "fastlane.no_seal"
