"""Plans of burns: made by one, approved by another, and then burns like any other; slots, crews and outages."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from custody.core.errors import CustodyError, NotFound
from custody.core.events import FieldClass
from custody.destruction import policies_planning
from custody.destruction.actions import holds, plans, sessions, slots
from custody.destruction.actions.publication import decide_publication
from custody.destruction.models import BurnSession, ManifestLine
from custody.destruction.plan_models import Outage, Slot
from custody.destruction.selectors import plans as reads
from custody.destruction.selectors.book import book_now
from custody.evidence.actions import endangering, weigh
from custody.evidence.entries import Reading
from custody.evidence.selectors.places import place_now
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.roles import Role
from tests.destruction import plan_stories, stories
from tests.destruction.test_sessions import authority
from tests.stories import act_of, fresh, now


def lines(plan):
    return [(line.reason, len(line.unit_ids)) for line in reads.lines_of(plan)]


# --- the plan -----------------------------------------------------------------------------------------------


def test_a_plan_says_what_burns_when_books_nothing_and_tells_a_stranger_no_time_or_mass(cast):
    plan, units = plan_stories.filled(cast, count=3)

    assert (plan.session_count, plan.unit_count, plan.unfilled_count) == (1, 3, 0)
    assert plan.planned_mg == sum(unit.gross_mg for unit in units)
    assert lines(plan) == [(None, 3)]
    assert authority(units) == {"ordered"}
    assert plan.zero_at == reads.lines_of(plan)[0].slot.starts_at
    assert plan.sentences[0]["code"] == "planned.first"
    shown = [event.values for event in told([plan.stream_id], classes=frozenset({FieldClass.OPEN}), limit=9)]
    for values in shown:
        assert not {"risk_hours", "planned_mg", "zero_at", "slot_id", "unit_ids", "planner"} & set(values)


def test_an_approved_plan_is_burns_in_the_name_of_who_made_it(cast):
    plan, units = plan_stories.filled(cast)

    plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)

    plan.refresh_from_db()
    assert (plan.state, plan.decided_by) == ("approved", cast.supervisor)
    [session] = BurnSession.objects.filter(lines__unit__in=units).distinct()
    assert (session.state, session.planner) == ("planned", cast.planner)
    assert session.starts_at == reads.lines_of(plan)[0].slot.starts_at
    assert authority(units) == {"scheduled"}
    # The one who approved the plan may approve the burn and name its witnesses: another made it.
    assert stories.approved(cast, session).state == "approved"


def test_a_plan_is_approved_by_another_and_once(cast, refused):
    plan, _ = plan_stories.filled(cast)
    cast.planner.roles = [*cast.planner.roles, Role.SUPERVISOR.value]
    with refused("plan.own", "Another person must approve the plan that you made"):
        plans.approve_plan(act=act_of(cast.planner), plan_id=plan.id)
    with refused("role.missing"):
        plans.approve_plan(act=act_of(cast.officer), plan_id=plan.id)

    plans.refuse_plan(act=act_of(cast.supervisor), plan_id=plan.id, reason="outdated")

    with refused("plan.decided"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    assert ManifestLine.objects.count() == 0


def test_only_the_newest_plan_is_approved(cast, refused):
    plan, _ = plan_stories.filled(cast)
    plan_stories.plan(cast)

    with refused("plan.superseded"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)


def test_what_changed_since_the_plan_is_left_out(cast):
    plan, (first, second, third) = plan_stories.filled(cast, count=3)
    sessions.plan_session(act=act_of(cast.planner), facility="FORGE", starts_at=now() + timedelta(hours=3),
                          unit_ids=[first.id])  # fmt: skip
    weigh.record_weighing(
        act=act_of(cast.storekeeper), unit_id=second.id, occasion="check",
        reading=Reading(gross_mg=second.gross_mg - 5_000_000, scale_code="S-FLOOR", package_count=25),
    )  # fmt: skip
    assert fresh([second])[0].discrepancy_open

    plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)

    assert authority([third]) == {"scheduled"}
    assert authority([second]) == {"ordered"}
    assert told([plan.stream_id], classes=frozenset({FieldClass.OPEN}), limit=1)[0].values["dropped_count"] == 2


def test_a_plan_of_which_nothing_is_left_is_not_approved(cast, refused):
    plan, units = plan_stories.filled(cast)
    [line] = reads.lines_of(plan)
    slots.withdraw_slot(act=act_of(cast.planner), slot_id=line.slot_id, reason="furnace_asked")

    with refused("plan.empty"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    assert authority(units) == {"ordered"}


def test_a_plan_never_takes_more_crews_than_there_are_when_it_is_approved(cast, refused):
    first, second = stories.ordered(cast, count=2)
    shift = plan_stories.crews(cast, crews=1)
    plan_stories.slot(cast)
    plan = plan_stories.plan(cast)
    assert plan.session_count == 1
    stories.planned(cast, [first])

    with refused("plan.crews"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)

    slots.cancel_crews(act=act_of(cast.planner), shift_id=shift.id)
    assert plan_stories.plan(cast).session_count == 0
    assert authority([second]) == {"ordered"}


def test_a_plan_is_not_booked_into_an_outage_that_was_entered_since(cast, refused):
    plan, units = plan_stories.filled(cast)
    outage = plan_stories.outage(cast)

    with refused("facility.down"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    assert authority(units) == {"ordered"}
    slots.end_outage(act=act_of(cast.planner), outage_id=outage.id)
    assert plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id).state == "approved"


def test_a_plan_whose_crews_were_all_taken_back_is_not_booked(cast, refused):
    stories.ordered(cast)
    shift = plan_stories.crews(cast)
    plan_stories.slot(cast)
    plan = plan_stories.plan(cast)
    slots.cancel_crews(act=act_of(cast.planner), shift_id=shift.id)

    with refused("plan.crews"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    assert not BurnSession.objects.exists()


def test_a_burn_by_hand_needs_a_furnace_in_service_and_a_crew_that_is_left(cast, refused):
    first, second = stories.ordered(cast, count=2)
    plan_stories.crews(cast, crews=1)
    session = stories.planned(cast, [first])
    with refused("session.crews"):
        stories.planned(cast, [second])
    outage = plan_stories.outage(cast)
    with refused("facility.down"):
        stories.planned(cast, [second])
    with refused("facility.down"):
        stories.approved(cast, session)
    slots.end_outage(act=act_of(cast.planner), outage_id=outage.id)
    assert stories.approved(cast, session).state == "approved"


def test_a_slot_in_which_a_burn_was_booked_by_hand_is_taken(cast, refused):
    plan, _ = plan_stories.filled(cast)
    [line] = reads.lines_of(plan)
    other = stories.ordered(cast)
    stories.planned(cast, other, starts_at=line.slot.starts_at)

    with refused("plan.empty"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)

    assert plan_stories.plan(cast).session_count == 0
    with refused("slot.in_use"):
        slots.withdraw_slot(act=act_of(cast.planner), slot_id=line.slot_id, reason="slip")


def test_an_empty_slot_has_its_reason_in_the_plan(cast):
    stories.kept(cast)
    plan_stories.slot(cast)
    assert lines(plan_stories.plan(cast)) == [("no_order", 0)]
    stories.ordered(cast)
    assert lines(plan_stories.plan(cast)) == [("no_crew", 0)]
    plan_stories.crews(cast)
    assert lines(plan_stories.plan(cast))[0][0] is None
    outage = plan_stories.outage(cast)
    assert lines(plan_stories.plan(cast)) == [("furnace_down", 0)]
    slots.end_outage(act=act_of(cast.planner), outage_id=outage.id)
    assert lines(plan_stories.plan(cast))[0][0] is None
    stories.licensed(cast, substances=["heroin"])
    assert lines(plan_stories.plan(cast)) == [("not_licensed", 0)]
    stories.licensed(cast)
    assert lines(plan_stories.plan(cast))[0][0] is None


def test_what_a_lot_waits_for_is_said(cast):
    held_back, freed = stories.ordered(cast, count=2)
    weigh.record_weighing(
        act=act_of(cast.storekeeper), unit_id=held_back.id, occasion="check",
        reading=Reading(gross_mg=held_back.gross_mg - 5_000_000, scale_code="S-FLOOR", package_count=25),
    )  # fmt: skip
    stories.stories.stored(cast)

    codes = sorted(each["code"] for each in plan_stories.plan(cast).sentences)

    assert codes == ["left.slots", "waits.discrepancy", "waits.report"]
    assert freed.gross_mg


def test_what_is_known_against_a_place_brings_what_lies_there_forward_and_has_it_moved(cast):
    _plan, units = plan_stories.filled(cast)
    [before] = book_now(at=now(), jurisdiction="BE").lots
    where = place_now(units[0])
    endangering.endanger_place(act=act_of(cast.supervisor), place=where.code_word, danger=2, cause="shots")

    [after] = book_now(at=now(), jurisdiction="BE").lots
    [said] = plan_stories.plan(cast).sentences
    assert (before.in_danger, after.in_danger) == (False, True)
    assert after.risk == 2 * before.risk
    assert said["code"] == "move.planned.first"
    assert where.code_word not in str(said), "it says that it must be moved, not from where"


def test_a_plan_waits_a_day_for_its_approval(cast, refused, monkeypatch):
    plan, _ = plan_stories.filled(cast)
    monkeypatch.setattr(policies_planning, "PLAN_LASTS", timedelta(0))
    with refused("plan.old", "This plan is more than a day old. Have a new one made"):
        plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)


# --- what it is made with -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"starts_at": []}, "slot.none"),
        ({"starts_at": [timedelta(hours=-1)]}, "slot.time"),
        ({"starts_at": [timedelta(days=401)]}, "slot.time"),
        ({"starts_at": [timedelta(hours=50)] * 2}, "slot.twice"),
        ({"starts_at": [timedelta(hours=each) for each in range(1, 122)]}, "slot.many"),
        ({"limit_mg": 0}, "slot.limit"),
        ({"limit_mg": stories.LIMIT_MG + 1}, "slot.limit"),
        ({"escorts": 21}, "crews.number"),
        ({"facility": "NOWHERE"}, "facility.unknown"),
    ],
)
def test_a_slot_lies_ahead_and_takes_what_its_furnace_takes(cast, refused, change, code):
    if "starts_at" in change:
        at = now()
        change = {"starts_at": [at + each for each in change["starts_at"]]}
    with refused(code):
        plan_stories.slot(cast, **change)


def test_an_hour_is_booked_once_until_it_is_given_back(cast, refused):
    slot = plan_stories.slot(cast)
    with refused("slot.taken"):
        plan_stories.slot(cast, starts_at=[slot.starts_at])
    slots.withdraw_slot(act=act_of(cast.planner), slot_id=slot.id, reason="no_load")
    with refused("slot.withdrawn"):
        slots.withdraw_slot(act=act_of(cast.planner), slot_id=slot.id, reason="no_load")
    assert plan_stories.slot(cast, starts_at=[slot.starts_at]).starts_at == slot.starts_at


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"crews": -1}, "crews.number"),
        ({"escorts": 101}, "crews.number"),
        ({"begins_at": timedelta(days=3), "ends_at": timedelta(days=2)}, "stretch.order"),
        ({"begins_at": timedelta(days=-3), "ends_at": timedelta(days=-2)}, "stretch.past"),
        ({"begins_at": timedelta(days=1), "ends_at": timedelta(days=402)}, "stretch.long"),
        ({"begins_at": timedelta(days=19), "ends_at": timedelta(days=30)}, "crews.overlap"),
    ],
)
def test_crews_are_named_once_for_a_time(cast, refused, change, code):
    plan_stories.crews(cast)
    with refused(code):
        plan_stories.crews(
            cast, **{name: now() + value if isinstance(value, timedelta) else value for name, value in change.items()}
        )


def test_a_slot_that_is_over_is_not_given_back(cast, refused):
    with refused("slot.past"):
        policies_planning.check_slot_kept(Slot(starts_at=now()), at=now(), taken=False)


def test_crews_and_outages_that_are_over_are_not_taken_back_again(cast, refused):
    shift, outage = plan_stories.crews(cast), plan_stories.outage(cast)
    slots.cancel_crews(act=act_of(cast.planner), shift_id=shift.id)
    slots.end_outage(act=act_of(cast.planner), outage_id=outage.id)
    with refused("crews.over"):
        slots.cancel_crews(act=act_of(cast.planner), shift_id=shift.id)
    with refused("outage.over"):
        slots.end_outage(act=act_of(cast.planner), outage_id=outage.id)
    with refused("licence.substances"):
        stories.licensed(cast, substances=["sugar"])


def test_a_furnace_that_stood_still_yesterday_and_burns_again_is_a_fact(cast, refused):
    ended_at = now() - timedelta(hours=20)
    outage = plan_stories.outage(cast, begins_at=ended_at - timedelta(hours=6), ends_at=ended_at)
    assert Outage.objects.get() == outage
    with refused("stretch.order"):
        plan_stories.outage(cast, begins_at=ended_at, ends_at=ended_at)


BOOKERS = {"planner", "supervisor"}
ACTORS = ("planner", "supervisor", "administrator", "officer", "storekeeper", "auditor", "director", "nobody")


@pytest.mark.parametrize("who", ACTORS)
def test_who_books_plans_licenses_and_decides(cast, who):
    plan, _ = plan_stories.filled(cast)
    slot, outage = plan_stories.slot(cast), plan_stories.outage(cast)

    def act():
        return act_of(getattr(cast, who))

    later = {"begins_at": now() + timedelta(days=25), "ends_at": now() + timedelta(days=26)}
    table = {
        lambda: slots.book_slots(act=act(), facility="FORGE", starts_at=[now() + timedelta(hours=99)]): BOOKERS,
        lambda: slots.withdraw_slot(act=act(), slot_id=slot.id, reason="slip"): BOOKERS,
        lambda: slots.record_outage(act=act(), facility="FORGE", reason="filter", **later): BOOKERS,
        lambda: slots.end_outage(act=act(), outage_id=outage.id): BOOKERS,
        lambda: slots.roster_crews(act=act(), jurisdiction="BE", crews=1, escorts=1, **later): BOOKERS,
        lambda: slots.license_facility(
            act=act(), facility="FORGE", number="L-2", valid_from_on=date(2020, 1, 1)
        ): {"administrator"},
        lambda: plans.refuse_plan(act=act(), plan_id=plan.id, reason="other"): {"supervisor"},
        lambda: plans.make_plan(act=act(), jurisdiction="BE"): {"planner"},
    }
    for attempt, allowed in table.items():
        if who in allowed:
            attempt()
        else:
            with pytest.raises(CustodyError) as refusal:
                attempt()
            assert refusal.value.code == "role.missing"
    assert reads.sees_plans(getattr(cast, who)) == (who in {"planner", "supervisor", "auditor"})


def test_what_does_not_exist_is_not_found(cast):
    act, nothing = act_of(cast.supervisor), uuid4()
    for attempt in (
        lambda: plans.approve_plan(act=act, plan_id=nothing),
        lambda: slots.withdraw_slot(act=act, slot_id=nothing, reason="slip"),
        lambda: slots.end_outage(act=act, outage_id=nothing),
        lambda: slots.cancel_crews(act=act, shift_id=nothing),
        lambda: reads.plan_for(cast.supervisor, plan_id=nothing),
        lambda: reads.slot_for(cast.supervisor, slot_id=nothing),
        lambda: reads.shift_for(cast.supervisor, shift_id=nothing),
        lambda: reads.outage_for(cast.supervisor, outage_id=nothing),
    ):
        with pytest.raises(NotFound):
            attempt()
    plan, _ = plan_stories.filled(cast)
    with pytest.raises(NotFound):
        reads.plan_for(cast.crew, plan_id=plan.id)


def test_the_ledger_tells_all_of_it_again(cast):
    plan, units = plan_stories.filled(cast, count=2)
    slots.withdraw_slot(act=act_of(cast.planner), slot_id=plan_stories.slot(cast).id, reason="slip")
    slots.end_outage(act=act_of(cast.planner), outage_id=plan_stories.outage(cast).id)
    stories.licensed(cast, number="L-2", valid_until_on=date(2020, 1, 1), substances=["heroin"])
    late = plan_stories.crews(cast, begins_at=now() + timedelta(days=30), ends_at=now() + timedelta(days=31))
    slots.cancel_crews(act=act_of(cast.planner), shift_id=late.id)
    plans.approve_plan(act=act_of(cast.supervisor), plan_id=plan.id)
    plans.refuse_plan(act=act_of(cast.supervisor), plan_id=plan_stories.plan(cast).id, reason="too_little")
    decide_publication(act=act_of(cast.director), seizure_id=units[0].seizure_id, fields=["mass"], reason="press",
                       publishable_at=now())  # fmt: skip

    assert replay_state().findings == []


def test_a_hold_keeps_a_lot_out_of_the_plan(cast):
    [unit] = stories.ordered(cast)
    holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="court", reference="KP 3",
                     reason="a question", review_at=now() + timedelta(days=9))  # fmt: skip
    plan_stories.slot(cast)
    plan = plan_stories.plan(cast)
    assert lines(plan) == [("on_hold", 0)]
    assert [each["code"] for each in plan.sentences] == ["waits.hold"]
