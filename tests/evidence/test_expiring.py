"""An offer that nobody answers in time runs out by itself: it is recorded, binds nothing more, and moves no custody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.engine import engine_act
from custody.alerts.passes.expiries import expiries
from custody.alerts.passes.fire import fire
from custody.core.act import Door
from custody.core.errors import CustodyError, StaleVersion
from custody.deadlines.models import Clock
from custody.evidence.actions import command, expiring, moving, transfer, weigh
from custody.evidence.models import Transfer
from custody.evidence.selectors import expiries as selector
from custody.evidence.selectors.holding import offered_by, waiting_for
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.alerts.conftest import let_pass
from tests.evidence.test_open_gaps import lasting, long_ago
from tests.evidence.test_open_gaps import told as gaps_told
from tests.stories import act_of, fresh


@pytest.fixture(autouse=True)
def nothing_is_being_entered(monkeypatch):
    """Let an offer that was made on paper run out at once: nobody is about to enter its answer."""
    monkeypatch.setattr(selector, "ENTERED", timedelta(0))


def clock_of(offer):
    return Clock.objects.get(subject_id=offer.id, clock_type="ACCEPTANCE")


def newest(row):
    return told([row.stream_id])[0]


def ran_out(cast, unit):
    """Return an offer that ran out, as it is now."""
    offer = long_ago(cast, unit)
    assert expiries(engine="test") == 1
    offer.refresh_from_db()
    return offer


def test_what_nobody_answers_runs_out_by_itself_and_moves_no_custody(cast):
    [unit] = stories.seized(cast)
    waiting = stories.offered(cast, [unit], receiver=cast.storekeeper)
    assert expiries(engine="test") == 0, "its time is not over"
    transfer.cancel_transfer(act=act_of(cast.officer), transfer_id=waiting.id, reason="a slip")

    offer = ran_out(cast, unit)

    assert expiries(engine="test") == 0
    assert (offer.state, offer.closed_at is not None) == ("expired", True)
    assert {line.state for line in offer.lines.all()} == {"expired"}
    [now] = fresh([unit])
    assert (now.custodian, now.custody_state) == (cast.officer, "seized")
    for row in (offer, unit):
        event = newest(row)
        assert event.type.code == "transfer.expired/1"
        assert (event.actor, event.values["due_at"]) == (engine_act().actor.pseudonym, offer.expires_at)
    assert lasting(unit) == ["not answered in time"]
    assert [each.id for each in (*waiting_for(cast.storekeeper), *offered_by(cast.officer))] == [offer.id, offer.id]
    assert engine_act().door is Door.ENGINE
    assert not replay_state().findings


def test_what_is_entered_after_the_fact_waits_a_moment_for_its_answer(cast, monkeypatch):
    [unit] = stories.seized(cast)
    offer = long_ago(cast, unit)
    monkeypatch.setattr(selector, "ENTERED", timedelta(minutes=1))
    assert expiries(engine="test") == 0
    monkeypatch.setattr(selector, "ENTERED", timedelta(0))
    assert selector.offers_over(at=stories.now()) == [offer.id]


def test_both_sides_are_told_until_somebody_says_what_became_of_it(cast):
    [unit] = stories.seized(cast)
    offer = ran_out(cast, unit)
    assert clock_of(offer).closed_at is None
    let_pass(offer, "ACCEPTANCE", past_due=timedelta(minutes=1))
    fire(engine="test")
    assert Alert.objects.get(subject_id=offer.id).level == 1

    transfer.cancel_transfer(act=act_of(cast.officer), transfer_id=offer.id, reason="It stays here")

    assert clock_of(offer).closed_at is not None
    assert Alert.objects.get(subject_id=offer.id).state == "resolved"
    assert (lasting(unit), gaps_told(unit)) == ([], ["not answered in time"])


def test_who_has_it_all_the_same_says_so_late_while_nothing_else_was_recorded(cast, refused):
    first, second = stories.seized(cast, count=2)
    seen = stories.offered(cast, [second], receiver=cast.storekeeper)
    transfer.cancel_transfer(act=act_of(cast.officer), transfer_id=seen.id, reason="a slip")
    offer = long_ago(cast, first)
    before = offer.last_seq
    expiries(engine="test")

    stories.accepted(offer, by=cast.storekeeper, expected_seq=before)

    assert fresh([first])[0].custodian == cast.storekeeper, "that its time ran out meanwhile loses nothing typed"
    assert (lasting(first), gaps_told(first)) == ([], ["not answered in time"])
    with pytest.raises(StaleVersion):
        stories.accepted(offer, by=cast.storekeeper, expected_seq=before)
    other = ran_out(cast, second)
    weigh.record_weighing(act=act_of(cast.officer), unit_id=second.id, occasion="check",
                          reading=stories.reading(stories.BAG_MG))  # fmt: skip
    with refused("transfer.moved_on"):
        stories.accepted(other, by=cast.storekeeper)
    assert lasting(second) == []
    transfer.refuse_transfer(act=act_of(cast.storekeeper), transfer_id=other.id, reason="It never came")
    assert gaps_told(second) == []
    assert not replay_state().findings


def test_what_ran_out_is_offered_anew_and_ends_with_that(cast, refused):
    first, second = stories.seized(cast, count=2)
    of_paper = long_ago(cast, first)
    expiries(engine="test")

    again = stories.offered(cast, [second, first], receiver=cast.third_officer)

    of_paper.refresh_from_db()
    assert of_paper.state == "cancelled"
    assert clock_of(of_paper).closed_at is not None
    assert gaps_told(first) == ["not answered in time"]
    assert gaps_told(second) == []
    with refused("transfer.closed"):
        stories.accepted(of_paper, by=cast.storekeeper)
    stories.accepted(again, by=cast.third_officer)
    assert {unit.custodian for unit in fresh([first, second])} == {cast.third_officer}
    assert not replay_state().findings


def test_what_ran_out_stays_with_who_has_it_for_every_other_act(cast):
    units = stories.seized(cast, count=1)
    ran_out(cast, units[0])
    moving.move_units(act=act_of(cast.officer), unit_ids=[units[0].id], place="PLOVER")
    assert lasting(units[0]) == []


def test_only_the_engine_lets_an_offer_run_out_and_never_what_was_ordered_for_somebody_absent(cast, refused):
    [unit] = stories.seized(cast)
    offer = long_ago(cast, unit)
    with refused("role.missing"):
        expiring.expire_transfer(act=act_of(cast.supervisor), transfer_id=offer.id)
    command.command_transfer(
        act=act_of(cast.duty_officer), absent_badge="4417", receiver_badge="4420", second_badge="4501", reason="ill",
        absent_hours=3,
    )  # fmt: skip
    ordered = Transfer.objects.get(commanded_by__isnull=False)
    Transfer.objects.filter(pk=ordered.pk)
    for gone in (offer, ordered):
        with refused("transfer.not_over"):
            expiring.expire_transfer(act=engine_act(), transfer_id=gone.id)
    assert expiries(engine="test") == 0


def test_an_answer_that_came_first_is_left_alone(cast, monkeypatch):
    [unit] = stories.seized(cast)
    offer = long_ago(cast, unit)
    monkeypatch.setattr("custody.alerts.passes.expiries.offers_over", lambda **_: [offer.id])
    stories.accepted(offer, by=cast.storekeeper)
    assert expiries(engine="test") == 0
    with pytest.raises(CustodyError):
        expiring.expire_transfer(act=engine_act(), transfer_id=offer.id)
