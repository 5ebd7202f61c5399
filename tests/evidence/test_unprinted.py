"""A label that no roll of the house bears is recorded as it is read, and asked about."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.models import Alert
from custody.core.act import Basis
from custody.core.identifiers import new_label
from custody.evidence.actions import labels, seizure, weigh
from custody.evidence.actions.unprinted import ON_NO_ROLL
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.labels import codes_of
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of

STRANGE = new_label(b"copy1")


def asked():
    return list(Discrepancy.objects.values_list("unit__label", "discrepancy_kind", "expected", "found"))


def test_a_label_of_no_roll_is_recorded_freezes_its_unit_and_is_told(cast):
    [unit] = stories.seized(cast, label=STRANGE)

    assert unit.label == STRANGE
    assert unit.discrepancy_open
    assert asked() == [(STRANGE, "label", None, ON_NO_ROLL)]
    assert Alert.objects.filter(subject_id=unit.id, rule="AL6").exclude(state="resolved").exists()
    weigh.resolve_discrepancy(
        act=act_of(cast.supervisor), discrepancy_id=Discrepancy.objects.get().id, resolution="A roll of the other port"
    )
    assert not Alert.objects.filter(subject_id=unit.id, rule="AL6").exclude(state="resolved").exists()
    assert replay_state().findings == []


def test_nobody_is_asked_about_a_label_of_a_roll_one_the_house_draws_or_one_that_is_printed_again(cast):
    roll = labels.print_roll(act=act_of(cast.storekeeper), count=2)
    [unit] = stories.seized(cast, label=codes_of(roll)[0].lower())
    stories.seized(cast)
    labels.reprint_label(act=act_of(cast.officer), unit_id=unit.id, reason="torn", second_badge="4418")

    assert asked() == []


def test_nobody_is_asked_about_the_label_that_the_house_drew_to_name_a_pallet(cast):
    drawn = NewUnit(kind="pallet", label=STRANGE, label_is_known=True)
    bags = [NewUnit(kind="bag", parent_label=STRANGE) for _ in range(2)]
    found = stories.opened_seizure(cast)

    seizure.register_units(act=act_of(cast.officer), seizure_id=found.id, units=[drawn, *bags])

    assert asked() == []


def test_what_is_replayed_or_was_there_before_bears_the_labels_of_its_time(cast):
    found = stories.opened_seizure(cast)
    for basis, number in ((Basis.SCENARIO, b"old01"), (Basis.OPENING, b"old02")):
        seizure.register_units(
            act=act_of(cast.officer, basis=basis, occurred_at=stories.now() - timedelta(minutes=1)),
            seizure_id=found.id, units=[NewUnit(kind="bag", label=new_label(number))],
        )  # fmt: skip

    assert asked() == []
