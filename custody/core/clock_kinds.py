"""The kinds of clock: from which rule each takes its length, what begins and ends it, and whether a hold stops it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from custody.core.errors import InvalidInput


class ClockType(StrEnum):
    """What runs out."""

    TARGET_DESTRUCTION = "TARGET_DESTRUCTION"
    FASTLANE = "FASTLANE"
    NEUTRALISE = "NEUTRALISE"
    TEMP_STORAGE = "TEMP_STORAGE"
    MAX_STORAGE = "MAX_STORAGE"
    FIRST_UNIT = "FIRST_UNIT"
    ORDER_LATENCY = "ORDER_LATENCY"
    ORDER_AGE = "ORDER_AGE"
    NOTICE = "NOTICE"
    SILENT_CONSENT = "SILENT_CONSENT"
    APPEAL_WINDOW = "APPEAL_WINDOW"
    SAMPLE_IN_HAND = "SAMPLE_IN_HAND"
    OUT_FOR_ANALYSIS = "OUT_FOR_ANALYSIS"
    ACCEPTANCE = "ACCEPTANCE"
    TRANSIT = "TRANSIT"
    STRIP = "STRIP"
    CLEARANCE = "CLEARANCE"
    GUARD_COVER = "GUARD_COVER"
    SWEEP_OWED = "SWEEP_OWED"
    SEARCH = "SEARCH"
    SIGNATURE_OWED = "SIGNATURE_OWED"
    GUARD_WORD = "GUARD_WORD"
    SECOND_SIGNATURE = "SECOND_SIGNATURE"
    LOAN = "LOAN"
    OPERATION = "OPERATION"
    GIVING = "GIVING"
    PERISHABLE = "PERISHABLE"
    ORAL_CONFIRMATION = "ORAL_CONFIRMATION"
    ANSWER_OWED = "ANSWER_OWED"
    WEIGHT_OWED = "WEIGHT_OWED"
    COUNT_OWED = "COUNT_OWED"
    TEST_OWED = "TEST_OWED"
    SEAL_OWED = "SEAL_OWED"
    OVER_LIMIT = "OVER_LIMIT"
    WATCH_OWED = "WATCH_OWED"
    TALLY_OWED = "TALLY_OWED"
    PROOF_OWED = "PROOF_OWED"
    RESIDUE_WEIGHT = "RESIDUE_WEIGHT"
    RESIDUE_GONE = "RESIDUE_GONE"
    INQUIRY_OWED = "INQUIRY_OWED"
    HELD_OWED = "HELD_OWED"
    CERTIFICATE_COPY = "CERTIFICATE_COPY"
    SECOND_EYES = "SECOND_EYES"
    CHECK_IN = "CHECK_IN"
    TARGET_DECISION = "TARGET_DECISION"
    TARGET_SEARCH = "TARGET_SEARCH"
    UNLOADING = "UNLOADING"
    ESCORT_OWED = "ESCORT_OWED"
    OPENING_WEIGHTS = "OPENING_WEIGHTS"
    OPENING_SEALS = "OPENING_SEALS"
    COUNT_AFTER_LOSS = "COUNT_AFTER_LOSS"
    COUNT_AFTER_MOVE = "COUNT_AFTER_MOVE"
    COUNT_PLANNED = "COUNT_PLANNED"
    COUNT_UNANNOUNCED = "COUNT_UNANNOUNCED"
    HOT_TAKE = "HOT_TAKE"
    HOT_GUARD = "HOT_GUARD"
    HOT_SWEEP = "HOT_SWEEP"
    HOT_PROSECUTOR = "HOT_PROSECUTOR"
    HOT_PLACE = "HOT_PLACE"
    HOT_FAST_LANE = "HOT_FAST_LANE"
    HOT_EMBARGO = "HOT_EMBARGO"
    HOT_DECOY = "HOT_DECOY"
    HOT_PLAN_B = "HOT_PLAN_B"


LEGAL, RISK = True, False
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is to know of a clock.

    ``policy`` is the rule that says how long it runs, ``legal`` whether a hold makes it stand still, ``most`` the
    longest it may ever be made to run: a rule has no off switch, and a slip of the hand is none. ``begins`` and
    ``ends`` name the events. A clock that is ``optional`` is not armed where its rule has no value; every other one
    stops the act. ``least`` is the smallest value: only what the law may leave out can be nothing.
    """

    policy: str
    legal: bool
    most: timedelta
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    optional: bool = False
    least: int = 1

    def check_length(self, value: int, *, measure: str) -> None:
        """Return for a length this clock may have; raise ``InvalidInput`` on ``value`` or ``measure``."""
        if measure not in _LONGEST:
            raise InvalidInput("policy.measure", "Choose a measure of time", field="measure")
        if value < self.least:
            raise InvalidInput("policy.short", "Enter {least} or more", field="value", least=self.least)
        if value * _LONGEST[measure] > self.most:
            raise InvalidInput(
                "policy.long",
                "This clock may run for {days} days at most: a rule has no off switch",
                field="value",
                days=self.most.days,
            )


