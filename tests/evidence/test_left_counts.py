"""A count that was left half is taken over: one counter who is not there blinds no store."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from custody.core.errors import NotAllowedNow
from custody.evidence.actions import broken_counts
from custody.evidence.actions import inventory as actions
from custody.evidence.counting import policies
from custody.evidence.models import Discrepancy, Inventory
from custody.evidence.selectors import counting
from custody.evidence.selectors.counting import LEFT_AFTER, was_left
from custody.ledger.replay import replay_state
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests import stories
from tests.evidence.test_inventory import clock_of, found, opened
from tests.stories import act_of, now
from tests.web.desk import browser_of, send, text_of


def gone(cast, officer):
    """Let an officer serve no more."""
    change_officer(act=act_of(cast.administrator), officer=officer, roles=[], clearance=1, is_active=False)


def test_others_begin_a_count_anew_when_one_of_the_two_serves_no_more(cast, refused):
    one, other = stories.stored(cast), stories.stored(cast)
    inventory = opened(cast)
    first = found(cast, inventory, one[0], package_count=25)
    with refused("inventory.state"):
        opened(cast, inventory, by=cast.auditor, second=cast.second_checker)
    assert "Begin to count" not in text_of(cast.auditor, f"/inventories/{inventory.id}/")
    gone(cast, cast.checker)
    assert "Begin to count" in text_of(cast.auditor, f"/inventories/{inventory.id}/")

    opened(cast, inventory, by=cast.auditor, second=cast.second_checker)
    assert first.label not in text_of(cast.auditor, f"/inventories/{inventory.id}/")
    for unit in (*one, *other):
        found(cast, inventory, unit, by=cast.auditor, package_count=25)
    with refused("inventory.twice"):
        found(cast, inventory, one[0], by=cast.auditor, package_count=25)
    actions.finish_inventory(act=act_of(cast.auditor), inventory_id=inventory.id)
    done = actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)

    assert (done.state, done.missing, done.lines.get(pk=first.pk).found_by) == ("signed", 0, cast.checker)
    assert done.found == len(one) + len(other)
    told = text_of(cast.supervisor, f"/inventories/{inventory.id}/")
    assert told.count("Found before, by two who left the count half") == 1
    assert opened(cast, by=cast.auditor, second=cast.second_checker).state == "open"
    assert not replay_state().findings


def test_what_was_counted_and_never_signed_is_taken_over_too_and_what_was_drawn_stays_drawn(cast):
    stories.stored(cast)
    stories.stored(cast)
    inventory = opened(cast, percent=50)
    actions.finish_inventory(act=act_of(cast.checker), inventory_id=inventory.id)
    gone(cast, cast.second_checker)

    taken = opened(cast, inventory, second=cast.auditor)

    assert (taken.state, taken.counted_at, taken.drawn) == ("open", None, inventory.drawn)
    assert (taken.counter, taken.second) == (cast.checker, cast.auditor)
    assert not replay_state().findings


def test_who_counts_reads_on_no_page_how_much_was_seized(cast):
    [unit] = stories.stored(cast)
    seizure, books = f"/seizures/{unit.seizure_id}/", f"/balance/{unit.seizure_id}/"
    api = "/api/v1/books/", f"/api/v1/seizures/{unit.seizure_id}/books/"
    assert "25 bricks" in text_of(cast.auditor, seizure)
    opened(cast, by=cast.auditor, second=cast.second_checker)

    for who in (cast.auditor, cast.second_checker):
        assert browser_of(who).get(seizure).status_code == 404
    for path in ("/balance/", books, *api):
        assert browser_of(cast.auditor).get(path).status_code == 403, path
    for path in ("/balance/", books, *api):
        assert browser_of(cast.supervisor).get(path).status_code == 200, path


def test_what_the_first_two_found_does_not_count_for_those_who_take_over(cast):
    one, other = (*stories.stored(cast), *stories.stored(cast))
    inventory = opened(cast)
    found(cast, inventory, one, package_count=25)
    gone(cast, cast.checker)

    opened(cast, inventory, by=cast.auditor, second=cast.second_checker)
    found(cast, inventory, other, by=cast.auditor, package_count=25)
    actions.finish_inventory(act=act_of(cast.auditor), inventory_id=inventory.id)
    done = actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)

    assert (done.found, done.missing) == (1, 1)
    assert not replay_state().findings


def broken_off(cast, inventory, by=None, reason="They had to leave"):
    return broken_counts.break_off(act=act_of(by or cast.supervisor), inventory_id=inventory.id, reason=reason)


def test_a_supervisor_breaks_off_a_count_that_was_left_half_and_it_is_still_owed(cast, refused):
    one = (*stories.stored(cast), *stories.stored(cast))[0]
    inventory = opened(cast, percent=50)
    drawn = inventory.drawn
    found(cast, inventory, one, seal_seen=None, package_count=25)
    due = clock_of(inventory).due_at
    with refused("inventory.runs"):
        broken_off(cast, inventory)
    gone(cast, cast.checker)

    waits = broken_off(cast, inventory)

    assert (waits.state, waits.counter, waits.opened_at, waits.drawn) == ("asked", None, None, drawn)
    assert (clock_of(inventory).closed_at, clock_of(inventory).due_at) == (None, due)
    assert Discrepancy.objects.filter(unit=one, discrepancy_kind="seal").exists()
    assert inventory.lines.count() == 1
    again = opened(cast, inventory, by=cast.auditor, second=cast.second_checker)
    assert again.drawn == drawn
    assert counting.lines_for(cast.auditor, again) == []
    assert not replay_state().findings


def test_a_count_that_nobody_goes_on_with_is_left_after_an_hour(cast):
    stories.stored(cast)
    begun = Inventory.objects.get(pk=opened(cast).pk)
    check = partial(policies.check_left_alone, begun, last_at=begun.opened_at)

    with pytest.raises(NotAllowedNow, match="less than an hour"):
        check(at=begun.opened_at + counting.ALONE_AFTER - timedelta(seconds=1))
    check(at=begun.opened_at + counting.ALONE_AFTER)


def test_who_counts_or_keeps_what_lies_there_breaks_no_count_off(cast, refused):
    stories.stored(cast)
    inventory = opened(cast)
    keeper, counter = cast.storekeeper, cast.second_checker
    for who in (keeper, counter):
        change_officer(act=act_of(cast.administrator), officer=who, roles=[*map(Role, who.roles), Role.SUPERVISOR],
                       clearance=1, is_active=True)  # fmt: skip
    gone(cast, cast.checker)

    for who, code in (
        (keeper, "inventory.own"), (counter, "inventory.own"), (cast.duty_officer, "role.missing"),
    ):  # fmt: skip
        with refused(code):
            broken_off(cast, inventory, by=type(who).objects.get(pk=who.pk))


def test_the_page_breaks_a_count_off(cast):
    stories.stored(cast)
    inventory = opened(cast)
    gone(cast, cast.checker)
    assert "Break off the count" in text_of(cast.supervisor, f"/inventories/{inventory.id}/")
    assert "Break off the count" not in text_of(cast.auditor, f"/inventories/{inventory.id}/")

    answer = send(cast.supervisor, f"/inventories/{inventory.id}/break-off/", {"reason": "They had to leave"})

    assert answer.status_code == 302
    assert Inventory.objects.get(pk=inventory.pk).state == "asked"


def test_a_count_is_left_after_a_day(cast):
    stories.stored(cast)
    begun = Inventory.objects.get(pk=opened(cast).pk)

    assert not was_left(begun, at=now())
    assert not was_left(begun, at=begun.opened_at + LEFT_AFTER - timedelta(seconds=1))
    assert was_left(begun, at=begun.opened_at + LEFT_AFTER)
