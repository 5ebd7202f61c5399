"""A gap in custody is shown while it lasts, from its beginning until now, and stands in the story once it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.act import Basis
from custody.deadlines.models import Clock
from custody.deadlines.selectors import gaps_now
from custody.evidence.actions import command, transfer
from custody.evidence.actions import mission as missions
from custody.evidence.models import Transfer
from custody.evidence.selectors.timeline import timeline
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.test_mission import clock, say
from tests.evidence.test_mission_load import gone_off


def lasting(unit):
    return [each.gap for each in gaps_now(stories.fresh([unit])[0], at=stories.now())]


def told(unit):
    return [line.values["gap"] for line in timeline(unit) if line.type.code == "custody.gap_found/1"]


def long_ago(cast, unit):
    """Return an offer whose term was over half an hour ago: it was made on paper."""
    paper = stories.act_of(cast.officer, basis=Basis.PAPER, occurred_at=stories.now() - timedelta(minutes=45))
    return stories.offered(cast, [unit], receiver=cast.storekeeper, act=paper)


def test_an_offer_in_time_leaves_none(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    assert lasting(unit) == []

    stories.accepted(offer, by=cast.storekeeper)

    assert (lasting(unit), told(unit)) == ([], [])


@pytest.mark.parametrize("answer", ["accept", "refuse", "cancel"])
def test_an_offer_that_is_not_answered_in_time_leaves_one_until_it_is(cast, answer):
    [unit] = stories.seized(cast)
    offer = long_ago(cast, unit)
    assert lasting(unit) == ["not answered in time"]

    {
        "accept": lambda: stories.accepted(offer, by=cast.storekeeper),
        "refuse": lambda: transfer.refuse_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id,
                                                   reason="no room"),
        "cancel": lambda: transfer.cancel_transfer(act=stories.act_of(cast.officer), transfer_id=offer.id,
                                                   reason="a slip"),
    }[answer]()  # fmt: skip

    assert (lasting(unit), told(unit)) == ([], ["not answered in time"])


def test_an_absent_custodian_leaves_one_until_two_others_have_counted(cast):
    [unit] = stories.seized(cast)
    command.command_transfer(
        act=stories.act_of(cast.duty_officer), absent_badge="4417", receiver_badge="4420", second_badge="4501",
        reason="ill", absent_hours=3,
    )  # fmt: skip
    assert lasting(unit) == ["custodian absent"]

    stories.accepted(Transfer.objects.get(), by=cast.third_officer)

    assert (lasting(unit), told(unit)) == ([], ["custodian absent"])


def test_a_silent_crew_and_a_stop_without_a_reason_leave_one_on_what_rides_along(cast):
    mission, (unit, _) = gone_off(cast)
    say(missions.stop_mission, cast.crew, mission)
    assert lasting(unit) == ["stopped without a reason"]
    past = stories.now() - timedelta(minutes=7)
    Clock.objects.filter(pk=clock(mission).pk).update(started_at=past - timedelta(minutes=20), due_at=past)
    assert lasting(unit) == ["crew not heard", "stopped without a reason"]

    say(missions.go_on, cast.crew, mission)

    assert lasting(unit) == []
    assert sorted(told(unit)) == ["crew not heard", "stopped without a reason"]
    assert replay_state().findings == []
