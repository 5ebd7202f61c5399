"""AL10 before the stop: who looks up containers and targets without a task, off duty, or more than ever, is told of."""

from __future__ import annotations

import pytest

from custody.alerts.passes.readings import readings, unusual_today
from custody.evidence.actions import lookups, tips
from tests import stories, targeting
from tests.stories import act_of

NUMBERS = ("MSCU1234566", "CSQU3054383", "TGHU1234567")


def look_up(officer, number):
    lookups.look_up_container(act=act_of(officer), container_number=number, reason="I wondered")


def reasons():
    return {each.officer: each.reasons for each in unusual_today(stories.now())}


def test_three_containers_without_a_task_are_told_to_internal_affairs_alone(cast):
    for number in NUMBERS[:2]:
        look_up(cast.third_officer, number)
        look_up(cast.third_officer, number)
    assert readings(engine="test") == 0

    look_up(cast.third_officer, NUMBERS[2])

    assert reasons() == {cast.third_officer.id: ("without_need",)}


def test_who_stopped_them_or_opened_their_targets_had_a_task(cast):
    stories.contained(cast)
    targeting.targeted(cast, container_number=NUMBERS[1])
    for number in NUMBERS:
        look_up(cast.officer, number)
        look_up(cast.crew, number)

    assert reasons() == {cast.crew.id: ("without_need",)}


def test_who_decides_may_look_at_what_waits_for_a_decision_and_no_longer(cast):
    waiting = [targeting.targeted(cast, container_number=number) for number in NUMBERS]
    for target in waiting:
        lookups.reveal_target(act=act_of(cast.second_supervisor), target_id=target.id, reason="to decide")
    assert reasons() == {}
    for target in waiting:
        targeting.let_go(cast, target)

    assert reasons() == {cast.second_supervisor.id: ("without_need",)}


@pytest.mark.parametrize("times", [10, 11])
def test_a_source_that_is_read_more_than_ever_is_unusual(cast, times):
    tip = targeting.tipped(cast)
    for _ in range(times):
        tips.reveal_source(act=act_of(cast.handler), tip_id=tip.id, reason="again")

    assert reasons() == ({} if times == 10 else {cast.handler.id: ("many",)})
