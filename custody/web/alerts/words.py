"""Alerts in words. A title names neither mass nor substance nor place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from custody.alerts.rules import RULES, RULES_BY_CODE
from custody.core.clocks import DUE, is_review
from custody.deadlines.types import ClockType

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.web.shared.parts import Text

LEVELS: Mapping[int, tuple[Text, str]] = {
    0: (_("Danger"), "danger"),
    1: (_("Critical"), "danger"),
    2: (_("Urgent"), "warning"),
    3: (_("Attention"), "info"),
    4: (_("To know"), "neutral"),
}
LEVELS_IN_FULL: Mapping[int, Text] = {
    0: _("Danger: level 0"),
    1: _("Critical: level 1"),
    2: _("Urgent: level 2"),
    3: _("Attention: level 3"),
    4: _("To know: level 4"),
}
RULE_NAMES: Mapping[str, Text] = {code: _(rule.title) for code, rule in RULES_BY_CODE.items()}
"""What each rule is about, for filters and for alerts without a deadline."""
WAITS: Mapping[str, Text] = {
    "quiet": _("waiting: quiet hours"),
    "throttle": _("waiting: too many messages at once"),
    "silence": _("waiting: silenced"),
    "parent": _("waiting: covered by another alert"),
    "digest": _("waiting: the daily summary"),
    "group": _("waiting: told together with others"),
    "flood": _("waiting: many alerts at once, told together"),
    "receipt": _("waiting: a receipt may still come"),
}
"""Why a message does not leave yet."""
KINDS_OF_END: Mapping[str, Text] = {
    "cured": _("Cured by what was done"),
    "superseded": _("A worse alert took its place"),
    "closed": _("Closed by hand"),
    "noise": _("Was noise"),
}
_PAST: Mapping[ClockType, Text] = {
    ClockType.TARGET_DESTRUCTION: _("Past its destruction deadline"),
    ClockType.MAX_STORAGE: _("In store too long"),
    ClockType.STRIP: _("Not stripped in time"),
    ClockType.CLEARANCE: _("Emptied and not cleared in time"),
    ClockType.GUARD_COVER: _("Nobody stands guard"),
    ClockType.ACCEPTANCE: _("A hand-over waits too long"),
    ClockType.FASTLANE: _("A burn waits for approval"),
    ClockType.NEUTRALISE: _("Not made unusable in time"),
    ClockType.TEMP_STORAGE: _("Too long in a place for a short stay"),
    ClockType.FIRST_UNIT: _("Opened, and nothing is registered"),
    ClockType.ORDER_LATENCY: _("No order yet"),
    ClockType.ANSWER_OWED: _("A request is not answered"),
    ClockType.CERTIFICATE_COPY: _("No copy of the certificate was sent"),
    ClockType.SECOND_EYES: _("Nobody has verified or decided it"),
    ClockType.ORDER_AGE: _("An order is not carried out"),
    ClockType.NOTICE: _("A notice has run out"),
    ClockType.SILENT_CONSENT: _("Nobody objected in time"),
    ClockType.APPEAL_WINDOW: _("The time to appeal is over"),
    ClockType.SAMPLE_IN_HAND: _("A sample is still in somebody's hands"),
    ClockType.OUT_FOR_ANALYSIS: _("A sample is not back"),
    ClockType.TRANSIT: _("Not arrived in time"),
    ClockType.COUNT_AFTER_LOSS: _("Not counted after a loss"),
    ClockType.COUNT_AFTER_MOVE: _("Not counted after a move"),
    ClockType.COUNT_PLANNED: _("Not counted in time"),
    ClockType.COUNT_UNANNOUNCED: _("Not counted in time"),
    ClockType.SWEEP_OWED: _("Not swept for trackers"),
    ClockType.WATCH_OWED: _("A camera or an alarm is not restored"),
    ClockType.OVER_LIMIT: _("A waiver is owed for what lies here"),
    ClockType.GIVING: _("Approved to be given away, and still here"),
    ClockType.HELD_OWED: _("A held form is not put right"),
    ClockType.INQUIRY_OWED: _("Destroyed by an event, and the inquiry is not closed"),
    ClockType.TALLY_OWED: _("Burnt, and no two people signed what went in"),
    ClockType.PROOF_OWED: _("Said to have burnt, and not recorded"),
    ClockType.RESIDUE_WEIGHT: _("What is left of a burn is not weighed"),
    ClockType.RESIDUE_GONE: _("What is left of a burn is still there"),
    ClockType.WEIGHT_OWED: _("Not weighed yet"),
    ClockType.COUNT_OWED: _("Packages not counted yet"),
    ClockType.TEST_OWED: _("Drawn for a test, left its burn, and not tested"),
    ClockType.OPENING_WEIGHTS: _("Stock from before this record is not weighed"),
    ClockType.OPENING_SEALS: _("Stock from before this record bears no seal"),
    ClockType.SEAL_OWED: _("Left without a seal"),
    ClockType.CHECK_IN: _("The crew does not check in"),
    ClockType.TARGET_DECISION: _("Expected, and nobody decided"),
    ClockType.TARGET_SEARCH: _("To be searched, and not stopped"),
    ClockType.UNLOADING: _("Arrived and not handed over"),
    ClockType.ESCORT_OWED: _("Left without its escort, and nobody answers for it"),
    ClockType.SECOND_SIGNATURE: _("The second officer has not signed"),
    ClockType.GUARD_WORD: _("The guard has not said that they stand there"),
    ClockType.HOT_TAKE: _("Hot seizure: nobody took a line"),
    ClockType.HOT_GUARD: _("Hot seizure: the guard is not doubled"),
    ClockType.HOT_SWEEP: _("Hot seizure: not swept for trackers"),
    ClockType.HOT_PROSECUTOR: _("Hot seizure: the prosecutor was not called"),
    ClockType.HOT_PLACE: _("Hot seizure: no other place was chosen"),
    ClockType.HOT_FAST_LANE: _("Hot seizure: no furnace was booked"),
    ClockType.HOT_EMBARGO: _("Hot seizure: the press was not silenced"),
    ClockType.HOT_DECOY: _("Hot seizure: no decoy has left"),
    ClockType.HOT_PLAN_B: _("Hot seizure: no second place is ready"),
}
_NEAR: Mapping[ClockType, Text] = {
    ClockType.TARGET_DESTRUCTION: _("Nears its destruction deadline"),
    ClockType.MAX_STORAGE: _("Nears the end of its storage term"),
    ClockType.TEMP_STORAGE: _("Nears the end of its storage term"),
    ClockType.ORDER_AGE: _("An order is soon due"),
}
STATES: Mapping[str, Text] = {"open": _("Nobody has it"), "acknowledged": _("Taken"), "resolved": _("Resolved")}


def title_of(alert: Alert) -> Text:
    """Return what the alert is about."""
    if alert.clock is None:
        return RULE_NAMES.get(alert.rule, _("Something needs attention"))
    kind = ClockType(alert.clock.clock_type)
    if is_review(alert.stage):
        return _("A hold is to be reviewed")
    is_past = alert.stage == DUE or alert.stage.startswith("+")
    return _PAST[kind] if is_past else _NEAR.get(kind, _PAST[kind])


def response_to(alert: Alert) -> str:
    """Return what whoever takes the alert must do, in one sentence; "" where no rule says so."""
    if alert.clock is not None:
        return translate(RULES[ClockType(alert.clock.clock_type)].response)
    rule = RULES_BY_CODE.get(alert.rule)
    return "" if rule is None else translate(rule.response)


def ends_with(alert: Alert) -> str:
    """Return what ends the alert, in one sentence; "" where no rule says so."""
    rule = RULES_BY_CODE.get(alert.rule)
    return "" if rule is None else translate(rule.cure)


def waits_in_words(why: str) -> Text:
    """Return why a message waits."""
    return WAITS.get(why, _("waits to be sent"))


def level_of(alert: Alert) -> tuple[Text, str]:
    """Return the word and the tone of the alert's level."""
    return LEVELS.get(alert.level, LEVELS[4])
