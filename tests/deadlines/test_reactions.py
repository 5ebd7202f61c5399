"""Clocks are armed and closed by the event that starts and ends the obligation, in its own transaction."""

from __future__ import annotations

from datetime import timedelta
from inspect import unwrap

import pytest
from django.db import IntegrityError, transaction

from custody.deadlines.models import Clock
from custody.evidence.actions import extraction, moving, stop, transfer
from tests import stories

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def running(subject):
    return set(Clock.objects.filter(subject_id=subject.id, closed_at__isnull=True).values_list("clock_type", flat=True))


def clock(subject, kind):
    return Clock.objects.filter(subject_id=subject.id, clock_type=kind).order_by("-epoch")[0]


def test_a_stop_starts_the_clock_of_stripping_and_that_of_the_missing_guard(cast):
    unit = stories.contained(cast)

    assert running(unit) == {"STRIP", "GUARD_COVER", "SECOND_SIGNATURE"}
    strip, guard = clock(unit, "STRIP"), clock(unit, "GUARD_COVER")
    assert strip.due_at - strip.started_at == 24 * HOUR
    assert guard.due_at - guard.started_at == 30 * MINUTE
    assert strip.started_at == unit.held_since
    assert (strip.next_stage, strip.next_fire_at) == ("50%", strip.started_at + 12 * HOUR)


def test_a_guard_stops_the_clock_and_the_last_guard_who_leaves_starts_it_again(cast):
    unit = stories.contained(cast)

    first = stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge=cast.third_officer.badge)
    assert running(unit) == {"STRIP", "SECOND_SIGNATURE", "GUARD_WORD"}
    second = stop.post_guard(act=stories.act_of(cast.officer), unit_id=unit.id, guard_badge=cast.crew.badge)
    stop.relieve_guard(act=stories.act_of(cast.officer), guard_id=first.id)
    assert running(unit) == {"STRIP", "SECOND_SIGNATURE", "GUARD_WORD"}
    stop.relieve_guard(act=stories.act_of(cast.officer), guard_id=second.id)

    # Both were relieved and had said nothing: nobody waits for their word any more.
    assert running(unit) == {"STRIP", "GUARD_COVER", "SECOND_SIGNATURE"}
    assert clock(unit, "GUARD_COVER").epoch == 2
    assert Clock.objects.get(subject_id=unit.id, clock_type="GUARD_COVER", epoch=1).closed_by == "guard.posted/1"


def test_nobody_need_guard_a_conveyance_that_is_being_stripped_until_it_is_closed_again(cast):
    unit = stories.opened(cast)
    assert running(unit) == {"STRIP", "SECOND_SIGNATURE"}

    extraction.interrupt_extraction(
        act=stories.act_of(cast.officer),
        unit_id=unit.id,
        second_badge=cast.second_officer.badge,
        reason="the light fails",
        seal=stories.new_seal("H"),
    )

    assert running(unit) == {"STRIP", "GUARD_COVER", "SECOND_SIGNATURE"}


def test_of_an_emptied_conveyance_only_the_second_search_is_awaited(cast):
    assert running(stories.emptied(cast)) == {"CLEARANCE", "SECOND_SIGNATURE"}


def test_a_conveyance_on_the_road_is_escorted_and_unguarded_when_it_arrives(cast):
    unit = stories.contained(cast)
    offer = stories.offered(
        cast, [unit], receiver=cast.crew, second=cast.second_crew, purpose="departure", route=stories.route("LAPWING")
    )
    stories.accepted(offer, by=cast.crew)
    assert running(unit) == {"STRIP", "TRANSIT", "SECOND_SIGNATURE"}
    stories.countersigned(cast.second_crew)

    moving.arrive(act=stories.act_of(cast.crew), unit_ids=[unit.id], place="LAPWING")

    assert running(unit) == {"STRIP", "GUARD_COVER", "SECOND_SIGNATURE"}


def test_goods_are_to_be_burnt_within_the_hours_of_the_policy_from_the_seizure(cast):
    [unit] = stories.seized(cast)

    assert running(unit) == {"TARGET_DESTRUCTION", "SWEEP_OWED", "SECOND_SIGNATURE"}
    target = clock(unit, "TARGET_DESTRUCTION")
    assert target.started_at == unit.seized_at
    assert target.due_at - target.started_at == 48 * HOUR


