"""A sample outlives what it speaks for, and then it ends under an order of its own (R2, R3, R25)."""

from __future__ import annotations

import pytest

from custody.core.postings import Account
from custody.destruction.actions import papers, reconcile
from custody.destruction.selectors import books, gates, orders
from custody.destruction.selectors.kept_samples import bulks_of
from custody.evidence.actions import moving
from custody.evidence.entries import Reading
from custody.evidence.models import HandlingUnit
from custody.organisation.actions import policy
from tests import stories as evidence
from tests.destruction import stories
from tests.stories import act_of, fresh


def sample_of(unit):
    return HandlingUnit.objects.get(kind="sample", seizure=unit.seizure)


@pytest.fixture
def served(cast):
    """Return the sample of a bag that burnt; the sample lies in the store."""
    [unit] = stories.burnt_units(stories.burnt(cast))
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
