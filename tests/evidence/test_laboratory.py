"""What a laboratory said of a sample: written by one, verified by another, and what follows."""

from __future__ import annotations

import pytest

from custody.alerts.models import Alert
from custody.core.errors import NotFound
from custody.destruction.selectors.gates import lacks
from custody.evidence.actions import laboratory, sample
from custody.evidence.entries import NewSample, Reading
from custody.evidence.models import Discrepancy, HandlingUnit, Photo
from custody.evidence.selectors import exceptions as selectors
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import explained, papered, to_laboratory
from tests.stories import act_of, fresh

PAPER = {"laboratory": "NICC", "reference": "L 7"}


def sample_of(cast):
    taken = stories.sampled(cast)
    return HandlingUnit.objects.get(pk=taken.sample_unit_id)


def reported(cast, sample, *, by=None, **changes):
    said = {"outcome": "positive", "substance": "cocaine", "purity_permille": 812} | PAPER | changes
    return laboratory.report_result(act=act_of(by or cast.case_officer), unit_id=sample.id, **said)


def verified(result, *, by, paper=True):
    if paper and not result.documents.exists():
        papered(result, by=result.recorded_by)
    return laboratory.verify_result(act=act_of(by), result_id=result.id, unit_id=result.unit_id)


def test_a_result_counts_once_another_has_verified_it(cast, refused):
    sample = sample_of(cast)
    result = reported(cast, sample)
    bulk = sample.taken_as.unit
    with refused("result.open"):
        reported(cast, sample)
    with refused("result.own"):
        verified(result, by=cast.case_officer)
    with refused("role.missing"):
        verified(result, by=cast.sampler)

    verified(result, by=cast.second_case_officer)

    with refused("result.verified"):
        verified(result, by=cast.supervisor)
    with refused("result.verified"):
        papered(result, by=cast.case_officer)
    [kept] = selectors.results_of(bulk)
    assert (kept.purity_permille, kept.verified_by) == (812, cast.second_case_officer)
    assert not selectors.is_negative(bulk)
    assert not replay_state().findings


def test_a_negative_result_clears_the_goods_only_when_no_other_says_more(cast):
    sample = sample_of(cast)
    bulk = sample.taken_as.unit
    none = {"outcome": "negative", "substance": None, "purity_permille": None}
    verified(reported(cast, sample, **none), by=cast.supervisor)
    assert selectors.is_negative(bulk)
    verified(reported(cast, sample), by=cast.supervisor)
    assert not selectors.is_negative(bulk)


def test_a_sample_that_was_used_up_is_no_more(cast):
    sample = to_laboratory(cast, sample_of(cast))
    verified(reported(cast, sample, used_up=True), by=cast.supervisor)

    [gone] = fresh([sample])
    assert (gone.custody_state, gone.custodian) == ("consumed_in_analysis", None)
    assert not replay_state().findings


def test_nobody_writes_a_sample_off_that_is_kept_or_whose_sampling_one_alone_tells(cast, refused):
    unit = stories.stored(cast)[0]
    kinds = ("analysis", "retained", "counter_expertise")
    taken = sample.take_sample(
        act=act_of(cast.sampler), unit_id=unit.id, witness_badge=cast.storekeeper.badge, new_seal=stories.new_seal(),
        samples=[NewSample(sample_kind=kind, seal=stories.new_seal(),
                           reading=Reading(gross_mg=5_000, scale_code="S-BENCH")) for kind in kinds],
        reading=stories.reading(unit.gross_mg - 15_000, package_count=25),
    )  # fmt: skip
    for_analysis, *kept = (HandlingUnit.objects.get(pk=each.sample_unit_id) for each in taken)
    for each in kept:
        with refused("result.kept"):
            reported(cast, each, used_up=True)
    result = reported(cast, for_analysis, used_up=True)
    explained(cast, for_analysis)  # it never was in a laboratory

    with refused("result.sampling_unsigned"):
        verified(result, by=cast.supervisor)
    stories.countersigned(cast.storekeeper)
    verified(result, by=cast.supervisor)
    assert fresh([for_analysis])[0].custody_state == "consumed_in_analysis"


def test_a_ride_to_a_store_is_no_ride_to_a_laboratory(cast):
    """Whoever has it driven to the next store would have it used up by nobody (R25)."""
    sample = sample_of(cast)
    stories.on_the_road(cast, units=[sample], giver=cast.sampler)
    stories.accepted(stories.offered(cast, [sample], giver=cast.crew, receiver=cast.storekeeper, purpose="arrival"),
                     by=cast.storekeeper, place="BITTERN")  # fmt: skip

    reported(cast, sample, by=cast.sampler, used_up=True)

    assert Discrepancy.objects.filter(unit=sample, discrepancy_kind="no_lab").exists()


def test_no_result_counts_without_the_paper_of_the_laboratory(cast, refused):
    result = reported(cast, sample_of(cast))
    with refused("result.no_paper"):
        verified(result, by=cast.supervisor, paper=False)
    with refused("role.missing"):
        papered(result, by=cast.storekeeper)

    papered(result, by=cast.sampler)

    bulk = result.unit.taken_as.unit
    assert "photo" in lacks([bulk])[bulk.id], "no photo of the goods"
    assert [(each.unit, each.lab_result) for each in Photo.objects.filter(slot="document")] == [(result.unit, result)]
    verified(result, by=cast.supervisor, paper=False)
    assert replay_state().findings == []


def test_who_still_holds_a_sample_does_not_write_it_off_as_used_up(cast, refused):
    """It never was in a laboratory: a pair would make it vanish by two signatures on a desk (R25)."""
    sample = sample_of(cast)

    result = reported(cast, sample, by=cast.sampler, used_up=True)

    [found] = Discrepancy.objects.all()
    assert (found.unit, found.discrepancy_kind) == (sample, "no_lab")
    assert Alert.objects.get(rule="AL6").subject_id == sample.id
    with refused("result.sample_frozen"):
        verified(result, by=cast.second_case_officer)
    explained(cast, sample)
    verified(result, by=cast.second_case_officer)
    assert fresh([sample])[0].custody_state == "consumed_in_analysis"


def test_a_sampling_is_not_closed_on_a_weight_that_somebody_declares(cast, refused):
    unit = stories.stored(cast)[0]
    with refused("sample.unweighed"):
        stories.sampled(cast, unit, left=stories.reading(1_000_000, method="declared", package_count=25))
    assert fresh([unit])[0].gross_mg == unit.gross_mg


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outcome": "perhaps"}, "choice.unknown"),
        ({"substance": None}, "result.no_substance"),
        ({"outcome": "negative"}, "result.negative"),
        ({"purity_permille": 1001}, "result.purity"),
        ({"purity_permille": 0}, "result.no_purity"),
        ({"laboratory": " "}, "text.missing"),
        ({"reference": ""}, "text.missing"),
    ],
)
def test_a_result_that_contradicts_itself_is_not_written(cast, refused, change, code):
    with refused(code):
        reported(cast, sample_of(cast), **change)


def test_a_laboratory_speaks_of_samples_only(cast, refused):
    with refused("result.no_sample"):
        reported(cast, stories.stored(cast)[0])
    with refused("role.missing"):
        reported(cast, sample_of(cast), by=cast.storekeeper)


def test_who_may_read_results(cast):
    result = reported(cast, sample_of(cast))

    assert selectors.result_for(cast.sampler, result_id=result.id) == result
    with pytest.raises(NotFound):
        selectors.result_for(cast.crew, result_id=result.id)
