"""Split, pack anew, merge: one unit becomes others, nothing is lost silently, and the clocks run on."""

from __future__ import annotations

import pytest

from custody.core.lifecycle import SearchState
from custody.deadlines.models import Clock
from custody.evidence.actions import dividing, moving, searching, seizure, signatures
from custody.evidence.entries import NewUnit
from custody.evidence.models import Countersignature, HandlingUnit
from custody.evidence.selectors import counting
from custody.evidence.selectors.exceptions import made_of, signatures_awaited, sources_of
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.selectors import place_by_code_word
from tests import stories
from tests.stories import BAG_MG, act_of, fresh, new_seal, reading


def part(gross_mg, **changes):
    """Return a part with one brick for each kilogram."""
    count = round(gross_mg / 1_000_000)
    return NewUnit(
        **({"kind": "bag", "package_count": count, "reading": reading(gross_mg), "seal": new_seal()} | changes)
    )


def split(cast, unit, *grams, by=None, **changes):
    return dividing.split_unit(
        **(
            {
                "act": act_of(by or cast.storekeeper),
                "unit_id": unit.id,
                "witness_badge": cast.second_storekeeper.badge,
                "parts": [part(mg) for mg in grams],
                "reason": "half of it is kept for the court",
            }
            | changes
        )
    )


def signed(cast, units, *, by=None):
    ids = list(Countersignature.objects.filter(unit__in=units, signed_at__isnull=True).values_list("id", flat=True))
    return signatures.sign(act=act_of(by or cast.second_storekeeper), signature_ids=ids)


def test_a_unit_that_is_split_is_superseded_and_its_parts_stand_in_its_place(cast):
    [unit] = stories.stored(cast)

    made = split(cast, unit, 10_000_000, 15_000_000)

    [whole] = fresh([unit])
    assert (whole.custody_state, whole.custodian) == ("superseded", None)
    assert [each.gross_mg for each in made] == [10_000_000, 15_000_000]
    assert {(each.custody_state, each.custodian, each.seized_at) for each in fresh(made)} == {
        ("stored", cast.storekeeper, unit.seized_at)
    }
    assert sources_of(made[0]) == [whole]
    assert set(made_of(whole)) == set(made)
    assert not replay_state().findings


def test_what_is_missing_needs_a_reason_and_beyond_half_a_percent_it_freezes_the_first_part(cast, refused):
    [unit, other] = stories.stored(cast, count=2)

    with refused("parts.lighter") as refusal:
        split(cast, unit, 10_000_000, 14_950_000)
    assert "50 g" in refusal.error.sentence()
    plain = split(cast, unit, 10_000_000, 14_950_000, loss_reason="dust on the table")
    frozen = split(cast, other, 10_000_000, 14_000_000, loss_reason="nobody knows")

    assert not any(each.discrepancy_open for each in fresh(plain))
    assert [each.discrepancy_open for each in fresh(frozen)] == [True, False]


def test_until_the_witness_has_signed_in_and_signed_no_part_leaves(cast, refused):
    [unit] = stories.stored(cast)
    made = fresh(split(cast, unit, 10_000_000, 15_000_000))

    assert all(each.signature_owed for each in made)
    with refused("unit.unsigned"):
        stories.offered(cast, made, receiver=cast.second_storekeeper, giver=cast.storekeeper)
    with refused("signature.not_named"):
        signed(cast, made, by=cast.storekeeper)
    assert signatures_awaited(cast.second_storekeeper).count() == 2
    assert Clock.objects.filter(clock_type="SIGNATURE_OWED", closed_at__isnull=True).count() == 2
    signed(cast, made)

    assert not any(each.signature_owed for each in fresh(made))
    assert not Clock.objects.filter(clock_type="SIGNATURE_OWED", closed_at__isnull=True).exists()
    stories.offered(cast, made, receiver=cast.second_storekeeper, giver=cast.storekeeper)
    assert not replay_state().findings


def test_nobody_gains_a_day_by_splitting(cast):
    [unit] = stories.stored(cast)
    before = {row.clock_type: row.started_at for row in Clock.objects.filter(subject_id=unit.id)}

    made = split(cast, unit, 10_000_000, 15_000_000)

    assert not Clock.objects.filter(subject_id=unit.id, closed_at__isnull=True).exists()
    for each in made:
        running = {
            row.clock_type: row.started_at for row in Clock.objects.filter(subject_id=each.id, closed_at__isnull=True)
        }
        assert running["MAX_STORAGE"] == before["MAX_STORAGE"]
        assert running["TARGET_DESTRUCTION"] == before["TARGET_DESTRUCTION"]


