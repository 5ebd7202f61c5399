"""What is frozen is sampled by two from outside, and packed anew when its bag bursts: it stays frozen all the while."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.evidence.actions import dividing, sample, seal_faults, weigh
from custody.evidence.entries import NewSample, NewUnit, Reading
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.evidence.exceptional import signed
from tests.stories import act_of, fresh, new_seal, reading

WHY = "somebody swapped it, says the seal"


def suspected(cast, unit):
    """Return the unit once an auditor has said that its seal is another."""
    seal_faults.report_seal_fault(act=act_of(cast.auditor), unit_id=unit.id, fault="broken")
    [unit] = fresh([unit])
    assert unit.discrepancy_open
    return unit


@pytest.fixture
def frozen(cast):
    """A stored bag whose seal is in dispute."""
    [unit] = stories.stored(cast, package_count=25)
    return suspected(cast, unit)


def take(cast, unit, *, witness=None, **said):
    return sample.take_sample(
        act=act_of(cast.sampler), unit_id=unit.id, witness_badge=(witness or cast.checker).badge, new_seal=new_seal(),
        samples=[NewSample(sample_kind="analysis", seal=new_seal(), reading=Reading(gross_mg=5_000,
                                                                                    scale_code="S-BENCH"))],
        reading=reading(unit.gross_mg - 5_000, package_count=25), **said,
    )  # fmt: skip


def repacked(cast, unit, *masses_mg, how="repack"):
    """Return what a unit of as many packages as kilograms became."""
    parts = [NewUnit(kind="bag", package_count=mg // 1_000_000, reading=reading(mg), seal=new_seal())
             for mg in masses_mg]  # fmt: skip
    return dividing.split_unit(act=act_of(cast.storekeeper), unit_id=unit.id, parts=parts, reason="the bag burst",
                               witness_badge=cast.second_storekeeper.badge, how=how)  # fmt: skip


def codes(unit):
    return [line.type.code for line in told([unit.stream_id], newest_first=False, limit=1000)]


# --- samples -----------------------------------------------------------------------------------------------


def test_two_from_outside_sample_what_is_frozen_and_say_why(cast, frozen, refused):
    with refused("unit.frozen"):
        take(cast, frozen)

    [taken] = take(cast, frozen, frozen_reason=WHY)

    [unit] = fresh([frozen])
    assert (unit.discrepancy_open, unit.custodian, unit.custody_state) == (True, cast.storekeeper, "stored")
    assert not taken.sample_unit.discrepancy_open
    [line] = [line for line in told([unit.stream_id], classes=frozenset(FieldClass)) if line.type.code ==
              "frozen.opened/1"]  # fmt: skip
    assert (line.values["how"], line.values["reason"]) == ("sample", WHY)
    with refused("unit.frozen"):
        stories.offered(cast, [unit], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    assert replay_state().findings == []


@pytest.mark.parametrize("witness", ["storekeeper", "officer"])
def test_nobody_who_ever_had_it_stands_beside_the_sampling(cast, frozen, refused, witness):
    with refused("sample.not_outside"):
        take(cast, frozen, witness=getattr(cast, witness), frozen_reason=WHY)


def test_nor_who_reported_what_is_open(cast, refused):
    [unit] = stories.stored(cast)
    weigh.record_weighing(act=act_of(cast.checker), unit_id=unit.id, reading=reading(22_000_000, package_count=22))

    with refused("sample.not_outside"):
        take(cast, unit, frozen_reason=WHY)


def test_what_is_not_in_dispute_is_opened_with_its_custodian_whatever_reason_is_given(cast, refused):
    [unit] = stories.stored(cast)

    with refused("sample.custodian"):
        take(cast, unit, frozen_reason=WHY)
    take(cast, unit, witness=cast.storekeeper, frozen_reason=WHY)

    assert "frozen.opened/1" not in codes(unit)


# --- a bag that burst --------------------------------------------------------------------------------------


def test_what_bursts_while_it_is_frozen_is_packed_anew_and_every_part_stays_frozen(cast, frozen, refused):
    with refused("unit.frozen"):
        repacked(cast, frozen, 10_000_000, 15_000_000, how="split")

    made = fresh(repacked(cast, frozen, 10_000_000, 15_000_000))

    [before] = Discrepancy.objects.filter(unit=frozen)
    asked = Discrepancy.objects.filter(unit__in=made)
    said = {(row.discrepancy_kind, row.expected, row.found) for row in asked}
    assert said == {(before.discrepancy_kind, before.expected, before.found)}
    assert all(unit.discrepancy_open and unit.signature_owed for unit in made)
    assert [code for code in codes(frozen) if code in ("frozen.opened/1", "unit.superseded/1")] == [
        "frozen.opened/1", "unit.superseded/1"
    ]
    told_of = Alert.objects.filter(rule="AL6", resolved_at__isnull=True, subject_id__in=[unit.id for unit in made])
    assert told_of.count() == 2
    signed(made, by=cast.second_storekeeper)
    with refused("unit.frozen"):
        stories.offered(cast, fresh(made)[:1], receiver=cast.second_storekeeper, giver=cast.storekeeper)
    assert replay_state().findings == []


def test_one_answer_explains_it_wherever_it_went_and_no_former_custodian_gives_it(cast, frozen, refused):
    first, second = repacked(cast, frozen, 10_000_000, 15_000_000)
    signed([first, second], by=cast.second_storekeeper)
    [third] = repacked(cast, fresh([first])[0], 10_000_000)
    part = Discrepancy.objects.get(unit=second)

    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=part.id, resolution="a forklift tore it")

    assert not Discrepancy.objects.filter(resolved_at__isnull=True).exists()
    assert not any(unit.discrepancy_open for unit in fresh([frozen, third, second]))
    assert not Alert.objects.filter(rule="AL6", resolved_at__isnull=True).exists()
    assert replay_state().findings == []


def test_the_same_words_of_another_unit_are_another_question(cast, frozen):
    [other] = stories.stored(cast)
    suspected(cast, other)
    [made] = repacked(cast, frozen, 25_000_000)

    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=Discrepancy.objects.get(unit=made).id,
                              resolution="a forklift tore it")  # fmt: skip

    assert fresh([other])[0].discrepancy_open


def test_nobody_packs_anew_what_the_last_witness_has_not_signed(cast, frozen, refused):
    [made] = repacked(cast, frozen, 25_000_000)

    with refused("unit.unsigned"):
        repacked(cast, made, 25_000_000)
