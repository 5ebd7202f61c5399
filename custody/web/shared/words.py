"""The words for the codes of the closed lists, in the order in which an officer meets them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from custody.core.lifecycle import AUTHORITY_WORDS, STATE_WORDS, AuthorityState, CustodyState
from custody.core.sampling import Claim
from custody.reports.words import DISCREPANCY_KINDS as DISCREPANCY_KINDS
from custody.reports.words import GOODS_KINDS

Word = str | Promise

CONVEYANCE_KINDS: Mapping[str, Word] = {
    "container": _("Container"),
    "vehicle": _("Vehicle"),
    "vessel_part": _("Part of a ship"),
    "other_conveyance": _("Something else"),
}
BESIDE_DRUGS: Mapping[str, Word] = {
    "seized_vehicle": _("Seized vehicle"),
    "weapon": _("Weapon"),
    "cash": _("Cash"),
    "device": _("Device"),
    "digital": _("Digital exhibit"),
    "documents": _("Documents"),
    "cover_load": _("Cover load"),
    "dummy": _("Dummy load"),
}
UNIT_KINDS: Mapping[str, Word] = {**CONVEYANCE_KINDS, **GOODS_KINDS, **BESIDE_DRUGS}
HELD_FOR: Mapping[str, Word] = {
    "food_agency": _("Held by the food agency"),
    "scan": _("Held for scan"),
}
RISKS: Mapping[str, Word] = {"high": _("High"), "raised": _("Raised"), "low": _("Low")}
RISK_REASONS: Mapping[str, Word] = {
    "incident": _("an incident is open on it"),
    "endangered": _("its place was watched or attacked, or is known to others"),
    "alone": _("nobody guards it"),
    "unwatched": _("no camera or no alarm watches its place"),
    "late": _("its time is over"),
    "unopened": _("nobody has opened it yet"),
    "open": _("it is open"),
    "not_cleared": _("it was emptied and not searched once more"),
    "cleared": _("it is empty, searched by two others"),
}
CLEARANCE_METHODS: Mapping[str, Word] = {"dog": _("With a dog"), "scan": _("With a scan")}
CLEARANCE_RESULTS: Mapping[str, Word] = {
    "clear": _("Nothing: it is clear"),
    "residue": _("Something is still in it"),
}
REPORT_KINDS: Mapping[str, Word] = {
    "seizure": _("The seizure"),
    "findings": _("What was found"),
    "sampling": _("The samples"),
    "weighing": _("Counting and weighing"),
    "transfer": _("Handing over"),
    "destruction": _("The destruction"),
    "other": _("Something else"),
}


DETECTIONS: Mapping[str, Word] = {
    "risk_analysis": _("Risk analysis"),
    "scan_fixed": _("Fixed scanner"),
    "scan_mobile": _("Mobile scanner"),
    "backscatter": _("Backscatter scan"),
    "scan_image_from_origin": _("Scan image from the port of origin"),
    "dog": _("Dog"),
    "e_nose": _("Electronic nose"),
    "foreign_tip": _("Tip from abroad"),
    "domestic_intelligence": _("Own intelligence"),
    "decrypted_comms": _("Decrypted messages"),
    "company_report": _("A company called"),
    "random": _("Random check"),
    "suspicious_behaviour": _("Suspicious behaviour"),
    "police_handover": _("Handed over by the police"),
    "other": _("Another way"),
}
CONCEALMENTS: Mapping[str, Word] = {
    "rip_off_bags": _("Sports bags behind the doors (rip-off)"),
    "in_load": _("Among the goods"),
    "in_goods": _("Inside the goods"),
    "container_structure": _("In the floor, ceiling or walls"),
    "reefer_unit": _("In the cooling engine"),
    "inspection_hatch": _("Behind an inspection hatch"),
    "double_wall_custom": _("In a built double wall"),
    "chemical_carrier": _("Soaked into another material"),
    "tank": _("In a tank"),
    "hull_attached": _("On the hull or in a sea chest"),
    "drop_off_at_sea": _("Dropped at sea"),
    "vehicle": _("In a vehicle"),
    "postal": _("In the post"),
    "person": _("On a person"),
    "other": _("Another way"),
}
FORMS: Mapping[str, Word] = {
    "pressed_brick": _("Pressed brick"),
    "powder": _("Powder"),
    "liquid": _("Liquid"),
    "impregnated": _("Soaked into something"),
    "tablet": _("Tablet"),
    "plant": _("Plant"),
    "other": _("Another form"),
    "unknown": _("Not known yet"),
}
FIELD_TESTS: Mapping[str, Word] = {
    "positive": _("Positive"),
    "negative": _("Negative"),
    "not_done": _("Not done"),
}
HOLDER_WORDS: Mapping[str, Word] = {
    "none": _("Nobody had it"),
    "absent": _("Whoever had it was not there"),
    "signed": _("Whoever had it signed"),
    "refused": _("Whoever had it refused to sign"),
    "unable": _("Whoever had it could not sign"),
}
"""Whether somebody had what was seized, and signed for it."""
SAMPLE_KINDS: Mapping[str, Word] = {
    "analysis": _("For analysis"),
    "counter_expertise": _("For counter-expertise"),
    "retained": _("To be retained"),
    "training": _("For dog training"),
}
SAMPLE_DESTINATIONS: Mapping[str, Word] = {
    "laboratory": _("A laboratory"),
    "registry": _("The registry that keeps it for a counter-expertise"),
    "retained": _("It stays in store"),
    "training": _("The dogs"),
}
SWEEP_METHODS: Mapping[str, Word] = {
    "rf_detector": _("Radio detector"),
    "magnetometer": _("Magnetometer"),
    "x_ray": _("X-ray"),
    "visual": _("By eye"),
}
SWEEP_RESULTS: Mapping[str, Word] = {
    "clear": _("Nothing found"),
    "found": _("A tracker was found"),
    "unfinished": _("Could not finish"),
}
PHOTO_SLOTS: Mapping[str, Word] = {
    "doors": _("Doors with the number"),
    "seal": _("Seal"),
    "load_opened": _("Load, opened"),
    "total": _("Everything laid out"),
    "scale_display": _("Display of the scale"),
    "label": _("Label"),
    "sample": _("Sample"),
    "document": _("Document"),
    "other": _("Something else"),
}
PLACE_KINDS: Mapping[str, Word] = {
    "quay": _("Quay"),
    "scanner": _("Scanner"),
    "strip_hall": _("Strip hall"),
    "quarantine": _("Quarantine bay"),
    "store": _("Store"),
    "vault": _("Vault"),
    "laboratory": _("Laboratory"),
    "registry": _("Court registry"),
    "furnace": _("Furnace"),
}
WATCHES: Mapping[str, Word] = {
    "camera": _("Camera"), "alarm": _("Alarm"), "both": _("Camera and alarm"), "fire": _("Fire"),
}
"""What of a place is down, or what a drill pretends."""
REPORTED: Mapping[str, Word] = {
    "missing": _("It is not there"),
    "seal": _("Not taken: another seal"),
    "weight": _("Not taken: another weight"),
    "count": _("Not taken: another count"),
}
LOAD_STATES: Mapping[str, Word] = {
    "named": _("Named for it"),
    "carried": _("On its way with it"),
    "arrived": _("Arrived with it"),
    "missing": _("Did not arrive with it"),
    "gone": _("Gone before it arrived"),
    "passed_on": _("Went on with others"),
    "not_loaded": _("Did not leave with it"),
    "called_off": _("Called off"),
}
"""What a unit has to do with a transport."""
PURPOSES: Mapping[str, Word] = {
    "handover": _("To a person beside me"),
    "departure": _("To a crew that drives away with it"),
    "arrival": _("To the keeper of the place I drove it to"),
    "second": _("To one who comes beside me: I have it alone on the way"),
}
GONE_BECAUSE: Mapping[str, Word] = {
    "ill": _("Ill"),
    "injured": _("Injured"),
    "called_away": _("Called away"),
    "other": _("Another reason"),
}
"""Why one of two who had a load on the way is with it no more."""
ADDRESSEES: Mapping[str, Word] = {
    "judge": _("The judge"),
    "prosecutor": _("The public prosecutor"),
    "court": _("The court"),
    "owner": _("The owner"),
    "defence": _("The defence"),
}
NOTICE_KINDS: Mapping[str, Word] = {
    "notice": _("Notice before an order"),
    "silent_consent": _("Notice that silence answers"),
    "appeal": _("Time for an appeal"),
}
NOTICE_STATES: Mapping[str, Word] = {
    "running": _("Runs"),
    "answered": _("Objected to: to be decided"),
    "silent": _("Ended in silence"),
    "rejected": _("Objection rejected"),
    "upheld": _("Objection upheld"),
}
RETENTION_STATES: Mapping[str, Word] = {
    "asked": _("To be decided"),
    "granted": _("Granted"),
    "denied": _("Denied"),
    "appealed": _("Appealed: to be decided"),
    "refused": _("Refused for good"),
}
ANSWERS: Mapping[str, Word] = {
    "order": _("Order that they are destroyed"),
    "hold": _("Hold them back from the fire"),
    "ask": _("Ask something first"),
    "refuse": _("Refuse"),
}
HOLD_AUTHORITIES: Mapping[str, Word] = {
    "prosecutor": _("Public prosecutor"),
    "investigating_judge": _("Investigating judge"),
    "court": _("Court"),
}
HELD_BY: Mapping[str, Word] = {**HOLD_AUTHORITIES, "laboratory": _("Laboratory: no drugs were found")}
"""Who holds goods back: an authority by a written act, or what a laboratory found."""
DECISIONS: Mapping[str, Word] = {
    "lift_hold": _("A hold is lifted"),
    "end_instruction": _("The investigating judge has the case no more"),
    "authorise_order": _("A judge authorised an order"),
    "answer_retention": _("What is retained was decided"),
    "revoke_order": _("An order is revoked"),
    "decide_objection": _("The objection was decided"),
    "prove_service": _("The day of service is proved"),
    "confirm_law": _("The law that goods are under"),
}
DECISION_OUTCOMES: Mapping[str, Word] = {
    "granted": _("Granted"), "denied": _("Denied"),
    "rejected": _("The objection was rejected"), "upheld": _("The objection was upheld: the goods are kept"),
}  # fmt: skip
CAUTIONS: Mapping[str, Word] = {
    "report": _("no official report of its seizure is recorded"),
    "revocation": _("a revocation of its order waits to be verified"),
    "appeal": _("an appeal against its order is possible or not decided"),
    "retention": _("it is not decided what of its seizure is retained"),
    "exception": _("something else was asked for, and nobody decided"),
    "variance": _("a difference in its mass is not settled"),
}
"""What waits about a unit that is put on the list of a burn."""
RESIDUE_KINDS: Mapping[str, Word] = {
    "ash": _("Ash"), "slag": _("Slag"), "unburnt": _("Goods that did not burn"),
}  # fmt: skip
DISPOSALS: Mapping[str, Word] = {
    "handed_over": _("To a waste processor"), "burnt_again": _("Into another fire"),
}  # fmt: skip
SEND_WAYS: Mapping[str, Word] = {
    "post": _("By post"), "e_mail": _("By e-mail"), "by_hand": _("By hand"),
    "court_system": _("Through the system of the court"),
}
CLOCKS: Mapping[str, Word] = {
    "TARGET_DESTRUCTION": _("To be burnt by"), "MAX_STORAGE": _("To leave the store by"),
    "STRIP": _("To be stripped by"), "CLEARANCE": _("To be searched once more by"),
    "GUARD_COVER": _("To be guarded by"), "ACCEPTANCE": _("To be answered by"),
    "FASTLANE": _("Furnace to answer by"), "NEUTRALISE": _("To be made unusable by"),
    "TEMP_STORAGE": _("To leave this place by"), "ORDER_LATENCY": _("Order to be given by"),
    "FIRST_UNIT": _("First unit to be registered by"),
    "ORDER_AGE": _("Order to be carried out by"), "NOTICE": _("Notice runs until"),
    "SILENT_CONSENT": _("Objection possible until"), "APPEAL_WINDOW": _("Appeal possible until"),
    "SAMPLE_IN_HAND": _("To the laboratory or the registry by"),
    "OUT_FOR_ANALYSIS": _("Back from the laboratory by"), "TRANSIT": _("To arrive by"),
    "SEARCH": _("To be found by"), "SIGNATURE_OWED": _("To be signed by"),
    "SECOND_SIGNATURE": _("Second officer to sign by"), "GUARD_WORD": _("Guard to say that they stand there by"),
    "LOAN": _("To be brought back by"), "OPERATION": _("To be asked after by"),
    "GIVING": _("To be given to who receives it by"),
    "PERISHABLE": _("To be released before it spoils, by"),
    "WATCH_OWED": _("Camera or alarm to work again by"),
    "OVER_LIMIT": _("Over its limit, waiver owed by"),
    "HELD_OWED": _("Held form to be put right by"),
    "INQUIRY_OWED": _("Inquiry to be closed by"),
    "TALLY_OWED": _("Tally of the fire owed by"), "PROOF_OWED": _("Burn to be recorded by"),
    "RESIDUE_WEIGHT": _("What is left to be weighed by"), "RESIDUE_GONE": _("What is left to be gone by"),
    "COUNT_OWED": _("To be counted by two by"), "SEAL_OWED": _("To be sealed by"),
    "TEST_OWED": _("Drawn, left its burn: to be tested by"),
    "WEIGHT_OWED": _("To be weighed by"), "CHECK_IN": _("To check in by"),
    "OPENING_WEIGHTS": _("Opening stock to be weighed by"), "OPENING_SEALS": _("Opening stock to be sealed by"),
    "TARGET_DECISION": _("To be decided by"), "TARGET_SEARCH": _("To be stopped by"),
    "UNLOADING": _("To be handed over by"), "ESCORT_OWED": _("Missing escort to be answered for by"),
    "COUNT_AFTER_LOSS": _("To be counted after a loss by"), "COUNT_AFTER_MOVE": _("To be counted after a move by"),
    "COUNT_PLANNED": _("To be counted by"), "COUNT_UNANNOUNCED": _("To be counted unannounced by"),
    "SWEEP_OWED": _("To be swept by"), "ORAL_CONFIRMATION": _("Paper of the oral order by"),
    "ANSWER_OWED": _("Request to be answered by"), "CERTIFICATE_COPY": _("Copy of the certificate to be sent by"),
    "SECOND_EYES": _("Second person to verify or decide by"),
    "HOT_TAKE": _("Hot seizure: line to be taken by"), "HOT_GUARD": _("Hot seizure: guard to be doubled by"),
    "HOT_SWEEP": _("Hot seizure: to be swept by"), "HOT_PROSECUTOR": _("Hot seizure: prosecutor to be called by"),
    "HOT_PLACE": _("Hot seizure: other place to be chosen by"),
    "HOT_FAST_LANE": _("Hot seizure: furnace to be asked by"), "HOT_EMBARGO": _("Hot seizure: press to be silent by"),
    "HOT_DECOY": _("Hot seizure: decoy to leave by"), "HOT_PLAN_B": _("Hot seizure: second place to be ready by"),
}
CHANNELS: Mapping[str, Word] = {"email": _("E-mail"), "sms": _("Text message")}
CHANNEL_ANSWERS: Mapping[str, Word] = {
    "accepted": _("The channel took it"),
    "retry": _("Not now; it is tried again"),
    "failed": _("Refused"),
    "delivered": _("Delivered"),
    "undelivered": _("Not delivered"),
    "on_its_way": _("On its way"),
}
"""What a channel says about a message."""
SESSION_STATES: Mapping[str, Word] = {
    "planned": _("Planned"),
    "approved": _("Approved"),
    "burnt": _("Burnt"),
    "cancelled": _("Cancelled"),
    "aborted": _("Broken off"),
}


def state_word(state: str) -> Word:
    """Return a custody state in words."""
    return gettext_lazy(STATE_WORDS[CustodyState(state)])


def authority_word(state: str) -> Word:
    """Return an authority state in words."""
    return gettext_lazy(AUTHORITY_WORDS[AuthorityState(state)])


def claimed(claim: Claim) -> str:
    """Return what a sample shows, in words."""
    words = (
        gettext("{size} of {packages} packages") if claim.share is None
        else gettext("At least {share} % of {packages} packages, with {confidence} % confidence")
    )  # fmt: skip
    size, packages = (number_format(each, force_grouping=True) for each in (claim.size, claim.packages))
    return words.format(size=size, packages=packages, share=claim.share, confidence=claim.confidence)


def choices(words: Mapping[str, Word], only: Iterable[str] | None = None) -> list[tuple[str, Word]]:
    """Return the choices of a field: every code with its word, or only some. An answer begins with a capital, also
    where its word stands inside sentences elsewhere."""
    wanted = words if only is None else only
    return [(code, capfirst(cast("str", words[code]))) for code in wanted]  # a lazy word stays lazy


TARGET_ORIGINS: Mapping[str, Word] = {
    "risk_profile": _("A risk profile"),
    "tip": _("A tip"),
    "foreign_message": _("A message from a foreign authority"),
}
"""Why a consignment is looked for."""
