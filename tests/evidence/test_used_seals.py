"""A number that was used before is asked again, and is a fact once somebody looked: wherever a seal is put on."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.evidence.actions import dividing, reseal, sample, seals
from custody.evidence.entries import NewSample, NewUnit, Reading, SealEntry
from custody.evidence.models import Discrepancy
from custody.ledger.replay import replay_state
from tests import stories
from tests.stories import act_of, fresh, new_seal, reading


def split(cast, unit, entry):
    parts = [NewUnit(kind="bag", package_count=count, reading=reading(mg), seal=seal)
             for count, mg, seal in ((12, 12_000_000, entry), (13, 13_000_000, new_seal()))]  # fmt: skip
    made = dividing.split_unit(act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge="4602", parts=parts,
                               reason="two bags")  # fmt: skip
    return made[0]


def sampled(cast, unit, entry):
    taken = NewSample(sample_kind="analysis", seal=new_seal(), reading=Reading(gross_mg=5_000, scale_code="S-BENCH"))
    sample.take_sample(act=act_of(cast.sampler), unit_id=unit.id, witness_badge=cast.storekeeper.badge, samples=[taken],
                       new_seal=entry, reading=reading(unit.gross_mg - 5_000, package_count=25))  # fmt: skip
    return fresh([unit])[0]


def sealed(cast, unit, entry):
    seals.remove_seal(act=act_of(cast.storekeeper), unit_id=unit.id, reason="torn", witness_badge="4602")
    seals.apply_seals(act=act_of(cast.storekeeper), seals={unit.id: entry}, second_badge=cast.officer.badge)
    return fresh([unit])[0]


@pytest.mark.parametrize(("used", "put"), [("ZQ510001", "ZQ5IOOO1"), ("ZI5O0001", "Z1500001")])
@pytest.mark.parametrize("act", [split, sampled, sealed])
def test_a_number_that_looks_like_a_used_one_is_a_fact_and_freezes_what_bears_it(cast, act, used, put):
    [unit] = stories.stored(cast)
    stories.seized(cast, seal=SealEntry(number=used))

    made = act(cast, unit, SealEntry(number=put))

    assert (made.seal, made.discrepancy_open) == (put, True)
    [found] = Discrepancy.objects.all()
    assert (found.unit, found.discrepancy_kind, found.expected, found.found) == (made, "lookalike", used, put)
    assert Alert.objects.get(rule="AL6").subject_id == made.id
    assert not replay_state().findings


def test_at_the_seizure_and_at_a_change_too_and_only_where_it_looks_alike(cast):
    """Numbers side by side, or that differ otherwise, are what a delivery is."""
    [unit] = stories.seized(cast, seal=SealEntry(number="ZQ510001"))
    [other] = stories.seized(cast, seal=SealEntry(number="ZQ510002"))
    assert not Discrepancy.objects.exists()
    [alike] = stories.seized(cast, seal=SealEntry(number="ZQ51OOO2"))
    change = {"reason": "torn", "witness_badge": cast.second_officer.badge}
    reseal.replace_seal(act=act_of(cast.officer), unit_id=unit.id, new_seal=SealEntry(number="ZQ5I0002"), **change)

    assert [each.discrepancy_open for each in fresh([unit, other, alike])] == [True, False, True]


@pytest.mark.parametrize("act", [split, sampled, sealed])
def test_it_is_asked_again_and_then_it_freezes_what_bears_it(cast, refused, act):
    unit, other = stories.stored(cast, count=2)
    if act is not sealed:
        with refused("seal.in_use"):
            act(cast, unit, SealEntry(number=other.seal))

    made = act(cast, unit, SealEntry(number=other.seal, looked_again=True))

    assert (made.seal, made.discrepancy_open) == (None, True)
    assert list(Discrepancy.objects.values_list("unit", "discrepancy_kind", "found")) == [(made.id, "seal", other.seal)]
    assert not replay_state().findings
