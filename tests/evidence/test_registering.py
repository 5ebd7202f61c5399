"""Registering what was seized: counted, weighed, sealed, nested."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.core.identifiers import new_label
from custody.evidence.actions import moving, seizure
from custody.evidence.actions.sample import take_sample
from custody.evidence.entries import NewExhibit, NewSample, NewUnit, Reading, SealEntry
from custody.evidence.models import HandlingUnit, Seal, Weighing
from custody.evidence.selectors.facts import mass_mg
from custody.evidence.selectors.places import place_now
from custody.ledger.selectors import told
from custody.organisation.actions.register import register_scale
from tests import clearing, releasing, stories

EVERYTHING = frozenset(FieldClass)
COCAINE = [NewExhibit(substance="cocaine", form="pressed_brick")]


def register(cast, units, *, of=None, by=None, **changes):
    found = of or stories.opened_seizure(cast)
    return seizure.register_units(act=stories.act_of(by or cast.officer), seizure_id=found.id, units=units, **changes)


def label(number):
    return new_label(number.to_bytes(5, "big"))


def test_a_registered_bag_has_weight_seal_count_custodian_and_place(cast):
    [bag] = stories.seized(cast, crew=True)

    weighing, seal = Weighing.objects.get(unit=bag), Seal.objects.get(unit=bag)
    assert (bag.custody_state, bag.custodian, bag.co_custodian) == ("seized", cast.officer, cast.second_officer)
    assert (bag.gross_mg, bag.package_count, bag.weighing_basis, bag.unswept) == (25_000_000, 25, "bag", True)
    assert (weighing.occasion, weighing.witness, weighing.calibrated) == ("seizure", cast.second_officer, True)
    assert seal.number == bag.seal
    registered, *others = told([bag.stream_id], classes=EVERYTHING, newest_first=False)
    codes = [line.type.code for line in (registered, *others)]
    assert codes == ["unit.registered/1", "unit.placed/1", "signature.owed/1"]
    assert registered.values["gross_mg"] == 25_000_000


def test_tare_and_net_follow_from_each_other(cast, refused):
    cases = [
        (stories.reading(10_000, tare_mg=400), (400, 9_600)),
        (stories.reading(10_000, net_mg=9_000), (1_000, 9_000)),
        (stories.reading(10_000, tare_mg=400, net_mg=9_600), (400, 9_600)),
        (stories.reading(10_000), (None, None)),
    ]
    found = stories.opened_seizure(cast)
    for entry, expected in cases:
        [bag] = register(cast, [NewUnit(kind="bag", reading=entry)], of=found)
        assert (bag.tare_mg, bag.net_mg) == expected
    with refused("weight.sum"):
        register(cast, [NewUnit(kind="bag", reading=stories.reading(10_000, tare_mg=1, net_mg=1))], of=found)


def test_a_scale_whose_calibration_is_over_is_accepted_and_marked(cast):
    register_scale(
        act=stories.act_of(cast.administrator),
        code="S-OLD",
        capacity_mg=10**9,
        division_mg=1000,
        calibrated_until=date(2020, 1, 1),
    )
    register_scale(
        act=stories.act_of(cast.administrator),
        code="S-NEVER",
        capacity_mg=10**9,
        division_mg=1000,
        calibrated_until=None,
    )
    found = stories.opened_seizure(cast)

    for code in ("S-OLD", "S-NEVER"):
        [bag] = register(cast, [NewUnit(kind="bag", reading=Reading(gross_mg=1, scale_code=code))], of=found)
        assert Weighing.objects.get(unit=bag).calibrated is False


def test_an_estimate_needs_no_scale(cast):
    [drum] = register(cast, [NewUnit(kind="drum", reading=Reading(gross_mg=5, method="dimensional_estimate"))])

    weighing = Weighing.objects.get(unit=drum)
    assert (weighing.scale, weighing.calibrated, weighing.method) == (None, False, "dimensional_estimate")


def test_nested_units_share_custody_with_the_outermost(cast):
    pallet, bag, brick = register(
        cast,
        [
            NewUnit(kind="pallet", label=label(1)),
            stories.new_bag(label=label(2), parent_label=label(1)),
            NewUnit(kind="brick", parent_label=label(2).lower()),
        ],
    )

    assert (pallet.custody_state, pallet.custodian, pallet.gross_mg) == ("seized", cast.officer, 25_000_000)
    assert (bag.custody_state, bag.custodian, bag.parent) == ("inside", None, pallet)
    assert (brick.parent, brick.gross_mg, brick.unswept) == (bag, None, False)
    assert [line.type.code for line in told([bag.stream_id])] == ["unit.enclosed/1"]
    assert (mass_mg(pallet), mass_mg(bag), mass_mg(brick)) == (25_000_000, 25_000_000, None)


def test_a_pallet_with_a_weight_of_its_own_keeps_it(cast):
    pallet, _ = register(
        cast,
        [
            NewUnit(kind="pallet", label=label(1), reading=Reading(gross_mg=40_000_000, scale_code="S-PALLET")),
            stories.new_bag(parent_label=label(1)),
        ],
    )

    assert pallet.gross_mg == 40_000_000


def test_the_mass_of_what_is_inside_adds_up_through_unweighed_layers(cast):
    register(
        cast,
        [
            NewUnit(kind="pallet", label=label(1)),
            NewUnit(kind="box", label=label(2), parent_label=label(1)),
            stories.new_bag(1_000, parent_label=label(2)),
            stories.new_bag(2_000, parent_label=label(2)),
            NewUnit(kind="brick", parent_label=label(1)),
        ],
    )

    box = HandlingUnit.objects.get(label=label(2))
    assert HandlingUnit.objects.get(label=label(1)).gross_mg == 3_000
    assert (box.gross_mg, mass_mg(box)) == (None, 3_000)


def test_what_was_booked_by_its_contents_cannot_get_heavier_later(cast, refused):
    found = stories.opened_seizure(cast)
    register(cast, [NewUnit(kind="pallet", label=label(1)), stories.new_bag(parent_label=label(1))], of=found)
    register(cast, [NewUnit(kind="pallet", label=label(2), reading=stories.reading(90_000_000))], of=found)

    with refused("parent.not_weighed"):
        register(cast, [stories.new_bag(parent_label=label(1))], of=found)
    register(cast, [NewUnit(kind="brick", parent_label=label(1))], of=found)
    [late] = register(cast, [stories.new_bag(parent_label=label(2))], of=found)

    assert late.parent.label == label(2)


def test_a_parent_must_be_known_and_in_the_custody_of_the_actor(cast, refused):
    found = stories.opened_seizure(cast)
    [bag] = register(cast, [stories.new_bag(label=label(3))], of=found)

    with refused("parent.unknown") as refusal:
        register(cast, [stories.new_bag(parent_label=label(9))], of=found)
    assert refusal.error.field == "parent_label"
    with refused("label.malformed") as refusal:
        register(cast, [stories.new_bag(parent_label="?")], of=found)
    assert refusal.error.field == "parent_label"
    with refused("custody.not_yours"):
        register(cast, [NewUnit(kind="brick", parent_label=bag.label)], of=found, by=cast.second_officer)
    stories.offered(cast, [bag], receiver=cast.storekeeper)
    with refused("transfer.open"):
        register(cast, [NewUnit(kind="brick", parent_label=bag.label)], of=found)


def test_nothing_lies_in_one_unit_with_a_sample(cast, refused):
    unit = stories.sampled(cast).sample_unit
    found = unit.seizure

    with refused("custody.not_yours"):
        register(cast, [NewUnit(kind="brick", parent_label=unit.label)], of=found)
    with refused("choice.unknown"):
        register(cast, [NewUnit(kind="sample", reading=stories.reading())], of=found)


@pytest.mark.parametrize(
    ("unit", "code", "field"),
    [
        (NewUnit(kind="container", reading=stories.reading()), "choice.unknown", "kind"),
        (NewUnit(kind="bag", reading=stories.reading(), exhibit_number=2), "exhibit.unknown", "exhibit"),
        (NewUnit(kind="bag", reading=stories.reading(0)), "weight.range", "gross_mg"),
        (NewUnit(kind="bag", reading=stories.reading(-5)), "weight.range", "gross_mg"),
        (NewUnit(kind="bag", reading=stories.reading(10**15)), "weight.range", "gross_mg"),
        (NewUnit(kind="bag", reading=stories.reading(150_000_001)), "weight.over_capacity", "gross_mg"),
        (NewUnit(kind="bag", reading=stories.reading(100, tare_mg=101)), "weight.tare", "tare_mg"),
        (NewUnit(kind="bag", reading=stories.reading(100, net_mg=101)), "weight.net", "net_mg"),
        (NewUnit(kind="bag", reading=Reading(gross_mg=5)), "scale.missing", "scale"),
        (NewUnit(kind="bag", reading=stories.reading(scale_code="S-NONE")), "scale.unknown", "scale"),
        (NewUnit(kind="bag", reading=stories.reading(method="guessed")), "choice.unknown", "method"),
        (NewUnit(kind="bag", reading=stories.reading(weighing_basis="ship")), "choice.unknown", "weighing_basis"),
        (NewUnit(kind="bag", reading=stories.reading(), package_count=-1), "count.range", "package_count"),
        (NewUnit(kind="bag", reading=stories.reading(package_count=10**9)), "count.range", "package_count"),
        (NewUnit(kind="bag", reading=stories.reading(), seal=SealEntry(number="x")), "seal.malformed", "seal_number"),
        (NewUnit(kind="bag", reading=stories.reading(), label="nonsense"), "label.malformed", "label"),
    ],
)
def test_a_unit_that_makes_no_sense_is_refused_with_its_field(cast, refused, unit, code, field):
    with refused(code) as refusal:
        register(cast, [stories.new_bag(), unit])

    assert refusal.error.field == field
    assert not HandlingUnit.objects.filter(kind="bag").exists()


def test_seals_and_labels_are_used_once_also_within_one_act(cast, refused):
    found = stories.opened_seizure(cast)
    used = stories.new_bag(label=label(1))
    same_seal, same_label = stories.new_bag(seal=used.seal), stories.new_bag(label=label(1))

    for pair, code in (([used, same_seal], "seal.in_use"), ([used, same_label], "label.in_use")):
        with refused(code):
            register(cast, pair, of=found)
    register(cast, [used], of=found)
    for late, code in ((same_seal, "seal.in_use"), (same_label, "label.in_use")):
        with refused(code):
            register(cast, [late], of=found)


def test_none_and_too_many_units_are_refused(cast, refused):
    for units in ([], [stories.new_bag()] * 2001):
        with refused("units.count"):
            register(cast, units)


def test_the_other_officer_of_the_seizure_is_the_witness_unless_another_is_named(cast, refused):
    found = stories.opened_seizure(cast)

    [by_first] = register(cast, [stories.new_bag()], of=found)
    [by_second] = register(cast, [stories.new_bag()], of=found, by=cast.second_officer)
    [named] = register(cast, [stories.new_bag()], of=found, witness_badge="4901")
    with refused("people.same"):
        register(cast, [stories.new_bag()], of=found, witness_badge="4417")

    witnesses = [Weighing.objects.get(unit=unit).witness for unit in (by_first, by_second, named)]
    assert witnesses == [cast.second_officer, cast.officer, cast.supervisor]


def test_goods_without_a_conveyance_need_a_place(cast, refused):
    found = seizure.open_seizure(act=stories.act_of(cast.officer), second_badge="4418", exhibits=COCAINE)

    with refused("place.missing"):
        register(cast, [stories.new_bag()], of=found)
    with refused("place.wrong_kind"):
        register(cast, [stories.new_bag()], of=found, place="CURLEW")
    [bag] = register(cast, [stories.new_bag()], of=found, place="LAPWING")
    register(cast, [NewUnit(kind="brick", parent_label=bag.label)], of=found)

    assert bag.placements.count() == 1


def test_goods_whose_conveyance_has_left_need_a_place(cast, refused):
    found = stories.opened_seizure(cast)
    conveyance = found.conveyance
    clearing.cleared(cast, conveyance)
    releasing.released(cast, conveyance)

    with refused("place.missing"):
        register(cast, [stories.new_bag()], of=found)


def test_goods_that_were_found_lie_where_they_lie_and_a_place_over_its_limit_tells_of_it(cast, refused):
    found = stories.opened_seizure(cast)
    heavy = NewUnit(kind="pallet", reading=Reading(gross_mg=1_500_000_001, scale_code="S-PALLET"))

    [unit] = register(cast, [heavy], of=found, place="DUNLIN")

    assert place_now(unit).code_word == "DUNLIN"
    [alert] = Alert.objects.filter(rule="AL7", state="open")
    assert (alert.subject_id, alert.stage) == (place_now(unit).id, "100%")
    with refused("place.over_cap") as refusal:
        moving.move_units(act=stories.act_of(cast.officer), place="DUNLIN", unit_ids=[
            unit.id for unit in stories.swept(cast, stories.seized(cast))])
    assert not any(char.isdigit() for char in refusal.error.sentence())


def test_only_the_two_officers_of_an_open_seizure_register(cast, refused):
    found = stories.opened_seizure(cast)

    with refused("seizure.not_yours"):
        register(cast, [stories.new_bag()], of=found, by=cast.third_officer)
    with refused("role.missing"):
        register(cast, [stories.new_bag()], of=found, by=cast.crew)
    with refused("record.not_found"):
        seizure.register_units(act=stories.act_of(cast.officer), seizure_id=uuid4(), units=[stories.new_bag()])


def test_a_crew_that_has_the_goods_from_the_start_can_leave_with_them(cast):
    units = stories.swept(cast, stories.seized(cast, count=2, crew=True))

    moving.depart(
        act=stories.act_of(cast.second_officer), unit_ids=[unit.id for unit in units], route=stories.route("CURLEW")
    )
    units = moving.arrive(act=stories.act_of(cast.officer), unit_ids=[unit.id for unit in units], place="CURLEW")

    assert {unit.custody_state for unit in units} == {"at_furnace"}


def test_an_officer_who_also_samples_puts_nothing_in_with_a_sample(cast, refused):
    [bag] = stories.stored(cast)
    cast.officer.roles = [*cast.officer.roles, "sampler"]
    [taken] = take_sample(
        act=stories.act_of(cast.officer),
        unit_id=bag.id,
        witness_badge="4601",
        new_seal=stories.new_seal(),
        reading=stories.reading(24_995_000),
        samples=[
            NewSample(
                sample_kind="retained",
                seal=stories.new_seal(),
                reading=Reading(gross_mg=5_000, scale_code="S-BENCH"),
            )
        ],
    )

    with refused("sample.alone"):
        register(cast, [NewUnit(kind="brick", parent_label=taken.sample_unit.label)], of=bag.seizure)
