"""A sample that is gone is no sample that is kept, whichever way it went: the gates ask again (R2, R3)."""

from __future__ import annotations

import pytest

from custody.core.lifecycle import GONE, NOT_KEPT, CustodyState
from custody.destruction.selectors.masses import balances_of
from custody.evidence.actions import dividing, searching
from custody.evidence.entries import NewUnit, Reading
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.exceptions import is_kept_sample
from custody.evidence.selectors.sampling import owed_to_registry
from tests import packs
from tests import stories as evidence
from tests.destruction import lawful, stories
from tests.evidence import exceptional
from tests.evidence.test_recovering import back
from tests.stories import act_of, fresh


def burnt_down(cast, sample):
    asked = exceptional.asked(cast, sample, "destroyed_by_event", by=cast.supervisor, party=None)
    exceptional.decided(asked, by=cast.director)


def test_nothing_is_ordered_away_whose_only_sample_was_destroyed_by_an_event(cast, refused):
    [unit] = evidence.stored(cast)
    burnt_down(cast, evidence.sampled(cast, unit).sample_unit)
    stories.photographed(cast, [unit])

    with refused("evidence.no_sample"):
        stories.recorded(cast, [unit])

    evidence.sampled(cast, fresh([unit])[0])
    stories.recorded(cast, fresh([unit]))


def test_nothing_burns_whose_only_sample_was_destroyed_after_the_order(cast, refused):
    session = stories.attested(cast)
    [unit] = stories.units_of(session)
    burnt_down(cast, HandlingUnit.objects.get(kind="sample", seizure=unit.seizure))

    with refused("evidence.no_sample"):
        stories.burn(cast, session)


def test_a_kept_sample_that_is_gone_is_not_kept_for_the_court(cast, refused):
    lawful.under(cast, packs.shipped("US-TX"))
    units = lawful.goods(cast, "US-TX", samples=5, kept=1)
    burnt_down(cast, HandlingUnit.objects.filter(kind="sample", seizure=units[0].seizure).first())

    with refused("evidence.few_samples"):
        stories.recorded(cast, units, authority="agency")


def test_a_sample_that_was_searched_for_in_vain_is_kept_by_nobody(cast, refused):
    [unit] = evidence.stored(cast)
    taken = evidence.sampled(cast, unit).sample_unit
    exceptional.missing(cast, taken)
    stories.photographed(cast, [unit])

    with refused("evidence.no_sample"):
        stories.recorded(cast, [unit])

    searching.record_found(
        act=evidence.act_of(cast.sampler), unit_id=taken.id, place="BITTERN", remark="behind the shelf",
        witness_badge=cast.storekeeper.badge,
    )  # fmt: skip
    stories.recorded(cast, fresh([unit]))


@pytest.mark.parametrize(
    ("state", "gone"),
    [("returned", True), ("handed_over", True), ("disposed", True), ("stolen", True), ("lost", True),
     ("destroyed_by_event", True), ("consumed_in_analysis", False), ("destroyed", False)],
)  # fmt: skip
def test_what_served_is_kept_and_what_left_is_not(state, gone):
    assert CustodyState(state) in GONE
    assert (CustodyState(state) in NOT_KEPT) is gone


def packed_anew(cast, sample):
    """Let the torn bag of a sample be packed anew, and return what it is now."""
    parts = [NewUnit(kind="sample", reading=Reading(gross_mg=5_000, scale_code="S-BENCH"), seal=evidence.new_seal())]
    [made] = dividing.split_unit(
        act=act_of(sample.custodian), unit_id=sample.id, witness_badge=cast.storekeeper.badge, parts=parts,
        reason="its bag was torn", how="repack",
    )  # fmt: skip
    exceptional.signed_by_each([made])
    return made


def test_a_sample_that_was_packed_anew_is_the_sample_that_it_was_and_its_loss_is_asked_about(cast, refused):
    [unit] = stories.kept(cast)
    made = packed_anew(cast, HandlingUnit.objects.get(kind="sample", seizure=unit.seizure))

    assert made.taken_as.unit == unit
    exceptional.written_off(cast, made)

    with refused("evidence.no_sample"):
        stories.recorded(cast, fresh([unit]))


def test_a_kept_sample_stays_owed_to_the_registry_when_it_was_packed_anew(cast):
    [unit] = evidence.stored(cast)
    lawful.sampled(cast, unit, samples=2, kept=1)
    [owed] = owed_to_registry()

    made = packed_anew(cast, owed.sample_unit)

    assert [each.sample_unit for each in owed_to_registry()] == [made]
    assert is_kept_sample(made)


def test_goods_that_come_back_stand_on_no_sample_that_burnt_meanwhile(cast, refused):
    """A bag was stolen, its sample served and burnt; the bag is found: nothing of it is kept any more."""
    [unit] = stories.kept(cast)
    sample = HandlingUnit.objects.get(kind="sample", seizure=unit.seizure)
    exceptional.written_off(cast, unit)
    day = stories.local_day(unit.seized_at)
    order = stories.verified(cast, stories.recorded(cast, [sample], issued_on=day))
    made = back(cast, unit)
    exceptional.signed_by_each([made])
    exceptional.explained(cast, made)
    stories.photographed(cast, [made])

    assert fresh([sample])[0].authority_state == "ordered"
    assert order.lines.count() == 1
    with refused("evidence.no_sample"):
        stories.recorded(cast, fresh([made]))


def test_what_was_taken_once_is_taken_once_in_the_balance_of_a_burn_however_often_it_came_back(cast):
    [unit] = stories.kept(cast)
    sample = HandlingUnit.objects.get(kind="sample", seizure=unit.seizure)
    exceptional.written_off(cast, sample)
    again = back(cast, sample, 5_000)
    exceptional.signed_by_each([again])
    exceptional.explained(cast, again)
    [burnt] = stories.burnt_units(stories.burnt(cast, units=fresh([unit])))

    assert balances_of([burnt])[burnt.id].sampled_mg == 5_000


def test_goods_do_not_burn_while_somebody_searches_for_their_only_sample(cast, refused):
    """The last step asks as the first one does: the sample was there when the order was given."""
    session = stories.attested(cast, stories.at_furnace(cast))
    taken = HandlingUnit.objects.get(kind="sample")
    searching.report_unlocated(act=evidence.act_of(cast.auditor), unit_id=taken.id, remark="not on its shelf")

    with refused("evidence.no_sample"):
        stories.burn(cast, session)
