"""AL4: one of two is gone. It is told as long as the other has anything of it alone, whoever gives it on (R9)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.deadlines.models import Clock
from custody.evidence.selectors.gaps import open_gaps
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence import exceptional
from tests.evidence.test_command import ordered
from tests.evidence.test_second_replaced import comes, gone
from tests.stories import fresh, now


def state():
    return Alert.objects.get(rule="AL4", stage="alone").state


def test_it_lasts_until_the_last_of_the_load_has_two_again(cast):
    units = stories.on_the_road(cast, count=2)
    gone(cast, by=cast.second_crew)

    stories.accepted(comes(cast, units[:1]), by=cast.third_crew)

    assert [gap.gap for gap in open_gaps(fresh(units)[1], at=now())] == ["one of the two gone"]
    assert state() == "open", "the other bag has one still"
    stories.accepted(comes(cast, units[1:]), by=cast.third_crew)
    assert state() == "resolved"
    assert replay_state().findings == []


def test_a_command_for_who_left_ends_it_too(cast):
    units = stories.on_the_road(cast)
    order = ordered(cast, absent_badge=cast.crew.badge, receiver_badge=cast.third_crew.badge,
                    second_badge=cast.officer.badge)  # fmt: skip
    gone(cast, by=cast.second_crew, leaver=cast.crew)
    assert state() == "open"

    stories.accepted(order, by=cast.third_crew)

    assert {(unit.custodian, unit.co_custodian) for unit in fresh(units)} == {(cast.third_crew, cast.officer)}
    assert state() == "resolved"
    assert replay_state().findings == []


@pytest.mark.parametrize("how", ["stolen", "lost", "destroyed_by_event"])
def test_what_was_written_off_meanwhile_is_watched_no_more(cast, how):
    units = stories.on_the_road(cast, count=2)
    gone(cast, by=cast.second_crew)

    exceptional.written_off(cast, units[0], how)
    assert state() == "open", "the other bag is alone still"
    exceptional.written_off(cast, units[1], how)

    assert state() == "resolved"
    assert replay_state().findings == []


def test_what_is_handed_on_and_put_in_store_ends_it(cast):
    units = stories.on_the_road(cast, count=2)
    gone(cast, by=cast.second_crew)

    for unit in units:
        assert state() == "open"
        offer = stories.offered(cast, [unit], giver=cast.crew, receiver=cast.storekeeper, purpose="arrival")
        stories.accepted(offer, by=cast.storekeeper, place="BITTERN")

    assert state() == "resolved"
    assert not Clock.objects.filter(clock_type="TRANSIT", closed_at=None).exists()
