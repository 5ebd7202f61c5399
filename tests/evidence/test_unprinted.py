"""A label that no roll of the house bears is recorded as it is read, and told; it bars nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.act import Basis
from custody.core.identifiers import new_label
from custody.evidence.actions import labels, seizure
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.labels import codes_of
from custody.evidence.selectors.unprinted import unprinted_labels
from custody.ledger.replay import replay_state
from custody.ledger.selectors import times_told
from tests import stories
from tests.evidence.exceptional import written_off
from tests.stories import act_of

STRANGE = new_label(b"copy1")


def tells(unit):
    return times_told([unit.stream_id], codes=["label.unprinted/1"])[unit.stream_id]["label.unprinted/1"]


@pytest.fixture
def roll(cast):
    return labels.print_roll(act=act_of(cast.storekeeper), count=2)


def test_a_label_of_no_roll_is_recorded_and_told_to_who_commands_or_audits_and_freezes_nothing(cast, roll):
    [unit] = stories.seized(cast, label=STRANGE)

    assert (unit.label, unit.discrepancy_open, tells(unit)) == (STRANGE, False, 1)
    assert not Discrepancy.objects.exists()
    for reader in (cast.supervisor, cast.auditor):
        assert list(unprinted_labels(reader)) == [unit]
    for other in (cast.officer, cast.storekeeper):
        assert not unprinted_labels(other).exists()
    written_off(cast, unit)
    assert not unprinted_labels(cast.supervisor).exists()
    assert replay_state().findings == []


def test_nothing_is_told_of_a_label_of_a_roll_of_one_the_house_draws_or_of_one_that_is_printed_again(cast, roll):
    [unit] = stories.seized(cast, label=codes_of(roll)[0].lower())
    [drawn] = stories.seized(cast)
    labels.reprint_label(act=act_of(cast.officer), unit_id=unit.id, reason="torn", second_badge="4418")

    assert (tells(unit), tells(drawn)) == (0, 0)


def test_nothing_is_told_where_the_house_has_no_rolls(cast):
    [unit] = stories.seized(cast, label=STRANGE)

    assert tells(unit) == 0


def test_nothing_is_told_of_the_label_that_the_house_drew_to_name_a_pallet(cast, roll):
    drawn = NewUnit(kind="pallet", label=STRANGE, label_is_known=True)
    bags = [NewUnit(kind="bag", parent_label=STRANGE) for _ in range(2)]

    made = seizure.register_units(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
                                  units=[drawn, *bags])  # fmt: skip

    assert [tells(unit) for unit in made] == [0, 0, 0]


def test_what_is_replayed_or_was_there_before_bears_the_labels_of_its_time(cast, roll):
    found = stories.opened_seizure(cast)
    for basis, number in ((Basis.SCENARIO, b"old01"), (Basis.OPENING, b"old02")):
        [unit] = seizure.register_units(
            act=act_of(cast.officer, basis=basis, occurred_at=stories.now() - timedelta(minutes=1)),
            seizure_id=found.id, units=[NewUnit(kind="bag", label=new_label(number))],
        )  # fmt: skip
        assert tells(unit) == 0