def test_a_torn_bag_is_packed_anew_into_one(cast):
    [unit] = stories.seized(cast)

    [made] = split(
        cast, unit, BAG_MG + 100_000, by=cast.officer, witness_badge=cast.second_officer.badge, how="repack"
    )

    assert (made.custody_state, fresh([unit])[0].custody_state) == ("seized", "superseded")
    [derived] = [line for line in told([made.stream_id], limit=50) if line.type.code == "unit.derived/2"]
    assert derived.values["how"] == "repack"


def test_bags_of_one_exhibit_become_one(cast):
    units = stories.stored(cast, count=3)

    made = dividing.merge_units(
        act=act_of(cast.storekeeper),
        unit_ids=[unit.id for unit in units],
        witness_badge=cast.second_storekeeper.badge,
        part=NewUnit(kind="drum", package_count=75, reading=reading(3 * BAG_MG), seal=new_seal()),
        reason="one drum for the fire",
    )

    assert {each.custody_state for each in fresh(units)} == {"superseded"}
    assert set(sources_of(made)) == set(units)
    assert not replay_state().findings


def test_a_sample_never_lies_with_anything_else(cast, refused):
    [unit] = stories.stored(cast)
    taken = stories.sampled(cast, unit)

    with refused("merge.sample"):
        dividing.merge_units(
            act=act_of(cast.sampler),
            unit_ids=[taken.sample_unit_id, unit.id],
            witness_badge=cast.storekeeper.badge,
            part=part(BAG_MG),
            reason="x",
        )
    with refused("choice.unknown"):
        split(
            cast, HandlingUnit.objects.get(pk=taken.sample_unit_id), 2_000, 3_000, by=cast.sampler,
            witness_badge=cast.storekeeper.badge,
        )  # fmt: skip


def merged(cast, units):
    return dividing.merge_units(
        act=act_of(cast.officer),
        unit_ids=[unit.id for unit in units],
        witness_badge=cast.second_officer.badge,
        part=part(2 * BAG_MG),
        reason="x",
    )


def test_what_belongs_apart_never_becomes_one_and_what_is_full_says_where_all_of_it_lies(cast, refused):
    first, second = stories.seized(cast, count=2)
    [other] = stories.seized(cast)
    with refused("merge.one"):
        merged(cast, [first])
    with refused("merge.differ"):
        merged(cast, [first, other])
    seizure.register_units(
        act=act_of(cast.officer), seizure_id=second.seizure_id,
        units=[NewUnit(kind="brick", parent_label=second.label)],
    )  # fmt: skip
    with refused("divide.left_out"):
        split(cast, second, 10_000_000, 15_000_000, by=cast.officer, witness_badge=cast.second_officer.badge)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parts": []}, "parts.count"),
        ({"how": "merge"}, "choice.unknown"),
        ({"witness_badge": "4601"}, "people.same"),
        ({"reason": " "}, "text.empty"),
        ({"parts": [part(BAG_MG, reading=None), part(1_000)]}, "part.not_weighed"),
        ({"parts": [part(BAG_MG, seal=None), part(1_000)]}, "part.not_sealed"),
    ],
)
def test_a_split_that_makes_no_sense_changes_nothing(cast, refused, change, code):
    [unit] = stories.stored(cast)

    with refused(code):
        split(cast, unit, 10_000_000, 15_000_000, **change)
    assert fresh([unit])[0].custody_state == "stored"


def test_nobody_else_splits_and_nothing_that_is_offered_lost_or_full_is_split(cast, refused):
    first, second, third, fourth = stories.stored(cast, count=4)
    with refused("custody.not_yours"):
        split(cast, first, 10_000_000, 15_000_000, by=cast.second_storekeeper, witness_badge=cast.storekeeper.badge)
    stories.offered(cast, [second], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    with refused("transfer.open"):
        split(cast, second, 10_000_000, 15_000_000)
    searching.report_unlocated(act=act_of(cast.auditor), unit_id=third.id, remark="not there")
    assert fresh([third])[0].search_state == SearchState.UNLOCATED
    with refused("unit.unlocated"):
        split(cast, third, 10_000_000, 15_000_000)
    HandlingUnit.objects.filter(pk=fourth.pk)
    moving.move_units(act=act_of(cast.storekeeper), unit_ids=[fourth.id], place="DUNLIN")
    assert len(split(cast, fourth, 10_000_000, 15_000_000)) == 2


def test_who_had_what_a_unit_was_made_out_of_does_not_audit_the_place(cast):
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.third_officer), by=cast.third_officer)
    stories.accepted(
        stories.offered(cast, stories.fresh(units), receiver=cast.storekeeper, giver=cast.third_officer),
        by=cast.storekeeper,
    )
    [unit] = moving.store_units(act=act_of(cast.storekeeper), unit_ids=[units[0].id], place="BITTERN")
    split(cast, unit, 10_000_000, 15_000_000)

    assert cast.third_officer.id in counting.chain_of_place(place_by_code_word(code_word="BITTERN"))
