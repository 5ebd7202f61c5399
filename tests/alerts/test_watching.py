"""Each part of the alarm system answers for itself: engines and what they hang on, ways out, canary, ledger, people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.models import Alert, Canary, GatewayState, Heartbeat
from custody.alerts.passes.sweep import GOOD_CYCLES, sweep
from custody.alerts.watching import examine, keeps_the_switch_quiet, ledger
from custody.alerts.watching.roster import first_gap
from custody.core.errors import NotPermitted
from custody.organisation.actions import duty
from custody.organisation.models import Duty
from custody.organisation.roles import Role
from tests import stories
from tests.alerts.conftest import HOUR, reach
from tests.alerts.test_sweep import raised

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def ledger_that_keeps_up(monkeypatch):
    """The events of the template wait for an integrator that no test of this file runs."""
    monkeypatch.setattr(ledger, "oldest_pending_seconds", lambda: 0.0)


def part(kind, name=""):
    """Return one part as it is now."""
    return next(each for each in examine(stories.now()) if (each.kind, each.name) == (kind, name))


def awake(*, minutes):
    """Let the house be awake for so long."""
    Heartbeat.objects.update(began_at=stories.now() - minutes * MINUTE)


def seen(engine, work, *, seconds_ago=0, **changes):
    """Let an engine have come through so long ago."""
    Heartbeat.objects.update_or_create(
        engine=engine, work=work, defaults={"last_ok_at": stories.now() - timedelta(seconds=seconds_ago)} | changes
    )


# --- engines and what they hang on ----------------------------------------------------------------------


def all_seen(**ages):
    """Let everything have come through just now, except what is named with its age in seconds."""
    for engine in ("celery", "alert_engine"):
        for work in ("fire", "escalate", "dispatch", "sweep"):
            seen(engine, work, seconds_ago=ages.get(engine, 0))
    for work in ("tick", "published"):
        seen("beat", work, seconds_ago=ages.get(work, 0))
    for work in ("mail", "sms:first", "sms:second"):
        seen("alert_engine", work, seconds_ago=ages.get(work.replace("sms:", ""), 0))
    awake(minutes=30)


@pytest.mark.parametrize(
    ("ages", "ill"),
    [
        ({}, set()),
        ({"alert_engine": 90}, {"sys:engine:alert_engine"}),
        ({"celery": 90}, {"sys:worker"}),
        ({"celery": 90, "tick": 90, "published": 90}, {"sys:beat"}),
        ({"celery": 90, "published": 90}, {"sys:broker"}),
        ({"mail": 150}, {"sys:mail"}),
        ({"first": 150}, {"sys:door:first"}),
    ],
    ids=["nothing", "engine", "worker", "beat", "broker", "mail", "gateway"],
)
def test_the_part_that_is_ill_is_named_and_nothing_that_only_follows_from_it(cast, ages, ill):
    all_seen(**ages)

    sweep(engine="test")

    assert set(raised()) == ill
    assert keeps_the_switch_quiet(examine(stories.now())) is not bool(ill)


def test_an_engine_that_never_came_is_lost_after_three_minutes(cast):
    seen("alert_engine", "fire")
    sweep(engine="test")
    assert raised() == {}

    awake(minutes=4)
    sweep(engine="test")

    assert {"sys:beat", "sys:engine:alert_engine"} <= set(raised())


def test_a_house_with_one_engine_by_intent_misses_no_other(cast, settings):
    settings.CUSTODY_ENGINES = ["alert_engine"]
    all_seen()
    Heartbeat.objects.filter(engine__in=["celery", "beat"]).update(engine="test")

    sweep(engine="test")

    assert raised() == {}


@pytest.mark.parametrize(("skew_ms", "level"), [(4_000, None), (-6_000, 3), (61_000, 1), (-86_400_000, 1)])
def test_the_clock_of_a_machine_is_told_by_how_far_it_is_off(cast, skew_ms, level):
    """T11: a worker a day off is told at level 1; it decides nothing, so nothing else happens."""
    seen("celery", "fire", skew_ms=skew_ms)

    sweep(engine="test")

    found = raised().get("sys:skew:celery")
    assert (found.level if found else None) == level


def test_a_skew_that_grows_takes_the_place_of_the_milder_alert(cast):
    seen("celery", "fire", skew_ms=6_000)
    sweep(engine="test")
    seen("celery", "fire", skew_ms=70_000)
    sweep(engine="test")

    assert raised()["sys:skew:celery"].level == 1
    assert Alert.objects.get(dedupe_key="sys:skew:celery", state="resolved").outcome == "superseded"


def test_a_gateway_that_is_put_aside_is_ill_although_it_answers_the_knock(cast):
    all_seen()
    GatewayState.objects.create(name="first", errors_in_a_row=3, avoided_until=stories.now() + HOUR)

    assert part("gateway", "first").is_well is False


@pytest.mark.parametrize(
    ("minutes", "arrived", "well"),
    [(1, False, True), (4, False, False), (4, True, True), (74, True, True), (80, True, False)],
)
def test_a_canary_that_is_late_or_was_not_sent_is_told(cast, settings, minutes, arrived, well):
    settings.CUSTODY_CANARY_PHONE, settings.CUSTODY_CANARY_EMAIL = "+32470000001", "canary@custody.invalid"
    all_seen()
    awake(minutes=24 * 60)
    at = stories.now() - minutes * MINUTE
    here = at + MINUTE if arrived else None
    Canary.objects.create(reference="7K2QXDM", sent_at=at, sms_arrived_at=here, email_arrived_at=here)

    sweep(engine="test")

    assert ("sys:canary" not in raised()) is well


def test_a_ledger_that_falls_behind_or_loses_a_guard_is_told_to_those_who_watch_it(cast, monkeypatch):
    all_seen()
    monkeypatch.setattr(ledger, "oldest_pending_seconds", lambda: 500.0)
    monkeypatch.setattr(ledger, "oldest_unsigned_seconds", lambda: 500.0)
    monkeypatch.setattr(ledger, "missing_guards", lambda: iter(["a trigger is gone"]))
    seen("celery", "verify", findings=[{"code": "ledger", "count": 1, "detail": "event 7 does not add up"}])

    sweep(engine="test")

    assert set(raised()) == {"ledger:integrator", "ledger:signer", "ledger:guards", "ledger:verify"}
    assert {each.rule for each in raised().values()} == {"AL12"}


# --- people ---------------------------------------------------------------------------------------------


def on_duty(cast, officer, *, begins, hours, role=Role.DUTY_OFFICER, site=None):
    return duty.roster_duty(
        act=stories.act_of(cast.supervisor), badge=officer.badge, role=role.value, site_id=site,
        begins_at=stories.now() + begins, ends_at=stories.now() + begins + hours * HOUR,
    )  # fmt: skip


def test_a_day_with_an_hour_in_which_nobody_is_on_duty_is_told_for_each_site(cast):
    reach(cast, cast.duty_officer)
    on_duty(cast, cast.duty_officer, begins=MINUTE * 0 + timedelta(seconds=1), hours=20)
    sweep(engine="test")
    told = {key for key in raised() if key.startswith("duty:")}
    assert told
    assert {raised()[key].rule for key in told} == {"AL16"}
    assert keeps_the_switch_quiet(examine(stories.now())), "a gap in the roster is no reason to call outside"


def test_gaps_are_found_between_duties_and_at_the_end():
    class Stretch:
        def __init__(self, begins, ends):
            self.begins_at, self.ends_at = midnight + begins * HOUR, midnight + ends * HOUR

    midnight = datetime(2026, 11, 27, tzinfo=UTC)

    def gap(*stretches):
        found = first_gap([Stretch(*each) for each in stretches], begins=midnight, ends=midnight + 24 * HOUR)
        return None if found is None else (found - midnight) / HOUR

    assert gap() == 0
    assert gap((0, 12), (12, 24)) is None
    assert gap((-5, 30)) is None
    assert gap((0, 12), (13, 24)) == 12
    assert gap((0, 20), (2, 8)) == 20


def test_somebody_on_duty_who_cannot_be_reached_is_told(cast):
    reach(cast, cast.duty_officer, verified=False)
    on_duty(cast, cast.duty_officer, begins=timedelta(seconds=1), hours=30)

    sweep(engine="test")

    alert = raised()[f"reach:{cast.duty_officer.id}"]
    assert (alert.rule, alert.level, alert.subject_id) == ("AL16", 1, cast.duty_officer.id)
    assert alert.about == [cast.duty_officer.id]
    assert cast.duty_officer.badge not in set(alert.deliveries.values_list("officer__badge", flat=True))
    with pytest.raises(NotPermitted):
        acknowledge(act=stories.act_of(cast.duty_officer), alert_id=alert.id)


def test_who_cannot_be_reached_stays_so_when_the_duty_is_over(cast):
    reach(cast, cast.duty_officer, verified=False)
    on_duty(cast, cast.duty_officer, begins=timedelta(seconds=1), hours=30)
    sweep(engine="test")
    duty.cancel_duty(act=stories.act_of(cast.supervisor), duty_id=Duty.objects.get(cancelled_at__isnull=True).id)

    for _ in range(GOOD_CYCLES):
        sweep(engine="test")
    assert f"reach:{cast.duty_officer.id}" in raised()

    reach(cast, cast.duty_officer)
    for _ in range(GOOD_CYCLES):
        sweep(engine="test")
    assert f"reach:{cast.duty_officer.id}" not in raised()
