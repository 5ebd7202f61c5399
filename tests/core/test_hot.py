"""When a seizure is hot: mass and worth times concealment and tension, or the third large one in a week."""

from __future__ import annotations

import pytest

from custody.core.clock_kinds import BY_POLICY
from custody.core.hot import BY_WHAT, LINES, WHERE_UNSET, Load, cause_of, is_large, risk_percent
from custody.core.rule_values import RULE_VALUES, check_rule_value
from custody.organisation.roles import Role

KG, MILLION = 1_000_000, 1_000_000


def load(kg=0, millions=0, concealment=None, large_lately=0):
    return Load(kg * KG, millions * MILLION, concealment, large_lately)


@pytest.mark.parametrize(
    ("found", "cause"),
    [
        (load(2_999), None),
        (load(3_000), "mass"),
        (load(2_000, concealment="rip_off_bags"), "mass"),
        (load(1_999, concealment="rip_off_bags"), None),
        (load(2_400, concealment="tank"), "mass"),
        (load(2_399, concealment="tank"), None),
        (load(2_400, concealment="in_load"), None),
        (load(100, 100), "worth"),
        (load(100, 99), None),
        (load(100, 67, concealment="hull_attached"), "worth"),
        (load(100, 80, concealment="reefer_unit"), "worth"),
        (load(1_000, large_lately=3), "pattern"),
        (load(1_000, large_lately=2), None),
        (load(999, large_lately=3), None),
        (load(7_500, 190, "rip_off_bags", 3), "mass"),
    ],
)
def test_the_first_reason_that_holds_is_given(found, cause):
    assert cause_of(found, WHERE_UNSET) == cause


@pytest.mark.parametrize(("tension", "percent"), [(100, 150), (200, 300), (50, 75)])
def test_tension_and_concealment_multiply(tension, percent):
    values = {**WHERE_UNSET, "hot.tension": tension}

    assert risk_percent("rip_off_bags", values) == percent
    assert is_large(1_000 * KG, values)


def test_every_value_that_is_not_set_is_one_that_may_be_set():
    for key, value in WHERE_UNSET.items():
        check_rule_value(key, value, measure=RULE_VALUES[key].measure)


def test_every_line_has_a_role_and_a_clock_of_its_own():
    assert {Role(line.role) for line in LINES} < set(Role)
    assert len({line.clock for line in LINES}) == len(LINES) == len(BY_WHAT) == 8
    assert {line.clock for line in LINES} < set(BY_POLICY.values())
    # What only a waiver sets aside is what the house sees by itself: else the gate is a tick of the hand.
    assert all(line.seen for line in LINES if line.gate)