_LONGEST = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "months": timedelta(days=31),
    "working_days": timedelta(days=2),
}
"""How long one of each measure can last; of several working days no more than every second one is free."""
GONE_BY = (
    "unit.destroyed/1", "unit.superseded/1", "unit.exchanged/1", "unit.returned/1", "unit.handed_over/1",
    "unit.disposed/1",
    "unit.consumed/1", "cargo.released/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1",
)  # fmt: skip
"""After these nobody has the unit any more, as it was."""
_SEIZED = ("unit.registered/1", "unit.taken_out/1")
_PUT = ("unit.stored/1", "unit.placed/1")
_INTO_STORE = ("unit.stored/1", "discrepancy.opened/1")
"""Also what somebody carried over from another site, which is a difference."""
_HEARD = ("notice.answered/1", "notice.settled/1")
_ASKED, _SIGNED = ("inventory.asked/1",), ("inventory.signed/1",)
_SETTLED = ("checklist.done/1", "checklist.seen/1", "checklist.set_aside/1", "checklist.lapsed/1")
_MET = ("target.let_go/1", "target.met/1", "target.found_elsewhere/1", "target.rescheduled/1")
PROPOSALS = ("officer", "place", "site", "facility", "policy", "pack")
"""What one person proposes for the house and another decides: each is a pair of events."""
CALIBRATION = ("calibration.reported/1", "calibration.decided/1")
"""That a scale was calibrated, as one says: it weighs as before until another has read the certificate."""
_PROPOSED = (*(f"{what}.proposed/1" for what in PROPOSALS), CALIBRATION[0])
_DECIDED = (*(f"{what}.decided/1" for what in PROPOSALS), CALIBRATION[1])
_ANSWERED = ("transfer.accepted/1", "transfer.refused/1", "transfer.cancelled/1")

