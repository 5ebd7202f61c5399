"""What units become weighs, counts and stands as what they were: nothing is gained, lost or hidden."""

from __future__ import annotations

from custody.deadlines.models import Clock
from custody.destruction.actions import partial_hold
from custody.destruction.selectors.books import cross_checks, port_sheet
from custody.evidence.actions import dividing, neutralise, operation, searching, seizure, tracker, weigh
from custody.evidence.actions.adding_up import Before
from custody.evidence.models import Discrepancy, HandlingUnit, Overload
from custody.evidence.selectors.trackers import has_found
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import BATCH, explained, signed, signed_by_each, to_exchange
from tests.evidence.test_dividing import part, split
from tests.evidence.test_storage_cap import KG, put, store
from tests.evidence.test_unpacking import on_pallet, pallet
from tests.stories import BAG_MG, act_of, fresh


def merged(cast, units, gross_mg=2 * BAG_MG, *, by=None, witness=None, **changes):
    return dividing.merge_units(
        **(
            {"act": act_of(by or cast.storekeeper), "unit_ids": [unit.id for unit in units], "reason": "x",
             "witness_badge": (witness or cast.second_storekeeper).badge, "part": part(gross_mg)} | changes
        )
    )  # fmt: skip


def agree():
    assert port_sheet().is_even
    assert all(each.agrees for each in cross_checks())
    assert not replay_state().findings


def differences():
    rows = Discrepancy.objects.filter(resolved_at__isnull=True)
    return sorted(rows.values_list("unit__label", "discrepancy_kind", "expected", "found"))


def test_what_was_never_weighed_is_weighed_before_it_becomes_one_with_anything(cast, refused):
    of = stories.opened_seizure(cast)
    known, unknown, said = seizure.register_units(
        act=act_of(cast.officer), seizure_id=of.id,
        units=[stories.new_bag(), stories.new_bag(reading=None),
               stories.new_bag(reading=stories.reading(method="declared", scale_code=None))],
    )  # fmt: skip
    two = {"by": cast.officer, "witness": cast.second_officer}
    for other in (unknown, said):
        for units in ([known, other], [other, known]):
            with refused("merge.unweighed"):
                merged(cast, units, 35_000_000, loss_reason="dust", **two)
    weigh.record_weighing(act=act_of(cast.officer), unit_id=unknown.id, reading=stories.reading())

    made = merged(cast, fresh([known, unknown]), 35_000_000, loss_reason="dust", **two)
    [alone] = split(cast, fresh([said])[0], 24_000_000, by=cast.officer, how="repack",
                    witness_badge=cast.second_officer.badge)  # fmt: skip

    kinds = [(label, kind) for label, kind, *_ in differences()]
    assert kinds == sorted([(made.label, "count"), (made.label, "weight"), (alone.label, "count")])
    assert Before(masses_mg=[0, 0], counts=[None, None]).shares(7) == [0, 7]
    agree()


def test_what_stands_otherwise_never_becomes_one_and_says_what_to_do(cast, refused):
    first, second, third = stories.seized(cast, count=3)
    two = {"by": cast.officer, "witness": cast.second_officer}
    stories.swept(cast, [first])
    for units in ([first, second], [second, first]):
        with refused("merge.differ") as refusal:
            merged(cast, fresh(units), **two)
        assert "Sweep them first" in refusal.error.sentence()
    both = merged(cast, fresh([second, third]), **two)
    assert both.unswept
    assert Clock.objects.filter(subject_id=both.id, clock_type="SWEEP_OWED", closed_at__isnull=True).exists()

    one, two_, three, four, five = stories.stored(cast, count=5)
    for unit, change, said in (
        (two_, {"neutralised": True}, "Make them unusable first"), (three, {"sealed_view": True}, "seen by everybody"),
        (five, {"substance_found": "no_drugs"}, "different substances"),
    ):  # fmt: skip
        HandlingUnit.objects.filter(pk=unit.pk).update(**change)
        with refused("merge.differ") as refusal:
            merged(cast, fresh([one, unit]))
        assert said in refusal.error.sentence()
    HandlingUnit.objects.filter(pk=four.pk).update(co_custodian=cast.sampler)
    for units in ([one, four], [four, one]):
        with refused("merge.differ") as refusal:
            merged(cast, fresh(units))
        assert "in different hands" in refusal.error.sentence()
    HandlingUnit.objects.filter(pk=four.pk).update(co_custodian=None, kind="weapon")
    with refused("merge.beside"):
        merged(cast, fresh([one, four]))


