"""What was drawn for a burn and left it untested owes its test wherever it lies, and a clock runs for that (C12)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.core.exceptional import REPACK
from custody.deadlines.models import Clock
from custody.destruction.actions import lottery, owed_tests, sessions
from custody.destruction.selectors import lotteries
from custody.evidence.actions import dividing, moving
from custody.evidence.entries import NewUnit
from custody.evidence.models import Countersignature, Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.evidence import exceptional
from tests.stories import act_of, fresh
from tests.web.bench.test_bench import done
from tests.web.desk import text_of


@pytest.fixture
def left(cast):
    """Return a unit that was drawn, and whose burn was called off before its test."""
    session = stories.drawn(cast)
    [unit] = stories.waiting_units(session)
    sessions.cancel_session(act=act_of(cast.planner), session_id=session.id, reason="threat")
    return fresh([unit])[0]


def owed(unit):
    return Clock.objects.filter(subject_id=unit.id, clock_type="TEST_OWED", closed_at__isnull=True)


def opened(cast, unit, *, result="positive", **changes):
    """Let two from outside open and test a unit where it lies, and return it."""
    owed_tests.record_owed_test(
        **{"act": act_of(cast.second_checker), "unit_id": unit.id, "witness_badge": cast.second_witness.badge,
           "result": result, "new_seal": evidence.new_seal()} | changes
    )  # fmt: skip
    return fresh([unit])[0]


def test_what_leaves_its_burn_untested_owes_its_test_until_two_from_outside_did_it(cast, left):
    clock = owed(left).get()
    before = left.seal

    unit = opened(cast, left)

    clock.refresh_from_db()
    assert clock.closed_by == "unit.tested/1"
    assert (unit.seal == before, unit.signature_owed, unit.discrepancy_open) == (False, True, False)
    assert Countersignature.objects.get(unit=unit, signed_at=None).wanted == cast.second_witness
    assert lotteries.owed_among([unit]) == set()
    assert not replay_state().findings


def test_a_negative_one_is_frozen_there_and_its_burn_too_while_that_has_not_burnt(cast):
    session = stories.drawn(cast, stories.staged(cast, stories.approved(
        cast, stories.planned(cast, stories.ordered(cast, count=3)))))  # fmt: skip
    unit = stories.waiting_units(session)[0]
    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[unit.id], reason="replanned")

    unit = opened(cast, unit, result="negative")

    session.refresh_from_db()
    assert session.frozen_at is not None
    assert Discrepancy.objects.get(unit=unit, discrepancy_kind="identity").found == "negative test"
    assert set(stories.waiting_units(session)) == set(stories.units_of(session))
    assert not owed(unit).exists()
    assert not replay_state().findings


def test_what_was_packed_anew_owes_what_it_was_made_of_owed(cast, left):
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[left.id], place="BITTERN")
    since = owed(left).get().started_at
    [made] = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=left.id, how=REPACK, reason="the bag burst",
        witness_badge=cast.third_crew.badge,
        parts=[NewUnit(kind="bag", package_count=25, reading=evidence.reading(left.gross_mg),
                       seal=evidence.new_seal())],
    )  # fmt: skip
    exceptional.signed([made], by=cast.third_crew)
    assert owed(made).get().started_at == since

    made = opened(cast, made)

    assert not owed(made).exists()
    codes = [line.type.code for line in told([made.stream_id], newest_first=False)]
    assert codes.index("unit.drawn/1") < codes.index("unit.tested/1")
    assert not replay_state().findings


def test_only_two_from_outside_test_it_once_and_where_it_can_be_opened(cast, left, refused):
    for who in (cast.storekeeper, cast.checker):  # the one kept it, the other staged its burn
        with refused("lottery.inside"):
            opened(cast, left, witness_badge=who.badge)
    with refused("role.missing"):
        opened(cast, left, act=act_of(cast.supervisor))
    with refused("people.same"):
        opened(cast, left, witness_badge=cast.second_checker.badge)
    unit = opened(cast, left)
    with refused("lottery.not_owed"):
        opened(cast, unit)


def test_what_was_checked_for_its_next_burn_is_tested_there_and_what_is_on_the_road_is_not_opened(cast, left, refused):
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[left.id], place="BITTERN")
    anew = stories.staged(cast, stories.approved(cast, stories.planned(cast, fresh([left])),
                                                 pair=(cast.second_supervisor, cast.second_witness)))  # fmt: skip
    with refused("lottery.in_burn"):
        opened(cast, left)
    evidence.on_the_road(cast, units=fresh([left]), giver=cast.storekeeper, destination="CURLEW")
    with refused("lottery.at_rest"):
        opened(cast, left)

    assert owed(left).exists()
    stories.drawn(cast, anew)
    moving.arrive(act=act_of(cast.crew), unit_ids=[left.id], place="CURLEW")
    stories.lots_tested(cast, anew, units=[left], witness_badge=cast.third_officer.badge)
    assert not owed(left).exists()
    assert lottery.NEGATIVE not in {ticket.result for ticket in lotteries.tickets_of(anew.lottery)}


def test_it_is_tested_on_the_page_of_its_bench(cast, left):
    assert "It was drawn, and is tested now" in text_of(cast.second_checker, reverse("bench:menu", args=[left.id]))

    done(cast.second_checker, left, "lot_test",
         {"result": "positive", "seal": evidence.new_seal().number, "witness_badge": cast.second_witness.badge})

    assert not owed(left).exists()
