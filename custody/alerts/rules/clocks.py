"""Which rule each kind of clock belongs to, in which words, and at which stage it raises what."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.hot_lines import HOT_LINES
from custody.alerts.rules.shape import ClockRule, Rung, Stage, stage_of
from custody.alerts.rules.table import DESTRUCTION_STAGES, RULES_BY_CODE
from custody.deadlines.proposed import SUBJECT as PROPOSAL
from custody.deadlines.types import ClockType

REVIEW = "review"
"""The stage of a clock that a hold made stand still: it fires when the hold is to be looked at again."""


def _ladder(
    *stages: tuple[str, int], early: Rung = at.KEEPERS_AND_SUPERVISOR, late: Rung = at.SITE
) -> tuple[Stage, ...]:
    """Return stages by name and level with the usual rungs: warnings stay at the site, levels 1 and 2 climb."""
    climbs = {4: (early,), 3: (early, late), 2: (late, at.HEAD), 1: (late, at.HEAD, at.DIRECTOR)}
    return tuple(Stage(name, level, climbs[level]) for name, level in stages)


_BY_NAME: Mapping[str, ClockRule] = {
    "TARGET_DESTRUCTION": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("Not destroyed in time"),
        response=_("Book the next burn for this unit, or get the order that is missing"),
        stages=DESTRUCTION_STAGES,
        waits_for_burn=True,
    ),
    "MAX_STORAGE": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("Too long in store"),
        response=_("Move this unit to a burn, or have the term moved by whoever may"),
        stages=(*_ladder(("90%", 2)), *DESTRUCTION_STAGES[3:]),
        waits_for_burn=True,
    ),
    "TEMP_STORAGE": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("Too long in a temporary place"),
        response=_("Move this unit to a store that may keep it, or to a burn"),
        stages=_ladder(("90%", 3), ("due", 2), ("+24h", 1)),
        waits_for_burn=True,
    ),
    "NEUTRALISE": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("Not made useless in time"),
        response=_("Have the goods made useless, or burn them"),
        stages=_ladder(("90%", 3), ("due", 2), ("+24h", 1)),
        waits_for_burn=True,
    ),
    "ORDER_AGE": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("The order grows old"),
        response=_("Burn what the order covers, or have the order confirmed"),
        stages=(*_ladder(("75%", 3), ("90%", 2), early=at.LEGAL_AND_PARTIES), *DESTRUCTION_STAGES[3:]),
        waits_for_burn=True,
    ),
    "FASTLANE": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("A burn waits for its approval"),
        response=_("Approve the burn with two witnesses, or cancel it and book another"),
        stages=_ladder(("75%", 3), ("due", 2), ("+24h", 1), early=at.PLANNING, late=at.PLANNING),
    ),
    "FIRST_UNIT": ClockRule(
        rule=RULES_BY_CODE["AL3"],
        title=_("Opened, and nothing is registered"),
        response=_("Call the officer: have what was found counted and registered, or see what keeps them"),
        stages=_ladder(("due", 3), ("+2h", 2), ("+6h", 1)),
    ),
    "ORDER_LATENCY": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("The order is late"),
        response=_("Ask the authority for the order, and record it or its refusal"),
        stages=_ladder(("75%", 3), ("due", 2), ("+24h", 1), early=at.LEGAL_AND_PARTIES, late=at.LEGAL_AND_PARTIES),
    ),
    "ANSWER_OWED": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("A request is not answered"),
        response=_("Call the authority, make a new link if the old one ran out, or ask another one"),
        stages=_ladder(("due", 3), ("+12h", 2), ("+24h", 1), early=at.LEGAL_AND_PARTIES, late=at.LEGAL_AND_PARTIES),
    ),
    "CERTIFICATE_COPY": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("The authority has no copy of the certificate"),
        response=_("Send a copy of the certificate to the authority that ordered it, and record when and how"),
        stages=_ladder(("due", 3), ("+24h", 2), early=at.LEGAL, late=at.LEGAL),
    ),
    "SECOND_EYES": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("Nobody has verified or decided it"),
        response=_("Read the paper and verify or refuse what waits, or decide what was asked"),
        stages=_ladder(("due", 3), ("+24h", 2), early=at.LEGAL, late=at.LEGAL),
        instead={PROPOSAL: at.SYSTEM_AND_SUPERVISOR},
    ),
    "NOTICE": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("The time of a notice is over"),
        response=_("Book the burn, or record the objection that came in"),
        stages=_ladder(("due", 3), ("+24h", 2), early=at.LEGAL, late=at.LEGAL),
    ),
    "SILENT_CONSENT": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("Silence counts as consent"),
        response=_("Record that nobody objected, so that the goods may burn"),
        stages=_ladder(("due", 3), ("+24h", 2), early=at.LEGAL, late=at.LEGAL),
    ),
    "APPEAL_WINDOW": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("The time for an appeal is over"),
        response=_("Record whether an appeal came in, so that the goods may burn"),
        stages=_ladder(("due", 3), ("+24h", 2), early=at.LEGAL, late=at.LEGAL),
    ),
    "SAMPLE_IN_HAND": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("A sample is still in somebody's hands"),
        response=_("Call the officer who took it, and have it brought to the laboratory or the registry"),
        stages=_ladder(("90%", 3), ("due", 2), ("+24h", 1)),
    ),
    "OUT_FOR_ANALYSIS": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Not back from the laboratory"),
        response=_("Call the laboratory, and have the sample brought back or its end recorded"),
        stages=_ladder(("90%", 3), ("due", 2), ("+24h", 1)),
    ),
    "ACCEPTANCE": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Hand-over not answered"),
        response=_("Accept or refuse the hand-over, or call the other side"),
        stages=_ladder(("due", 1)),
    ),
    "TRANSIT": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Departed and not arrived"),
        response=_("Call the crew and the other side, and record where the load is"),
        stages=RULES_BY_CODE["AL4"].stages[:1],
    ),
    "STRIP": ClockRule(
        rule=RULES_BY_CODE["AL3"],
        title=_("Conveyance not stripped in time"),
        response=_("Finish stripping the conveyance, or have it guarded and say why not"),
        stages=RULES_BY_CODE["AL3"].stages,
    ),
    "CLEARANCE": ClockRule(
        rule=RULES_BY_CODE["AL3"],
        title=_("Emptied and not cleared in time"),
        response=_("Have two who did not empty it search it once more, and take out what they find"),
        stages=RULES_BY_CODE["AL3"].stages,
    ),
    "GUARD_COVER": ClockRule(
        rule=RULES_BY_CODE["AL8"],
        title=_("Nobody guards the conveyance"),
        response=_("Post a guard at the conveyance"),
        stages=_ladder(("due", 1)),
    ),
    "ORAL_CONFIRMATION": ClockRule(
        rule=RULES_BY_CODE["AL1"],
        title=_("The paper of an oral order is missing"),
        response=_("Get the written order from the authority and record it, or refuse the order"),
        stages=_ladder(("75%", 3), ("due", 2), ("+24h", 1), early=at.LEGAL_AND_PARTIES, late=at.LEGAL_AND_PARTIES),
    ),
    "SEARCH": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Searched for and not found"),
        response=_("Search on, or say that the unit is missing and have all of the place counted"),
        stages=_ladder(("75%", 2), ("due", 1)),
    ),
    "SIGNATURE_OWED": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("A second signature is missing"),
        response=_("Have the person who stood by sign in and sign, or look into it"),
        stages=_ladder(("75%", 3), ("due", 2), ("+24h", 1)),
    ),
    "SECOND_SIGNATURE": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("The second officer has not signed"),
        response=_("Have the second officer sign in on a device of their own and sign, or look into it"),
        stages=_ladder(("due", 3), ("+6h", 2), ("+24h", 1)),
    ),
    "GUARD_WORD": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("The guard has not said that they stand there"),
        response=_("See whether the guard stands there, and have them say so on a device of their own, or post "
                   "another"),
        stages=_ladder(("due", 3), ("+6h", 2), ("+24h", 1)),
    ),
    "GIVING": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Approved to be given away, and still here"),
        response=_("Have its keeper give it to who receives it, or take back what was asked"),
        stages=_ladder(("due", 3), ("+24h", 2)),
    ),
    "LOAN": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Not back from training"),
        response=_("Fetch it back and weigh it, or say that it is not where it should be"),
        stages=_ladder(("90%", 3), ("due", 2), ("+24h", 1)),
    ),
    "OPERATION": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Still out under a written act"),
        response=_("Ask who leads the operation where it is, and enter that it came back or who has it now"),
        stages=_ladder(("due", 3), ("+24h", 2)),
    ),
    "PERISHABLE": ClockRule(
        rule=RULES_BY_CODE["AL3"],
        title=_("Cover load spoils"),
        response=_("Have the cover load released to its owner, or cooled"),
        stages=_ladder(("75%", 3), ("due", 2)),
    ),
    "OVER_LIMIT": ClockRule(
        rule=RULES_BY_CODE["AL7"],
        title=_("A waiver is owed for what lies here"),
        response=_("Ask for a waiver, or move something out"),
        stages=_ladder(("due", 2), ("+24h", 1)),
    ),
    "WATCH_OWED": ClockRule(
        rule=RULES_BY_CODE["OUTAGE"],
        title=_("A camera or an alarm is not restored"),
        response=_("Have it repaired today, or have the goods moved"),
        stages=_ladder(("due", 1), ("+24h", 1)),
    ),
    "INQUIRY_OWED": ClockRule(
        rule=RULES_BY_CODE["AL11"],
        title=_("Destroyed by an event, and the inquiry is not closed"),
        response=_("Find out what destroyed it and what is left, and close the inquiry with a report"),
        stages=(Stage("75%", 3, (at.INDEPENDENT,)), Stage("due", 2, (at.INDEPENDENT, at.HEAD, at.DIRECTOR))),
    ),
    "HELD_OWED": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("A held form is not put right"),
        response=_("Have who signed the form put it right, or ask a second person to set it aside"),
        stages=_ladder(("75%", 3), ("due", 2), ("+24h", 1)),
    ),
    "TALLY_OWED": ClockRule(
        rule=RULES_BY_CODE["TALLY"],
        title=_("Burnt, and no two people signed what went in"),
        response=_("Have both sign the tally, or ask for a waiver"),
        stages=_ladder(("due", 2), ("+24h", 1)),
    ),
    "PROOF_OWED": ClockRule(
        rule=RULES_BY_CODE["UNPROVEN"],
        title=_("Said to have burnt, and not recorded"),
        response=_("Have who is missing sign, or ask for a waiver, and record the burn"),
        stages=_ladder(("due", 2), ("+24h", 1)),
    ),
    "RESIDUE_WEIGHT": ClockRule(
        rule=RULES_BY_CODE["AL2"],
        title=_("What is left of a burn is not weighed"),
        response=_("Weigh what is left of the burn, or have a checker say why nothing can be weighed"),
        stages=_ladder(("due", 3), ("+24h", 2)),
    ),
    "RESIDUE_GONE": ClockRule(
        rule=RULES_BY_CODE["AL2"],
        title=_("What is left of a burn is still there"),
        response=_("Hand it to a waste processor or burn it again, and record where it went"),
        stages=_ladder(("due", 3), ("+24h", 2)),
    ),
    "WEIGHT_OWED": ClockRule(
        rule=RULES_BY_CODE["AL2"],
        title=_("Not weighed yet"),
        response=_("Weigh the unit, and record what the scale shows"),
        stages=RULES_BY_CODE["AL2"].stages[:2],
    ),
    "OPENING_WEIGHTS": ClockRule(
        rule=RULES_BY_CODE["AL2"],
        title=_("Stock from before this record is not weighed"),
        response=_("Weigh what is left of the list on a scale of the house"),
        stages=_ladder(("75%", 3), ("due", 2)),
    ),
    "OPENING_SEALS": ClockRule(
        rule=RULES_BY_CODE["AL6"],
        title=_("Stock from before this record bears no seal"),
        response=_("Put a seal on each unit of the list that has none, before a second person"),
        stages=_ladder(("75%", 3), ("due", 2)),
    ),
    "COUNT_OWED": ClockRule(
        rule=RULES_BY_CODE["AL11"], title=_("Packages not counted yet"),
        response=_("Have two people count the packages, one after the other, and neither be told the number"),
        stages=(Stage("due", 2, (at.SUPERVISORS, at.COMMAND, at.HEAD)),),
    ),
    "TEST_OWED": ClockRule(
        rule=RULES_BY_CODE["AL11"], title=_("Drawn for a test, left its burn, and not tested"),
        response=_("Have a checker and a witness, who never had it, open and test it where it lies"),
        stages=(Stage("due", 2, (at.INDEPENDENT, at.HEAD)),),
    ),
    "SEAL_OWED": ClockRule(
        rule=RULES_BY_CODE["AL6"],
        title=_("Left without a seal"),
        response=_("Put a seal on the unit where it is now, before a second person"),
        stages=_ladder(("due", 2), ("+24h", 1)),
    ),
    "TARGET_DECISION": ClockRule(
        rule=RULES_BY_CODE["TARGET"],
        title=_("Expected, and nobody decided"),
        response=_("Decide whether it is searched or let go, or say when it comes"),
        stages=RULES_BY_CODE["TARGET"].stages,
    ),
    "TARGET_SEARCH": ClockRule(
        rule=RULES_BY_CODE["TARGET"],
        title=_("To be searched, and not stopped"),
        response=_("Have it stopped and searched now, or find out where it went"),
        stages=RULES_BY_CODE["TARGET"].stages,
    ),
    "CHECK_IN": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("The crew does not check in"),
        response=_("Call the crew and the escort, and record where the load is"),
        stages=RULES_BY_CODE["AL4"].stages[:1],
    ),
    "ESCORT_OWED": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Left without its escort, and nobody answers for it"),
        response=_("Find out who let the transport go without its escort, and record who it was and why"),
        stages=_ladder(("due", 2), ("+24h", 1)),
    ),
    "UNLOADING": ClockRule(
        rule=RULES_BY_CODE["AL4"],
        title=_("Arrived and not handed over"),
        response=_("Go and count the load with its crew, and record its arrival or what is missing"),
        stages=_ladder(("due", 1)),
    ),
    **{
        name: ClockRule(
            rule=RULES_BY_CODE["AL11"],
            title=title,
            response=_("Have the place counted by two people outside the chain, and signed"),
            stages=(Stage("due", 2, (at.SUPERVISORS, at.COMMAND, at.HEAD)),),
        )
        for name, title in (
            ("COUNT_AFTER_LOSS", _("Not counted after a loss")),
            ("COUNT_AFTER_MOVE", _("Not counted after a move")),
            ("COUNT_PLANNED", _("Not counted in time")),
        )
    },
    "COUNT_UNANNOUNCED": ClockRule(
        rule=RULES_BY_CODE["AL11"],
        title=_("Not counted in time"),
        response=_("Have the place counted by two people outside the chain, and signed"),
        stages=(Stage("due", 2, (at.INDEPENDENT, at.HEAD)),),
    ),
    "SWEEP_OWED": ClockRule(
        rule=RULES_BY_CODE["AL2"],
        title=_("No tracker sweep yet"),
        response=_("Sweep the unit for trackers with a second person, and record the result"),
        stages=RULES_BY_CODE["AL2"].stages[:2],
    ),
    "HOT_TAKE": ClockRule(
        rule=RULES_BY_CODE["HOT"],
        title=_("Hot seizure: nobody took a line"),
        response=_("Open the war room and take the line, or send whoever owns it there"),
        stages=_ladder(("due", 1)),
    ),
    **HOT_LINES,
}
RULES: Mapping[ClockType, ClockRule] = {
    clock_type: _BY_NAME[clock_type.value] for clock_type in ClockType if clock_type.value in _BY_NAME
}
HOLD_REVIEW = ClockRule(
    rule=RULES_BY_CODE["AL18"],
    title=RULES_BY_CODE["AL18"].title,
    response=RULES_BY_CODE["AL18"].response,
    stages=(Stage("due", 3, (at.LEGAL, at.HEAD)), *RULES_BY_CODE["AL18"].stages),
)


def rule_of(clock_type: ClockType, stage: str) -> ClockRule:
    """Return the rule of a clock at a stage: a clock that stands still is about its hold. ``KeyError``: none."""
    return HOLD_REVIEW if stage.startswith(REVIEW) else RULES[clock_type]


def stage_for(clock_type: ClockType, stage: str) -> Stage | None:
    """Return the stage of a clock's rule, or ``None`` when it raises nothing."""
    rule = rule_of(clock_type, stage)
    found = stage_of(rule.stages, stage)
    return rule.stages[-1] if found is None and stage.startswith(REVIEW) else found


def rungs_of(clock_type: ClockType, stage: str, *, subject_kind: str) -> tuple[Rung, ...] | None:
    """Return the ladder of a stage of a clock that runs for a subject of a kind; ``None`` when it raises nothing."""
    found = stage_for(clock_type, stage)
    if found is None:
        return None
    instead = rule_of(clock_type, stage).instead.get(subject_kind)
    return found.rungs if instead is None else (instead,)


def level_of(clock_type: ClockType, stage: str) -> int | None:
    """Return the level at which a stage of a clock raises an alert, or ``None`` when it raises none."""
    found = stage_for(clock_type, stage)
    return None if found is None else found.level
