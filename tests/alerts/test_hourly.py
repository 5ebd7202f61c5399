"""Once an hour: is there room to burn what falls due, and does somebody look up more places than ever?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts import selectors
from custody.alerts.models import Alert, Heartbeat
from custody.alerts.passes import readings as reading
from custody.alerts.passes.capacity import capacity, shortage
from custody.alerts.passes.readings import percentile, readings, unusual_today
from custody.alerts.reactions import large, loads
from custody.evidence.actions import consult
from custody.evidence.models import Consultation
from custody.ledger.replay import replay_state
from custody.organisation.actions.duty import roster_duty
from tests import stories
from tests.alerts.conftest import let_pass
from tests.destruction import stories as burning

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def an_hour_later():
    Heartbeat.objects.filter(work__in=["capacity", "readings"]).update(last_ok_at=stories.now() - 2 * HOUR)


def forecast():
    return Alert.objects.filter(rule="AL9").exclude(state="resolved").get()


# --- AL9 --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "level", "stage"), [(1, 1, "2d"), (5, 2, "7d"), (12, 3, "14d")])
def test_what_falls_due_without_a_burn_is_told_by_how_near_it_is(cast, days, level, stage):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-days * DAY)

    assert capacity(engine="test") == 1

    alert = forecast()
    assert (alert.level, alert.stage, alert.subject_kind) == (level, stage, "house")
    assert set(alert.deliveries.values_list("officer__badge", flat=True)) == {"4901", "4902"}


def test_what_falls_due_later_is_nobodys_worry(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-15 * DAY)

    assert capacity(engine="test") == 0
    assert shortage(at=stories.now()) == {}


def test_a_burn_that_is_booked_ends_it_and_a_nearer_shortage_takes_its_place(cast):
    units = burning.ordered(cast, count=2)
    for unit, days in zip(units, (5, 12), strict=True):
        let_pass(unit, "TARGET_DESTRUCTION", past_due=-days * DAY)
    capacity(engine="test")
    assert forecast().level == 2

    let_pass(units[0], "TARGET_DESTRUCTION", past_due=-DAY)
    an_hour_later()
    capacity(engine="test")
    assert forecast().level == 1

    let_pass(units[0], "TARGET_DESTRUCTION", past_due=-5 * DAY)
    an_hour_later()
    capacity(engine="test")
    assert forecast().level == 2  # what stands there is true

    burning.planned(cast, units)
    an_hour_later()
    capacity(engine="test")
    assert set(Alert.objects.filter(rule="AL9").values_list("state", flat=True)) == {"resolved"}


def test_a_burn_of_another_country_or_after_the_deadline_does_not_count(cast):
    [unit] = burning.ordered(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-DAY)
    burning.planned(cast, [unit], starts_at=stories.now() + 3 * DAY)

    assert shortage(at=stories.now()) == {"BE": (2, 1)}


def test_it_looks_once_an_hour(cast):
    [unit] = stories.stored(cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-15 * DAY)
    capacity(engine="one")
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-DAY)

    assert capacity(engine="two") == 0
    an_hour_later()
    assert capacity(engine="two") == 1


def test_a_full_place_is_seen_without_a_move(cast, monkeypatch):
    stories.stored(cast)
    monkeypatch.setattr(loads, "placed_mg", lambda place: place.cap_mg)

    capacity(engine="test")

    assert set(Alert.objects.filter(rule="AL7").values_list("stage", flat=True)) == {"100%"}


# --- AL10 -------------------------------------------------------------------------------------------------


def look(officer, units, *, times=1):
    for unit in units:
        for _ in range(times):
            consult.reveal_place(act=stories.act_of(officer), unit_id=unit.id, reason="Needed")


def secret():
    return Alert.objects.filter(rule="AL10").exclude(state="resolved").get()


def test_a_few_readings_are_usual(cast):
    look(cast.supervisor, stories.stored(cast, count=2), times=5)

    assert readings(engine="test") == 0
    assert not Alert.objects.filter(rule="AL10").exists()


def test_more_than_ever_is_told_to_internal_affairs_alone(cast):
    look(cast.supervisor, stories.stored(cast), times=11)

    assert readings(engine="test") == 1

    alert = secret()
    assert (alert.level, alert.stage, alert.about) == (2, "reading", [cast.supervisor.id])
    assert set(alert.deliveries.values_list("officer__badge", flat=True)) == {"4941"}
    assert alert not in selectors.visible_alerts(cast.director)
    assert alert in selectors.visible_alerts(cast.internal_affairs)
    an_hour_later()
    assert readings(engine="test") == 0


def test_who_reads_as_much_every_busy_day_is_usual(cast, monkeypatch):
    monkeypatch.setattr(reading, "NEVER_UNUSUAL", 2)
    monkeypatch.setattr(reading, "_usual", lambda officers, before: {cast.supervisor.id: 4})
    [unit] = stories.stored(cast)
    look(cast.supervisor, [unit], times=4)
    assert unusual_today(stories.now()) == []

    look(cast.supervisor, [unit])

    [found] = unusual_today(stories.now())
    assert (found.officer, found.reasons, found.large) == (cast.supervisor.id, ("many",), False)


def test_the_own_month_is_what_a_day_is_compared_with(cast):
    [unit] = stories.stored(cast)
    look(cast.supervisor, [unit], times=3)
    tomorrow = reading._begin_of_day(stories.now()) + DAY

    assert reading._usual([cast.supervisor.id], before=tomorrow) == {cast.supervisor.id: 3}
    assert reading._usual([cast.director.id], before=tomorrow) == {}
    assert reading._usual([cast.supervisor.id], before=tomorrow + 31 * DAY) == {}


def test_going_through_a_case_unit_by_unit_is_told_and_a_large_one_is_level_1(cast, monkeypatch):
    monkeypatch.setattr(reading, "OF_ONE_CASE", 3)
    monkeypatch.setattr(large, "LARGE_KG", 50)
    look(cast.supervisor, stories.stored(cast, count=3))

    readings(engine="test")

    assert (secret().level, secret().stage) == (1, "large")


def test_who_is_on_the_roster_reads_on_duty(cast):
    now = stories.now()
    [unit] = stories.stored(cast)
    roster_duty(
        act=stories.act_of(cast.administrator), badge=cast.duty_officer.badge, role="duty_officer", site_id=None,
        begins_at=now, ends_at=now + HOUR,
    )  # fmt: skip
    look(cast.duty_officer, [unit])
    look(cast.supervisor, [unit])  # on no roster
    assert unusual_today(stories.now()) == []

    assert reading._off_duty(cast.duty_officer.id, [reading.Look(cast.duty_officer.id, unit.id, now + 2 * HOUR)], now)
    assert not reading._off_duty(cast.supervisor.id, [reading.Look(cast.supervisor.id, unit.id, now)], now)


def test_the_rank_of_a_day_among_its_own():
    assert percentile([], 99) == 0
    assert percentile(range(1, 101), 99) == 99
    assert percentile([0] * 29 + [7], 99) == 7
    assert percentile([3, 1, 2], 50) == 2


def test_the_acts_of_the_hourly_passes_are_folded_to_what_the_table_says(house_cast):
    [unit] = stories.stored(house_cast)
    let_pass(unit, "TARGET_DESTRUCTION", past_due=-DAY)
    look(house_cast.supervisor, [unit], times=11)
    capacity(engine="test")
    readings(engine="test")

    assert Consultation.objects.count() == 11
    assert {"AL9", "AL10"} <= set(Alert.objects.values_list("rule", flat=True))
    assert replay_state().findings == []
