"""A hot seizure at 14:00: everybody who owns a line is told, and the first one that nobody took escalates at 14:10."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert, Delivery
from custody.alerts.passes.fire import fire
from custody.core.act import Basis
from custody.deadlines.models import Clock
from custody.evidence.actions import checklist
from tests import hot, stories
from tests.alerts.conftest import MINUTE, let_pass, reach
from tests.stories import act_of

SECOND = timedelta(seconds=1)


def standing(stage):
    return Alert.objects.exclude(state="resolved").filter(rule="HOT", stage=stage)


def test_owners_are_told_with_the_act_that_opens_the_list(cast):
    reach(cast, cast.planner, cast.case_officer)

    units = hot.hot_seizure(cast)

    [alert] = standing("opened")
    assert (alert.level, alert.subject_kind, alert.subject_id) == (2, "checklist", hot.list_of(units).id)
    assert alert.site.code_word == "BIRCH"
    badges = set(Delivery.objects.filter(alert=alert).values_list("officer__badge", flat=True))
    assert {"4417", "4801", "4851", "4901", "4903", "4905"} <= badges


def test_the_first_line_nobody_took_escalates_ten_minutes_after_the_list_and_not_before(cast):
    units = hot.hot_seizure(cast)
    first = hot.list_of(units).lines.order_by("number").first()
    clock = Clock.objects.get(subject_id=first.id, clock_type="HOT_TAKE")
    assert clock.due_at - hot.list_of(units).opened_at == 10 * MINUTE

    let_pass(first, "HOT_TAKE", past_due=-SECOND)  # 14:09:59
    fire(engine="test")
    assert not standing("due").exists()

    let_pass(first, "HOT_TAKE", past_due=timedelta(0))  # 14:10
    fire(engine="test")

    [alert] = standing("due")
    assert (alert.level, alert.clock, alert.subject_kind, alert.subject_id) == (1, clock, "hot_line", first.id)
    assert {"4901", "4903"} <= set(alert.deliveries.values_list("officer__badge", flat=True))
    assert alert.next_escalation_at - alert.raised_at <= 5 * MINUTE + SECOND


def test_who_takes_the_line_ends_the_alert_and_the_next_line_is_late_at_once(cast):
    units = hot.hot_seizure(cast)
    first, sweep = hot.line_of(units, "guard"), hot.line_of(units, "sweep")
    let_pass(first, "HOT_TAKE", past_due=SECOND)
    fire(engine="test")

    checklist.take_lines(act=act_of(cast.duty_officer), line_ids=[first.id])

    assert not standing("due").exists()
    assert Clock.objects.get(subject_id=sweep.id, clock_type="HOT_TAKE").started_at == hot.list_of(units).opened_at
    let_pass(sweep, "HOT_TAKE", past_due=SECOND)
    fire(engine="test")
    assert [alert.subject_id for alert in standing("due")] == [sweep.id]
    assert standing("opened").exists()
    rest = [line.id for line in hot.list_of(units).lines.filter(state="open")]
    checklist.take_lines(act=act_of(cast.supervisor), line_ids=rest)
    assert not Alert.objects.exclude(state="resolved").filter(rule="HOT").exists()


def test_a_line_that_is_taken_and_not_done_is_late_by_itself(cast):
    units = hot.hot_seizure(cast)
    line = hot.line_of(units, "prosecutor")
    checklist.take_lines(act=act_of(cast.case_officer), line_ids=[line.id])
    let_pass(line, "HOT_PROSECUTOR", past_due=SECOND)

    fire(engine="test")
    [alert] = standing("due")
    assert (alert.level, alert.subject_id) == (2, line.id)
    checklist.finish_lines(act=act_of(cast.case_officer), line_ids=[line.id], remark="Called; the judge is informed")

    assert not standing("due").exists()


@pytest.mark.parametrize("basis", [Basis.SCENARIO, Basis.LIVE])
def test_what_is_replayed_has_its_list_and_tells_nobody(cast, basis):
    act = act_of(cast.officer, basis=basis, occurred_at=stories.now() - 60 * MINUTE)

    units = hot.registered(cast, hot.HOT_MG // 3, hot.HOT_MG // 3, hot.HOT_MG // 3, act=act)

    assert hot.list_of(units).lines.count() == 8
    assert standing("opened").exists() == (basis is Basis.LIVE)
