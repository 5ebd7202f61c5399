"""A count that was left half is taken over: one counter who is not there blinds no store."""

from __future__ import annotations

from datetime import timedelta

from custody.evidence.actions import inventory as actions
from custody.evidence.models import Inventory
from custody.evidence.selectors.counting import LEFT_AFTER, was_left
from custody.ledger.replay import replay_state
from custody.organisation.actions.register import change_officer
from tests import stories
from tests.evidence.test_inventory import found, opened
from tests.stories import act_of, now
from tests.web.desk import browser_of, text_of


def gone(cast, officer):
    """Let an officer serve no more."""
    change_officer(act=act_of(cast.administrator), officer=officer, roles=[], clearance=1, is_active=False)


def test_others_go_on_with_a_count_when_one_of_the_two_serves_no_more(cast, refused):
    one, other = stories.stored(cast), stories.stored(cast)
    inventory = opened(cast)
    first = found(cast, inventory, one[0], package_count=25)
    with refused("inventory.state"):
        opened(cast, inventory, by=cast.auditor, second=cast.second_checker)
    assert "Begin to count" not in text_of(cast.auditor, f"/inventories/{inventory.id}/")
    gone(cast, cast.checker)
    assert "Begin to count" in text_of(cast.auditor, f"/inventories/{inventory.id}/")

    opened(cast, inventory, by=cast.auditor, second=cast.second_checker)
    for unit in (*one[1:], *other):
        found(cast, inventory, unit, by=cast.auditor, package_count=25)
    with refused("inventory.twice"):
        found(cast, inventory, one[0], by=cast.auditor, package_count=25)
    actions.finish_inventory(act=act_of(cast.auditor), inventory_id=inventory.id)
    done = actions.sign_inventory(act=act_of(cast.second_checker), inventory_id=inventory.id)

    assert (done.state, done.missing, done.lines.get(pk=first.pk).found_by) == ("signed", 0, cast.checker)
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


def test_a_count_is_left_after_a_day(cast):
    stories.stored(cast)
    begun = Inventory.objects.get(pk=opened(cast).pk)

    assert not was_left(begun, at=now())
    assert not was_left(begun, at=begun.opened_at + LEFT_AFTER - timedelta(seconds=1))
    assert was_left(begun, at=begun.opened_at + LEFT_AFTER)
