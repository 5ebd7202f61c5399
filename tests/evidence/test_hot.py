"""A hot seizure opens its list with the act that makes it hot; its lines are taken and done, or seen by the house."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.hot import LINES
from custody.deadlines.models import Clock
from custody.destruction.actions.publication import decide_publication
from custody.evidence.actions import checklist, signatures, stop, weigh
from custody.evidence.entries import Reading
from custody.evidence.models import Checklist, ChecklistLine
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.presence import come
from custody.organisation.actions.waiver import ask_waiver, grant_waiver
from tests import hot, stories
from tests.destruction import stories as burns
from tests.stories import act_of

pytestmark = pytest.mark.usefixtures("guards_speak")
MINUTE = timedelta(minutes=1)
ALL = [line.what for line in LINES]


def states(units):
    return dict(ChecklistLine.objects.filter(checklist=hot.list_of(units)).values_list("what", "state"))


def running(line):
    rows = Clock.objects.filter(subject_id=line.id, closed_at__isnull=True)
    return {clock.clock_type: clock.due_at - clock.started_at for clock in rows}


def by_hand(cast, units, *whats):
    """Let the supervisor do these lines."""
    lines = [hot.line_of(units, what).id for what in whats]
    return checklist.finish_lines(act=act_of(cast.supervisor), line_ids=lines, remark="Called at once")


def test_seven_and_a_half_tonnes_open_the_list_in_the_same_act(cast):
    units = hot.hot_seizure(cast)

    found = hot.list_of(units)
    assert (found.cause, found.mass_mg, found.risk_percent) == ("mass", hot.HOT_MG, 150)
    lines = list(found.lines.order_by("number"))
    assert [line.what for line in lines] == ALL
    owners = {line.what: line.owner.badge for line in lines}
    assert owners["sweep"] == cast.officer.badge
    assert owners["guard"] == owners["decoy"] == cast.duty_officer.badge
    assert owners["fast_lane"] == cast.planner.badge
    codes = [line.type.code for line in told([found.stream_id])]
    assert sorted(codes) == ["checklist.opened/1", *["checklist.owed/1"] * 8]
    assert running(lines[0]) == {"HOT_GUARD": 30 * MINUTE, "HOT_TAKE": 10 * MINUTE}
    assert running(lines[1]) == {"HOT_SWEEP": 120 * MINUTE}
    assert {clock.site.code_word for clock in Clock.objects.filter(subject_kind="hot_line")} == {"BIRCH"}
    assert replay_state().findings == []


def test_what_is_not_hot_has_no_list_and_a_seizure_that_grows_gets_one(cast):
    units = hot.registered(cast, hot.TONNE)
    assert not Checklist.objects.exists()

    more = hot.registered(cast, 2 * hot.TONNE, of=units[0].seizure)

    assert hot.list_of(more).mass_mg == 3 * hot.TONNE
    hot.registered(cast, hot.TONNE, of=units[0].seizure)
    assert Checklist.objects.count() == 1


def test_an_estimate_is_enough_where_nothing_was_weighed(cast):
    """The quay waits for no scale, and neither does the list."""
    [unit] = stories.seized(cast, reading=None, package_count=25)
    assert not Checklist.objects.exists()

    weigh.record_weighing(
        act=act_of(cast.officer), unit_id=unit.id, reading=Reading(gross_mg=hot.HOT_MG, method="dimensional_estimate")
    )

    assert hot.list_of([unit]).mass_mg == hot.HOT_MG


def test_a_great_load_that_nobody_weighed_is_registered_and_hot(cast):
    """Milligrams of that many packages outgrow four bytes."""
    [unit] = stories.seized(cast, reading=None, package_count=7_500)

    assert hot.list_of([unit]).mass_mg == hot.HOT_MG


def test_the_third_large_seizure_in_a_week_is_hot(cast):
    hot.registered(cast, 1_200 * hot.KG)
    hot.registered(cast, 1_100 * hot.KG)
    hot.registered(cast, 900 * hot.KG)
    assert not Checklist.objects.exists()

    third = hot.registered(cast, 1_000 * hot.KG)

    found = hot.list_of(third)
    assert (found.cause, found.large_lately) == ("pattern", 3)


def test_thresholds_are_dated_values_of_a_jurisdiction(cast):
    """After an attack the port is tense: what was nothing special yesterday opens a list today."""
    assert hot.registered(cast, 1_500 * hot.KG)
    assert not Checklist.objects.exists()
    hot.rule(cast, "hot.tension", 200, "percent")

    tense = hot.list_of(hot.registered(cast, 1_500 * hot.KG))

    assert (tense.cause, tense.risk_percent) == ("mass", 300)
    hot.rule(cast, "hot.mass", 20_000, "kg")
    hot.rule(cast, "value.per_kg", 60_000, "eur")
    worth = hot.list_of(hot.registered(cast, 900 * hot.KG))
    assert (worth.cause, worth.worth_eur) == ("worth", 54_000_000)


def test_a_burn_ticks_the_fast_lane_and_ends_the_list_with_the_last_unit(cast):
    hot.rule(cast, "hot.mass", 1, "kg")
    session = burns.planned(cast)
    [unit] = burns.units_of(session)
    line = hot.line_of([unit], "fast_lane")
    assert (line.state, line.by_event) == ("done", "unit.scheduled/1")
    assert hot.line_of([unit], "sweep").state == "done"

    burns.burn(cast, burns.attested(cast, burns.at_furnace(cast, burns.lots_tested(
        cast, burns.drawn(cast, burns.staged(cast, burns.approved(cast, session)))))))

    found = hot.list_of([unit])
    assert found.closed_at is not None
    decoy = hot.line_of([unit], "decoy")
    assert (decoy.state, decoy.by_event) == ("lapsed", "unit.destroyed/1")
    assert replay_state().findings == []


def test_the_house_sees_what_is_recorded_and_nobody_ticks_it_by_hand(cast, refused):
    units = hot.hot_seizure(cast)
    with refused("hot.seen_only"):
        by_hand(cast, units, "sweep")

    stories.swept(cast, units)
    assert states(units)["sweep"] == "done"
    line = hot.line_of(units, "sweep")
    assert (line.by_event, line.settled_by, running(line)) == ("sweep.recorded/1", None, {})

    stop.post_guard(act=act_of(cast.officer), unit_id=units[0].id, guard_badge=cast.crew.badge)
    assert states(units)["guard"] == "open"
    come(act=act_of(cast.third_crew), site="BIRCH", on_guard=False)
    assert states(units)["guard"] == "open"
    come(act=act_of(cast.second_crew), site="BIRCH", on_guard=True)
    assert states(units)["guard"] == "done"

    decide_publication(
        act=act_of(cast.regional_head), seizure_id=units[0].seizure_id, fields=["date"], reason="It is hot",
        publishable_at=stories.now() - MINUTE,
    )  # fmt: skip
    assert states(units)["embargo"] == "open"
    decide_publication(
        act=act_of(cast.regional_head), seizure_id=units[0].seizure_id, fields=[], reason="It is hot",
        publishable_at=None,
    )  # fmt: skip
    assert states(units)["embargo"] == "done"
    assert replay_state().findings == []


def test_the_owner_takes_a_line_and_the_next_one_waits_since_the_beginning(cast, refused):
    units = hot.hot_seizure(cast)
    guard, sweep = hot.line_of(units, "guard"), hot.line_of(units, "sweep")

    checklist.take_lines(act=act_of(cast.duty_officer), line_ids=[guard.id])

    assert "HOT_TAKE" not in running(guard)
    waits = Clock.objects.get(subject_id=sweep.id, clock_type="HOT_TAKE")
    assert waits.started_at == hot.list_of(units).opened_at
    with refused("hot.taken"):
        checklist.take_lines(act=act_of(cast.duty_officer), line_ids=[guard.id])
    checklist.take_lines(act=act_of(cast.supervisor), line_ids=[guard.id])
    guard.refresh_from_db()
    assert (guard.state, guard.taken_by, guard.owner) == ("taken", cast.supervisor, cast.duty_officer)


def test_a_list_is_closed_with_its_last_line(cast, refused):
    units = hot.hot_seizure(cast)
    stories.swept(cast, units)
    stop.post_guard(act=act_of(cast.officer), unit_id=units[0].id, guard_badge=cast.crew.badge)
    stop.post_guard(act=act_of(cast.officer), unit_id=units[0].id, guard_badge=cast.second_crew.badge)
    spoken = [row.id for row in signatures_awaited(cast.crew).filter(matter="guard")]
    signatures.sign(act=act_of(cast.crew), signature_ids=spoken)
    by_hand(cast, units, "prosecutor", "place", "decoy", "plan_b")
    with refused("hot.settled"):
        by_hand(cast, units, "decoy")
    for what in ("fast_lane", "embargo"):
        line = hot.line_of(units, what)
        checklist.set_line_aside(act=act_of(cast.duty_officer), line_id=line.id, reason="No furnace")

    found = hot.list_of(units)
    assert found.closed_at is not None
    assert hot.line_of(units, "decoy").remark == "Called at once"
    assert not Clock.objects.filter(clock_type__startswith="HOT_", closed_at__isnull=True).exists()
    assert replay_state().findings == []


def test_a_gate_is_set_aside_with_a_waiver_only(cast, refused):
    units = hot.hot_seizure(cast)
    line = hot.line_of(units, "guard")
    aside = {"line_id": line.id, "reason": "The police stands there"}
    with refused("hot.gate"):
        checklist.set_line_aside(act=act_of(cast.supervisor), **aside)

    asked = ask_waiver(act=act_of(cast.duty_officer), rule="hot.gate", subject_id=line.id, length=timedelta(hours=2),
                       reason="The police stands there")
    grant_waiver(act=act_of(cast.director), waiver_id=asked.id, answer="Confirmed by telephone")
    checklist.set_line_aside(act=act_of(cast.supervisor), **aside)

    line.refresh_from_db()
    assert (line.state, line.waiver_id) == ("set_aside", asked.id)


@pytest.mark.parametrize(
    ("who", "take", "aside"),
    [
        ("planner", None, "role.missing"),
        ("duty_officer", None, None),
        ("supervisor", None, None),
        ("officer", "hot.not_yours", "role.missing"),
        ("auditor", "hot.not_yours", "role.missing"),
        ("regional_head", "hot.not_yours", "role.missing"),
        ("nobody", "hot.not_yours", "role.missing"),
    ],
)
def test_who_may_do_what_with_the_line_of_the_planner(cast, refused, who, take, aside):
    units = hot.hot_seizure(cast)
    officer, line = getattr(cast, who), hot.line_of(units, "fast_lane")

    def act(what, **more):
        return what(act=act_of(officer), **more)

    if take is None:
        assert act(checklist.take_lines, line_ids=[line.id])[0].taken_by == officer
    else:
        with refused(take):
            act(checklist.take_lines, line_ids=[line.id])
    if aside is None:
        assert act(checklist.set_line_aside, line_id=line.id, reason="x").state == "set_aside"
    else:
        with refused(aside):
            act(checklist.set_line_aside, line_id=line.id, reason="x")
