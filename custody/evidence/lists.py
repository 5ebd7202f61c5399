"""The closed lists that an officer chooses from, as stable codes. Their words in four languages live at the
edges.

The words are those of the glossary; where a list cannot know everything, it ends in ``other`` or ``unknown``.
"""

from __future__ import annotations

from custody.organisation.roles import Role

CONCEALMENTS = (
    "rip_off_bags", "in_load", "in_goods", "container_structure", "reefer_unit", "inspection_hatch",
    "double_wall_custom", "chemical_carrier", "tank", "hull_attached", "drop_off_at_sea", "vehicle", "postal",
    "person", "other",
)  # fmt: skip
DETECTIONS = (
    "risk_analysis", "scan_fixed", "scan_mobile", "backscatter", "scan_image_from_origin", "dog", "e_nose",
    "foreign_tip", "domestic_intelligence", "decrypted_comms", "company_report", "random",
    "suspicious_behaviour", "police_handover", "other",
)  # fmt: skip
SUBSTANCES = (
    "cocaine", "cocaine_hcl", "cocaine_base", "coca_paste", "cocaine_in_carrier", "heroin", "cannabis_herb",
    "cannabis_resin", "mdma", "amphetamine", "methamphetamine", "ketamine", "precursor", "other", "unknown",
)  # fmt: skip
FORMS = ("pressed_brick", "powder", "liquid", "impregnated", "tablet", "plant", "other", "unknown")
FIELD_TESTS = ("positive", "negative", "not_done")
HOLDERS = ("none", "absent", "signed", "refused", "unable")
"""Whether somebody had the goods who could sign for the seizure: a refusal is an answer (domain.md 4.2)."""

METHODS = ("weighed", "dimensional_estimate", "declared")
OCCASIONS = ("seizure", "receipt", "sampling", "staging", "departure", "check")
SAMPLE_KINDS = ("analysis", "counter_expertise", "retained", "training")
SAMPLE_DESTINATIONS = ("laboratory", "registry", "retained", "training")
"""Where a sample is to go: to a laboratory, to the registry that keeps it for a counter-expertise, to stay in store as
retained, or to the dogs."""
SWEEP_METHODS = ("rf_detector", "magnetometer", "x_ray", "visual")
SWEEP_RESULTS = ("clear", "found", "unfinished")
PHOTO_SLOTS = (
    "doors",
    "seal",
    "load_opened",
    "total",
    "scale_display",
    "label",
    "sample",
    "document",
    "other",
)
SHOWS_GOODS = ("load_opened", "total", "label", "sample", "other")
"""Photos by which goods are photographed before they burn (R2). A paper, what a scale said, shut doors and a seal show
nothing of them."""
PACKAGING, SLOW = "packaging", "slow"
"""What a count finds beside seals and numbers: packaging that is not whole, and what was not found in time (R22)."""
INCIDENT_KINDS = ("threat", "watched", "followed", "stopped", "break_in", "drone", "tracker", "other")
UNWATCHED = ("camera", "alarm", "both")
"""What of a place does not work."""
DRILLS = (*UNWATCHED, "fire")
"""What a drill pretends."""
INQUIRY_CAUSES = ("accident", "flood", "arson", "theft", "unknown")
"""What an inquiry finds behind what was destroyed by an event; a fire can cover a theft."""
SECOND = "second"
"""The purpose of a hand-over by which another comes beside one person who has a load alone on the way."""
PURPOSES = ("handover", "departure", "arrival", SECOND)
ON_THE_SPOT = frozenset({"handover", SECOND})
"""By these a load stays where it is: one that is on the road changes hands there."""
GONE_BECAUSE = ("ill", "injured", "called_away", "other")
"""Why one of two who have a load on the way is with it no more."""
UNANSWERED = ("offered", "expired")
"""States of a hand-over that nobody answered: one that waits, and one that ran out."""
REPORTED = ("missing", "seal", "weight", "count")
"""Why a unit of a hand-over is not taken."""

REPORT_KINDS = ("seizure", "findings", "sampling", "weighing", "transfer", "destruction", "other")
"""What an official report is about."""

PACKET_PURPOSES = ("hearing", "prosecution", "defence", "appeal", "abroad", "review")
"""What a court packet is for."""

PACKET_LEVELS = ("defence", "court", "internal")
"""How much of a seizure a court packet shows, the least first (``packet_levels``)."""

STORE_KINDS = ("quarantine", "store", "vault", "laboratory", "registry")
"""Kinds of place where goods are put in store."""
VAULT = "vault"
"""The kind of place with a lock of its own (R19), where two go in and out."""
BURNT = 3
"""The danger of a place that others know of."""
STOP_KINDS = ("quay", "scanner", "strip_hall", "quarantine", "store")
"""Kinds of place where a stopped conveyance may stand."""
CLEARANCE_METHODS = ("dog", "scan")
CLEARANCE_RESULTS = ("clear", "residue")
"""How an emptied conveyance is searched once more, and what that says."""
HELD_FOR = ("food_agency", "scan")
"""Who else keeps a stopped conveyance where it stands."""
FURNACE_KIND = "furnace"
QUARANTINE_KIND = "quarantine"
"""Where goods go that must move before their sweep."""
VOID_REASONS = ("lost", "stolen", "damaged", "copied")
"""Why a roll of labels is withdrawn."""
REPRINT_REASONS = ("torn", "unreadable", "came_off", "wet")
FOUND_LABEL_OUTCOMES = ("blank", "put_back", "destroyed", "goods", "not_ours")
"""What became of a label that was found lying somewhere."""
"""Why a label is printed again."""

TARGET_ORIGINS = ("risk_profile", "tip", "foreign_message")
"""Why a consignment is looked for."""
LET_GO_REASONS = ("scan_clear", "explained", "not_on_board", "wrong_number", "no_capacity", "other")
SCANNERS = ("foreign_port", "own")
SCAN_RESULTS = ("suspicious", "nothing", "unclear")
TIP_RELIABILITIES = ("A", "B", "C", "D", "E", "F")
TIP_CREDIBILITIES = ("1", "2", "3", "4", "5", "6")
"""How far a source is believed, and what it says: the two marks by which police everywhere grade what they hear."""

EXPORTS = ("figures", "non_nominal", "goods", "count")
"""What is taken out of the house as a file: the figures of a year; consignments without names; what lies here now."""
HANDS = (
    Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SAMPLER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.CHECKER,
    Role.WITNESS,
)  # fmt: skip
"""Who may have goods in their hands, weigh them, and be a witness when somebody else does."""
OF_A_SEARCH = frozenset({"place", "missing"})
"""Kinds of discrepancy that begin a search, or are found while one runs."""