KINDS: dict[ClockType, Kind] = {
    ClockType.TARGET_DESTRUCTION: Kind(
        "clock.target_destruction", LEGAL, 90 * _DAY, _SEIZED, GONE_BY
    ),
    ClockType.FASTLANE: Kind(
        "clock.fastlane", RISK, 7 * _DAY, ("session.planned/1",),
        ("session.approved/1", "session.cancelled/1", "session.burnt/1"),
    ),
    ClockType.NEUTRALISE: Kind(
        "clock.neutralise", RISK, 7 * _DAY, (*_SEIZED, "neutralisation.refuted/1"),
        ("unit.neutralised/1", "treatment.signed/1", "signature.given/1", *GONE_BY), optional=True,
    ),
    ClockType.TEMP_STORAGE: Kind(
        "clock.temp_storage", RISK, 30 * _DAY, _INTO_STORE, ("unit.departed/1", "unit.stored/1", *GONE_BY)
    ),
    ClockType.MAX_STORAGE: Kind(
        "clock.max_storage", RISK, 400 * _DAY, _INTO_STORE, ("unit.departed/1", "unit.stored/1", *GONE_BY)
    ),
    ClockType.FIRST_UNIT: Kind(
        "clock.first_unit", RISK, _DAY, ("seizure.opened/1",), ("unit.registered/1", "seizure.closed/1"), optional=True
    ),
    ClockType.ORDER_LATENCY: Kind(
        "clock.order_latency", LEGAL, 90 * _DAY,
        ("seizure.opened/1", "hold.lifted/1", "order.refused/1", "order.revoked/1"),
        ("order.verified/1", "hold.placed/1", *GONE_BY),
    ),
    ClockType.ORDER_AGE: Kind(
        "clock.order_age", LEGAL, 400 * _DAY, ("order.verified/1",), ("order.revoked/1", *GONE_BY)
    ),
    ClockType.NOTICE: Kind("clock.notice", LEGAL, 400 * _DAY, ("notice.served/1",), _HEARD),
    ClockType.SILENT_CONSENT: Kind("clock.silent_consent", LEGAL, 400 * _DAY, ("notice.served/1",), _HEARD),
    ClockType.APPEAL_WINDOW: Kind(
        "clock.appeal_window", LEGAL, 90 * _DAY, ("notice.served/1",), (*_HEARD, "order.revoked/1"), least=0
    ),
    ClockType.SAMPLE_IN_HAND: Kind(
        "clock.out_for_analysis", RISK, 400 * _DAY, ("sample.taken/1", "unit.arrived/1", *_PUT),
        ("unit.arrived/1", *_PUT, *GONE_BY), optional=True,
    ),
    ClockType.OUT_FOR_ANALYSIS: Kind(
        "clock.out_for_analysis", RISK, 400 * _DAY, ("unit.departed/1", *_PUT), _PUT
    ),
    ClockType.ACCEPTANCE: Kind(
        "clock.acceptance", RISK, _DAY, ("transfer.offered/1", "transfer.commanded/1"), _ANSWERED
    ),
    ClockType.TRANSIT: Kind(
        "clock.transit", RISK, 3 * _DAY,
        ("unit.departed/1", "emergency.departed/1"), ("unit.arrived/1", "unit.stored/1"),
    ),
    ClockType.STRIP: Kind(
        "clock.strip", RISK, 30 * _DAY, ("unit.contained/1", "extraction.resumed/1"),
        ("extraction.ended/1", "unit.released/1"),
    ),
    ClockType.CLEARANCE: Kind(
        "clock.clearance", RISK, 30 * _DAY, ("extraction.ended/1", "clearance.searched/1"),
        ("clearance.searched/1", "signature.given/1", "extraction.resumed/1", "unit.released/1", *GONE_BY),
        optional=True,
    ),
    ClockType.GUARD_COVER: Kind(
        "clock.guard_cover", RISK, _DAY,
        ("unit.contained/1", "guard.relieved/1", "extraction.interrupted/1", "unit.arrived/1"),
        ("guard.posted/1", "extraction.started/1", "unit.departed/1", "unit.released/1"),
    ),
    ClockType.SEARCH: Kind(
        "clock.search", RISK, 3 * _DAY, ("unit.unlocated/1",), ("unit.found/1", "unit.missing/1", *GONE_BY)
    ),
    ClockType.SIGNATURE_OWED: Kind(
        "clock.signature_owed", RISK, 14 * _DAY, ("signature.owed/1",), ("signature.given/1", *GONE_BY)
    ),
    # One rule, two clocks: whoever stands there says so within minutes, and a guard is told in words of their own.
    ClockType.GUARD_WORD: Kind(
        "clock.second_signature", RISK, _DAY, ("signature.owed/1",),
        ("signature.given/1", "guard.unheard/1", *GONE_BY), optional=True,
    ),
    ClockType.SECOND_SIGNATURE: Kind(
        # Optional: a house that has no value for it yet goes on recording facts.
        "clock.second_signature", RISK, _DAY, ("signature.owed/1",), ("signature.given/1", *GONE_BY), optional=True
    ),
    ClockType.GIVING: Kind(
        # Approved to be given away, and still with its keeper.
        "clock.giving", RISK, 30 * _DAY, ("exception.decided/1",), ("unit.given/1", "exception.decided/1", *GONE_BY),
        optional=True,
    ),
    ClockType.LOAN: Kind("clock.loan", RISK, 400 * _DAY, ("loan.began/1",), ("loan.ended/1", *GONE_BY)),
    ClockType.OPERATION: Kind(
        # The act names no day: somebody asks after what is out all the same.
        "clock.operation", RISK, 90 * _DAY, ("operation.began/1",), ("operation.ended/1", *GONE_BY), optional=True
    ),
    ClockType.PERISHABLE: Kind("clock.perishable", RISK, 30 * _DAY, ("unit.registered/1",), GONE_BY),
    ClockType.SWEEP_OWED: Kind(
        "clock.sweep_owed", RISK, 7 * _DAY, (*_SEIZED, "discrepancy.opened/1", "operation.ended/1"),
        ("sweep.recorded/1", *GONE_BY),
    ),
    ClockType.OVER_LIMIT: Kind(
        "clock.over_limit", RISK, 3 * _DAY, ("place.overfilled/1",), ("place.fits_again/1",), optional=True
    ),
    ClockType.WATCH_OWED: Kind(
        "clock.watch_owed", RISK, 3 * _DAY, ("place.reported/1",), ("place.report_ended/1",), optional=True
    ),
    ClockType.TALLY_OWED: Kind(
        "clock.tally_owed", RISK, 3 * _DAY, ("burn.untallied/1",), ("burn.tally_settled/1",), optional=True
    ),
    ClockType.PROOF_OWED: Kind(
        "clock.proof_owed", RISK, 3 * _DAY, ("burn.told/1",), ("burn.told_ended/1",), optional=True
    ),
    ClockType.RESIDUE_WEIGHT: Kind(
        "clock.residue_weight", RISK, 14 * _DAY, ("session.burnt/1",), ("residue.weighed/1", "residue.none/1"),
        optional=True,
    ),
    ClockType.RESIDUE_GONE: Kind(
        "clock.residue_gone", RISK, 90 * _DAY, ("residue.weighed/1",), ("residue.disposed/1",), optional=True
    ),
    ClockType.INQUIRY_OWED: Kind(
        "clock.inquiry_owed", RISK, 90 * _DAY, ("inquiry.opened/1",), ("inquiry.closed/1",), optional=True
    ),
    ClockType.HELD_OWED: Kind(
        "clock.held_owed", RISK, 7 * _DAY, ("report.held/1",), ("report.put_right/1", "report.set_aside/1"),
        optional=True,
    ),
    ClockType.WEIGHT_OWED: Kind(
        "clock.weight_owed", RISK, 7 * _DAY, ("unit.stored/1", "operation.ended/1"), ("unit.weighed/1", *GONE_BY),
        optional=True,
    ),
    # One rule, two clocks: two from outside open what was drawn and left its burn as soon as two would count it.
    ClockType.TEST_OWED: Kind(
        "clock.count_owed", RISK, 7 * _DAY, ("unit.unscheduled/1",), ("unit.tested/1", *GONE_BY), optional=True
    ),
    ClockType.COUNT_OWED: Kind(
        "clock.count_owed", RISK, 7 * _DAY,
        ("unit.stored/1", "unit.placed/1", "unit.weighed/1", "discrepancy.opened/1", "unit.counted/2"),
        ("unit.counted/2", *GONE_BY), optional=True,
    ),
    ClockType.SEAL_OWED: Kind(
        "clock.seal_owed", RISK, 7 * _DAY,
        ("unit.departed/1", "emergency.departed/1", "unit.stored/1", "seal.removed/1", "operation.ended/1"),
        ("seal.applied/1", "seal.replaced/1", "sampling.closed/1", *GONE_BY), optional=True,
    ),
    # One for each list of stock from before the record: it ends with the last unit of it.
    ClockType.OPENING_WEIGHTS: Kind(
        "clock.opening_weights", RISK, 400 * _DAY, ("opening.registered/1",), ("unit.weighed/1", *GONE_BY),
        optional=True,
    ),
    ClockType.OPENING_SEALS: Kind(
        "clock.opening_seals", RISK, 400 * _DAY, ("opening.registered/1",),
        ("seal.applied/1", "seal.replaced/1", "sampling.closed/1", *GONE_BY), optional=True,
    ),
    ClockType.CHECK_IN: Kind(
        "clock.check_in", RISK, _DAY,
        ("mission.began/1", "mission.checked_in/1", "mission.stopped/2", "mission.went_on/1"),
        ("mission.checked_in/1", "mission.stopped/2", "mission.went_on/1", "mission.arrived/1", "mission.cancelled/1"),
        optional=True,
    ),
    ClockType.UNLOADING: Kind(
        "clock.unloading", RISK, _DAY, ("mission.unloaded/1",), ("unit.arrived/1", "unit.stored/1", *GONE_BY),
        optional=True,
    ),
    ClockType.ESCORT_OWED: Kind(
        "clock.escort_owed", RISK, 7 * _DAY, ("mission.unescorted/1",), ("mission.escort_answered/1",), optional=True
    ),
    ClockType.TARGET_DECISION: Kind(
        # It begins when the consignment is expected: until then nobody is late.
        "clock.target_decision", RISK, 3 * _DAY,
        ("target.opened/1", "target.rescheduled/1", "target.let_go_asked/1", "target.unlinked/1"),
        ("target.search_decided/1", *_MET), optional=True,
    ),
    ClockType.TARGET_SEARCH: Kind(
        "clock.target_search", RISK, 7 * _DAY, ("target.search_decided/1", "target.rescheduled/1"),
        ("target.let_go_asked/1", *_MET), optional=True,
    ),
    ClockType.ORAL_CONFIRMATION: Kind(
        # Of an order, or of an exception on a unit that an act lets happen: said by word of mouth, or done already.
        "clock.oral_confirmation", RISK, 7 * _DAY, ("order.spoken/1", "exception.proposed/3"),
        ("order.confirmed/1", "order.refused/1", "order.revoked/1", "exception.act_attached/1", "exception.decided/1"),
    ),
    ClockType.ANSWER_OWED: Kind(
        # It runs for the request, whatever runs for the goods: a question back stops it, what explains begins it anew.
        "clock.answer_owed", RISK, 14 * _DAY, ("request.made/1", "request.explained/1"), ("request.answered/1",),
        optional=True,
    ),
    ClockType.CERTIFICATE_COPY: Kind(
        "clock.certificate_copy", RISK, 60 * _DAY, ("session.burnt/1",), ("certificate.sent/1",), optional=True
    ),
    ClockType.SECOND_EYES: Kind(
        "clock.second_eyes", RISK, 14 * _DAY,
        ("order.recorded/1", "decision.recorded/1", "exception.proposed/3", *_PROPOSED),
        ("order.verified/1", "order.refused/1", "decision.verified/1", "decision.refused/1", "exception.decided/1",
         *_DECIDED),
        optional=True,
    ),
    ClockType.COUNT_AFTER_LOSS: Kind("clock.count_after_loss", RISK, 7 * _DAY, _ASKED, _SIGNED, optional=True),
    ClockType.COUNT_AFTER_MOVE: Kind("clock.count_after_move", RISK, 7 * _DAY, _ASKED, _SIGNED, optional=True),
    ClockType.COUNT_UNANNOUNCED: Kind("clock.count_unannounced", RISK, 90 * _DAY, _ASKED, _SIGNED, optional=True),
    ClockType.COUNT_PLANNED: Kind("clock.count_planned", RISK, 90 * _DAY, _ASKED, _SIGNED, optional=True),
    # Of the lines of a list nobody has taken, the first waits: who took the one before it begins the next.
    ClockType.HOT_TAKE: Kind(
        "clock.hot_take", RISK, 4 * _HOUR, ("checklist.opened/1", "checklist.taken/1", *_SETTLED),
        ("checklist.taken/1", *_SETTLED), optional=True,
    ),
    **{
        clock: Kind(f"clock.{clock.value.lower()}", RISK, 2 * _DAY, ("checklist.opened/1", "checklist.reopened/1"),
                    _SETTLED, optional=True)
        for clock in (
            ClockType.HOT_GUARD, ClockType.HOT_SWEEP, ClockType.HOT_PROSECUTOR, ClockType.HOT_PLACE,
            ClockType.HOT_FAST_LANE, ClockType.HOT_EMBARGO, ClockType.HOT_DECOY, ClockType.HOT_PLAN_B,
        )
    },
}  # fmt: skip

