"""Samples: two people, one act, and never in one unit with the bulk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.evidence.actions import dividing, laboratory, moving, sample, weigh
from custody.evidence.entries import NewSample, Reading
from custody.evidence.models import Countersignature, Discrepancy, Sample, Seal, Weighing
from custody.evidence.selectors.facts import sampled_mg
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.references import reference_for
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions import register, waiver
from tests import stories
from tests.destruction import stories as burn
from tests.evidence.exceptional import papered, signed_by_each
from tests.template import LONG_AGO


def new_sample(**changes):
    return NewSample(
        **(
            {
                "sample_kind": "analysis",
                "seal": stories.new_seal(),
                "reading": Reading(gross_mg=5_000, scale_code="S-BENCH"),
            }
            | changes
        )
    )


def take(cast, unit, *, by=None, witness=None, samples=None, left_mg=24_995_000, new_seal=None, **changes):
    return sample.take_sample(
        act=stories.act_of(by or cast.sampler),
        unit_id=unit.id,
        witness_badge=(witness or cast.storekeeper).badge,
        samples=[new_sample()] if samples is None else samples,
        new_seal=new_seal or stories.new_seal(),
        reading=stories.reading(left_mg),
        **changes,
    )


def test_a_sample_is_a_unit_of_its_own_with_its_own_seal_and_custodian(cast):
    [unit] = stories.stored(cast)
    old_seal = unit.seal

    first, second = take(
        cast, unit, samples=[new_sample(), new_sample(sample_kind="counter_expertise")], left_mg=24_990_000
    )

    unit.refresh_from_db()
    taken = first.sample_unit
    taken.refresh_from_db()
    assert (taken.kind, taken.custody_state, taken.custodian, taken.parent) == ("sample", "seized", cast.sampler, None)
    assert (taken.gross_mg, taken.seizure, taken.exhibit, taken.unswept) == (5_000, unit.seizure, unit.exhibit, False)
    assert taken.seal != second.sample_unit.seal
    assert place_now(taken) == place_now(unit)
    assert (unit.custody_state, unit.custodian, unit.gross_mg) == ("stored", cast.storekeeper, 24_990_000)
    assert unit.seal != old_seal
    assert Seal.objects.get(number=old_seal).removed_at is not None
    assert (Weighing.objects.get(unit=unit, occasion="sampling").expected_mg, sampled_mg(unit)) == (24_990_000, 10_000)


def test_sampling_is_told_from_the_broken_seal_to_the_new_one(cast):
    [unit] = stories.stored(cast)
    take(cast, unit)

    lines = told([unit.stream_id], newest_first=False, classes=frozenset(FieldClass))[-7:]
    assert [line.type.code for line in lines] == [
        "sampling.opened/1",
        "seal.removed/1",
        "sample.taken/2",
        "seal.applied/1",
        "unit.weighed/1",
        "sampling.closed/1",
        "signature.owed/1",
    ]
    assert lines[2].values["gross_mg"] == 5_000
    assert lines[-2].values["gross_mg"] == 24_995_000


def test_what_the_unit_weighs_after_sampling_is_booked_from_then_on(cast):
    [unit] = stories.stored(cast, package_count=25)
    take(cast, unit)

    unit.refresh_from_db()
    assert reference_for(unit, day=0).gross_mg == 24_995_000
    assert unit.package_count == 25


def test_in_store_what_was_sampled_stays_until_its_witness_has_signed(cast, refused):
    [unit] = stories.stored(cast)
    take(cast, unit)

    owed = Countersignature.objects.get(unit=unit, about="sampling.closed/1")
    unit.refresh_from_db()
    assert (owed.matter, owed.wanted, unit.signature_owed) == ("witness", cast.storekeeper, True)
    with refused("unit.unsigned"):
        stories.offered(cast, [unit], giver=cast.storekeeper, receiver=cast.crew, second=cast.second_crew,
                        purpose="departure")  # fmt: skip
    with refused("unit.unsigned"):
        take(cast, unit, left_mg=24_990_000)
    stories.countersigned(cast.storekeeper)
    unit.refresh_from_db()
    assert not unit.signature_owed
    assert replay_state().findings == []


def test_a_sample_stays_with_what_it_was_taken_from_until_the_witness_has_signed(cast, refused):
    [unit] = stories.stored(cast)
    [taken] = take(cast, unit)
    sample_unit = taken.sample_unit

    with refused("unit.unsigned"):
        stories.offered(cast, [sample_unit], giver=cast.sampler, receiver=cast.storekeeper)
    stories.countersigned(cast.storekeeper)
    stories.offered(cast, stories.fresh([sample_unit]), giver=cast.sampler, receiver=cast.storekeeper)


def test_on_the_quay_the_witness_of_a_sample_signs_later_until_an_order_stands(cast):
    [unit] = stories.swept(cast, stories.seized(cast))
    take(cast, unit, witness=cast.officer)
    unit.refresh_from_db()
    assert not unit.signature_owed
    stories.countersigned(cast.officer)
    burn.ordered(cast, units=[unit])

    take(cast, unit, witness=cast.officer, left_mg=24_990_000)

    unit.refresh_from_db()
    assert (unit.custody_state, unit.signature_owed) == ("seized", True)
    owed = Countersignature.objects.filter(unit=unit, about="sampling.closed/1").order_by("owed_at")
    assert [each.matter for each in owed] == ["second", "witness"]


def test_more_missing_than_was_sampled_is_a_discrepancy(cast):
    [unit] = stories.stored(cast)

    take(cast, unit, left_mg=24_900_000)

    unit.refresh_from_db()
    assert (unit.discrepancy_open, unit.custody_state) == (True, "stored")
    assert Discrepancy.objects.get().difference_mg == -95_000


def test_an_unsealed_unit_is_sampled_and_sealed(cast):
    units = stories.swept(cast, stories.seized(cast, seal=None))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper, seals={})
    [unit] = moving.store_units(act=stories.act_of(cast.storekeeper), unit_ids=[units[0].id], place="BITTERN")

    take(cast, unit)

    unit.refresh_from_db()
    assert unit.seal is not None


def test_more_than_there_is_cannot_be_taken(cast, refused):
    [unit] = stories.stored(cast, gross_mg=4_000)

    with refused("weight.removed"):
        take(cast, unit, left_mg=1)

    assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("by", "witness", "code"),
    [
        ("officer", "storekeeper", "role.missing"),
        ("sampler", "sampler", "people.same"),
        ("sampler", "planner", "role.missing"),
        ("sampler", "second_sampler", "sample.custodian"),
        ("sampler", "second_storekeeper", "sample.custodian"),
    ],
)
def test_a_sampler_and_the_custodian_open_a_unit_together(cast, refused, by, witness, code):
    [unit] = stories.stored(cast)

    with refused(code):
        take(cast, unit, by=getattr(cast, by), witness=getattr(cast, witness))


def test_on_the_quay_a_unit_is_sampled_and_lies_there_as_before(cast):
    [unit] = stories.swept(cast, stories.seized(cast))

    [taken] = take(cast, unit, witness=cast.officer)

    unit.refresh_from_db()
    assert (unit.custody_state, unit.custodian, unit.gross_mg) == ("seized", cast.officer, 24_995_000)
    assert (taken.sample_unit.custodian, place_now(taken.sample_unit)) == (cast.sampler, place_now(unit))
    assert "sweep.deferred/1" not in [line.type.code for line in told([unit.stream_id])]
    assert replay_state().findings == []


def test_who_opens_a_unit_on_the_quay_before_its_sweep_says_why_and_the_sweep_stays_owed(cast, refused):
    [unit] = stories.seized(cast)
    with refused("sweep.missing"):
        take(cast, unit, witness=cast.officer)

    [taken] = take(cast, unit, witness=cast.officer, unswept_reason="it leaks")

    [line] = [line for line in told([unit.stream_id], classes=frozenset(FieldClass))
              if line.type.code == "sweep.deferred/1"]  # fmt: skip
    assert line.values["reason"] == "it leaks"
    assert Alert.objects.filter(rule="AL2", subject_id=unit.seizure_id, resolved_at__isnull=True).exists()
    unit.refresh_from_db()
    assert (unit.unswept, taken.sample_unit.unswept) == (True, True)
    stories.swept(cast, [unit])
    take(cast, unit, witness=cast.officer, left_mg=24_990_000, unswept_reason="nobody needs this")
    assert [each.type.code for each in told([unit.stream_id], limit=1000)].count("sweep.deferred/1") == 1


def test_a_unit_on_the_road_and_a_conveyance_are_not_sampled(cast, refused):
    [unit] = stories.on_the_road(cast)
    with refused("lifecycle.custody"):
        take(cast, unit, witness=cast.crew)
    container = stories.contained(cast)
    with refused("unit.not_goods"):
        take(cast, container, witness=cast.officer)


def test_a_sample_is_not_sampled_an_offered_or_frozen_unit_neither(cast, refused):
    [offered, frozen] = stories.stored(cast, count=2)
    stories.offered(cast, [offered], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    take(cast, frozen, left_mg=1_000_000)
    stories.countersigned(cast.storekeeper)

    with refused("sample.of_sample"):
        take(cast, stories.sampled(cast).sample_unit)
    with refused("transfer.open"):
        take(cast, offered)
    with refused("unit.frozen"):
        take(cast, frozen)


def test_none_too_many_and_odd_samples_are_refused(cast, refused):
    [unit] = stories.stored(cast)
    seal = stories.new_seal()

    for samples, code in (
        ([], "samples.count"),
        ([new_sample()] * 61, "samples.count"),
        ([new_sample(sample_kind="souvenir")], "choice.unknown"),
        ([new_sample(seal=seal), new_sample(seal=seal)], "seal.in_use"),
    ):
        with refused(code):
            take(cast, unit, samples=samples)
    with refused("seal.in_use"):
        take(cast, unit, samples=[new_sample(seal=seal)], new_seal=seal)
    with refused("record.stale"):
        take(cast, unit, expected_seq=1)


def sized(gross_mg, kind="analysis"):
    return new_sample(sample_kind=kind, reading=Reading(gross_mg=gross_mg, scale_code="S-FLOOR"))


def most(cast, kind, grams):
    """Let samples of a kind weigh so much."""
    register.set_policy(
        act=stories.act_of(cast.administrator), approver=cast.second_administrator, key=f"sample.most_{kind}",
        jurisdiction="BE", value=grams, measure="g", valid_from=LONG_AGO + timedelta(days=1), source="tests",
    )  # fmt: skip


def test_what_is_more_than_a_sample_is_taken_and_frozen_until_somebody_outside_has_explained_it(cast, refused):
    [unit] = stories.stored(cast)

    [taken] = take(cast, unit, samples=[sized(24_900_000)], left_mg=100_000)

    [found] = Discrepancy.objects.filter(unit=taken.sample_unit)
    assert (found.discrepancy_kind, found.expected, found.found) == ("size", "100 g", "24 kg 900 g")
    assert Alert.objects.filter(rule="AL5", subject_id=taken.sample_unit_id, resolved_at__isnull=True).exists()
    with refused("unit.frozen"):
        stories.offered(cast, [taken.sample_unit], giver=cast.sampler, receiver=cast.storekeeper)
    for who, code in ((cast.sampler, "role.missing"), (cast.supervisor, None)):
        act = {"act": stories.act_of(who), "discrepancy_id": found.id, "resolution": "a block for the laboratory"}
        if code is None:
            weigh.resolve_discrepancy(**act)
        else:
            with refused(code):
                weigh.resolve_discrepancy(**act)
    assert not Discrepancy.objects.filter(unit=taken.sample_unit, resolved_at__isnull=True).exists()
    assert replay_state().findings == []


def test_a_larger_sample_is_let_through_by_a_waiver_two_levels_up_and_no_more_than_it_says(cast):
    most(cast, "analysis", 10)
    [unit] = stories.stored(cast)
    asked = waiver.ask_waiver(act=stories.act_of(cast.storekeeper), rule="sample.size", subject_id=unit.id,
                              amount=5_000_000, length=timedelta(hours=4), reason="A block for the laboratory")
    waiver.grant_waiver(act=stories.act_of(cast.regional_head), waiver_id=asked.id, answer="asked for by the court")

    [first] = take(cast, unit, samples=[sized(5_000_000)], left_mg=20_000_000)
    stories.countersigned(cast.storekeeper)
    [second] = take(cast, unit, samples=[sized(100_000)], left_mg=19_900_000)

    frozen = Discrepancy.objects.filter(discrepancy_kind="size").values_list("unit", flat=True)
    assert (first.sample_unit_id in frozen, second.sample_unit_id in frozen) == (False, True)


@pytest.mark.parametrize(
    ("sizes", "kinds", "larger"),
    [
        ([100_000], ["analysis"], []),
        ([100_001], ["analysis"], [0]),
        ([500_000, 500_001, 100_001], ["retained", "training", "counter_expertise"], [1, 2]),
    ],
)
def test_one_sample_may_weigh_what_its_law_says_for_its_kind(cast, sizes, kinds, larger):
    for kept in ("retained", "training"):
        most(cast, kept, 500)
    [unit] = stories.stored(cast)
    samples = [sized(size, kind) for size, kind in zip(sizes, kinds, strict=True)]

    taken = take(cast, unit, samples=samples, left_mg=stories.BAG_MG - sum(sizes))

    frozen = [number for number, each in enumerate(taken)
              if Discrepancy.objects.filter(unit=each.sample_unit, discrepancy_kind="size").exists()]
    assert frozen == larger


def test_many_small_samples_are_held_to_one_for_each_package_whenever_they_were_taken(cast):
    most(cast, "analysis", 10)
    [unit] = stories.stored(cast)

    first = take(cast, unit, samples=[sized(10_000) for _ in range(25)], left_mg=stories.BAG_MG - 250_000)
    stories.countersigned(cast.storekeeper)
    [more] = take(cast, unit, samples=[sized(10_000)], left_mg=stories.BAG_MG - 260_000)

    assert not Discrepancy.objects.filter(unit__in=[each.sample_unit for each in first]).exists()
    assert Discrepancy.objects.get(unit=more.sample_unit).discrepancy_kind == "size"


def test_the_dogs_need_one_sample_of_a_unit_and_not_one_of_each_package(cast):
    most(cast, "training", 1_000)
    [unit] = stories.stored(cast)

    taken = take(cast, unit, samples=[sized(990_000, "training") for _ in range(24)],
                 left_mg=stories.BAG_MG - 24 * 990_000)  # fmt: skip

    frozen = Discrepancy.objects.filter(discrepancy_kind="size", unit__in=[each.sample_unit for each in taken])
    assert frozen.count() == 24


def test_a_bag_that_was_packed_anew_is_the_same_bag_to_the_dogs(cast):
    most(cast, "training", 1_000)
    [unit] = stories.stored(cast)
    left = stories.BAG_MG - 990_000
    take(cast, unit, samples=[sized(990_000, "training")], left_mg=left)
    signed_by_each([unit])
    [anew] = dividing.split_unit(
        act=stories.act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
        parts=[stories.new_bag(left)], reason="torn", how="repack",
    )  # fmt: skip
    signed_by_each([unit, anew])

    [more] = take(cast, stories.fresh([anew])[0], samples=[sized(990_000, "training")], left_mg=left - 990_000)

    assert Discrepancy.objects.get(unit=more.sample_unit).discrepancy_kind == "size"


def test_a_sample_that_is_too_large_is_not_written_off_as_used_up(cast, refused):
    [unit] = stories.stored(cast)
    [taken] = take(cast, unit, samples=[sized(5_000_000)], left_mg=20_000_000)
    stories.countersigned(cast.storekeeper)
    said = laboratory.report_result(
        act=stories.act_of(cast.case_officer), unit_id=taken.sample_unit_id, outcome="positive", substance="cocaine",
        laboratory="NICC", reference="L 1", used_up=True,
    )  # fmt: skip

    papered(said, by=cast.case_officer)
    with refused("result.sample_frozen"):
        laboratory.verify_result(act=stories.act_of(cast.second_case_officer), result_id=said.id,
                                 unit_id=taken.sample_unit_id)  # fmt: skip
