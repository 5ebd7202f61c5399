"""Paper sheets: filled in by hand while nothing works, entered once with both times."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.act import Basis
from custody.evidence.actions import labels, papersheet
from custody.evidence.entries import NewExhibit
from custody.evidence.models import HandlingUnit, PaperSheet
from custody.evidence.selectors import labels as selectors
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.stories import act_of


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


def test_a_withdrawn_sheet_is_not_entered(cast, refused):
    roll = kit(cast)
    labels.void_roll(act=act_of(cast.storekeeper), roll_id=roll.id, reason="stolen")

    with refused("paper.withdrawn"):
        enter(cast, roll)


def test_the_labels_are_those_of_the_sheet(cast, refused):
    roll = kit(cast)

    for label in (selectors.codes_on_sheet(roll, 2)[0], None):
        with refused("paper.label"):
            enter(cast, roll, units=[stories.new_bag(label=label)])
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
