"""Weighing again: what differs freezes the unit, until somebody who never had it says why."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from custody.core.act import Basis
from custody.core.identifiers import new_label
from custody.evidence.actions import weigh
from custody.evidence.actions.seizure import register_units
from custody.evidence.entries import NewExhibit, NewUnit, Reading
from custody.evidence.models import Discrepancy, Weighing
from tests import stories


def record(cast, unit, gross_mg, *, by=None, scale_code="S-FLOOR", act=None, **changes):
    options = {name: changes.pop(name) for name in ("occasion", "witness_badge", "expected_seq") if name in changes}
    return weigh.record_weighing(
        act=act or stories.act_of(by or cast.storekeeper),
        unit_id=unit.id,
        reading=Reading(gross_mg=gross_mg, scale_code=scale_code, **changes),
        **options,
    )


def resolve(cast, discrepancy, *, by=None, resolution="the scale was not level"):
    return weigh.resolve_discrepancy(
        act=stories.act_of(by or cast.supervisor), discrepancy_id=discrepancy.id, resolution=resolution
    )


@pytest.mark.parametrize(
    ("found_mg", "differs"),
    [(25_000_000, False), (24_950_000, False), (24_949_999, True), (25_050_000, False), (25_050_001, True)],
)
def test_a_bag_may_differ_by_fifty_grams_on_the_floor_scale(cast, found_mg, differs):
    [unit] = stories.seized(cast)

    weighing = record(cast, unit, found_mg)

    unit.refresh_from_db()
    assert (weighing.expected_mg, weighing.tolerance_mg) == (25_000_000, 50_000)
    assert unit.discrepancy_open is differs
    assert Discrepancy.objects.filter(unit=unit, discrepancy_kind="weight").count() == int(differs)


def test_many_small_losses_do_not_each_stay_within_tolerance(cast):
    [unit] = stories.seized(cast)

    for loss in (40_000, 80_000):
        record(cast, unit, 25_000_000 - loss)

    unit.refresh_from_db()
    assert (unit.discrepancy_open, unit.gross_mg) == (True, 25_000_000)
    assert Discrepancy.objects.get().difference_mg == -80_000


def test_a_coarser_scale_widens_the_tolerance_and_a_weighbridge_proves_nothing(cast):
    [unit] = stories.seized(cast)

    coarse = record(cast, unit, 24_700_000, scale_code="S-PALLET")
    fine = record(cast, unit, 24_960_000, weighing_basis="pallet")
    truck = record(cast, unit, 1_000_000_000, scale_code="S-PALLET", weighing_basis="truck")

    assert (coarse.tolerance_mg, fine.tolerance_mg, truck.tolerance_mg) == (400_000, 50_000, None)
    assert not Discrepancy.objects.exists()


def test_an_estimate_proves_nothing_and_the_first_real_weight_does(cast):
    found = stories.opened_seizure(cast)
    [drum] = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=found.id,
        units=[NewUnit(kind="drum", reading=Reading(gross_mg=60_000_000, method="declared"))],
    )

    first = record(cast, drum, 40_000_000)
    estimate = record(cast, drum, 1_000, scale_code=None, method="dimensional_estimate")
    second = record(cast, drum, 41_000_000)

    assert (first.expected_mg, estimate.expected_mg, second.expected_mg) == (None, None, 40_000_000)
    assert Discrepancy.objects.get(discrepancy_kind="weight").difference_mg == 1_000_000


def test_a_unit_booked_by_its_contents_has_nothing_to_be_compared_with(cast):
    found, label = stories.opened_seizure(cast), new_label(b"12345")
    pallet, _ = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=found.id,
        units=[NewUnit(kind="pallet", label=label), stories.new_bag(parent_label=label)],
    )

    assert record(cast, pallet, 1_000_000, scale_code="S-PALLET").expected_mg is None


def test_cannabis_herb_may_dry(cast):
    found = stories.opened_seizure(
        cast,
        exhibits=[NewExhibit(substance="cannabis_herb", form="plant"), NewExhibit(substance="cocaine", form="powder")],
    )
    herb, powder = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=found.id,
        units=[stories.new_bag(), stories.new_bag(exhibit_number=2)],
    )
    later = stories.now() + timedelta(days=4)

    for unit in (herb, powder):
        record(cast, unit, 24_600_000, act=stories.act_of(cast.officer, basis=Basis.SCENARIO, occurred_at=later))

    assert [unit.discrepancy_open for unit in stories.fresh([herb, powder])] == [False, True]


def test_a_count_has_no_tolerance(cast):
    [unit] = stories.seized(cast)

    record(cast, unit, 25_000_000, package_count=25)
    record(cast, unit, 25_000_000, package_count=24)

    discrepancy = Discrepancy.objects.get()
    assert (discrepancy.discrepancy_kind, discrepancy.expected, discrepancy.found) == ("count", "25", "24")
    unit.refresh_from_db()
    assert (unit.package_count, unit.discrepancy_open) == (25, True)


def test_a_count_that_was_never_taken_cannot_differ(cast):
    [unit] = stories.seized(cast, package_count=None)

    record(cast, unit, 25_000_000, package_count=24)

    assert not Discrepancy.objects.exists()


def test_the_packaging_known_from_before_is_used_again(cast):
    [unit] = stories.seized(cast, reading=stories.reading(25_000_000, tare_mg=1_000_000))

    assert record(cast, unit, 24_990_000).net_mg == 23_990_000
    assert record(cast, unit, 500_000).net_mg is None


def test_weight_and_count_may_both_differ_and_each_is_resolved_by_itself(cast):
    [unit] = stories.seized(cast)
    record(cast, unit, 20_000_000, package_count=20)

    first, second = Discrepancy.objects.order_by("discrepancy_kind")
    resolve(cast, first)
    unit.refresh_from_db()
    assert unit.discrepancy_open
    resolve(cast, second)

    unit.refresh_from_db()
    assert not unit.discrepancy_open


def test_what_was_explained_is_compared_with_from_then_on(cast):
    [unit] = stories.seized(cast)
    record(cast, unit, 24_000_000, package_count=24)
    for discrepancy in Discrepancy.objects.all():
        resolve(cast, discrepancy)

    again = record(cast, unit, 24_000_000, package_count=24)

    unit.refresh_from_db()
    assert (again.expected_mg, unit.discrepancy_open, unit.gross_mg) == (24_000_000, False, 25_000_000)


def test_an_explained_weight_without_a_count_keeps_the_booked_count(cast):
    [unit] = stories.seized(cast)
    record(cast, unit, 24_000_000)
    resolve(cast, Discrepancy.objects.get())

    record(cast, unit, 24_000_000, package_count=24)

    assert Discrepancy.objects.get(resolved_at=None).expected == "25"


def test_an_explained_seal_changes_no_weight(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    stories.accepted(offer, by=cast.storekeeper, seals={unit.id: None})
    resolve(cast, Discrepancy.objects.get())

    assert record(cast, unit, 25_000_000).expected_mg == 25_000_000


def test_what_is_inside_another_unit_freezes_the_whole(cast, refused):
    found = stories.opened_seizure(cast)
    [pallet] = register_units(
        act=stories.act_of(cast.officer),
        seizure_id=found.id,
        units=[NewUnit(kind="pallet", reading=stories.reading(99_000_000))],
    )
    [bag] = register_units(
        act=stories.act_of(cast.officer), seizure_id=found.id, units=[stories.new_bag(parent_label=pallet.label)]
    )

    record(cast, bag, 20_000_000)

    with refused("unit.frozen") as refusal:
        stories.offered(cast, [pallet], receiver=cast.storekeeper)
    assert refusal.error.params["label"] == bag.label
    resolve(cast, Discrepancy.objects.get())
    stories.offered(cast, [pallet], receiver=cast.storekeeper)


def test_only_a_supervisor_who_had_no_part_in_it_resolves(cast, refused):
    [unit] = stories.seized(cast)
    stories.accepted(stories.offered(cast, [unit], receiver=cast.second_supervisor), by=cast.second_supervisor)
    stories.accepted(
        stories.offered(cast, [unit], receiver=cast.storekeeper, giver=cast.second_supervisor), by=cast.storekeeper
    )
    record(cast, unit, 20_000_000, by=cast.supervisor)
    discrepancy = Discrepancy.objects.get()

    with refused("role.missing"):
        resolve(cast, discrepancy, by=cast.storekeeper)
    with refused("discrepancy.opener"):
        resolve(cast, discrepancy, by=cast.supervisor)
    with refused("discrepancy.custodian"):
        resolve(cast, discrepancy, by=cast.second_supervisor)
    with refused("text.empty"):
        resolve(cast, discrepancy, resolution=" ")


def test_a_discrepancy_is_resolved_once(cast, refused):
    [unit] = stories.seized(cast)
    record(cast, unit, 20_000_000)
    discrepancy = Discrepancy.objects.get()
    resolve(cast, discrepancy)

    with refused("discrepancy.resolved"):
        resolve(cast, discrepancy, by=cast.second_supervisor)
    with refused("record.not_found"):
        weigh.resolve_discrepancy(act=stories.act_of(cast.supervisor), discrepancy_id=uuid4(), resolution="x")


def test_a_device_records_what_it_reads_as_a_check_and_nothing_else(cast, refused):
    [unit] = stories.seized(cast)

    record(cast, unit, 25_000_000, by=cast.device)
    with refused("role.missing"):
        record(cast, unit, 25_000_000, by=cast.device, occasion="staging")
    with refused("role.missing"):
        record(cast, unit, 25_000_000, by=cast.planner)
    with refused("choice.unknown"):
        record(cast, unit, 25_000_000, occasion="seizure")

    assert Weighing.objects.get(unit=unit, occasion="check").weighed_by == cast.device


def test_a_witness_of_a_weighing_is_another_person(cast, refused):
    [unit] = stories.seized(cast)

    with refused("people.same"):
        record(cast, unit, 25_000_000, witness_badge="4601")
    with refused("record.stale"):
        record(cast, unit, 25_000_000, expected_seq=1)

    assert record(cast, unit, 25_000_000, witness_badge="4417").witness == cast.officer
