"""What comes back from a written act was out of our hands; what lies in a full store owes a waiver by every door."""

from __future__ import annotations

from custody.core.waivable import OVER_CAP
from custody.deadlines.models import Clock
from custody.evidence.actions import beside, operation, sweep
from custody.evidence.actions.weigh import record_weighing
from custody.evidence.models import Overload
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import let_go_on, signed
from tests.evidence.test_storage_cap import KG, store
from tests.stories import act_of, now, reading


def back_in(cast, unit, place, **changes):
    return operation.end_operation(act=act_of(cast.storekeeper), unit_id=unit.id, place=place,
                                   witness_badge=cast.second_storekeeper.badge, **changes)  # fmt: skip


def owed(subject_id):
    return set(Clock.objects.filter(subject_id=subject_id, closed_at__isnull=True).values_list("clock_type", flat=True))


def swept(cast, unit, *, result):
    at = now()
    sweep.record_sweep(act=act_of(cast.storekeeper), unit_ids=[unit.id], witness_badge=cast.second_storekeeper.badge,
                       methods=["rf_detector"], started_at=at, ended_at=at, result=result)  # fmt: skip


def test_goods_that_come_back_are_swept_and_weighed_anew(cast):
    [unit] = stories.stored(cast)
    let_go_on(cast, unit)
    back_in(cast, unit, "BITTERN")

    assert {"SWEEP_OWED", "WEIGHT_OWED"} <= owed(unit.id)
    signed([unit], by=cast.second_storekeeper)
    swept(cast, unit, result="unfinished")
    assert "SWEEP_OWED" in owed(unit.id)
    swept(cast, unit, result="clear")
    record_weighing(act=act_of(cast.storekeeper), unit_id=unit.id, reading=reading())

    assert not {"SWEEP_OWED", "WEIGHT_OWED"} & owed(unit.id)
    assert not replay_state().findings


def test_goods_that_come_back_bare_owe_a_seal(cast):
    [unit] = stories.swept(cast, stories.seized(cast, seal=None))
    let_go_on(cast, unit)
    assert "SEAL_OWED" not in owed(unit.id)

    operation.end_operation(act=act_of(cast.officer), unit_id=unit.id, place="HERON", witness_badge="4418")

    assert "SEAL_OWED" in owed(unit.id)
    assert not replay_state().findings


def test_what_comes_back_into_a_full_store_says_why_and_owes_a_waiver(cast, refused):
    [unit] = stories.stored(cast)
    let_go_on(cast, unit)
    place = store(cast, cap_kg=10)
    with refused(OVER_CAP):
        back_in(cast, unit, "REDSHANK")

    back_in(cast, unit, "REDSHANK", over_limit_reason="It stands inside")

    row = Overload.objects.get()
    assert (row.over_mg, row.reason, row.cause) == (15 * KG, "It stands inside", "operation.ended/1")
    assert "OVER_LIMIT" in owed(place.id)
    assert not replay_state().findings


def test_what_is_registered_beside_the_drugs_in_a_full_store_owes_a_waiver(cast):
    place = store(cast, cap_kg=100)
    beside.register_beside(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id, place="REDSHANK",
                           exhibit_kind="cover_load", description="bananas",
                           reading=reading(500 * KG, scale_code="S-PALLET", package_count=None))  # fmt: skip

    row = Overload.objects.get()
    assert (row.over_mg, row.cause) == (400 * KG, "unit.registered/1")
    assert "OVER_LIMIT" in owed(place.id)
    assert not replay_state().findings
