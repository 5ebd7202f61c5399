"""The rules that can be waived: about what, how long at most, and whether the waiver says how much.

A rule has no off switch, only waivers: one subject, one reason, one end (C18). A rule that is not in this table cannot
be waived by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from custody.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Waivable:
    """What a waiver of a rule looks like. ``counted_in`` is ``mg`` or ``eur`` where it says how much, else empty."""

    subject_kind: str  # place, unit, hot_line, burn
    longest: timedelta
    counted_in: str = ""


OVER_CAP = "place.over_cap"
OVER_VALUE = "place.over_value"
SWEEP_MISSING = "sweep.missing"
HOT_GATE = "hot.gate"
CHECK_OLD = "burn.check_old"
ONE_WITNESS = "burn.unattested"
NOT_SEEN = "burn.not_seen"
WITNESS_IN_CHAIN = "witness.in_chain"
TALLY_OWED = "tally.owed"
SAMPLE_SIZE = "sample.size"
UNLICENSED = "facility.unlicensed"
WAIVABLE: Mapping[str, Waivable] = {
    OVER_CAP: Waivable("place", timedelta(days=7), "mg"),
    OVER_VALUE: Waivable("place", timedelta(days=7), "eur"),
    SWEEP_MISSING: Waivable("unit", timedelta(hours=24)),
    HOT_GATE: Waivable("hot_line", timedelta(hours=24)),
    CHECK_OLD: Waivable("unit", timedelta(hours=24)),
    ONE_WITNESS: Waivable("burn", timedelta(hours=24)),
    NOT_SEEN: Waivable("burn", timedelta(days=7)),
    WITNESS_IN_CHAIN: Waivable("burn", timedelta(hours=24)),
    TALLY_OWED: Waivable("burn", timedelta(days=7)),
    SAMPLE_SIZE: Waivable("unit", timedelta(hours=24), "mg"),
    UNLICENSED: Waivable("place", timedelta(days=7)),
}
"""rule -> its shape. The code of the rule is the code of the refusal that the waiver answers; a sample beyond its
size is not refused but frozen."""
MOST: Mapping[str, int] = {"mg": 20_000_000_000, "eur": 2_000_000_000}
"""The most one waiver may admit: 20 t, two thousand million. Anything above is a slip of the hand."""


def waivable(rule: str) -> Waivable:
    """Return the shape of a waiver of the rule; raise ``InvalidInput`` for a rule that cannot be waived."""
    found = WAIVABLE.get(rule)
    if found is None:
        raise InvalidInput("waiver.rule", "This rule cannot be waived by anybody", field="rule")
    return found


def check_amount(rule: str, amount: int | None) -> None:
    """Return when the waiver says how much where its rule counts something, and nowhere else; raise ``InvalidInput``
    otherwise."""
    unit = waivable(rule).counted_in
    if unit and amount is None:
        raise InvalidInput("waiver.amount", "Say how much the waiver shall admit", field="amount")
    if not unit and amount is not None:
        raise InvalidInput("waiver.no_amount", "This rule counts nothing: leave the amount empty", field="amount")
    if amount is not None and not 0 < amount <= MOST[unit]:
        raise InvalidInput("waiver.amount_bounds", "Say how much more than the limit, above zero", field="amount")


def check_length(rule: str, length: timedelta) -> None:
    """Return for a length that a waiver of the rule may have; raise ``InvalidInput`` otherwise."""
    longest = waivable(rule).longest
    if length <= timedelta(0):
        raise InvalidInput("waiver.past", "The waiver must end in the future", field="until")
    if length > longest:
        raise InvalidInput(
            "waiver.long", "A waiver of this rule lasts {hours} hours at most", field="until",
            hours=int(longest / timedelta(hours=1)),
        )  # fmt: skip
