"""The words for the codes of those closed lists that stand in documents; the pages take them from here."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise

GOODS_KINDS: Mapping[str, Word] = {
    "bag": _("Bag"),
    "drum": _("Drum"),
    "box": _("Box"),
    "pallet": _("Pallet"),
    "brick": _("Brick"),
    "liquid": _("Vessel of liquid"),
    "plants": _("Plants"),
    "sample": _("Sample"),
}
SUBSTANCES: Mapping[str, Word] = {
    "cocaine": _("Cocaine"), "cocaine_hcl": _("Cocaine hydrochloride"), "cocaine_base": _("Cocaine base"),
    "coca_paste": _("Coca paste"), "cocaine_in_carrier": _("Cocaine in a carrier"), "heroin": _("Heroin"),
    "cannabis_herb": _("Cannabis herb"), "cannabis_resin": _("Cannabis resin"), "mdma": _("MDMA"),
    "amphetamine": _("Amphetamine"), "methamphetamine": _("Methamphetamine"), "ketamine": _("Ketamine"),
    "precursor": _("Precursor"), "other": _("Another substance"), "unknown": _("Not known yet"),
}  # fmt: skip
SAID_SUBSTANCES: Mapping[str, Word] = {**SUBSTANCES, "no_drugs": _("No drugs")}
"""What goods are: as they were booked, or as the laboratory says."""
AUTHORITIES: Mapping[str, Word] = {
    "prosecutor": _("Public prosecutor"), "investigating_judge": _("Investigating judge"), "court": _("Court"),
    "committee": _("Disposal committee"), "high_committee": _("High disposal committee"),
    "agency": _("The service that holds the goods"),
}  # fmt: skip
STATEMENTS: Mapping[str, Word] = {
    "saw_all": _("I saw this destroyed"),
    "saw_part": _("I did not see all of it"),
    "refuses": _("I refuse to sign"),
}
ATTENDS_FOR: Mapping[str, Word] = {"facility": _("the furnace"), "authority": _("the authority that ordered it")}
ATTENDANCE_ANSWERS: Mapping[str, Word] = {
    "signed": _("signed"), "refused": _("refused to sign"), "unable": _("could not sign"),
}  # fmt: skip
METHODS: Mapping[str, Word] = {"incineration": _("Burnt in the furnace"), "other": _("Another way")}
RESULTS: Mapping[str, Word] = {"positive": _("positive"), "negative": _("negative"), "left_out": _("left out")}
LOTS: Mapping[str, Word] = {
    "lot": _("by lot"), "owed": _("owed from an earlier burn"), "after_negative": _("after a negative test"),
}  # fmt: skip
ABORT_REASONS: Mapping[str, Word] = {
    "furnace_stopped": _("The furnace stopped"), "filter": _("The filter failed"), "alarm": _("An alarm"),
    "threat": _("A threat"), "refusal": _("A witness refused"), "accident": _("An accident"),
    "other": _("Another reason"),
}  # fmt: skip
DISCREPANCY_KINDS: Mapping[str, Word] = {
    "weight": _("Weight"),
    "count": _("Count"),
    "seal": _("Seal"),
    "identity": _("Identity"),
    "label": _("Label of another sheet"),
    "missing": _("Missing"),
    "place": _("Not where it should be"),
    "vehicle": _("Seal of the vehicle"),
    "unswept": _("Brought in unswept"),
    "bricks": _("Weight of each brick"),
    "estimate": _("Weight far from the estimate"),
    "size": _("Size of a sample"),
    "time": _("Signed before the fire began"),
    "unlisted": _("Found, on no list"),
    "objection": _("The keeper before objects"),
    "alone": _("Left with one person"),
    "taken": _("Left while it was frozen"),
    "unread": _("Seal not read at the fire"),
    "recovered": _("Came back after it was gone"),
    "resealed": _("Seal changed again, the last time not signed"),
    "no_act": _("Let go or exchanged without a written act"),
    "no_lab": _("Used up, and never in a laboratory"),
    "substance": _("Another substance than it was booked as"),
    "lookalike": _("Its seal looks like one that was used"),
    "treated": _("Made unusable although something spoke against it"),
    "untested": _("Drawn for a test, and left out"),
    "licence": _("Burnt without a licence"),
    "witness": _("A witness refuses to sign"),
    "unseen": _("Moved while its place was counted"),
    "late_hold": _("Held back when it was gone"),
    "held_used": _("Used up while it was held back"),
    "packaging": _("Packaging not whole"),
    "slow": _("Not found within five minutes"),
}
FINDINGS: Mapping[str, Word] = {
    "seal": _("The seal"), "weight": _("The weight"), "count": _("The count"),
    "identity": _("It is not what it should be"),
}  # fmt: skip
"""Why a witness refuses a unit."""
LEFT_WHY: Mapping[str, Word] = {
    "not_arrived": _("It did not arrive"), "not_burnt": _("It did not burn"), "threat": _("A threat"),
    "replanned": _("It is planned anew"), "other": _("Another reason"),
    "refused_by_witness": _("A witness refused"), "held": _("A magistrate holds it back"),
    "order_revoked": _("Its order was revoked"), "test_negative": _("a negative test"),
    "aborted": _("The burn was broken off"), "cancelled": _("called off"),
    "opened": _("It was opened after its check"), "stored_again": _("It went back in store"),
    "handed_over": _("It was handed over after its check"), "moved": _("It was moved after its check"),
    "driven_off": _("It was driven off from the furnace"),
    "checker_has_it": _("Who checked it has it now"),
    "content_lost": _("Something in it was written off after its check"),
}  # fmt: skip
"""Why a unit left its burn, for whatever reason."""
SERVICES: Mapping[str, Word] = {
    "customs": _("Customs"), "police": _("Police"), "prosecution": _("Public prosecution"),
}  # fmt: skip


def service_word(code: str) -> str:
    """Return the word of a service; one that the house named itself is its own word."""
    return str(SERVICES.get(code, code))


def word(words: Mapping[str, Word], code: str | None) -> str:
    """Return the word of a code in the language of the document; the code itself where there is none."""
    return "" if code is None else str(words.get(code, code))
