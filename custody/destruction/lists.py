"""The closed lists of this room, as stable codes. Their words in four languages live at the edges."""

from __future__ import annotations

AUTHORITIES = ("prosecutor", "investigating_judge")
"""Who may order that goods are destroyed (R1)."""
HOLD_AUTHORITIES = ("prosecutor", "investigating_judge", "court")
"""Who may bar goods from the fire."""
METHODS = ("incineration", "other")
STATEMENTS = ("saw_all", "saw_part", "refuses")
"""What a witness may sign (R10). A refusal to sign is recorded, not passed over (R5)."""
TEST_RESULTS = ("positive", "negative")
"""What a presumptive test shows. One that shows nothing clear is done again before it is recorded."""
FINDINGS = ("seal", "weight", "count", "identity")
"""Why a witness refuses a unit (R12)."""
ABORT_REASONS = ("furnace_stopped", "filter", "alarm", "threat", "refusal", "accident", "other")
"""Why a burn that had begun did not go on."""

NUMBER_MOST = 40
REFERENCE_MOST = 64
REASONS_MOST = 4000
REASON_MOST = 500
UNUSUAL_MOST = 2000

CANCEL_REASONS = ("furnace_stopped", "no_escort", "threat", "replanned", "witness_refused", "other")
"""Why a burn does not take place. Codes, because a reason in words could name a place or a time."""
LEAVE_REASONS = ("not_arrived", "not_burnt", "threat", "replanned", "other")
"""Why a unit is taken out of a burn by somebody."""
