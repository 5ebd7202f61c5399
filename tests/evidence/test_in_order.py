"""What is written down late keeps its time, and nothing happens to a unit before what brought it where it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from custody.core.act import Basis
from custody.evidence.actions import moving
from custody.evidence.models import Placement
from custody.ledger.replay import replay_state
from tests import stories
from tests.destruction import stories as fire
from tests.stories import act_of, fresh, now

HOUR = timedelta(hours=1)


def late(officer, when):
    return act_of(officer, basis=Basis.LATE, occurred_at=when)


def test_a_hand_over_is_not_before_the_seizure_nor_a_storing_before_the_hand_over(cast, refused):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    for early in (2 * HOUR, 48 * HOUR):
        with refused("occurred_at.before") as found:
            stories.accepted(offer, by=cast.storekeeper, act=late(cast.storekeeper, now() - early))
        assert found.error.field == "occurred_at"
    stories.accepted(offer, by=cast.storekeeper)
    [unit] = fresh(units[:1])
    ids = [unit.id]
    for act in (moving.store_units, moving.move_units):
        with refused("occurred_at.before"):
            act(act=late(cast.storekeeper, unit.held_since - HOUR), unit_ids=ids, place="BITTERN")
    moving.store_units(act=late(cast.storekeeper, unit.held_since), unit_ids=ids, place="BITTERN")

    assert all(each.until_at is None or each.until_at >= each.since_at for each in Placement.objects.all())
    assert replay_state().findings == []


def test_whole_minutes_and_a_device_that_sends_late_count_from_what_came_before(cast):
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    [unit] = fresh(units)
    claimed = unit.held_since - timedelta(seconds=59)

    moving.store_units(act=late(cast.storekeeper, claimed), unit_ids=[unit.id], place="BITTERN")

    [stored] = fresh([unit])
    assert stored.state_since == unit.held_since
    assert replay_state().findings == []


def test_goods_are_not_checked_before_their_burn_was_approved(cast, refused):
    session = fire.approved(cast)
    with refused("occurred_at.before"):
        fire.staged(cast, session, act=late(cast.checker, now() - 23 * HOUR))
    assert session.lines.get().staged_at is None


def test_the_database_keeps_no_stay_that_ends_before_it_began(cast):
    [unit] = stories.stored(cast)
    with pytest.raises(IntegrityError, match="placement_ends_after"), transaction.atomic(), connection.cursor() as each:
        each.execute(
            "UPDATE custody_placement SET until_at = since_at - interval '1 second', last_seq = last_seq"
            " WHERE unit_id = %s AND until_at IS NULL", [unit.id],
        )  # fmt: skip