AT_THE_ORDER = frozenset(
    {ClockType.NOTICE, ClockType.SILENT_CONSENT, ClockType.APPEAL_WINDOW, ClockType.ORAL_CONFIRMATION}
)
"""Clocks that begin with what a case officer serves or hears: goods come into custody without them."""
NEEDED_POLICIES = tuple(
    kind.policy for clock_type, kind in KINDS.items() if not kind.optional and clock_type not in AT_THE_ORDER
)
"""Without a value of each of these a jurisdiction cannot take goods into custody."""
LEGAL_CLOCKS = frozenset(clock_type for clock_type, kind in KINDS.items() if kind.legal)
BY_POLICY: dict[str, ClockType] = {kind.policy: clock_type for clock_type, kind in KINDS.items()}
"""rule -> the clock that it is the length of; of two, the one it is called by."""
OF_POLICY: dict[str, frozenset[ClockType]] = {
    policy: frozenset(clock_type for clock_type, kind in KINDS.items() if kind.policy == policy) for policy in BY_POLICY
}
"""rule -> every clock that it is the length of."""
COUNTS = (
    ClockType.COUNT_AFTER_LOSS, ClockType.COUNT_AFTER_MOVE, ClockType.COUNT_PLANNED, ClockType.COUNT_UNANNOUNCED
)  # fmt: skip
STORAGE = (ClockType.TEMP_STORAGE, ClockType.MAX_STORAGE)
TEMPORARY_PLACES = frozenset({"quarantine"})
"""Kinds of place where goods may be put but not kept (R23)."""
