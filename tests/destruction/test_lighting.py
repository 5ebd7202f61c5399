"""What the release asks for was there when the fire began, or the burn says that it was not."""

from __future__ import annotations

from datetime import timedelta

from custody.core.act import Basis
from custody.core.waivable import ONE_WITNESS
from custody.deadlines.selectors import database_now
from custody.destruction.actions import burning, lighting
from custody.destruction.actions.lighting import (
    JUDGE,
    NO_JUDGE,
    NO_PAPER,
    PAPER,
    PICTURED,
    SAMPLED,
    SETTLED,
    UNPICTURED,
    UNSAMPLED,
    UNSETTLED,
)
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.organisation.actions import waiver
from tests.destruction import lawful, stories
from tests.destruction.test_burning import let_through
from tests.destruction.test_papers import asked, confirmed, decided
from tests.stories import act_of, fresh, now

MINUTE = timedelta(minutes=1)


def at_the_fire(cast, order, units):
    stories.verified(cast, order)
    session = stories.approved(cast, stories.planned(cast, fresh(units)))
    return stories.attested(cast, stories.at_furnace(cast, stories.staged(cast, session)))


def differences(units):
    rows = Discrepancy.objects.filter(unit__in=units, resolved_at__isnull=True)
    return [(row.discrepancy_kind, row.expected, row.found) for row in rows]


def test_a_burn_that_began_before_its_order_was_confirmed_is_recorded_with_a_difference(cast):
    units = stories.kept(cast, count=2)
    order = lawful.spoken(cast, units)
    session = at_the_fire(cast, order, units)
    # Two minutes on from here, as it were: a test does not wait.
    later = act_of(cast.supervisor, basis=Basis.SCENARIO, occurred_at=now() + 2 * MINUTE)
    confirmed(cast, order, act=later)

    assert stories.burn(cast, session).state == "burnt"

    assert differences(units) == [("time", PAPER, NO_PAPER)]
    assert replay_state().findings == []


def test_a_burn_that_began_once_its_order_was_confirmed_is_clean(cast):
    units = stories.kept(cast)
    order = lawful.spoken(cast, units)
    confirmed(cast, order)

    assert stories.burn(cast, at_the_fire(cast, order, units)).state == "burnt"

    assert differences(units) == []


def test_whatever_came_after_the_fire_began_is_named(cast):
    units = stories.kept(cast)
    lawful.instructed(cast, units[0])
    order = lawful.spoken(cast, units)
    before = database_now()
    lawful.authorised(cast, order)
    stories.verified(cast, order)
    confirmed(cast, order)
    waits = asked(cast, units[0])
    between = database_now()
    decided(cast, waits)

    named = {words for _unit, words in lighting.came_from(units, until=between)}
    assert named == {(SETTLED, UNSETTLED)}
    named = {words for _unit, words in lighting.came_from(units, until=before)}
    assert named == {(PAPER, NO_PAPER), (JUDGE, NO_JUDGE)}
    named = {words for _unit, words in lighting.came_from(units, until=units[0].seized_at)}
    assert {(SAMPLED, UNSAMPLED), (PICTURED, UNPICTURED)} <= named
    assert list(lighting.came_from(units, until=database_now())) == []


def test_a_waiver_that_counted_when_the_fire_began_counts_when_it_is_recorded_later(cast, refused):
    session = stories.tallied(cast, stories.at_furnace(cast))
    before = now()
    burning.attest_burn(act=act_of(session.witness_a), session_id=session.id, statement="saw_all")
    granted = let_through(cast, ONE_WITNESS, session.id)
    began = now()
    waiver.end_waiver(act=act_of(cast.storekeeper), waiver_id=granted.id)

    for moment in (before, now()):
        with refused("burn.unattested"):
            stories.burn(cast, session, started_at=moment)
    assert stories.burn(cast, session, started_at=began).state == "burnt"
