"""A camera or an alarm is down: anybody says so, its restoration is owed, and a drill of it is never mixed with it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from custody.alerts import selectors as alerts
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.fire import fire
from custody.alerts.passes.guards import guards, unguarded_sites
from custody.alerts.passes.nightfall import nightfall
from custody.alerts.reactions import unwatched as reaction
from custody.core.errors import CustodyError, NotFound
from custody.core.events import FieldClass
from custody.deadlines.board import conveyances_on_board
from custody.deadlines.models import Clock
from custody.evidence.actions import stop, unwatched
from custody.evidence.actions.endangering import endanger_place
from custody.evidence.models import WatchReport
from custody.evidence.selectors import unwatched as reads
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.surroundings import Surroundings, surroundings_of
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories
from tests.alerts.conftest import let_pass
from tests.stories import act_of

COMMANDERS = {"supervisor", "duty_officer"}
EVERYBODY = ("officer", "crew", "storekeeper", "planner", "supervisor", "duty_officer", "regional_head", "director",
             "auditor", "internal_affairs")  # fmt: skip


@pytest.fixture(params=[False])
def quiet(request, monkeypatch):
    """Let it be daytime, whatever the hour of the test."""
    monkeypatch.setattr(reaction, "is_quiet", lambda *_args, **_kwargs: request.param)


def down(cast, who="officer", **changes):
    said = {"act": act_of(getattr(cast, who)), "place": "HERON", "what": "camera", "remark": "The screen is black"}
    return unwatched.report_outage(**(said | changes))


def drilled(cast, who="auditor", **changes):
    said = {"act": act_of(getattr(cast, who)), "place": "HERON", "what": "alarm", "reason": "The yearly drill"}
    return unwatched.order_drill(**(said | changes))


def ended(cast, report, who="storekeeper"):
    return unwatched.end_outage(act=act_of(getattr(cast, who)), report_id=report.id, finding="A fuse, replaced")


def owed(place_id):
    return Clock.objects.filter(subject_id=place_id, clock_type="WATCH_OWED", closed_at__isnull=True)


def open_alerts(rule):
    return Alert.objects.filter(rule=rule).exclude(state="resolved")


@pytest.mark.usefixtures("quiet")
def test_anybody_reports_a_camera_down_who_commands_is_told_and_its_restoration_is_owed(cast):
    report = down(cast, "crew")

    assert (report.what, report.drill, report.reported_by, report.is_open) == ("camera", False, cast.crew, True)
    [clock] = owed(report.place_id)
    assert clock.due_at - clock.started_at == timedelta(hours=4)
    [alert] = open_alerts("OUTAGE")
    assert (alert.level, alert.stage, alert.subject_id) == (2, "reported", report.place_id)
    asked = {each.officer.badge for each in Delivery.objects.filter(alert=alert)}
    assert cast.supervisor.badge in asked
    [event] = told([report.place.stream_id], classes=frozenset({FieldClass.OPEN}), limit=1)
    assert not {"what", "drill", "remark"} & set(event.values), "outsiders learn neither what nor whether it is true"

    ended(cast, report)

    assert not owed(report.place_id).exists()
    assert not open_alerts("OUTAGE").exists()
    assert not replay_state().findings


def test_at_a_weekend_or_with_nothing_left_the_alert_is_of_level_1_at_once(cast, monkeypatch):
    monkeypatch.setattr(reaction, "is_quiet", lambda *_args, **_kwargs: False)
    camera = down(cast)
    down(cast, "storekeeper", what="camera")
    assert open_alerts("OUTAGE").get().level == 2
    alarm = down(cast, what="alarm")
    assert [(each.level, each.stage) for each in open_alerts("OUTAGE")] == [(1, "alone")], "neither is left"
    assert owed(alarm.place_id).count() == 1

    ended(cast, camera)
    assert owed(camera.place_id).exists(), "it is not all restored"
    assert open_alerts("OUTAGE").exists()

    monkeypatch.setattr(reaction, "is_quiet", lambda *_args, **_kwargs: True)
    weekend = down(cast, place="PLOVER")
    alert = open_alerts("OUTAGE").get(subject_id=weekend.place_id)
    assert (alert.level, alert.stage) == (1, "alone")
    assert alert.raised_at - weekend.reported_at < timedelta(minutes=5)


def test_what_is_still_down_when_the_site_empties_is_told_anew_within_minutes(cast, monkeypatch):
    monkeypatch.setattr(reaction, "is_quiet", lambda *_args, **_kwargs: False)
    report = down(cast)
    assert nightfall(engine="test") == 0, "people are there"
    monkeypatch.setattr(reaction, "is_quiet", lambda *_args, **_kwargs: True)

    assert nightfall(engine="test") == 1

    assert [(each.level, each.stage) for each in open_alerts("OUTAGE")] == [(1, "alone")]
    assert nightfall(engine="test") == 0, "once"
    ended(cast, report)
    assert nightfall(engine="test") == 0


@pytest.mark.usefixtures("quiet")
def test_what_is_not_restored_in_its_time_is_told_higher(cast):
    report = down(cast)
    let_pass(report.place, "WATCH_OWED", past_due=timedelta(minutes=1))
    fire(engine="test")
    assert open_alerts("OUTAGE").filter(stage="due", level=1).count() == 1
    ended(cast, report)
    assert not open_alerts("OUTAGE").exists()


def test_what_lies_in_a_place_that_nobody_watches_is_more_at_risk_and_a_drill_changes_nothing(cast):
    [unit] = stories.stored(cast)
    where = place_now(unit)
    drilled(cast, place=where.code_word)
    assert surroundings_of([unit.id]) == {}

    report = down(cast, place=where.code_word)
    assert surroundings_of([unit.id]) == {unit.id: Surroundings(danger=0, unwatched=True)}
    ended(cast, report, "supervisor")
    assert surroundings_of([unit.id]) == {}


def test_what_lies_where_nobody_watches_has_a_guard_at_once(cast):
    [unit] = stories.stored(cast)  # 25 kg: far less than what needs a guard
    place = place_now(unit)
    container = stories.contained(cast)
    assert unguarded_sites(stories.now()) == []
    down(cast, place="SISKIN")
    assert unguarded_sites(stories.now()) == [], "nothing lies there"

    report = down(cast, place=place.code_word)
    [found] = unguarded_sites(stories.now())
    assert (found.site, found.told_at) == (place.site, report.reported_at)
    assert guards(engine="test") == 1
    assert open_alerts("AL8").get(stage="unguarded").site == place.site
    ended(cast, report)
    assert guards(engine="test") == 1
    assert not open_alerts("AL8").filter(stage="unguarded").exists()

    stands = place_now(container)
    stop.post_guard(act=act_of(cast.officer), unit_id=container.id, guard_badge=cast.crew.badge)

    def reason():
        [row] = [row for row in conveyances_on_board(cast.supervisor) if row.stopped.unit.id == container.id]
        return row.reason

    assert reason() == "unopened"
    down(cast, place=stands.code_word)
    assert reason() == "unwatched"
    endanger_place(act=act_of(cast.supervisor), place=stands.code_word, danger=1, cause="a drone")
    assert reason() == "endangered"


def test_who_says_that_it_works_again_did_not_report_it(cast, refused):
    report = down(cast, "storekeeper")
    with refused("watch.own"):
        ended(cast, report)
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchReport.objects.filter(pk=report.pk).update(
            ended_by=cast.storekeeper, ended_at=report.reported_at, finding="x"
        )
    ended(cast, report, "duty_officer")
    with refused("watch.over"):
        ended(cast, report, "supervisor")


@pytest.mark.usefixtures("quiet")
def test_a_drill_is_one_from_its_first_moment_and_its_answer_is_measured(cast, refused):
    drill = drilled(cast)

    assert [each.id for each in reads.visible_drills(cast.auditor)] == [drill.id], "the auditor sees it from the start"
    assert not reads.visible_outages(cast.auditor).exists()
    [alert] = open_alerts("DRILL")
    assert (alert.level, alert.subject_kind, alert.about) == (2, "drill", [cast.auditor.id])
    assert not owed(drill.place_id).exists()
    assert not open_alerts("OUTAGE").exists()

    unwatched.answer_drill(act=act_of(cast.duty_officer), report_id=drill.id)

    drill.refresh_from_db()
    assert drill.answered_by == cast.duty_officer
    assert drill.response == drill.answered_at - drill.reported_at >= timedelta(0)
    assert not open_alerts("DRILL").exists()
    with refused("watch.over"):
        unwatched.answer_drill(act=act_of(cast.supervisor), report_id=drill.id)
    with refused("watch.over"):
        unwatched.stop_drill(act=act_of(cast.director), report_id=drill.id, finding="x")
    assert not replay_state().findings


def test_a_drill_is_in_no_count_of_alerts(cast):
    before = (alerts.untaken(), alerts.untaken_count(cast.supervisor), alerts.untaken_alerts(cast.supervisor),
              alerts.tab_counts(cast.supervisor))  # fmt: skip
    drill = drilled(cast)
    after = (alerts.untaken(), alerts.untaken_count(cast.supervisor), alerts.untaken_alerts(cast.supervisor),
             alerts.tab_counts(cast.supervisor))  # fmt: skip
    assert before == after
    reference = open_alerts("DRILL").get().public_ref
    assert alerts.alert_for(cast.supervisor, public_ref=reference).subject_id == drill.id, "who is told finds it"


@pytest.mark.usefixtures("quiet")
def test_what_is_true_during_a_drill_is_reported_like_any_other_time_and_never_becomes_a_drill(cast, refused):
    drill = drilled(cast)
    with refused("drill.running"):
        drilled(cast, "supervisor")
    report = down(cast)
    assert open_alerts("OUTAGE").count() == open_alerts("DRILL").count() == 1
    unwatched.stop_drill(act=act_of(cast.auditor), report_id=drill.id, finding="It is really down")
    assert open_alerts("OUTAGE").exists()
    assert reads.outage_for(cast.auditor, report_id=report.id).is_open
    with refused("drill.true"):
        drilled(cast)
    with pytest.raises(NotFound):
        unwatched.stop_drill(act=act_of(cast.auditor), report_id=report.id, finding="It was a drill")
    with pytest.raises(NotFound):
        ended(cast, drill)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_reports_restores_orders_answers_and_calls_off(cast, who):
    def act():
        return act_of(getattr(cast, who))

    report = down(cast, "sampler", place="PLOVER")
    by = "internal_affairs" if who == "auditor" else "auditor"
    first, second = drilled(cast, by, place="BITTERN"), drilled(cast, by, place="DUNLIN")
    above = {"supervisor", "regional_head", "director"}
    table = [
        (lambda: down(cast, who, place="PLOVER"), set(EVERYBODY)),
        (lambda: unwatched.end_outage(act=act(), report_id=report.id, finding="x"), {"storekeeper", *COMMANDERS}),
        (lambda: drilled(cast, who, place="SISKIN"), above | {"auditor", "internal_affairs"}),
        (lambda: unwatched.answer_drill(act=act(), report_id=first.id), above | {"duty_officer"}),
        (lambda: unwatched.stop_drill(act=act(), report_id=second.id, finding="x"),
         above | {"auditor", "internal_affairs"}),
    ]  # fmt: skip
    for attempt, allowed in table:
        if who in allowed:
            attempt()
        else:
            with pytest.raises(CustodyError) as refusal:
                attempt()
            assert refusal.value.code == "role.missing"


def test_nobody_answers_the_own_drill(cast, refused):
    own = drilled(cast, "supervisor")
    with refused("drill.own"):
        unwatched.answer_drill(act=act_of(cast.supervisor), report_id=own.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchReport.objects.filter(pk=own.pk).update(answered_by=cast.supervisor, answered_at=own.reported_at)


def test_who_may_know_of_it(cast):
    report, drill = down(cast, "officer"), drilled(cast, place="PLOVER")
    for who in EVERYBODY:
        officer = getattr(cast, who)
        knows = who in {"officer", "storekeeper", *COMMANDERS, "regional_head", "director", "auditor",
                        "internal_affairs"}  # fmt: skip
        assert reads.visible_outages(officer).filter(pk=report.pk).exists() == knows, who
        of_drills = {*COMMANDERS, "regional_head", "director", "auditor", "internal_affairs"}
        assert reads.visible_drills(officer).filter(pk=drill.pk).exists() == (who in of_drills), who
        assert reads.drills_to_answer(officer).exists() == (who in of_drills - {"auditor", "internal_affairs"}), who
    with pytest.raises(NotFound):
        reads.outage_for(cast.planner, report_id=report.id)
    with pytest.raises(NotFound):
        reads.drill_for(cast.officer, report_id=drill.id)
    with pytest.raises(NotFound):
        unwatched.answer_drill(act=act_of(cast.supervisor), report_id=uuid4())
    cast.officer.is_active = False
    assert not reads.visible_outages(cast.officer).exists()