def test_the_packages_of_the_parts_add_up_or_what_is_wrong_is_a_discrepancy(cast, refused):
    first, second, third, fourth, fifth, sixth = stories.stored(cast, count=6)
    with refused("parts.not_counted"):
        split(cast, first, 0, parts=[part(10 * KG), part(15 * KG, package_count=None)])
    one, _ = split(cast, first, 0, parts=[part(10 * KG, package_count=10), part(15 * KG, package_count=11)])
    [packed] = split(cast, second, 0, parts=[part(25 * KG, package_count=26)], how="repack")
    both = merged(cast, [third, fourth], part=part(50 * KG, package_count=30))
    kept, rest = partial_hold.hold_part(
        act=act_of(cast.storekeeper), unit_id=fifth.id, witness_badge=cast.second_storekeeper.badge,
        retained=part(10 * KG), rest=[part(15 * KG, package_count=14)], authority="court", reference="K", reason="x",
    )  # fmt: skip
    to_exchange(cast, sixth)
    original, dummy = operation.exchange_unit(
        act=act_of(cast.storekeeper), unit_id=sixth.id, witness_badge=cast.second_storekeeper.badge, reference="KP 1",
        originals=[part(25 * KG, package_count=24)], dummies=[part(25 * KG, kind="dummy", package_count=None)],
    )  # fmt: skip

    assert differences() == sorted([
        (one.label, "count", "25", "21"), (packed.label, "count", "25", "26"), (both.label, "count", "50", "30"),
        (kept.label, "count", "25", "24"), (original.label, "count", "25", "24"),
    ])  # fmt: skip
    assert not any(each.discrepancy_open for each in fresh([rest, dummy]))
    agree()


def test_each_part_of_a_pallet_counts_what_lies_in_it_and_what_nobody_counted_is_no_loss(cast):
    whole, first, second, third = pallet(cast)
    one, two = split(
        cast, whole, 0, inside=[[first.id], [second.id, third.id]],
        parts=[part(25 * KG, kind="pallet", reading=on_pallet(25 * KG), package_count=2),
               part(50 * KG, kind="pallet", reading=on_pallet(50 * KG), package_count=1)],
    )  # fmt: skip
    assert differences() == sorted([(one.label, "count", "1", "2"), (two.label, "count", "2", "1")])

    counted, uncounted = stories.stored(cast, count=2)
    HandlingUnit.objects.filter(pk=uncounted.pk).update(package_count=None)
    merged(cast, fresh([counted, uncounted]), part=part(50 * KG, package_count=47))
    assert len(differences()) == 2


def test_what_was_explained_since_is_what_the_parts_are_held_against(cast, refused):
    light, heavy = stories.stored(cast, count=2)
    for unit, mg in ((light, BAG_MG - 900_000), (heavy, BAG_MG + 900_000)):
        weigh.record_weighing(act=act_of(cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(mg))
        found = Discrepancy.objects.get(unit=unit)
        weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="It was wet")

    counts = [{"package_count": 10}, {"package_count": 15}]
    split(cast, light, 0, parts=[part(10 * KG, **counts[0]), part(14_100_000, **counts[1])])
    assert differences() == []
    with refused("parts.lighter"):
        split(cast, heavy, 0, parts=[part(10 * KG, **counts[0]), part(15 * KG, **counts[1])])
    [first, _] = split(cast, heavy, 0, loss_reason="?", parts=[part(10 * KG, **counts[0]), part(15 * KG, **counts[1])])
    assert [(label, kind) for label, kind, *_ in differences()] == [(first.label, "weight")]
    agree()


