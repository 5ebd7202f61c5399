"""What goods weigh once they were treated: that is what they must weigh from then on, and no more was seized (C23)."""

from __future__ import annotations

import pytest

from custody.core.postings import Account
from custody.destruction.models import BurnSession
from custody.destruction.selectors import books, masses
from custody.evidence.actions import neutralise, weigh
from custody.evidence.entries import Reading, Treated
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.reports.certificate import _added
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.exceptional import BATCH, signed_by_each
from tests.stories import BAG_MG, act_of, fresh

AGENT_MG, LITTLE_MG = 4_000_000, 20_000


def treated(cast, unit, *, gross_mg, added_mg=AGENT_MG, **changes):
    """Return a unit that was treated and weighed, and for which both witnesses have signed."""
    neutralise.neutralise_units(
        act=act_of(cast.storekeeper), unit_ids=[unit.id], method="binding",
        witness_badge=cast.second_storekeeper.badge,
        weights={unit.id: Treated(reading=stories.reading(gross_mg, **changes), added_mg=added_mg)}, **BATCH,
    )  # fmt: skip
    signed_by_each([unit])
    return fresh([unit])[0]


def differences():
    found = Discrepancy.objects.exclude(discrepancy_kind="treated")
    return list(found.values_list("discrepancy_kind", "difference_mg"))


def weighed(cast, unit, gross_mg, **changes):
    weigh.record_weighing(
        act=act_of(cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(gross_mg, **changes)
    )


def test_what_was_treated_must_weigh_what_it_weighed_then(cast):
    [unit] = stories.stored(cast)

    unit = treated(cast, unit, gross_mg=BAG_MG + AGENT_MG - LITTLE_MG)

    assert (unit.gross_mg, differences()) == (BAG_MG + AGENT_MG - LITTLE_MG, [])
    weighed(cast, unit, BAG_MG + AGENT_MG)
    assert differences() == []
    weighed(cast, unit, BAG_MG)
    assert differences() == [("weight", LITTLE_MG - AGENT_MG)]
    assert replay_state().findings == []


@pytest.mark.parametrize(("more_mg", "added_mg"), [(AGENT_MG, 0), (0, AGENT_MG), (AGENT_MG - 1_000_000, AGENT_MG)])
def test_what_does_not_add_up_with_what_was_added_is_a_difference_as_any(cast, more_mg, added_mg):
    """Whoever took a kilo out and poured a kilo in has to say that nothing was added, and is asked why it is as heavy;
    or says what was added, and is asked where the rest is."""
    [unit] = stories.stored(cast)

    treated(cast, unit, gross_mg=BAG_MG + more_mg, added_mg=added_mg)

    assert differences() == [("weight", more_mg - added_mg)]


def test_bricks_that_were_counted_may_weigh_what_the_treatment_made_of_them(cast):
    [unit] = stories.stored(cast)
    unit = treated(cast, unit, gross_mg=BAG_MG + AGENT_MG, package_count=25)
    weighed(cast, unit, BAG_MG + AGENT_MG, package_count=25)
    assert differences() == []


def test_the_books_hold_what_was_added_apart_from_what_was_seized(cast):
    [unit] = stories.stored(cast)

    treated(cast, unit, gross_mg=BAG_MG + AGENT_MG - LITTLE_MG)

    sheet = books.port_sheet()
    assert sheet.is_even
    assert (sheet.booked_mg, sheet.mg[Account.AGENT], sheet.mg[Account.VARIANCE]) == (BAG_MG, -AGENT_MG, LITTLE_MG)
    assert sheet.mg[Account.CUSTODY] == BAG_MG + AGENT_MG - LITTLE_MG


def test_what_was_never_weighed_is_booked_with_what_was_not_added(cast):
    [unit] = stories.stored(cast, reading=Reading(gross_mg=20_000_000, method="declared"))
    treated(cast, unit, gross_mg=BAG_MG + AGENT_MG)
    sheet = books.port_sheet()
    assert (sheet.booked_mg, sheet.mg[Account.AGENT], sheet.mg[Account.VARIANCE]) == (BAG_MG, -AGENT_MG, 0)


def test_it_burns_with_what_was_added_and_the_balance_is_that_of_what_was_seized(cast):
    [unit] = burns.kept(cast)
    seized_mg = unit.gross_mg
    unit = treated(cast, unit, gross_mg=seized_mg + AGENT_MG)

    session = burns.burnt(cast, units=[unit])

    assert BurnSession.objects.get().burnt_mg == seized_mg + AGENT_MG
    balance = masses.balances_of([unit])[unit.id]
    assert (balance.added_mg, balance.variance_mg, balance.closes) == (AGENT_MG, 0, True)
    assert balance.booked_mg == balance.sampled_mg + balance.seized_burnt_mg
    assert _added({unit.id: balance}, "en") == " 4\N{NO-BREAK SPACE}kg of it were added when it was made unusable."
    burns.reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])
    assert (fresh([unit])[0].custody_state, session.state) == ("reconciled", "burnt")
    assert replay_state().findings == []
