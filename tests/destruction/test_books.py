"""The books of mass follow the acts, whatever happens, and every way to the same figure leads to the same milligram."""

from __future__ import annotations

import pytest

from custody.core.postings import Account
from custody.destruction.actions import reconcile
from custody.destruction.selectors import books
from custody.evidence.actions import dividing, moving, operation, sample, weigh
from custody.evidence.actions.beside import register_beside
from custody.evidence.actions.seizure import register_units
from custody.evidence.entries import NewSample, NewUnit, Reading
from custody.evidence.models import Discrepancy, HandlingUnit, Posting
from custody.ledger.replay import replay_state
from tests import stories
from tests.destruction import stories as burns
from tests.evidence.exceptional import asked, decided, missing, signed
from tests.stories import act_of, fresh

A = Account


def agree():
    sheet = books.port_sheet()
    assert sheet.is_even
    assert [(each.name, each.booked_mg, each.counted_mg) for each in books.cross_checks() if not each.agrees] == []
    return sheet


def weighed(cast, unit, gross_mg, **changes):
    return weigh.record_weighing(
        act=act_of(cast.second_storekeeper), unit_id=unit.id, reading=stories.reading(gross_mg, **changes)
    )


def explained(cast, unit, loss_mg):
    weighed(cast, unit, unit.gross_mg - loss_mg)
    found = Discrepancy.objects.filter(resolved_at__isnull=True).get()
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=found.id, resolution="It was wet")
    unit.refresh_from_db()


def test_what_is_registered_stands_in_custody_and_what_is_inside_is_not_counted_twice(cast):
    found = stories.opened_seizure(cast)
    pallet = NewUnit(kind="pallet", label="2DV7PZCHR", reading=Reading(gross_mg=300_000_000, scale_code="S-PALLET"))
    register_units(
        act=act_of(cast.officer), seizure_id=found.id,
        units=[pallet, stories.new_bag(parent_label="2DV7PZCHR"), stories.new_bag()],
    )  # fmt: skip

    assert agree().mg[A.CUSTODY] == 300_000_000 + stories.BAG_MG
    assert Posting.objects.count() == 2


def test_a_sample_leaves_the_bulk_and_what_is_missing_within_tolerance_is_a_variance(cast):
    taken = stories.sampled(cast, left_mg=stories.BAG_MG - 5_000 - 20_000)

    sheet = agree()
    assert (sheet.mg[A.SAMPLE], sheet.mg[A.VARIANCE]) == (5_000, 20_000)
    [variance] = books.variances()
    assert (variance.unit, variance.mg, variance.owner, variance.standing) == (taken.unit, 20_000, cast.sampler, "open")


def test_an_explained_loss_is_the_supervisors_and_a_sample_after_it_books_anew(cast):
    [unit] = stories.stored(cast)
    explained(cast, unit, 900_000)
    [variance] = books.variances(seizure=unit.seizure)
    assert (variance.mg, variance.owner, variance.standing) == (900_000, cast.supervisor, "explained")
    assert agree().mg[A.CUSTODY] == stories.BAG_MG - 900_000

    sample.take_sample(
        act=act_of(cast.sampler), unit_id=unit.id, witness_badge=cast.storekeeper.badge, new_seal=stories.new_seal(),
        samples=[NewSample(sample_kind="analysis", seal=stories.new_seal(),
                           reading=Reading(gross_mg=5_000, scale_code="S-BENCH"))],
        reading=stories.reading(unit.gross_mg - 900_000 - 5_000),
    )  # fmt: skip

    assert agree().mg[A.CUSTODY] == stories.BAG_MG - 905_000


def test_an_estimate_gives_way_to_the_first_weight_and_is_no_variance(cast):
    found = stories.opened_seizure(cast)
    [drum] = register_units(
        act=act_of(cast.officer), seizure_id=found.id,
        units=[NewUnit(kind="drum", reading=Reading(gross_mg=60_000_000, method="declared"))],
    )  # fmt: skip
    assert agree().mg[A.CUSTODY] == 60_000_000

    weighed(cast, drum, 41_000_000)
    weighed(cast, drum, 41_000_000)

    sheet = agree()
    assert (sheet.booked_mg, sheet.mg[A.CUSTODY], sheet.mg[A.VARIANCE]) == (41_000_000, 41_000_000, 0)


def test_a_burnt_seizure_closes_with_nothing_in_custody_and_every_gram_accounted(cast):
    [unit, *others] = burns.reconciled(cast, count=3)
    reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=unit.seizure_id)

    sheet = books.sheet_of_seizure(unit.seizure)
    assert (sheet.mg[A.CUSTODY], sheet.mg[A.BETWEEN], sheet.sum_mg) == (0, 0, 0)
    assert sheet.booked_mg == sheet.mg[A.DESTROYED] + sheet.mg[A.SAMPLE] + sheet.mg[A.VARIANCE]
    assert len(others) == 2
    agree()
    assert [str(each) for each in replay_state().findings] == []