def test_what_is_true_of_the_whole_is_true_of_its_parts(cast):
    [unit, hidden] = stories.stored(cast, count=2)
    witness = {"witness_badge": cast.second_storekeeper.badge}
    neutralise.neutralise_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], method="bleach", **BATCH, **witness)
    tracker.record_tracker(
        act=act_of(cast.storekeeper), unit_id=unit.id, description="IMEI 35", powered="off", seal=stories.new_seal(),
        **witness,
    )  # fmt: skip
    signed_by_each([unit])

    explained(cast, unit)

    made = fresh(split(cast, fresh([unit])[0], 10 * KG, 15 * KG))

    assert {(each.neutralised, each.incident_open, each.sealed_view) for each in made} == {(True, True, False)}
    assert [has_found(who, made[0]) for who in (cast.storekeeper, cast.supervisor)] == [True, False]
    clocks = Clock.objects.filter(subject_id__in=[each.id for each in made], closed_at__isnull=True)
    assert set(clocks.values_list("clock_type", flat=True)) >= {"TARGET_DESTRUCTION", "MAX_STORAGE"}
    assert not clocks.filter(clock_type="NEUTRALISE").exists()
    assert not replay_state().findings
    HandlingUnit.objects.filter(pk=hidden.pk).update(sealed_view=True)
    swapped = operation.exchange_unit(
        act=act_of(cast.storekeeper), unit_id=hidden.id, reference="KP 1", originals=[part(25 * KG)],
        dummies=[part(25 * KG, kind="dummy")], **witness,
    )  # fmt: skip
    assert {each.sealed_view for each in fresh(swapped)} == {True}


def test_what_takes_more_room_after_it_was_divided_merged_or_found_owes_a_waiver(cast):
    place = store(cast, cap_kg=60)
    first, second, third, fourth = stories.stored(cast, count=4)
    put(cast, first)
    put(cast, second)

    one, two = split(cast, first, 10 * KG, 15 * KG)
    assert not Overload.objects.exists()
    [heavier] = split(cast, second, 0, parts=[part(36 * KG, package_count=25)], how="repack")
    assert list(Overload.objects.values_list("over_mg", "cause")) == [(KG, "unit.superseded/1")]
    signed([one, two], by=cast.second_storekeeper)
    merged(cast, fresh([one, third]), 35 * KG)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=fourth.id, remark="not there")
    searching.record_found(
        act=act_of(cast.storekeeper), unit_id=fourth.id, witness_badge=cast.second_storekeeper.badge, remark="behind",
        place="REDSHANK",
    )  # fmt: skip

    assert sorted(Overload.objects.values_list("over_mg", "cause")) == [
        (KG, "unit.superseded/1"), (26 * KG, "unit.superseded/1"), (51 * KG, "unit.placed/1")]  # fmt: skip
    assert Clock.objects.filter(subject_id=place.id, clock_type="OVER_LIMIT", closed_at__isnull=True).count() == 1
    assert heavier.discrepancy_open
    assert not replay_state().findings


def test_what_takes_the_place_of_the_goods_takes_room_too(cast):
    store(cast, cap_kg=40)
    [unit] = stories.stored(cast)
    put(cast, unit)

    operation.exchange_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge, reference="KP 1",
        originals=[part(25 * KG)], dummies=[part(25 * KG, kind="dummy")],
    )  # fmt: skip

    assert list(Overload.objects.values_list("over_mg", "cause")) == [(10 * KG, "unit.exchanged/1")]


def test_bricks_are_no_dust_however_much_the_whole_weighs(cast):
    """Of 500 kg, 2.4 kg are within half a percent and two bricks all the same; of a bag, 120 g are dust."""
    of = stories.opened_seizure(cast)
    [whole] = seizure.register_units(
        act=act_of(cast.officer), seizure_id=of.id,
        units=[stories.new_bag(kind="pallet", package_count=None, reading=on_pallet(500 * KG))],
    )  # fmt: skip
    two = {"by": cast.officer, "witness_badge": cast.second_officer.badge}
    parts = [part(each, kind="pallet", reading=on_pallet(each), package_count=None) for each in (250 * KG, 247_600_000)]
    first, second = split(cast, whole, 0, loss_reason="dust", parts=parts, **two)
    assert [(label, kind) for label, kind, *_ in differences()] == [(first.label, "weight")]
    assert not second.discrepancy_open

    [bag] = stories.stored(cast)
    counts = [{"package_count": 10}, {"package_count": 15}]
    split(cast, bag, 0, loss_reason="dust", parts=[part(10 * KG, **counts[0]), part(14_880_000, **counts[1])])
    assert len(differences()) == 1
    agree()
