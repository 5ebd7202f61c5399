"""The closed lists of this room, as stable codes. Their words in four languages live at the edges."""

from __future__ import annotations

from custody.core.authority_rules import AUTHORITIES as AUTHORITIES
from custody.core.texts import said as _

AUTHORITY_NAMES = {
    "prosecutor": _("the public prosecutor"),
    "investigating_judge": _("an investigating judge"),
    "court": _("a court"),
    "committee": _("the disposal committee"),
    "high_committee": _("the high disposal committee"),
    "agency": _("the service that holds the goods"),
}
"""As a refusal names them."""
NOTICE_KINDS = ("notice", "silent_consent", "appeal")
ADDRESSEES = ("judge", "prosecutor", "court", "owner", "defence")
"""On whom a notice or an order is served."""
OBJECTION_OUTCOMES = ("rejected", "upheld")
RETENTION_OUTCOMES = ("granted", "denied")
DECISIONS = (
    "lift_hold", "end_instruction", "authorise_order", "answer_retention", "revoke_order", "decide_objection",
    "prove_service", "confirm_law",
)  # fmt: skip
"""What an authority decides on paper, and two people must have read before it counts."""
SEND_WAYS = ("post", "e_mail", "by_hand", "court_system")
"""How a copy of a certificate went to the authority."""
ANSWERS = ("order", "hold", "ask", "refuse")
"""What a magistrate may answer (C16)."""
HOLD_AUTHORITIES = ("prosecutor", "investigating_judge", "court")
"""Who may bar goods from the fire."""
RESIDUE_KINDS = ("ash", "slag", "unburnt")
"""What is left in a furnace. What is unburnt is drugs still: it goes into a fire again, and nowhere else."""
DISPOSALS = ("handed_over", "burnt_again")
METHODS = ("incineration", "other")
STATEMENTS = ("saw_all", "saw_part", "refuses")
"""What a witness may sign (R10). A refusal to sign is recorded, not passed over (R5)."""
FACILITY, SIGNED = "facility", "signed"
ATTENDS_FOR = (FACILITY, "authority")
"""For whom somebody without a badge stands by at a fire."""
ATTENDANCE_ANSWERS = (SIGNED, "refused", "unable")
"""Whether they signed: a refusal is written down, not passed over (R5)."""
NAME_MOST, HOTTEST_C = 120, 3000
PARTS = ("calls", "counts")
"""What each of two people does at the mouth of the furnace."""
TEST_RESULTS = ("positive", "negative")
"""What a presumptive test shows. One that shows nothing clear is done again before it is recorded."""
FINDINGS = ("seal", "weight", "count", "identity")
"""Why a witness refuses a unit (R12)."""
ABORT_REASONS = ("furnace_stopped", "filter", "alarm", "threat", "refusal", "accident", "other")
"""Why a burn that had begun did not go on."""

NUMBER_MOST = 40
REFERENCE_MOST = 64
LICENCE_MOST = 64
REASONS_MOST = 4000
REASON_MOST = 500
UNUSUAL_MOST = 2000

CANCEL_REASONS = ("furnace_stopped", "no_escort", "threat", "replanned", "witness_refused", "other")
"""Why a burn does not take place. Codes, because a reason in words could name a place or a time."""
LEAVE_REASONS = ("not_arrived", "not_burnt", "threat", "replanned", "other")
"""Why a unit is taken out of a burn by somebody."""

OUTAGE_REASONS = ("maintenance", "fault", "filter", "strike", "other")
"""Why a furnace does not burn. Codes, for a reason in words could name a place."""
WITHDRAW_REASONS = ("furnace_asked", "no_crew", "no_load", "slip", "other")
"""Why a slot is given back."""
REFUSE_REASONS = ("outdated", "too_much", "too_little", "crews", "other")
"""Why a plan is not approved."""
PUBLIC_FIELDS = ("date", "mass", "origin", "cover_load")
"""What may be told of a seizure. Never a place: the quay is not among them."""
