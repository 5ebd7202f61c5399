"""A unit is taken out of the one it lies in, or goes along with a part of it: nothing is gained or lost."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from custody.deadlines.models import Clock
from custody.destruction.actions import partial_hold, reconcile
from custody.destruction.selectors.books import cross_checks, port_sheet
from custody.destruction.selectors.gates import chain_of
from custody.destruction.selectors.masses import balances_of
from custody.evidence.actions import dividing, moving, operation, searching, seizure, unpacking, weigh
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy, HandlingUnit, Removal
from custody.evidence.selectors.exceptions import came_out_of, sources_of, taken_out_of
from custody.evidence.selectors.facts import made_out_of
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.timeline import custodians_of, timeline
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.exceptional import signed
from tests.situations import standing
from tests.stories import act_of, fresh, new_seal, reading

KG = 1_000_000
BAG = 20 * KG


def on_pallet(gross_mg, **changes):
    return reading(gross_mg, scale_code="S-PALLET", **changes)


@standing
def pallet(cast, *, weighed=True, bags=3):
    """Return a sealed pallet of bags in store, each bag with seal, weight and 20 packages of its own; then its bags."""
    of = stories.opened_seizure(cast)
    made = seizure.register_units(
        act=act_of(cast.officer), seizure_id=of.id,
        units=[
            NewUnit(kind="pallet", label="0410-6105-G", package_count=bags, seal=new_seal(),
                    reading=on_pallet(bags * BAG + 15 * KG) if weighed else None),
            *(NewUnit(kind="bag", parent_label="0410-6105-G", package_count=20, reading=reading(BAG), seal=new_seal())
              for _ in range(bags)),
        ],
    )  # fmt: skip
    outer = stories.swept(cast, made[:1])
    stories.accepted(stories.offered(cast, outer, receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[outer[0].id], place="BITTERN")
    return fresh(made)


def out(cast, unit, *, by=None, **changes):
    return unpacking.take_out(
        **(
            {
                "act": act_of(by or cast.storekeeper),
                "unit_id": unit.id,
                "witness_badge": cast.second_storekeeper.badge,
                "reading": reading(BAG),
                "reason": "the court wants to see it",
                "outer_seal": new_seal(),
                "left_count": 2,
            }
            | changes
        )
    )


def codes_of(unit):
    return [line.type.code for line in told([unit.stream_id], limit=50)]


def test_a_bag_that_is_taken_out_stands_alone_and_the_pallet_is_lighter_by_what_it_weighs(cast):
    whole, first, second, _ = pallet(cast)
    old = whole.seal
    before = port_sheet()

    out(cast, first)

    fresh([whole, first, second])
    assert (first.custody_state, first.parent, first.custodian, first.held_since) == (
        "stored", None, cast.storekeeper, whole.held_since)  # fmt: skip
    assert place_now(first) == place_now(whole)
    assert (whole.gross_mg, whole.package_count) == (2 * BAG + 15 * KG, 2)
    assert (second.custody_state, second.parent_id) == ("inside", whole.id)
    removal = Removal.objects.get(inner=first)
    assert (removal.before_mg, removal.removed_mg, removal.after_mg, removal.packages) == (
        3 * BAG + 15 * KG, BAG, 2 * BAG + 15 * KG, 1)  # fmt: skip
    assert whole.seal != old
    assert "seal.replaced/1" in codes_of(whole)
    assert (taken_out_of(first), came_out_of(whole), sources_of(first)) == (whole, [first], [])
    assert not Discrepancy.objects.exists()
    assert port_sheet() == before
    assert port_sheet().is_even
    assert all(each.agrees for each in cross_checks())
    assert not replay_state().findings


def test_the_rest_is_expected_to_weigh_what_is_left_and_a_bag_that_is_light_is_seen(cast):
    whole, first, second, _ = pallet(cast)

    out(cast, first, left_reading=on_pallet(2 * BAG + 15 * KG))
    assert not Discrepancy.objects.exists()
    signed([whole, first], by=cast.second_storekeeper)
    out(cast, second, reading=reading(15 * KG), left_count=1, left_reading=on_pallet(BAG + 20 * KG))

    assert {(each.unit_id, each.difference_mg) for each in Discrepancy.objects.all()} == {
        (second.id, -5 * KG), (whole.id, 5 * KG)}  # fmt: skip
    assert port_sheet().is_even
    assert not replay_state().findings


def test_the_count_of_what_is_left_is_asked_and_held_against_the_books_without_tolerance(cast, refused):
    whole, first, *_ = pallet(cast)

    with refused("takeout.not_counted"):
        out(cast, first, left_count=None)
    out(cast, first, left_count=1)

    found = Discrepancy.objects.get()
    assert (found.unit_id, found.discrepancy_kind, found.expected, found.found) == (whole.id, "count", "2", "1")


def test_what_an_explained_difference_left_is_what_the_rest_is_held_against(cast):
    whole, first, *_ = pallet(cast)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=whole.id, reading=on_pallet(3 * BAG + 5 * KG))
    found = Discrepancy.objects.get()
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="wet wood dried")

    out(cast, first, left_reading=on_pallet(2 * BAG + 5 * KG))

    assert Discrepancy.objects.filter(resolved_at__isnull=True).count() == 0
    assert fresh([whole])[0].gross_mg == 2 * BAG + 5 * KG
    assert all(each.agrees for each in cross_checks())
    assert not replay_state().findings


def test_a_pallet_that_was_booked_by_what_is_in_it_falls_by_that_to_the_milligram(cast):
    whole, first, *_ = pallet(cast, weighed=False)
    assert whole.gross_mg == 3 * BAG

    out(cast, first, reading=reading(BAG + 3_000))

    assert [each.gross_mg for each in fresh([whole, first])] == [2 * BAG, BAG]
    assert port_sheet().is_even


def test_a_brick_that_nobody_ever_weighed_is_booked_with_what_it_weighs_now(cast):
    [bag] = stories.seized(cast)
    [brick] = seizure.register_units(
        act=act_of(cast.officer), seizure_id=bag.seizure_id, units=[NewUnit(kind="brick", parent_label=bag.label)]
    )

    out(cast, brick, by=cast.officer, witness_badge=cast.second_officer.badge, reading=reading(1_020_000),
        seal=new_seal(), left_count=24)  # fmt: skip

    fresh([bag, brick])
    assert (brick.gross_mg, brick.custody_state, bag.gross_mg, bag.package_count) == (
        1_020_000, "seized", stories.BAG_MG - 1_020_000, 24)  # fmt: skip
    assert brick.unswept
    assert port_sheet().is_even
    assert not replay_state().findings


def test_until_the_witness_has_signed_neither_leaves(cast, refused):
    whole, first, *_ = pallet(cast)
    out(cast, first)
    fresh([whole, first])

    for unit in (whole, first):
        with refused("unit.unsigned"):
            stories.offered(cast, [unit], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    signed([whole, first], by=cast.second_storekeeper)
    stories.offered(cast, fresh([whole, first]), receiver=cast.second_storekeeper, giver=cast.storekeeper)


def test_the_clocks_run_on_and_nobody_gains_a_day(cast):
    whole, first, *_ = pallet(cast)
    before = {row.clock_type: row.started_at for row in Clock.objects.filter(subject_id=whole.id)}

    out(cast, first)

    running = dict(
        Clock.objects.filter(subject_id=first.id, closed_at__isnull=True).values_list("clock_type", "started_at")
    )
    assert running["TARGET_DESTRUCTION"] == before["TARGET_DESTRUCTION"]
    assert running["MAX_STORAGE"] == before["MAX_STORAGE"]


def test_the_order_of_the_pallet_stands_for_what_came_out_of_it(cast):
    whole, first, *_ = pallet(cast)
    stories.sampled(cast, whole, left=on_pallet(3 * BAG + 15 * KG - 5_000, package_count=3))
    burns.ordered(cast, units=fresh([whole]))

    out(cast, first)

    assert fresh([first])[0].authority_state == "ordered"
    assert not replay_state().findings


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"witness_badge": "4601"}, "people.same"),
        ({"reason": " "}, "text.empty"),
        ({"outer_seal": None}, "takeout.no_outer_seal"),
        ({"seal": stories.SealEntry(number="AN999999")}, "seal.present"),
        ({"reading": reading(BAG, method="declared")}, "part.not_weighed"),
        ({"reading": reading(BAG, scale_code=None)}, "scale.missing"),
    ],
)
def test_what_makes_no_sense_changes_nothing(cast, refused, change, code):
    whole, first, *_ = pallet(cast)

    with refused(code):
        out(cast, first, **change)
    assert fresh([first])[0].parent_id == whole.id


def test_who_does_not_have_the_pallet_takes_nothing_out_and_nothing_is_taken_out_of_what_moves(cast, refused):
    whole, first, second, _ = pallet(cast)

    with refused("custody.not_yours"):
        out(cast, first, by=cast.second_storekeeper, witness_badge=cast.storekeeper.badge)
    with refused("takeout.alone"):
        out(cast, whole)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=second.id)
    with refused("unit.unlocated"):
        out(cast, second)
    with refused("unit.frozen"):
        out(cast, first)


def test_what_lies_two_deep_waits_for_what_is_around_it(cast, refused):
    of = stories.opened_seizure(cast)
    *_, bag = seizure.register_units(
        act=act_of(cast.officer), seizure_id=of.id,
        units=[NewUnit(kind="pallet", label="0410-6105-G", seal=new_seal()),
               NewUnit(kind="box", label="2410-6109-2", parent_label="0410-6105-G", seal=new_seal()),
               NewUnit(kind="bag", parent_label="2410-6109-2", reading=reading(BAG), seal=new_seal())],
    )  # fmt: skip
    with refused("takeout.deep"):
        out(cast, bag, by=cast.officer, witness_badge=cast.second_officer.badge, left_count=None)


def test_a_bag_heavier_than_the_whole_is_weighed_again(cast, refused):
    [bag] = stories.seized(cast, gross_mg=500_000)
    [brick] = seizure.register_units(
        act=act_of(cast.officer), seizure_id=bag.seizure_id, units=[NewUnit(kind="brick", parent_label=bag.label)]
    )
    with refused("takeout.heavier"):
        out(cast, brick, by=cast.officer, witness_badge=cast.second_officer.badge, reading=reading(1_000_000),
            seal=new_seal(), left_count=24)  # fmt: skip


# --- a whole with something in it is divided ------------------------------------------------------------


def part(gross_mg, **changes):
    return NewUnit(
        **({"kind": "pallet", "package_count": 1, "reading": on_pallet(gross_mg), "seal": new_seal()} | changes)
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
        cast, whole, [part(BAG + 10 * KG), part(2 * BAG + 5 * KG)],
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
