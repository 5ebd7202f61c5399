"""A sample outlives what it speaks for, and then it ends under an order of its own (R2, R3, R25)."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.postings import Account
from custody.destruction.actions import notices, papers, reconcile
from custody.destruction.selectors import books, gates, orders
from custody.destruction.selectors.kept_samples import bulks_of
from custody.destruction.selectors.retained import retained_mg, short_of_retained
from custody.evidence.actions import dividing, laboratory, moving
from custody.evidence.entries import NewUnit, Reading
from custody.evidence.models import HandlingUnit
from custody.organisation.actions import policy
from tests import stories as evidence
from tests.destruction import decided, lawful, stories
from tests.evidence import exceptional
from tests.evidence.exceptional import missing, papered, signed_by_each
from tests.evidence.test_recovering import back
from tests.stories import act_of, fresh


def sample_of(unit):
    return HandlingUnit.objects.get(kind="sample", seizure=unit.seizure)


@pytest.fixture
def served(cast):
    """Return the sample of a bag that burnt and was reconciled; the sample lies in the store."""
    [unit] = stories.reconciled(cast)
    return sample_of(unit)


def staged(cast, units):
    """Return a burn of samples that were weighed on the bench and checked."""
    read = Reading(gross_mg=units[0].gross_mg, scale_code="S-BENCH")
    session = stories.approved(cast, stories.planned(cast, stories.ordered(cast, units=units)),
                               pair=(cast.supervisor, cast.second_witness))
    return stories.staged(cast, session, checks=[stories.check_of(units[0], reading=read)])


def in_store(cast, sample):
    evidence.accepted(evidence.offered(cast, [sample], receiver=cast.storekeeper, giver=sample.custodian),
                      by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[sample.id], place="BITTERN")
    return fresh([sample])


def test_a_sample_is_kept_while_what_it_speaks_for_is_there(cast, refused):
    [unit, other] = stories.kept(cast, count=2)
    sample = sample_of(unit)
    day = stories.local_day(unit.seized_at)

    with refused("order.sample"):
        stories.recorded(cast, [sample], issued_on=day)
    with refused("order.sample_apart"):
        stories.recorded(cast, [unit, sample], issued_on=day)

    stories.burnt(cast, units=[unit])
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])
    assert bulks_of([sample])[sample.id].waiting == other.label
    assert sample not in orders.units_without_order(cast.case_officer)
    with refused("order.sample", f"{sample.label} is a sample: it is kept until {other.label} and all else that it "
                                 "speaks for has burnt or left"):
        stories.recorded(cast, [sample], issued_on=day)


def test_a_sample_whose_goods_burnt_goes_the_way_of_all_goods(cast, served):
    assert orders.units_without_order(cast.case_officer) == [served]
    assert gates.lacks([served]) == {}
    session = staged(cast, in_store(cast, served))
    stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session)))
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[served.id])

    assert fresh([served])[0].custody_state == "reconciled"
    sheet = books.sheet_of_seizure(served.seizure)
    assert sheet.is_even
    assert sheet.mg[Account.SAMPLE] == sheet.mg[Account.CUSTODY] == 0


def test_a_sample_is_kept_while_a_judge_has_the_case(cast, served, refused):
    papers.open_instruction(act=act_of(cast.case_officer), seizure_id=served.seizure_id, reference="I 4/2026")

    assert orders.units_without_order(cast.case_officer) == []
    with refused("order.sample_case"):
        stories.recorded(cast, [served])


def test_a_case_that_is_opened_after_the_order_keeps_the_sample_from_the_fire(cast, served, refused):
    session = stories.attested(cast, stories.at_furnace(cast, staged(cast, in_store(cast, served))))
    papers.open_instruction(act=act_of(cast.case_officer), seizure_id=served.seizure_id, reference="I 4/2026")

    with refused("order.sample_case"):
        stories.burn(cast, session)


def test_a_law_keeps_samples_for_some_days_after(cast, served, refused):
    row = policy.propose_policy(act=act_of(cast.administrator), key="sample.retention", jurisdiction="BE", value=30,
                                measure="count", source="Law of nowhere")
    policy.decide_policy(act=act_of(cast.second_administrator), proposal_id=row.id, approve=True)

    with refused("order.sample_kept", f"{served.label} is a sample: its law keeps it for 30 days after all that it "
                                      "speaks for has burnt or left"):
        stories.recorded(cast, [served])


def test_a_sample_is_kept_until_somebody_reconciled_what_burnt_and_verified_what_was_found_in_it(cast, refused):
    [unit] = stories.burnt_units(stories.burnt(cast))
    sample = sample_of(unit)
    with refused("order.sample"):
        stories.recorded(cast, [sample])
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])
    result = laboratory.report_result(act=act_of(cast.case_officer), unit_id=sample.id, outcome="negative",
                                      laboratory="NICC", reference="L 7")  # fmt: skip

    with refused("order.sample_result"):
        stories.recorded(cast, [sample])
    papered(result, by=cast.case_officer)
    laboratory.verify_result(act=act_of(cast.supervisor), result_id=result.id, unit_id=sample.id)

    # Somebody burnt what is no drug, and this is the one proof of it.
    assert fresh([sample])[0].authority_state == "held"
    assert Alert.objects.filter(rule="NEGATIVE", subject_id=sample.id, resolved_at__isnull=True).exists()


def test_a_sample_that_is_searched_for_is_found_first(cast, served, refused):
    missing(cast, served)

    with refused("order.sample_gone"):
        stories.recorded(cast, [served])


def test_what_an_authority_had_retained_stays_when_its_bulk_has_burnt(cast, refused):
    unit = granted(cast, retain_mg=5_000)
    sample = sample_of(unit)
    stories.burnt(cast, units=[unit])
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])

    assert sample not in orders.units_without_order(cast.case_officer)
    with refused("order.sample_retained"):
        stories.recorded(cast, [sample])


def granted(cast, *, retain_mg):
    """Return a sampled bag of whose seizure an authority had so much retained; its one sample is kept for that."""
    [unit] = evidence.stored(cast)
    lawful.sampled(cast, unit, samples=1, kind="retained")
    stories.photographed(cast, [unit])
    signed_by_each([unit])
    decided.retained(cast, notices.ask_retention(
        act=act_of(cast.case_officer), seizure_id=unit.seizure_id, authority="prosecutor", retain_mg=retain_mg,
        reason="For the trial",
    ))  # fmt: skip
    return fresh([unit])[0]


def test_what_was_handed_out_and_came_back_is_retained_once(cast):
    unit = granted(cast, retain_mg=9_000)
    sample = sample_of(unit)
    assert retained_mg([unit.seizure_id]) == {unit.seizure_id: {unit.exhibit_id: 5_000}}
    handed = exceptional.asked(cast, sample, "hand_out", by=cast.case_officer)
    exceptional.decided(handed, by=cast.regional_head)

    made = back(cast, sample, 4_000)

    assert retained_mg([unit.seizure_id]) == {unit.seizure_id: {unit.exhibit_id: 4_000}}
    assert short_of_retained([unit]) == {unit.id}
    assert made.taken_as.unit == unit


def packed_anew(cast, sample, *grams):
    parts = [NewUnit(kind="sample", reading=Reading(gross_mg=mg, scale_code="S-BENCH"), seal=evidence.new_seal())
             for mg in grams]  # fmt: skip
    made = dividing.split_unit(
        act=act_of(sample.custodian), unit_id=sample.id, witness_badge=cast.storekeeper.badge, parts=parts,
        reason="its bag was torn", how="repack",
    )  # fmt: skip
    signed_by_each(made)
    return made


@pytest.mark.parametrize("grams", [(5_000,), (10_500,), (2_000, 3_000), (4_000, 4_000)])
def test_of_a_sample_no_more_is_kept_than_was_taken_whatever_bags_it_is_packed_in(cast, grams):
    unit = granted(cast, retain_mg=9_000)

    made = packed_anew(cast, sample_of(unit), *grams)

    assert {each.taken_as.unit for each in made} == {unit}
    assert retained_mg([unit.seizure_id]) == {unit.seizure_id: {unit.exhibit_id: 5_000}}


def test_what_comes_back_with_more_than_was_taken_keeps_what_was(cast):
    unit = granted(cast, retain_mg=9_000)
    sample = sample_of(unit)
    exceptional.written_off(cast, sample)

    back(cast, sample, 9_500)

    assert retained_mg([unit.seizure_id]) == {unit.seizure_id: {unit.exhibit_id: 5_000}}


@pytest.mark.parametrize("grams", [(5_000,), (2_000, 3_000)])
def test_what_was_asked_of_the_bag_of_a_sample_is_asked_of_its_next(cast, refused, grams):
    [unit] = stories.reconciled(cast)
    sample = sample_of(unit)
    result = laboratory.report_result(act=act_of(cast.case_officer), unit_id=sample.id, outcome="negative",
                                      laboratory="NICC", reference="L 7")  # fmt: skip
    made = packed_anew(cast, sample, *grams)
    assert not set(made) & set(orders.units_without_order(cast.case_officer)), "of each part"
    with refused("order.sample_result"):
        stories.recorded(cast, made)

    papered(result, by=cast.case_officer)
    laboratory.verify_result(act=act_of(cast.supervisor), result_id=result.id, unit_id=sample.id)

    assert {each.authority_state for each in fresh(made)} == {"held"}


def test_what_is_searched_for_in_vain_is_not_retained(cast):
    unit = granted(cast, retain_mg=5_000)
    missing(cast, sample_of(unit))

    assert retained_mg([unit.seizure_id]) == {}
    assert short_of_retained([unit]) == {unit.id}
