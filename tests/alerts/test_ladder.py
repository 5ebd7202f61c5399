"""Ladders walked to the end with nobody acting: the right people, in the right order, for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts import selectors
from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.alerts.telling import Audience, ladder_of, tell
from custody.core.errors import IntegrityBroken
from custody.deadlines.models import Clock
from custody.organisation.actions.duty import roster_duty
from custody.organisation.models import Site
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import HOUR, let_pass, reach
from tests.alerts.test_acting import EVERYBODY, act_of, raised

MINUTE = timedelta(minutes=1)


def told_at(alert, step):
    """Return the badges told at a step."""
    return sorted(set(Delivery.objects.filter(alert=alert, step=step).values_list("officer__badge", flat=True)))


def walk(alert, steps):
    """Let the time of every rung pass with nobody acting; return who was told at each and how long it waited."""
    people, waits = [told_at(alert, alert.step)], []
    for _ in range(steps):
        alert.refresh_from_db()
        waits.append(alert.next_escalation_at - max(alert.raised_at, stories.now() - timedelta(seconds=30)))
        Alert.objects.filter(pk=alert.pk).update(next_escalation_at=stories.now() - MINUTE)
        assert escalate(engine="test") == 1
        alert.refresh_from_db()
        assert alert.state == "open"
        assert alert.next_escalation_at > stories.now()
        people.append(told_at(alert, alert.step))
    return people, [round(wait / MINUTE) for wait in waits]


def overdue(cast, *, past_due=MINUTE, kind="TARGET_DESTRUCTION"):
    [unit] = stories.stored(cast)
    let_pass(unit, kind, past_due=past_due)
    fire(engine="test")
    return Alert.objects.get(subject_id=unit.id, state="open")


# --- the whole walk ---------------------------------------------------------------------------------------

SITE = ["4601", "4901", "4902", "4903"]
HEAD, DIRECTOR = ["4905"], ["4906"]


def test_a_deadline_that_nobody_takes_climbs_to_the_top_and_walks_round_for_ever(cast):
    people, waits = walk(overdue(cast), 8)

    assert people == [SITE, HEAD, DIRECTOR] * 3
    assert waits == [5, 5, 5, 10, 10, 10, 20, 20]


def test_hours_past_due_the_head_is_told_with_the_site_and_a_day_later_the_director_too(cast):
    late, _ = walk(overdue(cast, past_due=6 * HOUR), 3)
    assert late == [[*SITE, *HEAD], DIRECTOR, SITE, [*SITE, *HEAD]]

    days, _ = walk(overdue(cast, past_due=49 * HOUR), 4)
    assert days == [[*SITE, *HEAD, *DIRECTOR], SITE, HEAD, DIRECTOR, [*SITE, *HEAD, *DIRECTOR]]


def test_the_whole_deadline_ladder_of_one_bag_told_in_order(cast):
    [unit] = stories.stored(cast)
    first = []
    for past_due in (-24, -11, -4, 0, 6, 24, 48, 72):
        let_pass(unit, "TARGET_DESTRUCTION", past_due=past_due * HOUR + MINUTE)
        fire(engine="test")
        alert = Alert.objects.get(subject_id=unit.id, state="open")
        first.append((alert.stage, alert.level, told_at(alert, 0)))

    both = ["4901", "4902"]
    assert first == [
        ("50%", 4, ["4601"]),
        ("75%", 3, ["4601", *both]),
        ("90%", 2, ["4601", *both]),
        ("due", 1, SITE),
        ("+6h", 1, [*SITE, *HEAD]),
        ("+24h", 1, [*SITE, *HEAD, *DIRECTOR]),
        ("+48h", 1, [*SITE, *HEAD, *DIRECTOR]),
        ("+72h", 1, [*SITE, *HEAD, *DIRECTOR]),
    ]


def test_danger_walks_in_steps_of_a_minute_and_never_slows_down(cast):
    people, waits = walk(raised("DANGER", about=(cast.supervisor.id,)), 7)

    assert people == [["4902", "4903"], HEAD, DIRECTOR] * 2 + [["4902", "4903"], HEAD]
    assert waits == [1] * 7


def test_duress_reaches_the_director_then_the_regional_head_with_internal_affairs_and_no_site(cast):
    alert = raised("DURESS", about=(cast.supervisor.id,), subject_kind="officer", subject_id=cast.supervisor.id)

    people, _ = walk(alert, 3)

    independent = [cast.internal_affairs.badge]
    assert people == [sorted(DIRECTOR + independent), sorted(HEAD + independent)] * 2


def test_duress_that_concerns_the_director_is_not_told_to_the_director(cast):
    alert = raised("DURESS", about=(cast.director.id,), subject_kind="officer", subject_id=cast.director.id)

    assert walk(alert, 1)[0] == [[cast.internal_affairs.badge], sorted([*HEAD, cast.internal_affairs.badge])]
    assert alert not in selectors.visible_alerts(cast.director)


def test_two_people_and_the_top_of_each_level(cast):
    assert walk(raised("AL5"), 2)[0] == [["4901", "4902", "4941"], DIRECTOR, ["4901", "4902", "4941"]]
    assert walk(raised("AL13"), 3)[0][1:3] == [HEAD, DIRECTOR]


def test_the_clock_never_stops_after_a_hundred_steps(cast):
    alert = raised("AL13")
    Alert.objects.filter(pk=alert.pk).update(step=100, next_escalation_at=stories.now() - MINUTE)

    escalate(engine="test")

    alert.refresh_from_db()
    assert alert.step == 101
    assert timedelta(0) < alert.next_escalation_at - stories.now() <= 6 * HOUR


# --- who stands on a rung ---------------------------------------------------------------------------------


def on_duty(cast, officer, role, site):
    now = stories.now()
    roster_duty(
        act=act_of(cast.administrator),
        badge=officer.badge,
        role=role,
        site_id=site.id,
        begins_at=now,
        ends_at=now + HOUR,
    )


def test_who_is_on_duty_at_the_site_is_told_and_who_is_not_sleeps(cast):
    site = Site.objects.get(code_word="BIRCH")
    on_duty(cast, cast.second_supervisor, Role.SUPERVISOR, site)

    alert = overdue(cast)

    assert alert.site == site
    assert told_at(alert, 0) == ["4601", "4902", "4903"]


def test_a_rung_where_nobody_can_be_reached_gives_way_at_once(cast):
    reach(cast, cast.storekeeper, cast.supervisor, cast.second_supervisor, cast.duty_officer, verified=False)

    alert = overdue(cast)

    alert.refresh_from_db()
    assert alert.step == 1
    assert told_at(alert, 1) == HEAD
    assert not Delivery.objects.filter(alert=alert, step=0).exists()


def test_a_rung_that_is_empty_of_all_but_whom_the_alert_is_about_gives_way_at_once(cast):
    alert = raised("AL13", about=(cast.regional_head.id,))

    people, _ = walk(alert, 2)

    assert people[1:] == [DIRECTOR, people[0]]
    alert.refresh_from_db()
    assert alert.step == 3


def test_when_nobody_on_the_ladder_can_be_reached_everybody_in_command_is_told(cast):
    everybody = [getattr(cast, name) for name in EVERYBODY if name != "duty_officer"]
    reach(cast, *everybody, cast.second_supervisor, cast.second_administrator, verified=False)

    alert = raised("AL5")

    assert told_at(alert, 0) == [cast.duty_officer.badge]


def test_when_internal_affairs_cannot_be_reached_nobody_else_is_told(cast):
    reach(cast, cast.internal_affairs, verified=False)

    assert not raised("AL10").deliveries.exists()


def test_whoever_let_it_lapse_is_told_again_when_there_is_nobody_else(cast):
    alert = raised("AL10")
    alert.let_lapse = [cast.internal_affairs.id]

    assert Audience([alert], at=stories.now()).next_told(alert) == (0, [cast.internal_affairs])


def test_a_stage_of_a_rule_nobody_knows_has_a_ladder(cast):
    alert = raised("AL13")
    alert.rule, alert.stage = "AL99", "odd"

    assert ladder_of(alert)
    before = Delivery.objects.count()
    tell([alert], at=stories.now())
    assert Delivery.objects.count() == before  # the same people at the same step: nothing twice


def test_who_has_no_mailbox_gets_a_warning_by_text_message(cast):
    from custody.organisation.actions import register

    register.record_contact(
        act=act_of(cast.administrator), officer=cast.storekeeper, email=None, phone="+32470004601",
        verified_at=stories.now(),
    )  # fmt: skip
    alert = overdue(cast, past_due=-24 * HOUR)

    assert set(alert.deliveries.values_list("officer__badge", "channel")) == {("4601", "sms")}


# --- who sees it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "known_to"),
    [("AL10", {"internal_affairs"}), ("DURESS", {"internal_affairs", "director", "regional_head"})],
)
def test_what_few_may_know_of_is_in_nobody_elses_list_or_count(cast, rule, known_to):
    before = selectors.untaken()
    alert = raised(rule, about=(cast.storekeeper.id,), subject_kind="officer", subject_id=cast.storekeeper.id)
    Delivery.objects.create(
        alert=alert, officer=cast.crew, channel="email", step=7, state="delivered", level=2
    )  # even who was told by mistake

    for name in EVERYBODY:
        officer = getattr(cast, name)
        sees = name in known_to
        assert (rule in selectors.hidden_rules(officer)) is not sees, name
        assert (alert in selectors.visible_alerts(officer)) is sees, name
        assert (selectors.untaken_count(officer) > 0) is sees
    assert selectors.untaken() == before


def test_nobody_sees_an_alert_about_themselves(cast):
    alert = raised("AL13", about=(cast.supervisor.id, cast.auditor.id))

    assert alert not in selectors.visible_alerts(cast.supervisor)
    assert alert not in selectors.visible_alerts(cast.auditor)
    assert alert in selectors.visible_alerts(cast.second_supervisor)
    assert cast.supervisor.badge not in told_at(alert, 0)


# --- groups and keys --------------------------------------------------------------------------------------


def test_one_key_has_one_open_alert_and_only_a_worse_one_takes_its_place(cast):
    first = raised("AL9", level=3, stage="14d")

    with pytest.raises(IntegrityBroken, match="Nothing was recorded"):
        raised("AL9", level=3, stage="14d")
    worse = raised("AL9", level=1, stage="2d")
    with pytest.raises(IntegrityBroken, match="Nothing was recorded"):
        raised("AL9", level=2, stage="7d")

    first.refresh_from_db()
    assert (first.state, first.outcome) == ("resolved", "superseded")
    assert (worse.state, worse.level) == ("open", 1)


def test_alerts_of_one_rule_at_one_site_are_one_group(cast):
    units = stories.stored(cast, count=2)
    for unit in units:
        let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    site = Site.objects.get(code_word="BIRCH")

    assert set(Alert.objects.values_list("group_key", flat=True)) == {f"AL1:{site.id}"}
    assert raised("AL13").group_key.startswith("AL13:")
    assert not Clock.objects.filter(next_fire_at__lte=stories.now()).exists()
