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


SERVICES: Mapping[str, Word] = {
    "customs": _("Customs"), "police": _("Police"), "prosecution": _("Public prosecution"),
}  # fmt: skip


def service_word(code: str) -> str:
    """Return the word of a service; one that the house named itself is its own word."""
    return str(SERVICES.get(code, code))


def word(words: Mapping[str, Word], code: str | None) -> str:
    """Return the word of a code in the language of the document; the code itself where there is none."""
    return "" if code is None else str(words.get(code, code))
