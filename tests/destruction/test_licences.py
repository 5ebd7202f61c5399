"""What a furnace may burn: licences with a number and an end, asked for what is booked and marked at the fire."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from custody.core.waivable import UNLICENSED as RULE
from custody.destruction.actions import plans
from custody.destruction.actions.contradicting import LICENSED, UNLICENSED
from custody.destruction.models import BurnSession
from custody.destruction.plan_models import Licence
from custody.destruction.selectors.licences import Permit, licences_of, permit_at, permit_on
from custody.destruction.selectors.unusual import unusual_of
from custody.destruction.selectors.waivers import granted_for
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests.destruction import plan_stories, stories
from tests.destruction.test_burning import let_through
from tests.stories import now

YESTERDAY, LAST_YEAR = timedelta(days=1), timedelta(days=365)


def expired(cast, **changes):
    """Let the licence of the furnace end two days ago, and return it."""
    day = stories.local_day(now() - 2 * YESTERDAY)
    return stories.licensed(cast, **({"valid_from_on": day - LAST_YEAR, "valid_until_on": day} | changes))


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_licence_counts_from_its_first_day_to_its_last(days, allowed):
    first = date(2026, 5, 1)
    held = Licence(number="L", valid_from_on=first, valid_until_on=first + timedelta(days=9))
    assert permit_on([held], first + timedelta(days=days)).allows("cocaine") is allowed


@pytest.mark.parametrize(("named", "substance", "allowed"), [
    ([], "cocaine", False), ([[]], None, True), ([["heroin"]], "cocaine", False), ([["heroin"]], None, False),
    ([["heroin"], ["cocaine"]], "cocaine", True), ([["heroin"], []], "cocaine", True),
])  # fmt: skip
def test_licences_allow_together_what_each_names(named, substance, allowed):
    assert Permit(tuple(Licence(substances=each) for each in named)).allows(substance) is allowed


def test_of_each_number_the_newest_entry_counts(cast):
    furnace = stories.furnace(cast)
    assert permit_at(furnace, now()).allows("cocaine")
    stories.licensed(cast, number="L-2", substances=["heroin"])
    expired(cast)
    assert not permit_at(furnace, now()).allows("cocaine")
    assert permit_at(furnace, now()).allows("heroin")
    assert [each.number for each in licences_of([furnace.id])[furnace.id]] == ["L-1", "L-2"]
    assert replay_state().findings == []


def test_a_burn_is_booked_by_hand_only_under_a_licence_for_its_day_or_a_waiver(cast, refused):
    units = stories.ordered(cast)
    furnace = stories.furnace(cast)
    for less in ({"substances": ["heroin"]}, {"valid_until_on": stories.local_day(now()) - YESTERDAY},
                 {"valid_from_on": stories.local_day(now() + 3 * YESTERDAY)}):  # fmt: skip
        stories.licensed(cast, **less)
        with refused("facility.unlicensed"):
            stories.planned(cast, units)

    let_through(cast, RULE, furnace.place_id)
    assert stories.planned(cast, units).state == "planned"


def test_a_burn_is_approved_only_while_its_furnace_is_licensed_for_it(cast, refused):
    session = stories.planned(cast)
    expired(cast)
    with refused("facility.unlicensed"):
        stories.approved(cast, session)
    stories.licensed(cast, number="L-2")
    assert stories.approved(cast, session).state == "approved"


def test_a_plan_that_was_made_under_a_licence_that_ended_books_nothing(cast, refused):
    plan, _ = plan_stories.filled(cast)
    expired(cast)
    with refused("facility.unlicensed"):
        plans.approve_plan(act=stories.act_of(cast.supervisor), plan_id=plan.id)
    assert not BurnSession.objects.exists()


def test_what_burnt_without_a_licence_is_a_fact_with_a_difference_and_stands_among_what_was_unusual(cast):
    session = stories.attested(cast)
    expired(cast)

    session = stories.burn(cast, session)

    found = Discrepancy.objects.get()
    assert (found.discrepancy_kind, found.expected, found.found) == ("licence", LICENSED, UNLICENSED)
    [told] = [each for each in unusual_of(session) if each.code == "discrepancy.opened/1"]
    assert told.values["found"] == UNLICENSED


def test_what_burnt_under_a_waiver_has_no_difference_and_names_the_waiver(cast):
    session = stories.at_furnace(cast)
    expired(cast)
    granted, began = let_through(cast, RULE, session.facility.place_id), now()

    session = stories.burn(cast, stories.attested(cast, session), started_at=began)

    assert not Discrepancy.objects.exists()
    assert granted_for(session, []) == [granted]
