"""Every rule names its response, ladder and cure; every clock has a rule; the page of the rules is drawn from it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from custody.alerts.rules import (
    ACKNOWLEDGE_WITHIN,
    ACKNOWLEDGED_FOR,
    ALL,
    CHANNELS,
    INDEPENDENT_RULES,
    RULES,
    RULES_BY_CODE,
    level_of,
    rule_of,
    wait_before,
)
from custody.deadlines.types import ClockType
from custody.organisation.roles import Role
from custody.reports.alert_rules import alert_rules_page

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
by_rule = pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
by_clock = pytest.mark.parametrize("clock_type", list(ClockType))


def is_one_sentence(text):
    return bool(re.fullmatch(r"[A-Z][^.!?;]{10,110}", text))


def test_the_table_is_whole():
    named = {
        "DANGER", "DURESS", "TREND", "HOT", "TARGET", "MISSED", "OUTAGE", "DRILL", "NEGATIVE", "TALLY", "UNPROVEN",
        "LOSS", "BACK", "UNSAFE", "UNSEEN", "LINK", "FREEZING", "LABEL", "LAW", "STRAY", "LICENCE", "LICENSED",
    }  # fmt: skip
    assert {f"AL{number}" for number in range(1, 21)} | named == set(RULES_BY_CODE)
    assert len(ALL) == len(RULES_BY_CODE)


@by_rule
def test_a_rule_names_its_response_in_one_sentence(rule):
    assert is_one_sentence(rule.response)
    assert rule.title
    assert rule.trigger
    assert rule.cure
    assert rule.dedupe
    assert rule.version >= 1


@by_rule
def test_a_rule_has_a_ladder_for_every_level_it_raises(rule):
    assert rule.stages
    for stage in rule.stages:
        assert stage.level in ACKNOWLEDGE_WITHIN
        assert stage.rungs
        assert all(rung.roles or rung.parties for rung in stage.rungs)
        assert any(rung.roles for rung in stage.rungs)
        assert rule.ladder(stage=stage.name, level=stage.level) == stage.rungs
        assert rule.ladder(stage="of no name", level=stage.level)
    assert {"ladder": rule.levels, "roles": rule.roles, "rungs": rule.rungs}.keys()


@by_rule
def test_danger_and_level_one_climb_to_the_top_unless_they_are_for_internal_affairs(rule):
    for stage in rule.stages:
        if stage.level <= 1 and not rule.independent and rule.code not in {"AL11", "AL12", "AL19"}:
            assert Role.DIRECTOR in {role for rung in stage.rungs for role in rung.roles} or rule.code in {"AL16"}


def test_what_concerns_people_stands_on_the_rungs_of_internal_affairs_and_of_no_site():
    assert {"AL10", "DURESS"} == INDEPENDENT_RULES
    assert RULES_BY_CODE["AL10"].roles == {Role.INTERNAL_AFFAIRS}
    assert RULES_BY_CODE["DURESS"].roles == {Role.DIRECTOR, Role.REGIONAL_HEAD, Role.INTERNAL_AFFAIRS}
    [first, second] = RULES_BY_CODE["DURESS"].rungs
    assert (set(first.roles), set(second.roles)) == (
        {Role.DIRECTOR, Role.INTERNAL_AFFAIRS}, {Role.REGIONAL_HEAD, Role.INTERNAL_AFFAIRS},
    )  # fmt: skip
    for code in INDEPENDENT_RULES:
        assert all(Role.INTERNAL_AFFAIRS in rung.roles for rung in RULES_BY_CODE[code].rungs)
        assert RULES_BY_CODE[code].closed_by == (Role.INTERNAL_AFFAIRS,)
        assert not any(rung.parties for rung in RULES_BY_CODE[code].rungs)


def test_every_rule_has_its_trigger():
    assert not [rule.code for rule in ALL if rule.later]


def test_the_deadline_ladder_is_in_percent_then_in_hours():
    wanted = {"50%": 4, "75%": 3, "90%": 2, "due": 1, "+6h": 1, "+24h": 1, "+48h": 1, "+720h": 1}
    kind = ClockType.TARGET_DESTRUCTION

    assert {stage: level_of(kind, stage) for stage in wanted} == wanted
    first = {stage: RULES[kind].rule.ladder(stage=stage, level=level)[0] for stage, level in wanted.items()}
    assert first["50%"].roles == ()
    assert Role.REGIONAL_HEAD not in first["due"].roles
    assert Role.REGIONAL_HEAD in first["+6h"].roles
    assert Role.DIRECTOR not in first["+6h"].roles
    assert Role.DIRECTOR in first["+24h"].roles
    assert first["+720h"] == first["+24h"]


@by_clock
def test_every_clock_has_a_rule_that_names_its_response(clock_type):
    rule = RULES[clock_type]

    assert is_one_sentence(rule.response)
    assert rule.code in RULES_BY_CODE
    assert level_of(clock_type, "due") == rule.due_level
    past = level_of(clock_type, "+48h")
    assert past is not None
    assert past <= rule.due_level


@by_clock
def test_a_clock_that_stands_still_is_about_its_hold(clock_type):
    assert rule_of(clock_type, "review").code == "AL18"
    assert level_of(clock_type, "review") == 3
    assert level_of(clock_type, "review+7d") == level_of(clock_type, "review+14d") == 2


def test_a_stage_of_no_name_raises_nothing():
    assert level_of(ClockType.STRIP, "50%") is None
    assert level_of(ClockType.STRIP, "+1h") == 2


def test_every_level_knows_its_times_and_channels():
    assert dict(ACKNOWLEDGE_WITHIN) == {
        0: MINUTE, 1: 5 * MINUTE, 2: 15 * MINUTE, 3: 4 * HOUR, 4: 24 * HOUR,
    }  # fmt: skip
    for level in range(5):
        assert wait_before(level=level, step=0) == ACKNOWLEDGE_WITHIN[level] <= ACKNOWLEDGED_FOR[level]
        assert CHANNELS[level]
    assert all(wait_before(level=level, step=500) >= 6 * HOUR for level in range(1, 5))
    assert wait_before(level=0, step=500) == MINUTE
    assert [wait_before(level=1, step=step, rungs=3) / MINUTE for step in range(7)] == [5, 5, 5, 10, 10, 10, 20]


def test_the_page_tells_every_rule_and_clock():
    page = alert_rules_page()

    for rule in ALL:
        assert f"## {rule.code}: " in page
        assert rule.response in page
    for clock_type in ClockType:
        assert f"`{clock_type.value}`" in page
    assert "Known only to internal affairs:" in page
    assert "Known only to regional head, director, internal affairs:" in page
    assert "Has no trigger yet" not in page
