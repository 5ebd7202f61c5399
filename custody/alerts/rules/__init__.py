"""The rules: what raises an alert, at which level, who is told on which rung, and what whoever takes it must do.

A rule that cannot name its response in one sentence is a report, not an alert. The codes are those of the design
(AL1, AL3 ...); they never leave the house in a message. ``docs/reference/alert-rules.md`` is drawn from here.
"""

from custody.alerts.rules.clocks import REVIEW, RULES, level_of, rule_of, rungs_of, stage_for
from custody.alerts.rules.shape import (
    ACKNOWLEDGE_WITHIN,
    ACKNOWLEDGED_FOR,
    CHANNELS,
    DANGER_LEVEL,
    NAG_AT_MOST,
    PASSED_ON_FOR,
    ClockRule,
    Rule,
    Rung,
    Stage,
    wait_before,
)
from custody.alerts.rules.table import ALL, INDEPENDENT_RULES, RULES_BY_CODE, UNCOUNTED_RULES
from custody.alerts.rules.unwatched import DRILL, OUTAGE

__all__ = [
    "ACKNOWLEDGED_FOR",
    "ACKNOWLEDGE_WITHIN",
    "ALL",
    "CHANNELS",
    "DANGER_LEVEL",
    "DRILL",
    "INDEPENDENT_RULES",
    "NAG_AT_MOST",
    "OUTAGE",
    "PASSED_ON_FOR",
    "REVIEW",
    "RULES",
    "RULES_BY_CODE",
    "UNCOUNTED_RULES",
    "ClockRule",
    "Rule",
    "Rung",
    "Stage",
    "level_of",
    "rule_of",
    "rungs_of",
    "stage_for",
    "wait_before",
]
