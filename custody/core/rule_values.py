"""The rules whose value is the length of no clock: in what each is counted, and between which bounds it stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from custody.core.authority_rules import (
    CHOICES,
    FEWEST_MEMBERS,
    LOTTERY_CONFIDENCE,
    LOTTERY_SHARE,
    ORDER_MEMBERS,
    SAMPLE_CONFIDENCE,
    SAMPLE_KEPT,
    SAMPLE_LEAST,
    SAMPLE_MOST,
    SAMPLE_RETENTION,
    SAMPLE_SHARE,
    WITNESS_AGENCIES,
    WITNESS_ROTATION,
    WITNESS_SUPERVISORS,
)
from custody.core.clock_kinds import BY_POLICY, KINDS
from custody.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class RuleValue:
    """What values a rule may have. ``most`` is there because a rule has no off switch, and a slip of the hand is
    none."""

    measure: str
    least: int
    most: int
    narrows: bool = False
    """Whether a value may be narrowed to a substance and a mass."""


LARGE_SEIZURE = "alert.large_seizure"
HOT_LOAD = "guard.hot_load"
GUARD_GRACE = "guard.grace"
CONTACT_CHANGE = "contact.change"
IDLE_PHONE = "session.idle_phone"
IDLE_DESK = "session.idle_desk"
VALUE_PER_KG = "value.per_kg"
CARRIER_LOSS = "carrier.loss"
SEAL_READINGS = "seal.readings"
ESTIMATE_FAR = "weight.estimate"
HOT_MASS = "hot.mass"
HOT_WORTH = "hot.worth"
HOT_TENSION = "hot.tension"
HOT_FETCHED = "hot.fetched"
HOT_BUILT_IN = "hot.built_in"
HOT_PATTERN_MASS = "hot.pattern_mass"
HOT_PATTERN_COUNT = "hot.pattern_count"
HOT_PATTERN_DAYS = "hot.pattern_days"
LOTTERY_SHARE_FLOOR, LOTTERY_CONFIDENCE_FLOOR = 50, 95
"""The least that a lottery before a fire proves (C12): half of the load at 95 percent, the weakest line of the tables
in UNODC/ENFSI ST/NAR/38 (R25). Of one percent, one unit of any load is opened: who swapped the rest is as good as never
found, and the gate is switched off in all but name."""
RULE_VALUES: Mapping[str, RuleValue] = {
    LARGE_SEIZURE: RuleValue("kg", 1, 10_000),
    HOT_LOAD: RuleValue("kg", 1, 10_000),
    GUARD_GRACE: RuleValue("minutes", 1, 120),
    CONTACT_CHANGE: RuleValue("hours", 1, 168),
    # A screen that nobody is at: shorter than two minutes leaves no time to be warned.
    IDLE_PHONE: RuleValue("minutes", 2, 15),
    IDLE_DESK: RuleValue("minutes", 2, 30),
    # A committee has three to five members (R17): more than five could never sign.
    ORDER_MEMBERS: RuleValue("count", FEWEST_MEMBERS, 5, narrows=True),
    WITNESS_SUPERVISORS: RuleValue("count", 1, 2),
    WITNESS_AGENCIES: RuleValue("count", 1, 2),
    WITNESS_ROTATION: RuleValue("count", 1, 10),
    SAMPLE_LEAST: RuleValue("count", 1, 60, narrows=True),
    SAMPLE_KEPT: RuleValue("count", 1, 20, narrows=True),
    SAMPLE_RETENTION: RuleValue("count", 1, 10_000, narrows=True),
    **{key: RuleValue("g", 1, 5_000, narrows=True) for key in SAMPLE_MOST.values()},
    SAMPLE_SHARE: RuleValue("percent", 1, 100, narrows=True),
    SAMPLE_CONFIDENCE: RuleValue("percent", 1, 99, narrows=True),
    LOTTERY_SHARE: RuleValue("percent", LOTTERY_SHARE_FLOOR, 100, narrows=True),
    LOTTERY_CONFIDENCE: RuleValue("percent", LOTTERY_CONFIDENCE_FLOOR, 99, narrows=True),
    **{key: RuleValue("choice", 1, len(words), narrows=True) for key, words in CHOICES.items()},
    VALUE_PER_KG: RuleValue("eur", 1, 1_000_000, narrows=True),
    # What is lost of a carrier by itself can never be as much as a thief would want.
    CARRIER_LOSS: RuleValue("percent", 1, 5, narrows=True),
    # The first may be a slip of the eye; who may try often finds the number.
    SEAL_READINGS: RuleValue("count", 2, 3),
    # What is half as much again as its estimate is another thing than what was seen.
    ESTIMATE_FAR: RuleValue("percent", 5, 50, narrows=True),
    HOT_MASS: RuleValue("kg", 1, 20_000),
    HOT_WORTH: RuleValue("eur", 1, 1_000_000_000),
    HOT_TENSION: RuleValue("percent", 50, 400),
    HOT_FETCHED: RuleValue("percent", 100, 400),
    HOT_BUILT_IN: RuleValue("percent", 100, 400),
    HOT_PATTERN_MASS: RuleValue("kg", 1, 20_000),
    HOT_PATTERN_COUNT: RuleValue("count", 2, 10),
    HOT_PATTERN_DAYS: RuleValue("count", 1, 31),
}
"""Each holds for a whole country; some may be narrowed to a substance or a mass, none to a class of place."""
PROPOSABLE = tuple(sorted([*BY_POLICY, *RULE_VALUES]))
"""Every rule that has a value."""


def check_rule_value(key: str, value: int, *, measure: str) -> None:
    """Return for a value that the rule may have; raise ``InvalidInput`` on ``key``, ``value`` or ``measure``."""
    if key in BY_POLICY:
        KINDS[BY_POLICY[key]].check_length(value, measure=measure)
        return
    rule = RULE_VALUES.get(key)
    if rule is None:
        raise InvalidInput("policy.unknown", "Choose a rule of the list", field="key")
    if measure != rule.measure:
        raise InvalidInput(
            "policy.measure", "This rule is counted in {measure}", field="measure", measure=rule.measure
        )
    if not rule.least <= value <= rule.most:
        raise InvalidInput(
            "policy.bounds",
            "Enter a value from {least} to {most}",
            field="value",
            least=rule.least,
            most=rule.most,
        )
