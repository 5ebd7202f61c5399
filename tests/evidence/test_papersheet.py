"""Paper sheets: filled in by hand while nothing works, entered once with both times."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.core.act import Basis
from custody.core.errors import InvalidInput
from custody.core.events import FieldClass
from custody.core.identifiers import new_label
from custody.evidence.actions import labels, papersheet
from custody.evidence.entries import NewExhibit
from custody.evidence.models import Discrepancy, HandlingUnit, PaperSheet
from custody.evidence.selectors import labels as selectors
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of

SEALED = frozenset({FieldClass.OPEN, FieldClass.SEALED})


def kit(cast):
    return labels.print_paper_kit(act=act_of(cast.storekeeper), sheets=2)


def enter(cast, roll, *, number=1, by=None, act=None, units=None, **changes):
    codes = selectors.codes_on_sheet(roll, number)
    happened = roll.printed_at + timedelta(microseconds=1)
    return papersheet.enter_sheet(
        **({"act": act or act_of(by or cast.officer, basis=Basis.PAPER, occurred_at=happened),
            "sheet": f"{roll.code_word.lower()} / {number}", "second_badge": cast.second_officer.badge,
            "exhibits": [NewExhibit(substance="cocaine", form="pressed_brick")], "place": "HERON",
            "units": units or [stories.new_bag(label=code) for code in codes[:3]]} | changes)
    )  # fmt: skip


def test_a_sheet_is_entered_with_both_times_and_its_basis_is_paper(cast):
    roll = kit(cast)

    seizure = enter(cast, roll)

    assert seizure.basis == "paper"
    assert seizure.seized_at == roll.printed_at + timedelta(microseconds=1)
    sheet = PaperSheet.objects.get()
    assert (sheet.number, sheet.seizure) == (1, seizure)
    assert sheet.happened_at < sheet.entered_at
    units = HandlingUnit.objects.filter(seizure=seizure)
    assert {unit.label for unit in units} == set(selectors.codes_on_sheet(roll, 1)[:3])
    assert {unit.custodian for unit in units} == {cast.officer}
    [line] = told([roll.stream_id], limit=1)
    assert (line.type.code, line.values["number"], line.values["basis"]) == ("sheet.entered/1", 1, "paper")
    assert selectors.sheet_of(f"{roll.code_word}/2") == (roll, 2)


@pytest.mark.parametrize("text", ["", "x", "/1", "ABC/1", "{roll}/3", "{roll}/0"])
def test_a_number_that_no_sheet_has_is_refused(cast, refused, text):
    roll = kit(cast)

    assert selectors.sheet_of(text.format(roll=roll.code_word)) is None
    with refused("paper.unknown" if text == "{roll}/3" else "paper.number"):
        enter(cast, roll, sheet=text.format(roll=roll.code_word))


def test_a_sheet_is_entered_once(cast, refused):
    roll = kit(cast)
    enter(cast, roll)

    with refused("paper.entered"):
        enter(cast, roll, units=[stories.new_bag(label=selectors.codes_on_sheet(roll, 1)[5])])
    assert enter(cast, roll, number=2)


def test_a_sheet_that_was_filled_in_after_its_roll_was_withdrawn_is_not_entered(cast, refused):
    roll = kit(cast)
    roll = labels.void_roll(act=act_of(cast.storekeeper), roll_id=roll.id, reason="stolen")

    for happened in (roll.voided_at, roll.voided_at + timedelta(microseconds=1)):
        with refused("paper.withdrawn"):
            enter(cast, roll, act=act_of(cast.officer, basis=Basis.PAPER, occurred_at=happened))


def test_a_sheet_that_was_filled_in_before_is_a_fact_and_its_goods_are_frozen(cast):
    roll, other = kit(cast), kit(cast)
    for each in (roll, other):
        labels.void_roll(act=act_of(cast.storekeeper), roll_id=each.id, reason="damaged")
    strange = selectors.codes_on_sheet(other, 1)[0]
    bags = [stories.new_bag(label=label) for label in (*selectors.codes_on_sheet(roll, 1)[:2], strange)]

    seizure = enter(cast, roll, units=bags, looked_again=True)

    here = f"{roll.code_word}/1"
    found = Discrepancy.objects.select_related("unit")
    assert {each.unit.label: (each.discrepancy_kind, each.expected, each.found) for each in found} == {
        bags[0].label: ("label", here, papersheet.WITHDRAWN), bags[1].label: ("label", here, papersheet.WITHDRAWN),
        strange: ("label", here, f"{other.code_word}/1"),
    }  # fmt: skip
    assert all(unit.discrepancy_open for unit in HandlingUnit.objects.filter(seizure=seizure))
    assert replay_state().findings == []


def test_the_labels_are_those_of_the_sheet(cast, refused):
    roll = kit(cast)

    for label, code in ((selectors.codes_on_sheet(roll, 2)[0], "paper.label"), (None, "text.missing")):
        with refused(code):
            enter(cast, roll, units=[stories.new_bag(label=label)])
    with refused("text.missing"):
        enter(cast, roll, units=[stories.new_bag(label=None)], looked_again=True)
    with refused("paper.empty"):
        enter(cast, roll, units=[], exhibits=[])


def test_the_time_on_the_sheet_is_past_and_not_before_it_was_printed(cast, refused):
    roll = kit(cast)
    early, late = roll.printed_at - timedelta(hours=1), stories.now() + timedelta(hours=1)

    for moment in (early, late):
        with refused("paper.times"):
            enter(cast, roll, act=act_of(cast.officer, basis=Basis.PAPER, occurred_at=moment))
    with refused("paper.time"):
        enter(cast, roll, act=act_of(cast.officer))


def test_only_an_officer_with_another_enters_a_sheet(cast, refused):
    roll = kit(cast)

    with refused("people.same"):
        enter(cast, roll, second_badge=cast.officer.badge)
    with refused("role.missing"):
        enter(cast, roll, by=cast.storekeeper)


def test_the_replay_ends_in_the_same_state(cast):
    roll = kit(cast)
    enter(cast, roll)

    assert replay_state().findings == []


# --- a label of another sheet -----------------------------------------------------------------------------


def strayed(roll):
    return [(each.values["number"], each.values["entered_as"], each.values["printed_for"])
            for each in told([roll.stream_id], classes=SEALED, newest_first=False, limit=50)
            if each.type.code == "sheet.label_strayed/1"]  # fmt: skip


def test_a_label_of_another_sheet_is_asked_for_again_and_then_told_on_both(cast):
    roll, other = kit(cast), kit(cast)
    own, strange = selectors.codes_on_sheet(roll, 1)[0], selectors.codes_on_sheet(other, 2)[1]
    units = [stories.new_bag(label=own), stories.new_bag(label=strange)]

    with pytest.raises(InvalidInput, match=f"{other.code_word}/2"):
        enter(cast, roll, units=units)
    seizure = enter(cast, roll, units=units, looked_again=True)

    found = {unit.label: unit for unit in HandlingUnit.objects.filter(seizure=seizure)}
    assert {label: unit.discrepancy_open for label, unit in found.items()} == {own: False, strange: True}
    here, there = f"{roll.code_word}/1", f"{other.code_word}/2"
    [difference] = Discrepancy.objects.filter(unit=found[strange])
    assert (difference.discrepancy_kind, difference.expected, difference.found) == ("label", here, there)
    assert (strayed(roll), strayed(other)) == ([(1, here, there)], [(2, here, there)])
    assert Alert.objects.filter(subject_id=found[strange].id, rule="AL6").exists()
    assert replay_state().findings == []


def test_a_label_of_a_sheet_that_was_entered_before_freezes_goods_of_both(cast):
    roll = kit(cast)
    first = enter(cast, roll, number=2, units=[stories.new_bag(label=selectors.codes_on_sheet(roll, 2)[0])])

    enter(cast, roll, units=[stories.new_bag(label=selectors.codes_on_sheet(roll, 2)[1])], looked_again=True)

    assert HandlingUnit.objects.get(seizure=first).discrepancy_open
    assert [number for number, *_ in strayed(roll)] == [1, 2]
    assert replay_state().findings == []


def test_a_sheet_whose_label_was_entered_with_another_freezes_its_own_goods_when_it_comes(cast):
    roll = kit(cast)
    own, strange = selectors.codes_on_sheet(roll, 2)[:2]
    enter(cast, roll, units=[stories.new_bag(label=strange)], looked_again=True)

    second = enter(cast, roll, number=2, units=[stories.new_bag(label=own)])

    [difference] = Discrepancy.objects.filter(unit__seizure=second)
    assert (difference.expected, difference.found) == (f"{roll.code_word}/2", strange)
    assert HandlingUnit.objects.get(seizure=second).discrepancy_open
    assert replay_state().findings == []


def test_a_label_of_an_ordinary_roll_or_of_none_is_recorded_as_well(cast, refused):
    roll, plain = kit(cast), labels.print_roll(act=act_of(cast.storekeeper), count=2)
    codes = [selectors.codes_of(plain)[0], new_label(b"12345")]
    units = [stories.new_bag(label=code) for code in codes]
    with refused("paper.label"):
        enter(cast, roll, units=units)

    seizure = enter(cast, roll, units=units, looked_again=True)

    found = Discrepancy.objects.filter(unit__seizure=seizure).values_list("found", flat=True)
    assert sorted(found) == sorted([plain.code_word, "on no sheet"])
    assert len(strayed(roll)) == 2
