"""A letter of the court and the fire at the same moment: one of them is first, and neither is refused by chance."""

from __future__ import annotations

import pytest

from custody.destruction.actions import burning, holds, lottery, staging
from custody.destruction.models import ManifestLine
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.overlapping import overlapping
from tests.stories import act_of


def hold(cast, unit):
    return lambda: holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="prosecutor",
                                    reference="NO-77", reason="a question of the court")  # fmt: skip


def attest(session, witness):
    return lambda: burning.attest_burn(act=act_of(witness), session_id=session.id, statement="saw_all")


def stage(cast, session, unit):
    return lambda: staging.stage_units(act=act_of(cast.checker), session_id=session.id,
                                       checks=[stories.check_of(unit)])  # fmt: skip


def draw(cast, session, _unit):
    return lambda: lottery.draw_lottery(act=act_of(cast.checker), session_id=session.id)


@pytest.mark.parametrize(("brought", "goes_on"), [(stories.approved, stage), (stories.staged, draw)])
def test_a_hold_and_the_next_step_of_the_burn_never_wait_for_each_other_for_ever(house_cast, monkeypatch, brought,
                                                                                 goes_on):  # fmt: skip
    cast = house_cast
    session = brought(cast)
    [unit] = stories.units_of(session)

    placed, gone_on = overlapping(monkeypatch, hold(cast, unit), goes_on(cast, session, unit))

    assert placed is None
    assert gone_on not in {None, "record.busy"}
    assert not ManifestLine.objects.filter(session=session, live=True).exists()
    assert replay_state().findings == []


@pytest.mark.parametrize(("first", "refusal"), [("hold", "burn.empty"), ("seen", "hold.seen_burning")])
def test_what_two_witnesses_saw_burn_is_not_held_and_what_is_held_is_not_seen_burning(house_cast, monkeypatch, first,
                                                                                      refusal):  # fmt: skip
    cast = house_cast
    session = stories.tallied(cast, stories.at_furnace(cast))
    [unit] = stories.units_of(session)
    attest(session, session.witness_a)()
    acts = [hold(cast, unit), attest(session, session.witness_b)]

    assert overlapping(monkeypatch, *(acts if first == "hold" else reversed(acts))) == (None, refusal)
    assert replay_state().findings == []
