"""What is gone already without its act is a fact: told by one, papered by another, decided above the watch."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.destruction.actions import holds
from custody.evidence.models import Discrepancy, Hold
from custody.ledger.replay import replay_state
from tests import stories
from tests.destruction import stories as fire
from tests.evidence.exceptional import GIVEN_AWAY, attached, bare, decided
from tests.stories import act_of, fresh

ENDS = {"return": "returned", "disposal": "disposed", "hand_out": "handed_over", "release": "released"}


def told(cast, unit, exception, *, by=None):
    """Let who has the goods, or looked for them, tell that they are gone already, and return it."""
    party = {} if exception != "release" else {"party": None}
    said = {"reference": None, "already": True, "reason": "taken along at night"} | party
    return bare(cast, unit, exception, by=by or cast.storekeeper, **said)


def owed(unit):
    return Clock.objects.filter(subject_id=unit.id, clock_type="ORAL_CONFIRMATION", closed_at__isnull=True).exists()


@pytest.mark.parametrize("exception", GIVEN_AWAY)
def test_goods_that_were_taken_along_are_told_papered_by_another_and_decided_above(cast, refused, exception):
    [unit] = stories.stored(cast)

    found = told(cast, unit, exception)

    assert owed(unit)
    [asked] = Discrepancy.objects.filter(unit=unit)
    assert asked.discrepancy_kind == "no_act"
    assert Alert.objects.filter(rule="AL6", subject_id=unit.id).exists()
    with refused("role.missing"):
        decided(found, by=cast.supervisor)
    with refused("exception.no_act"):
        decided(found, by=cast.regional_head)
    [here] = fresh([unit])
    assert (here.custody_state, here.custodian) == ("stored", cast.storekeeper), "nothing is gone by one person's word"
    with refused("role.missing"):
        attached(found, by=cast.storekeeper)

    attached(found, by=cast.case_officer)
    assert not owed(unit)
    decided(found, by=cast.regional_head)

    [gone] = fresh([unit])
    assert (gone.custody_state, gone.custodian, gone.discrepancy_open) == (ENDS[exception], None, True)
    found.refresh_from_db()
    assert not found.awaits_giving
    assert replay_state().findings == []


def test_who_tells_it_neither_papers_nor_decides_it(cast, refused):
    [unit] = stories.stored(cast)
    found = told(cast, unit, "hand_out", by=cast.supervisor)
    with refused("people.same"):
        attached(found, by=cast.supervisor)


def test_what_was_in_a_burn_is_out_of_it_once_it_is_gone(cast):
    session = fire.planned(cast)
    [unit] = fire.units_of(session)
    found = attached(told(cast, unit, "hand_out"), by=cast.case_officer)

    decided(found, by=cast.regional_head)

    assert not session.lines.filter(live=True).exists()
    assert fresh([unit])[0].custody_state == "handed_over"
    assert replay_state().findings == []


def test_what_an_authority_holds_is_told_all_the_same_and_its_hold_stands(cast):
    [unit] = fire.kept(cast)
    [hold] = holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="court",
                              reference="KP 7", reason="asked for by letter")  # fmt: skip
    found = attached(told(cast, unit, "return"), by=cast.case_officer)

    decided(found, by=cast.regional_head)

    assert fresh([unit])[0].custody_state == "returned"
    assert Hold.objects.get(pk=hold.id).lifted_at is None
    assert replay_state().findings == []


def test_a_conveyance_that_was_let_drive_off_is_told_though_nobody_searched_it_again(cast, refused):
    unit = stories.emptied(cast)
    with refused("clearance.missing"):
        bare(cast, unit, "release", by=cast.officer, party=None, reference=None)

    found = told(cast, unit, "release", by=cast.officer)

    assert not owed(unit), "no paper is owed where none is needed"
    assert Discrepancy.objects.filter(unit=unit, discrepancy_kind="no_act").exists()
    with refused("role.missing"):
        decided(found, by=cast.supervisor)
    decided(found, by=cast.regional_head)
    assert fresh([unit])[0].custody_state == "released"
    assert replay_state().findings == []


def test_what_nobody_tells_as_past_says_so(cast, refused):
    [unit] = stories.stored(cast)
    with refused("exception.no_listener"):
        bare(cast, unit, "correction", by=cast.storekeeper, already=True)
