"""Every rule with a value has a measure and bounds; none of them can be switched off."""

from __future__ import annotations

import re

import pytest

from custody.core.clock_kinds import BY_POLICY
from custody.core.errors import InvalidInput
from custody.core.rule_values import PROPOSABLE, RULE_VALUES, check_rule_value
from custody.scenario.cast import RULES
from custody.web.shared.rules import MEASURES, rule_words
from tests.architecture.source import ROOT
from tests.template import POLICIES


def field_refused(key, value, measure):
    with pytest.raises(InvalidInput) as refusal:
        check_rule_value(key, value, measure=measure)
    assert refusal.value.sentence()
    return refusal.value.field


@pytest.mark.parametrize("key", RULE_VALUES)
def test_a_value_stays_between_its_bounds_and_keeps_its_measure(key):
    rule = RULE_VALUES[key]
    for value in (rule.least, rule.most):
        check_rule_value(key, value, measure=rule.measure)

    assert field_refused(key, rule.least - 1, rule.measure) == "value"
    assert field_refused(key, rule.most + 1, rule.measure) == "value"
    assert field_refused(key, rule.least, "days") == "measure"
    assert rule.least >= 1
    assert rule.measure in MEASURES
    assert str(rule_words(key)) != key


def test_a_length_of_a_clock_is_checked_as_one_and_an_unknown_rule_has_no_value():
    check_rule_value("clock.strip", 24, measure="hours")
    assert field_refused("clock.strip", 0, "hours") == "value"
    assert field_refused("clock.strip", 24, "kg") == "measure"
    assert field_refused("clock.of_the_king", 24, "hours") == "key"


def test_every_rule_of_the_demo_and_of_the_tests_can_be_proposed_with_the_value_it_has():
    assert {*BY_POLICY, *RULE_VALUES} == set(PROPOSABLE)
    for key, value, measure, *_ in (*RULES, *POLICIES):
        check_rule_value(key, value, measure=measure)


def test_no_rule_is_read_by_a_name_of_its_own():
    """A key written out where it is read would be one that nobody can propose a value for."""
    reads = re.compile(r"(?:policy_rule|_value)\(\s*key=([^,]+),")
    names = {name for path in (ROOT / "custody").rglob("*.py") for name in reads.findall(path.read_text("utf-8"))}

    assert {"LARGE_SEIZURE", "HOT_LOAD", "GUARD_GRACE", "CONTACT_CHANGE", "ACCEPTANCE_KEY"} <= names
    assert not [name for name in names if name.startswith(("\"", "'"))]
