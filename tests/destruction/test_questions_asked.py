"""An act on many units asks the database as often as an act on few, whatever has to be looked up for each.

Before frozen units, scales and balances were looked up for all units at once, the counts for 2 and for 8 units were:

| act | 2 units | 8 units |
|---|---|---|
| accepting a departure: what is frozen | 4 | 16 |
| registering: scales | 2 | 8 |
| staging: scales | 3 | 9 |
| reconciling: all questions | 26 | 38 |
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from custody.destruction.actions import reconcile
from custody.evidence.actions import seizure, weigh
from custody.evidence.entries import NewUnit
from custody.evidence.selectors.facts import frozen_among, frozen_units
from tests import stories
from tests.destruction import stories as burns
from tests.stories import act_of

FEW, MANY = 2, 8


def questions(act, *, about=""):
    """Return how many questions about a table, or that begin with words, an act asks."""
    with CaptureQueriesContext(connection) as asked:
        act()
    said = [each["sql"] for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]]
    return len([sql for sql in said if sql.startswith(about)])


def departure(cast, count):
    units = stories.swept(cast, stories.seized(cast, count=count))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")
    return lambda: stories.accepted(offer, by=cast.crew)


def registering(cast, count):
    opened = stories.opened_seizure(cast)
    units = [stories.new_bag() for _ in range(count)]
    return lambda: seizure.register_units(act=act_of(cast.officer), seizure_id=opened.id, units=units)


def staging(cast, count, *, pair=None):
    session = approved(cast, count, pair=pair)
    return lambda: burns.staged(cast, session)


def reconciling(cast, count, *, pair=None):
    units = burns.burnt_units(burns.burnt(cast, count=count, pair=pair))
    return lambda: reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id for unit in units])


@pytest.mark.parametrize(("act", "about", "asked"), [
    (departure, "WITH RECURSIVE inner_units", 1),
    (registering, 'SELECT "custody_scale"', 1),
    (staging, 'SELECT "custody_scale"', 1),
])
@pytest.mark.parametrize("count", [FEW, MANY])
def test_what_is_looked_up_for_each_unit_is_asked_once(cast, act, about, asked, count):
    assert questions(act(cast, count), about=about) == asked


def opening(cast, count, *, pair=None):
    """Of what was drawn all but one is opened: most of a small burn is drawn."""
    session = burns.drawn(cast, burns.staged(cast, approved(cast, count, pair=pair)))
    return lambda: burns.lots_tested(cast, session, units=burns.waiting_units(session)[:-1])


def approved(cast, count, *, pair=None):
    return burns.approved(cast, burns.planned(cast, burns.ordered(cast, count=count)), pair=pair)


@pytest.mark.parametrize(("act", "few", "many"), [(staging, 2, 8), (opening, 3, 9)])
def test_staging_and_testing_ask_the_same_for_few_and_for_many(cast, act, few, many):
    """Of each unit it was four questions for what it must weigh, one for its weight, seven for its seals."""
    asked = questions(act(cast, few))

    assert questions(act(cast, many, pair=(cast.second_supervisor, cast.second_witness))) == asked


def test_reconciling_asks_the_same_for_few_and_for_many(cast):
    few = questions(reconciling(cast, FEW))

    assert questions(reconciling(cast, MANY, pair=(cast.second_supervisor, cast.second_witness))) == few


@pytest.mark.parametrize("where", ["itself", "inside"])
def test_a_frozen_unit_among_many_is_still_found(cast, where):
    good, bad = stories.seized(cast, count=2)
    differs = bad
    if where == "inside":
        [differs] = seizure.register_units(act=act_of(cast.officer), seizure_id=bad.seizure_id, units=[
            NewUnit(kind="brick", parent_label=bad.label, reading=stories.reading(1_100_000, scale_code="S-BENCH"))])
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=differs.id,
                          reading=stories.reading(differs.gross_mg // 2, scale_code="S-FLOOR"))
    good, bad = stories.fresh([good, bad])
    differs.refresh_from_db()

    assert frozen_units([good, bad]) == {bad.id}
    assert frozen_units([good]) == set()
    assert frozen_among([good, bad]) == differs
    assert frozen_among([good]) is None
