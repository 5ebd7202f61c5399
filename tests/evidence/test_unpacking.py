"""A unit is taken out of the one it lies in, or goes along with a part of it: nothing is gained or lost."""

from __future__ import annotations

import pytest

from custody.deadlines.models import Clock
from custody.destruction.selectors.books import cross_checks, port_sheet
from custody.evidence.actions import moving, reseal, searching, seizure, unpacking, weigh
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy, Removal
from custody.evidence.selectors.exceptions import came_out_of, sources_of, taken_out_of
from custody.evidence.selectors.places import place_now
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
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=second.id, remark="not there")
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


def test_what_is_heavier_than_the_books_of_its_whole_comes_out_frozen_and_its_explanation_keeps_them_even(cast):
    [bag] = stories.seized(cast, gross_mg=500_000)
    [brick, other] = seizure.register_units(
        act=act_of(cast.officer), seizure_id=bag.seizure_id,
        units=[NewUnit(kind="brick", parent_label=bag.label) for _ in range(2)],
    )  # fmt: skip
    said = {"by": cast.officer, "witness_badge": cast.second_officer.badge, "reading": reading(1_000_000)}

    out(cast, brick, left_count=24, seal=new_seal(), **said)
    out(cast, other, left_count=23, seal=new_seal(), **said)

    assert [each.gross_mg for each in fresh([bag, brick, other])] == [0, 500_000, 0]
    found = {each.unit_id: each for each in Discrepancy.objects.all()}
    assert {key: (each.discrepancy_kind, each.difference_mg) for key, each in found.items()} == {
        brick.id: ("weight", 500_000), other.id: ("weight", 1_000_000)}  # fmt: skip
    for each in found.values():
        weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=each.id, resolution="mistyped")
    weigh.record_weighing(act=act_of(cast.officer), unit_id=brick.id, reading=reading(1_000_000))
    assert not Discrepancy.objects.filter(resolved_at__isnull=True).exists()
    assert port_sheet().is_even
    assert all(each.agrees for each in cross_checks())
    assert not replay_state().findings


def test_a_bag_of_which_the_explained_weight_of_its_whole_left_too_little_is_taken_out_all_the_same(cast):
    whole, first, second, third = pallet(cast)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=whole.id, reading=on_pallet(50 * KG))
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=Discrepancy.objects.get().id,
                              resolution="mistyped at the quay")  # fmt: skip
    for each, left in ((first, 2), (second, 1)):
        out(cast, each, left_count=left)

    out(cast, third, left_count=0, reading=reading(10 * KG))

    found = Discrepancy.objects.get(resolved_at__isnull=True)
    assert (found.unit_id, found.difference_mg) == (third.id, -10 * KG)
    assert [each.gross_mg for each in fresh([whole, third])] == [0, 10 * KG]
    assert port_sheet().is_even
    assert all(each.agrees for each in cross_checks())
    assert not replay_state().findings


def test_a_brick_that_nobody_ever_weighed_weighs_what_a_brick_weighs_or_somebody_is_told(cast):
    [bag] = stories.seized(cast)
    heavy, usual, light = seizure.register_units(
        act=act_of(cast.officer), seizure_id=bag.seizure_id,
        units=[NewUnit(kind="brick", parent_label=bag.label) for _ in range(3)],
    )  # fmt: skip
    for left, brick, mg in ((24, heavy, 4_900_000), (23, usual, 1_020_000), (22, light, 300_000)):
        out(cast, brick, by=cast.officer, witness_badge=cast.second_officer.badge, reading=reading(mg),
            seal=new_seal(), left_count=left)  # fmt: skip

    found = {each.unit_id: each for each in Discrepancy.objects.all()}
    assert {key: (each.expected, each.difference_mg) for key, each in found.items()} == {
        heavy.id: ("900 g - 1 kg 400 g", 3_500_000), light.id: ("900 g - 1 kg 400 g", -600_000)}  # fmt: skip
    assert [each.gross_mg for each in fresh([heavy, light])] == [4_900_000, 300_000]
    assert port_sheet().is_even
    assert not replay_state().findings


def test_one_after_the_other_comes_out_before_the_witness_has_signed_and_each_is_signed_for(cast, refused):
    whole, first, second, third = pallet(cast)
    out(cast, first)

    out(cast, second, left_count=1)

    assert [each.about for each in whole.countersignatures.filter(signed_at__isnull=True)] == ["unit.taken_out/1"] * 2
    signed([whole, first], by=cast.second_storekeeper)
    [unit] = fresh([second])
    with refused("unit.unsigned"):
        stories.offered(cast, [unit], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    reseal.replace_seal(act=act_of(cast.storekeeper), unit_id=whole.id, new_seal=new_seal(), reason="torn",
                        witness_badge=cast.second_storekeeper.badge)  # fmt: skip
    with refused("unit.unsigned"):
        out(cast, third, left_count=0)
