"""What is told late of guards ends what lasted then: who came to stand somewhere afterwards stands there still."""

from __future__ import annotations

from custody.core.act import Basis
from custody.evidence.actions import guarding, moving, stop
from custody.evidence.models import GuardPost
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.test_stop import stood_at, unguarded
from tests.stories import act_of, now


def vehicles(cast, count, **changes):
    """Return vehicles that two officers have, in one place."""
    return [stories.contained(cast, container_number=None, kind="vehicle", **changes) for _ in range(count)]


def posted(cast, unit, badge):
    return stop.post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge=badge)


def late(officer, at):
    return act_of(officer, basis=Basis.LATE, occurred_at=at)


def moved_late(cast, unit, *, at):
    moving.move_units(act=late(cast.officer, at), unit_ids=[unit.id], place="BITTERN")


def ended(post):
    post.refresh_from_db()
    return post.relieved_at


def test_who_moved_something_and_stood_elsewhere_afterwards_stands_there_still(cast):
    moved, beside, later = vehicles(cast, 3)
    stays = [posted(cast, unit, cast.officer.badge) for unit in (moved, beside)]
    at = now()
    stays.append(posted(cast, later, cast.officer.badge))

    moved_late(cast, moved, at=at)

    assert stood_at(guard=cast.officer) == {later.id}
    assert [ended(stay) for stay in stays] == [stays[2].posted_at, at, None]
    assert unguarded(moved, beside, later) == {moved.id, beside.id}
    assert replay_state().findings == []


def test_who_came_to_stand_at_it_where_it_was_moved_to_before_had_left_the_rest_by_then(cast):
    moved, beside = vehicles(cast, 2)
    at = now()
    stays = [posted(cast, unit, cast.crew.badge) for unit in (beside, moved)]

    moved_late(cast, moved, at=at)

    assert stood_at(guard=cast.crew) == {moved.id}
    assert [ended(stay) for stay in stays] == [stays[1].posted_at, None]
    assert replay_state().findings == []


def test_a_guard_who_stood_at_nothing_when_it_was_moved_keeps_what_they_stood_at_since(cast):
    moved, first, second = vehicles(cast, 3)
    stays = [posted(cast, moved, cast.crew.badge)]
    at = now()
    stays += [posted(cast, unit, cast.crew.badge) for unit in (first, second)]

    moved_late(cast, moved, at=at)

    assert stood_at(guard=cast.crew) == {first.id, second.id}
    assert [ended(stay) for stay in stays] == [stays[1].posted_at, None, None]
    assert replay_state().findings == []


def test_a_relief_that_is_told_late_ends_where_the_guard_stood_next(cast):
    [there], [here] = vehicles(cast, 1, place="BITTERN"), vehicles(cast, 1)
    before = posted(cast, there, cast.crew.badge)
    at = now()
    stands = posted(cast, here, cast.third_officer.badge)

    took = guarding.take_over_guard(act=late(cast.third_officer, at), guard_id=before.id)

    assert (ended(before), ended(took), ended(stands)) == (at, stands.posted_at, None)
    assert stood_at(guard=cast.third_officer) == {here.id}
    assert unguarded(there) == {there.id}
    assert replay_state().findings == []


def test_a_relief_that_is_told_of_before_the_other_came_ends_nothing(cast):
    [unit] = vehicles(cast, 1)
    at = now()
    came = posted(cast, unit, cast.crew.badge)

    took = guarding.take_over_guard(act=late(cast.third_officer, at), guard_id=came.id)

    assert (ended(came), ended(took), took.posted_at) == (None, None, at)
    assert GuardPost.objects.filter(unit=unit, relieved_at=None).count() == 2
    assert replay_state().findings == []
