"""A later test of goods that count as unusable: it confirms that, or they can be used after all (C23)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.planning.risk import NEUTRALISED_PERCENT
from custody.deadlines.models import Clock
from custody.destruction.selectors import book
from custody.evidence.actions import neutralise, retesting, signatures, weigh
from custody.evidence.models import Countersignature, Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import register
from tests import stories
from tests.evidence.exceptional import BATCH, explained, signed_by_each
from tests.stories import act_of, fresh, now


@pytest.fixture
def treated(cast):
    """Return a bag in the store that was made unusable, and signed for."""
    [unit] = stories.stored(cast)
    neutralise.neutralise_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], method="bleach",
                                witness_badge=cast.second_storekeeper.badge, **BATCH)  # fmt: skip
    signed_by_each([unit])
    return explained(cast, unit)  # nobody had sampled it


def retested(cast, unit, test, *, by=None, **changes):
    """Let somebody say what a later test of a unit showed, and return it as it stands then."""
    retesting.retest_units(act=act_of(by or cast.storekeeper), unit_ids=[unit.id], test=test,
                           **{"witness_badge": cast.second_storekeeper.badge} | changes)  # fmt: skip
    return fresh([unit])[0]


def exposure(unit):
    """Return by how many percent a unit counts for its risk, as the planner reads it."""
    lots = book.book_now(at=now(), jurisdiction="BE").lots
    [lot] = [lot for lot in lots if str(unit.id) in {piece.key for piece in lot.pieces}]
    return lot.risk


def test_what_passes_again_stays_as_it_was_and_the_witness_signs(cast, treated):
    now_it_is = retested(cast, treated, "passed", remark="strip of batch B-7")

    assert (now_it_is.neutralised, now_it_is.discrepancy_open) == (True, False)
    assert any(each.type.code == "neutralisation.confirmed/1" for each in told([treated.stream_id]))
    assert Countersignature.objects.get(unit=treated, about="neutralisation.confirmed/1").wanted == (
        cast.second_storekeeper
    )
    assert replay_state().findings == []


def test_what_can_be_used_after_all_counts_as_usable_is_frozen_and_raises_an_alert(cast, treated):
    assert exposure(treated) == NEUTRALISED_PERCENT

    found = retested(cast, treated, "failed", by=cast.supervisor)  # a laboratory tells whoever commands, too

    assert (found.neutralised, found.discrepancy_open) == (False, True)
    assert exposure(treated) >= 100
    row = Discrepancy.objects.get(unit=treated, resolved_at=None)
    assert (row.discrepancy_kind, row.expected, row.found) == ("identity", "unusable", "usable")
    assert Alert.objects.filter(subject_id=treated.id, resolved_at__isnull=True, rule="AL6").exists()
    assert replay_state().findings == []
    # Explained, it can be treated again.
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), discrepancy_id=row.id, resolution="Half a batch")
    signed_by_each([treated])
    neutralise.neutralise_units(act=act_of(cast.storekeeper), unit_ids=[treated.id], method="bleach",
                                witness_badge=cast.second_storekeeper.badge, **BATCH | {"batch": "B-8"})  # fmt: skip
    signed_by_each([treated])
    assert fresh([treated])[0].neutralised


def test_where_a_clock_runs_for_it_it_runs_anew_from_the_test(cast, treated):
    register.set_policy(
        act=act_of(cast.administrator), approver=cast.second_administrator, key="clock.neutralise", jurisdiction="BE",
        value=2, measure="hours", valid_from=now(), source="tests",
    )  # fmt: skip
    before = now()

    retested(cast, treated, "failed")

    clock = Clock.objects.get(subject_id=treated.id, clock_type="NEUTRALISE", closed_at__isnull=True)
    assert clock.started_at >= before


def test_only_what_counts_as_unusable_is_tested_again_by_who_has_it(cast, treated, refused):
    [other] = stories.stored(cast)
    with refused("neutralise.not_done"):
        retested(cast, other, "failed")
    with refused("role.missing"):
        retested(cast, treated, "failed", by=cast.crew)
    with refused("people.same"):
        retested(cast, treated, "failed", witness_badge=cast.storekeeper.badge)
    with refused("choice.unknown"):
        retested(cast, treated, "perhaps")


def test_a_treatment_counts_once_both_witnesses_have_signed(cast):
    """One badge typed two others: until they speak it is worth as much to a thief, as far as the house knows."""
    register.set_policy(
        act=act_of(cast.administrator), approver=cast.second_administrator, key="clock.neutralise", jurisdiction="BE",
        value=24, measure="hours", valid_from=now(), source="tests",
    )  # fmt: skip
    [unit] = stories.stored(cast)
    clock = Clock.objects.get(subject_id=unit.id, clock_type="NEUTRALISE")
    as_it_was = exposure(unit)
    neutralise.neutralise_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], method="bleach",
                                witness_badge=cast.second_storekeeper.badge, **BATCH)  # fmt: skip
    for row in Countersignature.objects.filter(unit=unit, signed_at__isnull=True).select_related("wanted"):
        clock.refresh_from_db()
        assert (exposure(unit), clock.closed_at, fresh([unit])[0].neutralised) == (as_it_was, None, False)
        signatures.sign(act=act_of(row.wanted), signature_ids=[row.id])

    clock.refresh_from_db()
    assert (exposure(unit), fresh([unit])[0].neutralised) == (NEUTRALISED_PERCENT, True)
    assert clock.closed_at is not None
    assert replay_state().findings == []
