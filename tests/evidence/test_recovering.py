"""What was stolen, lost or destroyed by an event, and comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from custody.alerts.models import Alert
from custody.core.postings import Account
from custody.destruction.selectors import books
from custody.evidence.actions import moving, recovering, searching, seizure, signatures, weigh
from custody.evidence.entries import Reading, SealEntry
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit, Seal
from custody.evidence.selectors.checklists import judge
from custody.evidence.selectors.exceptions import made_of, sources_of
from custody.evidence.selectors.figures import stock_per_day
from custody.evidence.selectors.recovered import came_back_as
from custody.evidence.selectors.timeline import timeline
from custody.evidence.selectors.totals import totals_of
from custody.ledger.replay import replay_state
from tests import stories
from tests.evidence.exceptional import (
    asked,
    authorised,
    decided,
    explained,
    given,
    missing,
    negative,
    signed_by_each,
    written_off,
)
from tests.evidence.test_inventory import found, opened, signed
from tests.stories import BAG_MG, act_of, fresh

FOUND = "by the police of the port, in a lorry"


def back(cast, unit, mg=BAG_MG, *, by=None, seal_seen="same", **changes):
    """Let what was gone come back, and return what it is now."""
    told = {name: changes.pop(name) for name in ("found_at", "number_read", "kind", "label") if name in changes}
    said = {
        "act": act_of(by or cast.officer), "unit_id": unit.id, "witness_badge": cast.second_officer.badge,
        "comeback": recovering.Comeback(found_where=FOUND, seal_seen=seal_seen, **told), "place": "HERON",
        "reading": stories.reading(mg, package_count=25),
    }  # fmt: skip
    return recovering.recover_unit(**said | changes)


def account(unit, of=Account.LOST):
    return books.sheet_of_seizure(unit.seizure).mg[of]


def test_stolen_goods_that_the_police_find_are_a_unit_of_their_own_again(cast):
    """The story: stolen, found, held by two, explained by somebody else, swept, and on its way."""
    bag = written_off(cast, stories.stored(cast)[0])
    assert Alert.objects.get(rule="LOSS").state == "open"

    made = back(cast, bag)

    [bag] = fresh([bag])
    assert (bag.custody_state, bag.custodian, bag.seal) == ("stolen", None, None)
    assert (made.custody_state, made.custodian, made.seizure) == ("seized", cast.officer, bag.seizure)
    assert (made.discrepancy_open, made.signature_owed, made.unswept) == (True, True, True)
    assert (sources_of(made), made_of(bag)) == ([bag], [made])
    assert FOUND in next(line for line in timeline(made) if line.type.code == "unit.recovered/2").values["found_where"]
    assert next(line for line in timeline(bag) if line.type.code == "unit.came_back/1").values["label"] == made.label
    # Those who heard that it was gone hear that it is back; who had it neither then nor now takes that alert.
    told = Alert.objects.get(rule="BACK")
    assert (told.state, told.subject_id) == ("open", made.id)
    assert set(told.about) == {cast.storekeeper.id, cast.officer.id}
    assert Alert.objects.get(rule="LOSS").state == "resolved"
    owed = Countersignature.objects.get(unit=made, signed_at=None)
    assert (owed.matter, owed.wanted) == ("witness", cast.second_officer)

    signatures.sign(act=act_of(cast.second_officer), signature_ids=[owed.id])
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), discrepancy_id=Discrepancy.objects.get(unit=made).id,
                              resolution="in a lorry, three kilometres away")  # fmt: skip
    stories.swept(cast, [made])

    assert Alert.objects.get(rule="BACK").state == "resolved"
    [made] = fresh([made])
    assert (made.discrepancy_open, made.signature_owed, made.unswept) == (False, False, False)
    assert not replay_state().findings


def test_what_came_back_is_lost_no_more_to_the_milligram_and_the_rest_stays_lost(cast):
    bag = written_off(cast, stories.stored(cast)[0])
    assert (account(bag), account(bag, Account.CUSTODY)) == (BAG_MG, 0)

    first = back(cast, bag, BAG_MG - 4_000_001)
    assert (account(bag), account(bag, Account.CUSTODY)) == (4_000_001, BAG_MG - 4_000_001)
    assert Alert.objects.get(rule="LOSS").state == "open"
    # The other half comes back too, another day and in another lorry.
    second = back(cast, bag, 3_000_000, seal_seen="none")

    assert (account(bag), account(bag, Account.CUSTODY)) == (1_000_001, BAG_MG - 1_000_001)
    sheet = books.port_sheet()
    assert sheet.is_even
    assert sheet.booked_mg == BAG_MG
    assert [each.agrees for each in books.cross_checks()] == [True, True, True]
    assert made_of(bag) == sorted([first, second], key=lambda unit: unit.label)
    assert totals_of(bag.seizure, reader=cast.supervisor).gross_mg == BAG_MG
    assert not replay_state().findings


def test_the_stock_of_a_day_counts_it_once(cast):
    today = stories.now().date()
    day = stock_per_day(first=today, last=today, zone="UTC")[0]
    bag = written_off(cast, stories.stored(cast)[0])

    back(cast, bag, BAG_MG - 4_000_000)

    [then] = stock_per_day(first=today, last=today, zone="UTC")
    assert then.seized_mg - day.seized_mg == BAG_MG
    assert then.stock_mg - day.stock_mg == BAG_MG - 4_000_000
    assert judge(bag.seizure, at=stories.now()).load.mass_mg == BAG_MG


def test_more_than_was_lost_is_a_variance_with_an_owner(cast):
    bag = written_off(cast, stories.stored(cast)[0], "lost")

    made = back(cast, bag, BAG_MG + 2_000_000)

    assert (account(bag), account(bag, Account.VARIANCE)) == (0, -2_000_000)
    variance = books.variance_of(made)
    assert (variance.mg, variance.owner, variance.standing) == (-2_000_000, cast.officer, "open")
    kinds = Discrepancy.objects.filter(unit=made).values_list("discrepancy_kind", "difference_mg")
    assert sorted(kinds) == [("recovered", 2_000_000), ("weight", 2_000_000)]
    assert books.port_sheet().is_even
    assert not replay_state().findings


def test_what_was_never_weighed_is_seized_with_what_came_back(cast):
    [bag] = stories.seized(cast, reading=None)
    bag = written_off(cast, bag)
    assert account(bag) == 0

    made = back(cast, bag)

    assert (account(bag, Account.VARIANCE), account(bag, Account.CUSTODY)) == (0, BAG_MG)
    assert books.sheet_of_seizure(made.seizure).booked_mg == BAG_MG
    assert not replay_state().findings


def test_a_bag_that_was_stolen_out_of_a_pallet_is_lost_and_comes_back_out_of_what_was_lost(cast):
    [pallet] = stories.seized(cast, kind="pallet", package_count=1)
    [bag] = seizure.register_units(act=act_of(cast.officer), seizure_id=pallet.seizure_id,
                                   units=[stories.new_bag(5_000_000, parent_label=pallet.label)])  # fmt: skip
    whole = pallet.gross_mg
    bag = written_off(cast, bag)

    [pallet] = stories.fresh([pallet])
    assert (account(pallet), account(pallet, Account.CUSTODY)) == (5_000_000, whole - 5_000_000)
    assert (pallet.gross_mg, pallet.package_count) == (whole - 5_000_000, 0)
    assert not replay_state().findings

    made = back(cast, bag, 5_000_000)

    assert (account(pallet), account(pallet, Account.VARIANCE)) == (0, 0)
    assert account(pallet, Account.CUSTODY) == whole
    assert books.sheet_of_seizure(made.seizure).booked_mg == whole
    assert books.port_sheet().is_even
    assert not replay_state().findings


def test_the_seal_that_is_still_on_it_stays_its_seal_and_is_on_nothing_else(cast):
    bag, other = stories.stored(cast, count=2)
    number = bag.seal
    bag = written_off(cast, bag)

    made = back(cast, bag)

    old, new = Seal.objects.filter(number=number).order_by("applied_at", "carried_from")
    assert (old.unit, old.removed_at is None) == (bag, False)
    assert (new.unit, new.removed_at, new.carried_from) == (made, None, old)
    assert made.seal == number
    # A second half under the same number is under a copy of it: our seal is on the first.
    again = back(cast, bag, 1_000_000)
    assert (again.seal, Seal.objects.filter(number=number).count()) == (None, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        _forge(other, number=number)
    with pytest.raises(IntegrityError), transaction.atomic():
        _forge(other, number="ANOTHER 1", carried_from=new)


def _forge(unit, *, number, carried_from=None):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO custody_seal (id, stream_id, last_seq, unit_id, number, seal_class, applied_at,"
            " carried_from_id) VALUES (gen_random_uuid(), %s, 0, %s, %s, 'bag', now(), %s)",
            [unit.stream_id, unit.id, number, None if carried_from is None else carried_from.id],
        )


@pytest.mark.parametrize("seen", ["broken", "other", "none"])
def test_a_seal_that_is_no_longer_ours_is_off_and_another_goes_on(cast, seen):
    bag = written_off(cast, stories.stored(cast)[0])
    seal = stories.new_seal()

    made = back(cast, bag, seal_seen=seen, number_read="X-1", new_seal=seal)

    assert (made.seal, Seal.objects.get(unit=bag).removed_at is None) == (seal.number, False)
    line = next(line for line in timeline(made) if line.type.code == "unit.recovered/2")
    assert line.values["seal_seen"] == seen
    assert not replay_state().findings


def test_a_new_seal_with_a_used_number_is_a_fact_once_somebody_looked_again(cast, refused):
    bag, other = stories.stored(cast, count=2)
    bag = written_off(cast, bag)
    with refused("seal.in_use"):
        back(cast, bag, new_seal=SealEntry(number=other.seal))

    made = back(cast, bag, new_seal=SealEntry(number=other.seal, looked_again=True))

    assert made.seal is None
    assert set(Discrepancy.objects.filter(unit=made).values_list("discrepancy_kind", flat=True)) == {
        "recovered", "seal"
    }  # fmt: skip


def test_what_lay_in_it_and_came_back_in_it_lies_in_what_it_is_now(cast, refused):
    [pallet] = stories.seized(cast, kind="pallet", package_count=2)
    kept, taken = seizure.register_units(
        act=act_of(cast.officer), seizure_id=pallet.seizure_id,
        units=[stories.new_bag(parent_label=pallet.label, reading=None) for _ in range(2)],
    )  # fmt: skip
    [stranger] = stories.seized(cast, of=pallet.seizure)
    pallet = written_off(cast, pallet)
    with refused("recovery.not_inside"):
        back(cast, pallet, inside=[stranger.id])

    made = back(cast, pallet, kind="box", inside=[kept.id])

    kept, taken = fresh([kept, taken])
    assert (made.kind, kept.parent_id, taken.parent_id) == ("box", made.id, pallet.id)
    with refused("unit.inside"):
        back(cast, taken)
    assert not replay_state().findings


def test_it_is_known_when_it_was_found_and_nothing_comes_back_before_it_does(cast, refused):
    bag = written_off(cast, stories.stored(cast)[0])
    with refused("occurred_at.future"):
        back(cast, bag, found_at=stories.now() + timedelta(minutes=5))
    found_at = stories.now() - timedelta(days=3)

    made = back(cast, bag, found_at=found_at)

    line = next(line for line in timeline(made) if line.type.code == "unit.recovered/2")
    assert line.values["found_at"] == found_at
    assert made.held_since > found_at


def test_what_is_only_missing_is_found_and_a_conveyance_is_stopped_anew(cast, refused):
    [bag] = stories.stored(cast)
    missing(cast, bag)
    with refused("recovery.not_gone"):
        back(cast, bag)
    container = written_off(cast, stories.contained(cast))
    with refused("recovery.conveyance"):
        back(cast, container)
    with refused("role.missing"):
        back(cast, container, by=cast.auditor)


@pytest.mark.parametrize(
    ("how", "went", "decider"),
    [("hand_out", Account.HANDED_OVER, "regional_head"), ("return", Account.RETURNED, "supervisor")],
)
def test_what_was_given_away_and_is_here_again_is_frozen_and_somebody_answers_for_it(cast, how, went, decider):
    [bag] = stories.stored(cast)
    if how == "return":
        negative(cast, bag)
        [bag] = stories.fresh([bag])
    mass = bag.gross_mg
    given(authorised(asked(cast, bag, how, by=cast.case_officer), by=getattr(cast, decider)))
    [bag] = stories.fresh([bag])
    assert account(bag, went) == mass
    inventory = opened(cast)
    found(cast, inventory, bag)
    seen = Discrepancy.objects.get(unit=bag)
    assert (seen.discrepancy_kind, seen.found) == ("identity", "found by a count")
    assert Alert.objects.filter(rule="AL6", subject_id=bag.id).exists()

    made = back(cast, bag, mass)

    assert (account(bag, went), account(bag, Account.CUSTODY)) == (0, mass)
    assert (made.custodian, made.discrepancy_open, made.unswept) == (cast.officer, True, True)
    assert Alert.objects.filter(rule="BACK", subject_id=made.id).exists()
    assert books.port_sheet().is_even
    assert not replay_state().findings


def test_a_sample_comes_back_as_a_sample(cast):
    taken = stories.sampled(cast)
    sample = written_off(cast, HandlingUnit.objects.get(pk=taken.sample_unit_id))

    made = back(cast, sample, reading=Reading(gross_mg=4_000, scale_code="S-BENCH"))

    assert made.kind == "sample"
    assert (account(sample), account(sample, Account.SAMPLE)) == (1_000, 4_000)
    assert books.port_sheet().is_even
    assert not replay_state().findings


def stored_again(cast, bag):
    """Return what a bag is that was written off, came back whole, and lies in a store again."""
    made = back(cast, written_off(cast, bag))
    signed_by_each([made])
    explained(cast, made)
    stories.swept(cast, [made])
    stories.accepted(stories.offered(cast, [made], receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[made.id], place="BITTERN")
    return fresh([made])[0]


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("reads_the_new_one", [True, False])
def test_all_labels_of_what_came_back_are_one_thing_at_a_count(cast, times, reads_the_new_one):
    labels = stories.stored(cast)
    for _time in range(times):
        labels.append(stored_again(cast, labels[-1]))
    *old, made = fresh(labels)
    count = opened(cast)

    lines = [found(cast, count, each, seal_seen=made.seal) for each in [*old, *([made] if reads_the_new_one else [])]]
    signed(cast, count)

    assert {(line.unit, line.outcome) for line in lines} == {(made, "agrees")}
    count.refresh_from_db()
    assert (count.missing, count.differences) == (0, 0)
    assert not Discrepancy.objects.filter(unit__in=old, discrepancy_kind="identity").exists()
    assert replay_state().findings == []


def test_the_label_of_what_came_back_in_two_parts_is_none_of_them_though_one_was_gone_again_between(cast):
    bag = written_off(cast, stories.stored(cast)[0])
    part, _other = back(cast, bag, BAG_MG // 2), back(cast, bag, BAG_MG // 4)
    assert came_back_as(bag) == bag
    again = back(cast, written_off(cast, part), BAG_MG // 2)

    assert (came_back_as(part), came_back_as(fresh([bag])[0])) == (again, bag)


def told_of(unit):
    rows = Discrepancy.objects.filter(unit=unit).values_list("discrepancy_kind", "resolution", "resolved_by__badge")
    return sorted(rows)


def test_who_explains_where_goods_were_that_came_back_whole_says_it_of_what_was_written_off(cast):
    bag = written_off(cast, stories.stored(cast)[0])
    made = back(cast, bag)
    assert told_of(bag) == [("place", None, None)]

    explained(cast, made)

    assert told_of(bag) == [("place", "Seen", cast.second_supervisor.badge)]
    assert not fresh([bag])[0].discrepancy_open
    assert next(line for line in timeline(bag) if line.type.code == "discrepancy.resolved/1")
    assert not replay_state().findings


def test_where_the_rest_is_stays_asked_until_all_of_it_came_back(cast):
    bag = written_off(cast, stories.stored(cast)[0])
    first = explained(cast, back(cast, bag, BAG_MG - 4_000_000))
    assert (first.discrepancy_open, told_of(bag)) == (False, [("place", None, None)])

    explained(cast, back(cast, bag, 4_000_000, seal_seen="none"))

    assert told_of(bag) == [("place", "Seen", cast.second_supervisor.badge)]


def test_who_said_that_it_was_not_there_does_not_explain_that_with_what_came_back(cast):
    bag = stories.stored(cast)[0]
    searching.report_unlocated(act=act_of(cast.second_supervisor), unit_id=bag.id, remark="not there")
    searching.declare_missing(act=act_of(cast.supervisor), unit_id=bag.id)
    signed_off = asked(cast, bag, "lost", by=cast.supervisor)
    decided(signed_off, by=cast.director)

    explained(cast, back(cast, fresh([bag])[0]), by=cast.second_supervisor)

    assert told_of(bag) == [("place", None, None)]
    assert not replay_state().findings
