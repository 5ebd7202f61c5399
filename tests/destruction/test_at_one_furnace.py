"""Two burns at one furnace at one time: recorded, and asked about where it cannot have taken both at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.destruction.actions.contradicting import AT_ONCE, ONE_BY_ONE
from custody.destruction.entries import Load
from custody.destruction.models import BurnSession
from custody.destruction.selectors.sessions import SOON, burnt_beside
from custody.destruction.selectors.unusual import BURNT_BESIDE, UNCOUNTED, unusual_of
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories as goods
from tests.destruction import stories

MOMENT, LONG = timedelta(microseconds=1), timedelta(hours=2)


def two_burns(cast, **furnace):
    """Return two burns, one just after the other at one furnace."""
    stories.furnace(cast, **furnace)
    return stories.burnt(cast), stories.burnt(cast, pair=(cast.supervisor, cast.second_witness))


def told(session):
    return [each.code for each in unusual_of(session)]


def test_two_burns_a_moment_apart_of_more_than_the_furnace_takes_are_facts_with_a_difference(cast):
    first, second = two_burns(cast, limit_mg=goods.BAG_MG * 3 // 2)

    found = Discrepancy.objects.get()
    assert (found.discrepancy_kind, found.expected, found.found) == ("time", ONE_BY_ONE, AT_ONCE)
    assert [found.unit] == stories.burnt_units(second)
    assert told(second) == [BURNT_BESIDE, "discrepancy.opened/1"]
    assert told(first) == [BURNT_BESIDE]
    assert replay_state().findings == []


def test_two_small_burns_a_moment_apart_stand_on_both_certificates_and_freeze_nothing(cast):
    first, second = two_burns(cast)

    assert not Discrepancy.objects.exists()
    assert [each.values for each in unusual_of(second)] == [{"code_word": first.code_word}]
    assert [each.values for each in unusual_of(first)] == [{"code_word": second.code_word}]


@pytest.mark.parametrize(("began", "lasted", "beside"), [
    (SOON, LONG, False), (SOON - MOMENT, LONG, True), (-SOON, SOON - MOMENT, False), (-SOON + MOMENT, MOMENT, True),
    (-LONG, LONG, False), (-LONG, LONG + MOMENT, True), (LONG, LONG, False),
])  # fmt: skip
def test_burns_stand_beside_each_other_when_both_were_on_or_began_within_minutes(cast, began, lasted, beside):
    first = stories.burnt(cast)
    begins = first.burn_started_at + began
    other = BurnSession(facility=first.facility, burn_started_at=begins, burnt_at=begins + lasted)

    assert burnt_beside(other) == ([first] if beside else [])


def test_what_is_not_recorded_as_burnt_stands_beside_nothing(cast):
    first = stories.burnt(cast)
    assert burnt_beside(BurnSession(facility=first.facility)) == []


@pytest.mark.parametrize("counted", [(), ("calls",), ("calls", "counts")])
def test_a_tally_in_which_nobody_wrote_a_count_stands_on_the_certificate(cast, counted):
    session = stories.at_furnace(cast)
    for part in ("calls", "counts"):
        loads = stories.loads_of(stories.units_of(session))
        bare = [Load(unit_id=each.unit_id, seal_seen=each.seal_seen) for each in loads]
        who = stories.seen_going_in(cast, session, part, loads=loads if part in counted else bare)
        stories.tally.sign_tally(act=stories.act_of(who), session_id=session.id)

    session = stories.burn(cast, stories.attested(cast, session, tally=False))

    found = [(each.code, each.values) for each in unusual_of(session)]
    assert found == ([] if counted else [(UNCOUNTED, {"count": 1})])
