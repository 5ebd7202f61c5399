"""What was talc once: no words close it, a laboratory does; and it is tested for certain before it burns."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.core.postings import Account
from custody.destruction.selectors import books, lotteries
from custody.evidence.actions import dividing, laboratory, moving, weigh
from custody.evidence.entries import NewUnit
from custody.evidence.models import Discrepancy, Sample
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.evidence import exceptional
from tests.stories import act_of, fresh


def talc_found(cast):
    """Return a unit whose test before the fire was negative, in store again, and what is open about it."""
    session = stories.drawn(cast)
    [talc] = stories.waiting_units(session)
    stories.lots_tested(cast, session, swapped=[talc])
    return talc, Discrepancy.objects.get(unit=talc)


def resolved(cast, found, *, by=None):
    return weigh.resolve_discrepancy(
        act=act_of(by or cast.second_supervisor), discrepancy_id=found.id, resolution="the reagent was old"
    )


def outside(cast):
    """Return who stands beside the sampler of what is in dispute, and why it is opened."""
    return {"witness": cast.third_officer, "frozen_reason": "its test was negative"}


def sampled_anew(cast, talc, **said):
    [talc] = fresh([talc])
    taken = evidence.sampled(cast, talc, **outside(cast))
    return exceptional.reported(cast, taken.sample_unit, **said)


def test_words_do_not_close_a_negative_test(cast, refused):
    talc, found = talc_found(cast)
    before = Sample.objects.get(unit=talc).sample_unit
    exceptional.reported(cast, before)  # what was found before the goods were swapped says nothing of them now

    with refused("discrepancy.untested"):
        resolved(cast, found)

    assert fresh([talc])[0].discrepancy_open


def test_what_a_laboratory_finds_in_a_sample_taken_since_closes_it(cast):
    talc, found = talc_found(cast)
    sampled_anew(cast, talc)

    resolved(cast, found)

    assert not fresh([talc])[0].discrepancy_open


def test_a_result_that_nobody_verified_closes_nothing_and_one_that_found_nothing_is_not_for_the_watch(cast, refused):
    talc, found = talc_found(cast)
    taken = evidence.sampled(cast, fresh([talc])[0], **outside(cast)).sample_unit
    result = laboratory.report_result(
        act=act_of(cast.case_officer), unit_id=taken.id, outcome="negative", laboratory="NICC", reference="L 9"
    )
    with refused("discrepancy.untested"):
        resolved(cast, found)

    exceptional.papered(result, by=cast.case_officer)
    laboratory.verify_result(act=act_of(cast.supervisor), result_id=result.id, unit_id=taken.id)

    with refused("role.missing"):
        resolved(cast, found)


def test_a_swap_that_a_laboratory_confirms_is_a_loss_and_what_is_there_instead_is_destroyed_as_goods(cast, refused):
    talc, found = talc_found(cast)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[talc.id], place="BITTERN")
    sampled_anew(cast, talc, outcome="negative", substance=None)
    exceptional.signed_by_each([talc])
    booked = books.sheet_of_seizure(talc.seizure).held_mg

    resolved(cast, found, by=cast.auditor)

    [talc] = fresh([talc])
    assert (talc.discrepancy_open, talc.authority_state) == (False, "held")  # by the laboratory: it does not burn
    [told_of] = [line for line in told([talc.stream_id]) if line.type.code == "swap.confirmed/1"]
    assert told_of.values["discrepancy_id"] == found.id
    sheet = books.sheet_of_seizure(talc.seizure)
    assert sheet.is_even
    assert sheet.mg[Account.LOST] > 0.99 * booked, "all but the samples"
    assert Alert.objects.get(rule="LOSS", subject_id=talc.id).state == "open"
    with refused("exception.swapped"):
        exceptional.asked(cast, talc, "return", by=cast.case_officer)
    exceptional.decided(exceptional.asked(cast, talc, "disposal", by=cast.second_case_officer), by=cast.supervisor)
    assert fresh([talc])[0].custody_state == "disposed"
    assert books.sheet_of_seizure(talc.seizure).mg == sheet.mg
    assert not replay_state().findings


def test_who_had_a_part_in_the_goods_or_their_test_confirms_no_swap(cast, refused):
    talc, found = talc_found(cast)
    sampled_anew(cast, talc, outcome="negative", substance=None)
    for who in (cast.second_checker, cast.storekeeper, cast.supervisor):
        with refused("role.missing"):
            resolved(cast, found, by=who)
    found.opened_by.roles = ["auditor"]
    with refused("discrepancy.opener"):
        resolved(cast, found, by=found.opened_by)


def test_who_verified_the_result_does_not_close_it(cast, refused):
    talc, found = talc_found(cast)
    sampled_anew(cast, talc)  # the supervisor verified what the laboratory said

    with refused("discrepancy.tested"):
        resolved(cast, found, by=cast.supervisor)


def test_what_was_talc_once_is_tested_for_certain_at_its_next_burn(cast):
    talc, found = talc_found(cast)
    sampled_anew(cast, talc)
    resolved(cast, found)

    assert lotteries.owed_among(fresh([talc])) == {talc.id}


def test_neither_who_had_it_nor_who_tested_it_samples_it(cast, refused):
    talc, _ = talc_found(cast)

    with refused("unit.frozen"):
        evidence.sampled(cast, fresh([talc])[0])
    for who in (cast.storekeeper, cast.second_checker):
        with refused("sample.not_outside"):
            evidence.sampled(cast, fresh([talc])[0], **outside(cast) | {"witness": who})


def test_talc_that_is_packed_anew_is_answered_part_by_part(cast, refused):
    talc, found = talc_found(cast)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[talc.id], place="BITTERN")
    half = talc.gross_mg // 2
    made = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=talc.id, how="repack", reason="the bag burst",
        witness_badge=cast.third_crew.badge, parts=[
            NewUnit(kind="bag", package_count=count, reading=evidence.reading(mg), seal=evidence.new_seal())
            for count, mg in ((12, half), (13, talc.gross_mg - half))],
    )  # fmt: skip
    exceptional.signed(made, by=cast.third_crew)
    first, second = fresh(made)
    exceptional.reported(cast, evidence.sampled(cast, first, **outside(cast)).sample_unit)
    asked = Discrepancy.objects.filter(discrepancy_kind="identity")
    for row in (found, asked.get(unit=first)):
        with refused("discrepancy.untested"):
            resolved(cast, row)

    exceptional.reported(cast, evidence.sampled(cast, second, **outside(cast)).sample_unit)
    resolved(cast, asked.get(unit=first))

    assert asked.count() == 3
    assert not asked.filter(resolved_at__isnull=True).exists()
