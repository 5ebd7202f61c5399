"""Where a unit lies is seen with a reason, by whose task it is, for ten minutes, and never before it is written."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.act import Basis
from custody.core.events import FieldClass
from custody.evidence.actions import consult
from custody.evidence.actions.seizure import register_units
from custody.evidence.entries import NewUnit
from custody.evidence.models import Consultation
from custody.evidence.selectors.places import place_seen
from custody.ledger.recording import Record
from custody.ledger.selectors import told
from tests import stories


def reveal(officer, unit, reason="to fetch it", **changes):
    return consult.reveal_place(act=stories.act_of(officer, **changes), unit_id=unit.id, reason=reason)


def test_a_reveal_is_told_on_the_stream_of_who_looks(cast):
    [unit] = stories.stored(cast)
    before = unit.last_seq

    seen = reveal(cast.storekeeper, unit)

    assert seen.code_word == "BITTERN"
    line = told([cast.storekeeper.stream_id], classes=frozenset(FieldClass), limit=1)[0]
    assert line.type.code == "place.revealed/1"
    assert (line.values["subject_id"], line.values["reason"]) == (unit.id, "to fetch it")
    unit.refresh_from_db()
    assert unit.last_seq == before
    assert "BITTERN" not in str(line.values)


@pytest.mark.parametrize("who", ["storekeeper", "supervisor", "duty_officer", "planner", "auditor"])
def test_whose_task_it_is_sees_the_place(cast, who):
    [unit] = stories.stored(cast)

    assert reveal(getattr(cast, who), unit).code_word == "BITTERN"


@pytest.mark.parametrize("who", ["officer", "crew", "sampler", "second_storekeeper", "case_officer", "witness"])
def test_who_merely_works_here_does_not(cast, refused, who):
    [unit] = stories.stored(cast)

    with refused("place.not_yours"):
        reveal(getattr(cast, who), unit)

    assert not Consultation.objects.exists()


def test_whom_a_unit_is_offered_to_sees_where_to_fetch_it(cast):
    units = stories.swept(cast, stories.seized(cast))
    stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    assert reveal(cast.crew, units[0]).code_word == "HERON"
    assert reveal(cast.second_crew, units[0]).code_word == "HERON"


def test_somebody_without_a_task_learns_nothing_not_even_that_it_exists(cast, refused):
    [unit] = stories.stored(cast)

    with refused("record.not_found"):
        reveal(cast.nobody, unit)
    with refused("record.not_found"):
        consult.reveal_place(act=stories.act_of(cast.supervisor), unit_id=uuid4(), reason="x")


def test_a_reason_is_given(cast, refused):
    [unit] = stories.stored(cast)

    for reason, code in (("", "text.empty"), ("x" * 501, "text.too_long")):
        with refused(code):
            reveal(cast.storekeeper, unit, reason)


def test_a_unit_inside_another_lies_where_the_outermost_does(cast):
    [bag] = stories.seized(cast)
    [brick] = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=bag.seizure_id,
        units=[NewUnit(kind="brick", parent_label=bag.label)],
    )

    assert reveal(cast.officer, brick).code_word == "HERON"
    assert place_seen(cast.officer, brick).code_word == "HERON"
    assert Consultation.objects.get().subject_id == bag.id


def test_a_unit_on_the_road_lies_nowhere(cast, refused):
    [unit] = stories.on_the_road(cast)

    with refused("place.none"):
        reveal(cast.crew, unit)


def test_what_was_revealed_is_masked_again_after_ten_minutes_and_for_everybody_else(cast):
    [unit] = stories.stored(cast)
    long_ago = stories.now() - timedelta(minutes=11)

    reveal(cast.supervisor, unit, basis=Basis.SCENARIO, occurred_at=long_ago)
    assert place_seen(cast.supervisor, unit) is None
    reveal(cast.supervisor, unit)

    assert place_seen(cast.supervisor, unit).code_word == "BITTERN"
    assert place_seen(cast.second_supervisor, unit) is None


def test_a_revealed_unit_that_has_left_is_shown_nowhere(cast):
    [unit] = stories.stored(cast)
    reveal(cast.storekeeper, unit)

    stories.on_the_road(cast, units=[unit], giver=cast.storekeeper)

    assert place_seen(cast.storekeeper, unit) is None


def test_nothing_is_shown_when_it_cannot_be_written(cast, monkeypatch):
    [unit] = stories.stored(cast)

    def broken(*args, **kwargs):
        raise RuntimeError("append is broken")

    monkeypatch.setattr(Record, "append", broken)
    with pytest.raises(RuntimeError):
        reveal(cast.storekeeper, unit)

    assert place_seen(cast.storekeeper, unit) is None


def test_an_officer_below_clearance_one_sees_no_place(cast, refused):
    [unit] = stories.stored(cast)
    from custody.organisation.actions.register import register_officer
    from custody.organisation.roles import Role

    low = register_officer(act=stories.act_of(cast.administrator), badge="4444", roles=[Role.SUPERVISOR], clearance=0)

    with refused("place.clearance"):
        reveal(low, unit)