def test_many_bags_of_one_act_get_one_clock_each(cast):
    units = stories.seized(cast, count=7)

    clocks = Clock.objects.filter(subject_id__in=[unit.id for unit in units])
    assert sorted(clocks.values_list("clock_type", flat=True)) == sorted(
        ["TARGET_DESTRUCTION", "SWEEP_OWED"] * 7 + ["SECOND_SIGNATURE"]
    )
    # Who stood by signs once for all of them, on the first.
    assert all(running(unit) - {"SECOND_SIGNATURE"} == {"TARGET_DESTRUCTION", "SWEEP_OWED"} for unit in units)


def test_the_store_starts_the_clock_of_storage_and_the_road_ends_it(cast):
    [unit] = stories.stored(cast)
    assert running(unit) == {"TARGET_DESTRUCTION", "MAX_STORAGE"}
    stay = clock(unit, "MAX_STORAGE")
    assert stay.due_at - stay.started_at == 72 * HOUR

    stories.on_the_road(cast, units=[unit], giver=cast.storekeeper)

    assert running(unit) == {"TARGET_DESTRUCTION", "TRANSIT"}
    assert clock(unit, "MAX_STORAGE").closed_by == "unit.departed/1"


def test_a_second_stay_is_a_second_epoch(cast):
    [unit] = stories.on_the_road(cast, units=stories.stored(cast), giver=cast.storekeeper)

    offer = stories.offered(cast, [unit], receiver=cast.storekeeper, giver=cast.crew, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")

    assert clock(unit, "MAX_STORAGE").epoch == 2


def test_samples_have_neither_clock_of_goods_but_one_of_their_own(cast):
    taken = stories.sampled(cast)

    assert running(taken.sample_unit) == {"SAMPLE_IN_HAND"}


def test_an_offer_runs_out_and_its_answer_ends_it(cast):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    waiting = clock(offer, "ACCEPTANCE")
    assert (waiting.subject_kind, waiting.due_at) == ("transfer", offer.expires_at)

    transfer.refuse_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id, reason="too many")

    assert running(offer) == set()
    assert running(unit) == {"TARGET_DESTRUCTION", "SWEEP_OWED", "SECOND_SIGNATURE"}


def test_an_open_clock_without_a_next_moment_is_refused_by_the_database(cast):
    [unit] = stories.seized(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(subject_id=unit.id).update(next_fire_at=None)


def test_two_open_clocks_of_one_kind_are_refused_by_the_database(cast):
    [unit] = stories.seized(cast)
    other = clock(unit, "TARGET_DESTRUCTION")
    other.pk, other.epoch = None, 2

    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)


def test_a_sweep_is_owed_until_it_finds_the_unit_clean(cast):
    [unit] = stories.seized(cast)
    owed = clock(unit, "SWEEP_OWED")
    assert owed.due_at - owed.started_at == 24 * HOUR

    stories.swept(cast, [unit])

    assert running(unit) == {"TARGET_DESTRUCTION"}
    assert clock(unit, "SWEEP_OWED").closed_by == "sweep.recorded/1"


def test_an_order_is_awaited_from_the_official_report_of_a_seizure(cast):
    [unit] = stories.seized(cast)

    waiting = clock(unit.seizure, "ORDER_LATENCY")

    assert (waiting.subject_kind, waiting.jurisdiction) == ("seizure", "BE")
    assert waiting.due_at - waiting.started_at == 12 * HOUR


def test_a_load_on_the_road_is_to_arrive_in_time(cast):
    [unit] = stories.on_the_road(cast, units=stories.stored(cast), giver=cast.storekeeper)
    trip = clock(unit, "TRANSIT")
    assert trip.due_at - trip.started_at == 120 * MINUTE

    offer = stories.offered(cast, [unit], receiver=cast.storekeeper, giver=cast.crew, purpose="arrival")
    stories.accepted(offer, by=cast.storekeeper, place="BITTERN")

    assert clock(unit, "TRANSIT").closed_by == "unit.stored/1"


def test_a_clock_knows_what_its_length_was_found_by_and_where_its_days_end(cast):
    [unit] = stories.stored(cast)

    stay = clock(unit, "MAX_STORAGE")

    assert (stay.place_class, stay.mass_mg, stay.substance) == ("store", unit.gross_mg, unit.exhibit.substance)
    assert stay.zone == "Europe/Brussels"


def test_what_makes_goods_unusable_has_no_clock_while_its_rule_has_no_value(cast, caplog):
    with caplog.at_level("DEBUG", logger="custody.deadlines.clocks"):
        [unit] = unwrap(stories.seized)(cast)  # acted here and now: what is logged belongs to the act

    assert "NEUTRALISE" not in running(unit)
    assert "no value for clock.neutralise in BE" in caplog.text
