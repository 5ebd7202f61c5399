"""Waivers in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.core.mass import in_words
from custody.core.waivable import (
    CHECK_OLD,
    HOT_GATE,
    NOT_SEEN,
    ONE_WITNESS,
    OVER_CAP,
    OVER_VALUE,
    SAMPLE_SIZE,
    SWEEP_MISSING,
    TALLY_OWED,
    UNLICENSED,
    WAIVABLE,
    WITNESS_IN_CHAIN,
)

if TYPE_CHECKING:
    from custody.organisation.models import Waiver
    from custody.web.shared.parts import Text

RULES: Mapping[str, Text] = {
    OVER_CAP: _("A place holds no more kilograms than its limit"),
    OVER_VALUE: _("A place holds no more value than its limit"),
    SWEEP_MISSING: _("Goods leave only swept for trackers"),
    TALLY_OWED: _("Two people sign what goes into the fire"),
    HOT_GATE: _("A hot seizure is guarded by two and swept"),
    CHECK_OLD: _("A load burns within a day of its independent check"),
    ONE_WITNESS: _("Two witnesses sign what they saw burn"),
    NOT_SEEN: _("Each witness saw all of it burn, and signs"),
    WITNESS_IN_CHAIN: _("A witness of a burn never had its goods in custody"),
    SAMPLE_SIZE: _("A sample weighs no more than its law says"),
    UNLICENSED: _("A furnace burns what it is licensed for"),
}
STATES: Mapping[str, tuple[Text, str]] = {
    "asked": (_("To be decided"), "warning"),
    "granted": (_("Counts now"), "info"),
    "refused": (_("Refused"), "neutral"),
    "withdrawn": (_("Taken back, or too late"), "neutral"),
    "ended": (_("Ended early"), "neutral"),
    "expired": (_("Its time is over"), "neutral"),
}


def rule_words(rule: str) -> Text:
    """Return the rule as a sentence; its code where nobody wrote one."""
    return RULES.get(rule, rule)


def amount_words(waiver: Waiver) -> str:
    """Return how much more than the limit a waiver admits; empty where its rule counts nothing."""
    if waiver.amount is None:
        return ""
    if WAIVABLE[waiver.rule].counted_in == "mg":
        return in_words(waiver.amount)
    return translate("{euros} euros").format(euros=waiver.amount)