def test_what_supervisors_explained_replays_to_the_same_books(cast):
    unit, other = stories.stored(cast, count=2)
    explained(cast, unit, 900_000)
    weighed(cast, other, other.gross_mg, package_count=24)
    counted = Discrepancy.objects.get(discrepancy_kind="count")
    weigh.resolve_discrepancy(act=act_of(cast.supervisor), discrepancy_id=counted.id, resolution="Counted again")

    assert agree().mg[A.VARIANCE] == 900_000
    assert [str(each) for each in replay_state().findings] == []


def test_a_posting_that_no_event_tells_of_is_found_and_so_is_one_that_is_missing(house_cast, as_role):
    from django.db import connection

    [unit] = stories.stored(house_cast)
    with as_role("postgres"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE custody.custody_posting DISABLE TRIGGER ALL")
        cursor.execute(
            "INSERT INTO custody.custody_posting (id, stream_id, last_seq, number, cause, from_account, to_account, "
            "mg, estimated, posted_at, owner_id, unit_id) SELECT gen_random_uuid(), stream_id, last_seq, 2, "
            "'unit.stolen/1', 'custody', 'lost', 7, false, posted_at, owner_id, unit_id FROM custody.custody_posting"
        )
        cursor.execute("DELETE FROM custody.custody_posting WHERE number = 1")

    said = {each.message for each in replay_state().findings if each.table == "custody_posting"}
    assert said == {"no event tells of this row", "the row that the ledger tells of is missing"}
    assert unit


def test_the_database_keeps_the_books_from_whoever_has_no_event(house_cast):
    from django.db import IntegrityError, ProgrammingError, transaction

    [unit] = stories.stored(house_cast)
    posting = Posting.objects.get(unit=unit)

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(mg=1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        posting.delete()
    assert HandlingUnit.objects.filter(pk=unit.pk).exists()


# --- what happens beside the straight way to the fire -----------------------------------------------------


def test_a_split_is_seized_once_and_what_fell_on_the_table_is_a_variance(cast):
    [unit] = stories.stored(cast)
    made = split(cast, unit, 10_000_000, 14_950_000, loss_reason="dust on the table")

    sheet = agree()
    assert (sheet.booked_mg, sheet.mg[A.CUSTODY], sheet.mg[A.VARIANCE]) == (stories.BAG_MG, 24_950_000, 50_000)
    signed(made, by=cast.second_storekeeper)
    split(cast, fresh(made)[1], 4_950_000, 10_000_000)
    assert agree().mg == sheet.mg


def test_a_merge_is_the_sum_of_what_it_was_made_of(cast):
    units = stories.stored(cast, count=3)

    dividing.merge_units(
        act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], reason="one drum for the fire",
        witness_badge=cast.second_storekeeper.badge, part=part(3 * stories.BAG_MG - 7, kind="drum"), loss_reason="dust",
    )  # fmt: skip

    sheet = agree()
    assert (sheet.mg[A.CUSTODY], sheet.mg[A.VARIANCE]) == (3 * stories.BAG_MG - 7, 7)


def test_what_takes_the_place_of_the_goods_was_never_seized(cast):
    [unit] = stories.stored(cast)

    operation.exchange_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge, reference="KP 1",
        originals=[part(stories.BAG_MG)], dummies=[part(stories.BAG_MG, kind="dummy")],
    )  # fmt: skip

    assert agree().mg[A.CUSTODY] == agree().booked_mg == stories.BAG_MG


def test_what_is_lost_stands_as_lost(cast):
    [unit] = stories.stored(cast)
    missing(cast, unit)
    decided(asked(cast, fresh([unit])[0], "lost", by=cast.supervisor), by=cast.regional_head)

    sheet = agree()
    assert (fresh([unit])[0].custody_state, sheet.mg[A.LOST], sheet.mg[A.CUSTODY]) == ("lost", stories.BAG_MG, 0)


def test_a_sample_of_a_cover_load_is_in_the_books_and_nothing_hangs_between_two_units(cast):
    unit = register_beside(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
                           exhibit_kind="cover_load", description="bananas", place="HERON")  # fmt: skip
    stories.accepted(stories.offered(cast, [unit], receiver=cast.storekeeper), by=cast.storekeeper)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="BITTERN")

    taken = stories.sampled(cast, fresh([unit])[0], left_mg=1_000_000)

    assert agree().mg[A.SAMPLE] == taken.gross_mg
    assert replay_state().findings == []


def part(gross_mg, **changes):
    count = round(gross_mg / 1_000_000)
    said = {"kind": "bag", "package_count": count, "reading": stories.reading(gross_mg), "seal": stories.new_seal()}
    said |= changes
    return NewUnit(**said)


def split(cast, unit, *parts_mg, **changes):
    return dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge,
        parts=[part(mg) for mg in parts_mg], reason="half of it is kept", **changes,
    )  # fmt: skip
