"""A whole with something in it is divided, merged or burnt: what lies inside goes along, and so does its chain."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from custody.destruction.actions import partial_hold, reconcile
from custody.destruction.selectors.books import port_sheet
from custody.destruction.selectors.gates import chain_of
from custody.destruction.selectors.masses import balances_of
from custody.evidence.actions import dividing, operation
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy, HandlingUnit
from custody.evidence.selectors.facts import made_out_of
from custody.evidence.selectors.timeline import custodians_of, timeline
from custody.ledger.replay import replay_state
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.exceptional import signed
from tests.evidence.test_unpacking import BAG, KG, on_pallet, out, pallet
from tests.stories import act_of, fresh, new_seal, reading


def part(gross_mg, **changes):
    return NewUnit(
        **({"kind": "pallet", "package_count": gross_mg // BAG, "reading": on_pallet(gross_mg), "seal": new_seal()}
           | changes)
    )


def split(cast, unit, parts, **changes):
    return dividing.split_unit(
        **(
            {"act": act_of(cast.storekeeper), "unit_id": unit.id, "witness_badge": cast.second_storekeeper.badge,
             "parts": parts, "reason": "two loads for two nights"} | changes
        )
    )  # fmt: skip


def test_a_pallet_that_is_split_shares_out_what_lies_in_it(cast):
    whole, first, second, third = pallet(cast)
    before = port_sheet()

    one, two = split(
        cast, whole, [part(2 * BAG + 10 * KG), part(BAG + 5 * KG)], inside=[[first.id, third.id], [second.id]]
    )

    fresh([whole, first, second, third])
    assert [each.parent_id for each in (first, second, third)] == [one.id, two.id, one.id]
    assert {each.custody_state for each in (first, second, third)} == {"inside"}
    assert whole.custody_state == "superseded"
    assert port_sheet() == before
    assert not Discrepancy.objects.exists()
    assert not replay_state().findings


def test_every_unit_inside_is_named_once(cast, refused):
    whole, first, second, third = pallet(cast)
    parts = [part(2 * BAG + 10 * KG), part(BAG + 5 * KG)]

    for inside, code in (
        ([], "divide.left_out"),
        ([[first.id], [second.id]], "divide.left_out"),
        ([[first.id, second.id], [second.id, third.id]], "divide.wrong_part"),
        ([[first.id, second.id, third.id, whole.id]], "divide.wrong_part"),
        ([[first.id], [second.id], [third.id]], "divide.wrong_part"),
    ):
        with refused(code):
            split(cast, whole, parts, inside=inside)
    assert fresh([whole])[0].custody_state == "stored"


def test_a_part_lighter_than_what_lies_in_it_is_frozen(cast):
    whole, *bags = pallet(cast)

    one, two = split(
        cast, whole, [part(BAG + 10 * KG, package_count=3), part(2 * BAG + 5 * KG, package_count=0)],
        inside=[[each.id for each in bags], []],
    )  # fmt: skip

    assert [each.discrepancy_open for each in fresh([one, two])] == [True, False]
    assert Discrepancy.objects.get().unit == one


def test_packing_anew_keeping_back_and_merging_take_along_what_lies_inside(cast):
    whole, first, second, third = pallet(cast)
    [packed] = split(cast, whole, [part(3 * BAG + 15 * KG, package_count=3)], how="repack")
    assert {each.parent_id for each in fresh([first, second, third])} == {packed.id}
    signed([packed], by=cast.second_storekeeper)
    kept, rest = partial_hold.hold_part(
        act=act_of(cast.storekeeper), unit_id=packed.id, witness_badge=cast.second_storekeeper.badge,
        retained=part(BAG + 5 * KG), rest=[part(2 * BAG + 10 * KG)], authority="prosecutor", reference="KP 9",
        reason="x", inside=[[first.id], [second.id, third.id]],
    )  # fmt: skip
    assert [each.parent_id for each in fresh([first, second, third])] == [kept.id, rest.id, rest.id]
    assert not replay_state().findings


def test_units_that_become_one_take_along_what_lies_in_each(cast):
    whole, first, second, third = pallet(cast)
    one, two = split(
        cast, whole, [part(2 * BAG + 10 * KG), part(BAG + 5 * KG)], inside=[[first.id, third.id], [second.id]]
    )
    signed([one, two], by=cast.second_storekeeper)

    made = dividing.merge_units(
        act=act_of(cast.storekeeper), unit_ids=[one.id, two.id], witness_badge=cast.second_storekeeper.badge,
        part=part(3 * BAG + 15 * KG, package_count=3), reason="one load after all",
    )  # fmt: skip

    assert {each.parent_id for each in fresh([first, second, third])} == {made.id}
    assert port_sheet().is_even
    assert not replay_state().findings


def test_what_is_full_is_not_exchanged(cast, refused):
    whole, *_ = pallet(cast)

    with refused("divide.contents"):
        operation.exchange_unit(
            act=act_of(cast.storekeeper), unit_id=whole.id, witness_badge=cast.second_storekeeper.badge,
            reference="KP 3", originals=[part(3 * BAG)], dummies=[part(3 * BAG)],
        )  # fmt: skip


def test_the_database_leaves_nothing_in_a_unit_that_became_others(cast):
    whole, *_ = pallet(cast)
    point = transaction.savepoint()
    HandlingUnit.objects.filter(pk=whole.pk).update(custody_state="superseded", custodian=None, co_custodian=None)

    with pytest.raises(IntegrityError, match="nothing in it any more"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS custody.guard_contents IMMEDIATE")
    transaction.savepoint_rollback(point)


def test_the_pallet_and_what_came_out_of_it_burn_and_their_masses_add_up(cast):
    whole, first, *_ = pallet(cast)
    stories.sampled(cast, whole, left=on_pallet(3 * BAG + 15 * KG - 5_000, package_count=3))
    burns.ordered(cast, units=fresh([whole]))
    out(cast, first)
    signed([whole, first], by=cast.second_storekeeper)
    session = burns.approved(cast, burns.planned(cast, fresh([whole, first])))
    checks = [burns.check_of(whole, reading=on_pallet(whole.gross_mg, package_count=2)),
              burns.check_of(first, reading=reading(BAG, package_count=20))]  # fmt: skip
    burns.burn(cast, burns.attested(cast, burns.at_furnace(cast, burns.staged(cast, session, checks=checks))))

    answer = reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[whole.id, first.id])

    assert set(answer.reconciled) == {whole, first}
    balances = balances_of(fresh([whole, first]))
    assert [each.variance_mg for each in balances.values()] == [0, 0]
    assert port_sheet().is_even
    assert not replay_state().findings


# --- who ever had it ------------------------------------------------------------------------------------


def test_who_had_the_whole_had_what_came_out_of_it_and_its_parts(cast):
    whole, first, *_ = pallet(cast)
    out(cast, first)
    signed([whole, first], by=cast.second_storekeeper)
    one, two = split(cast, fresh([whole])[0], [part(BAG + 10 * KG), part(BAG + 5 * KG)],
                     inside=[list(whole.children.values_list("id", flat=True)), []])  # fmt: skip

    for unit in (first, one, two):
        assert {cast.officer.pseudonym, cast.storekeeper.pseudonym} <= custodians_of(unit)
        assert cast.officer.id in chain_of([unit])[unit.id]
        assert cast.second_officer.id in chain_of([unit])[unit.id]
    told_of_it = [line.type.code for line in timeline(first)]
    assert "transfer.accepted/1" in told_of_it
    assert told_of_it.count("unit.superseded/1") == 0


def test_where_a_thousand_units_came_from_is_one_question(cast):
    units = pallet(cast)

    with CaptureQueriesContext(connection) as asked:
        assert made_out_of(unit.id for unit in units) == {unit.id: {unit.id} for unit in units}
    assert len(asked) == 1
