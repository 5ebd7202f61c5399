"""Kilograms x hours by stage, what came of a month, how slots were used, and what may be told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.destruction.actions import holds, plans, publication, sessions, slots
from custody.destruction.models import ManifestLine, OrderLine
from custody.destruction.selectors import books, outcomes
from custody.destruction.selectors import publication as told
from custody.destruction.selectors.exposure import MG_US_PER_TONNE_HOUR, STAGES, Exposure, exposure
from custody.destruction.selectors.figures import burnt_share
from custody.evidence.actions import dividing
from custody.evidence.models import Discrepancy, Placement, Sample
from custody.evidence.models.seizure import Seizure
from tests import stories as evidence
from tests.destruction import plan_stories, stories
from tests.destruction.test_figures import seized_ago
from tests.evidence import exceptional
from tests.evidence.test_recovering import back
from tests.stories import BAG_MG, act_of, fresh, now

DAY = timedelta(days=1)


def microseconds(since, until):
    return (until - since) // timedelta(microseconds=1)


def test_each_stage_has_its_hours_and_together_they_are_the_life_of_the_load(cast):
    [unit] = units = seized_ago(cast, 30)
    stories.burnt(cast, units=units)
    [unit] = fresh([unit])
    line = ManifestLine.objects.get(unit=unit)
    stopped = Placement.objects.filter(unit=unit.seizure.conveyance).order_by("since_at")[0].since_at
    sampled = Sample.objects.get(unit__exhibit=unit.exhibit_id).taken_at
    ordered = OrderLine.objects.get(unit=unit).order.verified_at
    arrived = Placement.objects.filter(unit=unit).order_by("-since_at")[0].since_at
    # The stop was recorded live, after the seizure that is told of an earlier day: it began with the seizure then.
    edges = [min(stopped, unit.seized_at), unit.seized_at, sampled, ordered, line.staged_at, arrived, line.destroyed_at]

    [whole] = exposure([(now() - 3 * DAY, now())], jurisdiction="BE")

    assert whole.by_stage == {
        stage: unit.gross_mg * microseconds(edges[place], edges[place + 1]) for place, stage in enumerate(STAGES)
    }
    assert whole.by_stage["report"] > 29 * 3_600_000_000 * unit.gross_mg
    assert exposure([(now() - 3 * DAY, now())], jurisdiction="NL")[0].total == 0
    assert exposure([(now() - 3 * DAY, now())], seizure_id=unit.seizure_id)[0].by_stage == whole.by_stage
    assert exposure([]) == []


def test_days_add_up_to_the_whole_whatever_is_still_here(cast):
    seized_ago(cast, 80)
    stories.burnt(cast, units=seized_ago(cast, 50))
    stories.ordered(cast, units=seized_ago(cast, 20))
    end = now()
    days = [(end - (n + 1) * DAY, end - n * DAY) for n in range(5)]

    [whole] = exposure([(days[-1][0], end)])
    parts = exposure(days)

    for stage in STAGES:
        assert sum(each.by_stage[stage] for each in parts) == whole.by_stage[stage]
    assert whole.by_stage["slot"] > 0


def test_hours_under_a_hold_are_nobody_elses(cast):
    [unit] = units = stories.ordered(cast, units=seized_ago(cast, 10))
    before = exposure([(now() - DAY, now())])[0]
    hold = holds.place_hold(
        act=act_of(cast.case_officer), unit_ids=[unit.id], authority="prosecutor", reference="NO-1",
        reason="a question of the court", review_at=now() + 5 * DAY,
    )  # fmt: skip
    assert hold
    [unit] = fresh(units)
    placed_at = unit.holds.get().placed_at
    end = now()

    after = exposure([(end - DAY, end)])[0]

    assert before.by_stage["other"] == 0
    assert after.by_stage["other"] == unit.gross_mg * microseconds(placed_at, end)


def test_what_was_gone_and_came_back_is_one_unit_and_one_mass_and_its_hours_do_not_run_twice(cast):
    [bag] = evidence.stored(cast)
    exceptional.written_off(cast, bag)
    half = back(cast, bag, BAG_MG // 2)
    other = back(cast, bag, BAG_MG - BAG_MG // 2, seal_seen="none", new_seal=evidence.new_seal())
    since, until = now() - DAY, now()

    [year] = outcomes.outcomes_of([(since, until)], at=until)
    share = burnt_share(since=since, until=until)
    [lay] = exposure([(since, until)])

    assert (year.seizures, year.seized_units, year.seized_mg) == (1, 1, BAG_MG)
    assert (share.seized_units, share.seized_mg) == (2, BAG_MG)
    [bag] = fresh([bag])
    seen = {row.unit_id: row.opened_at for row in Discrepancy.objects.filter(discrepancy_kind="recovered")}
    stop = Placement.objects.filter(unit=bag.seizure.conveyance).order_by("since_at")[0].since_at
    assert lay.total == BAG_MG * microseconds(stop, bag.state_since) + sum(
        unit.gross_mg * microseconds(seen[unit.id], until) for unit in (half, other)
    )


def test_what_is_gone_still_counts_as_seized_beside_what_came_back_of_it(cast):
    [bag] = evidence.stored(cast)
    exceptional.written_off(cast, bag)
    back(cast, bag, BAG_MG // 2)
    since, until = now() - DAY, now()

    [year] = outcomes.outcomes_of([(since, until)], at=until)
    share = burnt_share(since=since, until=until)

    assert (year.seized_units, year.seized_mg) == (share.seized_units, share.seized_mg) == (1, BAG_MG)


def test_what_was_seized_stays_what_it_was_whatever_is_sampled_packed_anew_lost_on_the_way_or_gone(cast):
    begin = now() - DAY
    sampled, spilt, gone = evidence.stored(cast, count=3)
    stories.kept(cast, units=[sampled])
    dividing.split_unit(act=act_of(cast.storekeeper), unit_id=spilt.id, witness_badge=cast.second_storekeeper.badge,
                        parts=[evidence.new_bag(BAG_MG // 2), evidence.new_bag(BAG_MG // 2 - 100_000)], reason="burst",
                        how="split", loss_reason="dust")  # fmt: skip
    exceptional.written_off(cast, gone)

    [year] = outcomes.outcomes_of([(begin, now())], at=now())

    assert (year.seizures, year.seized_units, year.seized_mg) == (1, 3, 3 * BAG_MG)
    assert books.sheet_since(begin).booked_mg == year.seized_mg


def test_exposure_is_written_in_kilogram_hours_and_percent(cast):
    nothing = dict.fromkeys(STAGES, 0)
    figure = Exposure(now(), now(), nothing | {"order": MG_US_PER_TONNE_HOUR, "slot": 3 * MG_US_PER_TONNE_HOUR})
    assert figure.milli_tonne_hours() == 4000
    assert figure.milli_tonne_hours("order") == 1000
    assert figure.percent("slot") == 75
    assert Exposure(now(), now(), nothing).percent("slot") == 0


# --- outcomes -----------------------------------------------------------------------------------------------


def test_what_was_seized_and_burnt_and_the_median_from_seizure_to_ash(cast):
    pairs = [(cast.second_supervisor, cast.witness), (cast.second_supervisor, cast.second_witness)]
    for turn, hours in enumerate((20, 30, 90)):
        stories.burnt(cast, units=seized_ago(cast, hours), pair=pairs[turn % 2])
    seized_ago(cast, 5)

    stretch = [(now() - 10 * DAY, now() - DAY), (now() - DAY, now())]
    earlier, today = outcomes.outcomes_of(stretch, at=now(), jurisdiction="BE")
    [found] = outcomes.outcomes_of([(now() - 10 * DAY, now())], at=now(), jurisdiction="BE")

    assert (found.seizures, found.seized_units, found.burnt_units) == (4, 4, 3)
    assert found.median_hours == found.median_hours_by_mass == 30
    assert (earlier.seizures, today.seizures) == (2, 2)
    assert (earlier.burnt_units, today.burnt_units) == (0, 3)
    # Only what was seized more than two days ago can have missed them: the one of 90 hours did.
    assert (found.percent_within(24), found.percent_within(48)) == (0, 0)
    assert found.fair_mg == earlier.fair_mg < found.seized_mg
    [settled] = outcomes.outcomes_of([(now() - 10 * DAY, now())], at=now() + 3 * DAY, jurisdiction="BE")
    # Four bags of one weight; a sample was taken of the three that burnt.
    assert (settled.percent_within(24), settled.percent_within(48)) == (24, 49)
    [nothing] = outcomes.outcomes_of(stretch[1:], at=now(), jurisdiction="NL")
    assert nothing.percent_within(48) is None
    assert outcomes.outcomes_of([], at=now()) == []
    assert (nothing.seizures, nothing.burnt_mg) == (0, 0)
    assert nothing.median_hours is nothing.median_hours_by_mass is None


def test_the_reasons_of_the_slots_that_stayed_empty_add_up_to_them(cast):
    at = now()
    used = plan_stories.slot(cast, hours=40)
    kept = [plan_stories.slot(cast, hours=hours) for hours in (41, 42, 43)]
    gone = plan_stories.slot(cast, hours=44)
    slots.withdraw_slot(act=act_of(cast.planner), slot_id=gone.id, reason="slip")
    plan_stories.plan(cast)
    late = plan_stories.slot(cast, hours=45)
    cancelled = plan_stories.slot(cast, hours=46)
    planned = stories.planned(cast, starts_at=cancelled.starts_at)
    sessions.cancel_session(act=act_of(cast.planner), session_id=planned.id, reason="no_escort")
    waiting = plan_stories.slot(cast, hours=47)
    stories.planned(cast, starts_at=waiting.starts_at)
    plan_stories.outage(cast, begins_at=kept[0].starts_at, ends_at=kept[0].starts_at + timedelta(minutes=1))
    stories.burnt(cast)  # the hour of a burn of its own, in no slot
    later = at + 3 * DAY

    figures = outcomes.slot_figures(since=at, until=later, jurisdiction="BE")

    assert figures.unfilled == {"no_load": 3, "cancelled": 1, "furnace_down": 1, "not_burnt": 1, "not_planned": 1}
    assert (figures.filled, figures.total, figures.fill_percent) == (0, 7, 0)
    assert set(figures.unfilled) <= set(outcomes.SLOT_REASONS)
    assert used.starts_at < late.starts_at
    assert outcomes.slot_figures(since=at, until=later, jurisdiction="NL").fill_percent is None


def test_a_slot_that_an_unapproved_plan_meant_to_fill_was_not_planned(cast):
    at = now()
    plan, _ = plan_stories.filled(cast)
    assert outcomes.slot_figures(since=at, until=at + 9 * DAY).unfilled == {"not_planned": 1}
    plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    assert outcomes.slot_figures(since=at, until=at + 9 * DAY).unfilled == {"not_burnt": 1}


# --- what is told -------------------------------------------------------------------------------------------


def decide(cast, seizure, **changes):
    return publication.decide_publication(
        **({"act": act_of(cast.director), "seizure_id": seizure.id, "fields": ["date", "mass"],
            "reason": "the press asks", "publishable_at": now()} | changes)
    )


def listed(at):
    return [found.mg for found in told.publishable(at=at, since=now() - 9 * DAY, until=now(), limit=9)]


def test_nothing_is_told_before_all_of_it_has_burnt(cast):
    [unit] = stories.kept(cast)
    assert told.release_of(unit.seizure, at=now()) is None
    assert listed(now()) == []

    stories.burnt(cast, units=[unit])

    found = told.release_of(Seizure.objects.get(pk=unit.seizure_id), at=now())
    assert found.burnt
    assert found.mg == BAG_MG
    assert found.on == stories.local_day(unit.seized_at)
    assert listed(now()) == [BAG_MG]


def test_a_director_may_have_it_told_earlier_and_only_what_was_decided(cast):
    [unit] = stories.ordered(cast)
    decide(cast, unit.seizure, publishable_at=now() + timedelta(hours=1))
    assert told.release_of(unit.seizure, at=now()) is None
    assert listed(now()) == []
    later = now() + timedelta(hours=2)
    assert told.release_of(unit.seizure, at=later).mg == BAG_MG
    assert told.release_of(unit.seizure, at=later).origin is None
    assert not told.release_of(unit.seizure, at=later).burnt
    assert listed(later) == [BAG_MG]
    decide(cast, unit.seizure, fields=["origin"])
    assert listed(now()) == [None]
    assert told.decision_on(unit.seizure).fields == ["origin"]


def test_an_embargo_outlasts_the_fire(cast):
    [unit] = stories.kept(cast)
    decide(cast, unit.seizure, publishable_at=None)
    stories.burnt(cast, units=[unit])
    assert told.release_of(unit.seizure, at=now() + 900 * DAY) is None
    assert listed(now() + 900 * DAY) == []
    decide(cast, unit.seizure, fields=[])
    assert told.release_of(unit.seizure, at=now()) is None
    assert listed(now()) == []
    decide(cast, unit.seizure)
    assert told.release_of(unit.seizure, at=now()).mg
    assert listed(now()) == [BAG_MG]


@pytest.mark.parametrize("who", ["supervisor", "planner", "officer", "nobody"])
def test_what_is_told_is_decided_by_who_leads(cast, refused, who):
    [unit] = stories.kept(cast)
    with refused("role.missing"):
        decide(cast, unit.seizure, act=act_of(getattr(cast, who)))


def test_a_decision_names_known_fields_and_its_reason(cast, refused):
    [unit] = stories.kept(cast)
    for fields in (["quay"], ["date", "date"]):
        with refused("publication.fields"):
            decide(cast, unit.seizure, fields=fields)
    with refused("text.empty"):
        decide(cast, unit.seizure, reason=" ")


def test_what_was_handed_out_and_came_back_counts_once_in_what_could_have_burnt_in_time(cast):
    [bag] = evidence.stored(cast)
    exceptional.decided(exceptional.asked(cast, bag, "hand_out", by=cast.case_officer), by=cast.regional_head)
    back(cast, bag, BAG_MG)
    since, until = now() - DAY, now()

    [year] = outcomes.outcomes_of([(since, until)], at=until + 3 * DAY)

    assert year.fair_mg == BAG_MG
