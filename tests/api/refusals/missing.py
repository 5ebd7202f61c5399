"""Refusals of which a door does not exist, and why; the others are tried. A row without a door is named here."""

from __future__ import annotations

NO_PAGE = {
    "abort.unweighed": "the page asks for the weight that a scale shows",
    "choice.unknown": "the page shows the list to choose from",
    "audit.open_questions": "the page asks for the conclusion after the last question only",
    "divide.left_out": "the page asks of each unit inside in which part it lies now",
    "divide.wrong_part": "the page asks of each unit inside in which part it lies now",
    "exhibits.none": "the page asks what was found, and takes one find",
    "exhibit.unknown": "the page describes the one find that it shows",
    "paper.label": "the page lists the labels of the sheet",
    "paper.number": "the page asks for the sheet first, and says so itself",
    "paper.unknown": "the page asks for the sheet first, and says so itself",
    "report.initial": "the page asks it no more once the seizure has its initial report",
    "units.count": "the page registers at least one unit",
    "exchange.parts": "the form of a part asks for all that is asked of one",
    "held.not_asked": "the page asks for the decision once somebody asked",
    "held.asked": "the page asks for the decision once somebody asked",
    "lottery.not_drawn": "the page lists what was drawn and waits",
    "parent.not_weighed": "the page makes what lies inside with what it lies in: it names no unit of before",
    "parent.unknown": "the page makes what lies inside with what it lies in: it names no unit of before",
    "part.not_sealed": "the page asks for the seal of every part",
    "part.not_weighed": "the page asks for the weight of every part",
    "samples.count": "the page takes one sample",
    "route.missing": "the page asks how a load leaves where it leaves",
    "route.unused": "the page asks how a load leaves where it leaves, and nowhere else",
    "seizure.unit_open": "the page lists what is not at its end yet, and has no button",
    "signature.given": "who signed it already is led to what was signed",
    "signature.not_named": "to who is not named, the page of a signature is not there",
    "slot.limit": "the page asks for no limit: a slot takes what its furnace takes",
    "slot.many": "the page asks for one hour, and repeats it for some weeks",
    "slot.none": "the page asks for one hour, and repeats it for some weeks",
    "slot.twice": "the page asks for one hour, and repeats it for some weeks",
    "stage.twice": "the page shows each unit once",
    "sweep.backwards": "the page asks for minutes that have just passed",
    "sweep.before_seizure": "the page asks for minutes that have just passed",
    "sweep.future": "the page asks for minutes that have just passed",
    "sweep.methods": "the page takes a method of its list",
    "tally.named_twice": "the page shows each unit once",
    "tally.not_yours": "who wrote nothing down is led to the page that asks for it",
    "units.not_offered": "the page lists what was offered",
    "weight.tare": "the page asks for the gross weight alone",
    "weight.net": "the page asks for the gross weight alone",
    "weight.sum": "the page asks for the gross weight alone",
    "witness.not_named": "the page is there for the two witnesses only",
}
"""What no form of a page can send."""

NO_API = {
    "weight.empty": "the API takes whole milligrams, and no text",
    "weight.malformed": "the API takes whole milligrams, and no text",
    "weight.negative": "the API takes whole milligrams, and no text",
    "weight.too_fine": "the API takes whole milligrams, and no text",
    "weight.too_heavy": "the API takes whole milligrams, and no text",
}
"""What no address of the API takes."""

NO_ACT = {
    "weight.empty": "an act takes whole milligrams, and no text",
    "weight.malformed": "an act takes whole milligrams, and no text",
    "weight.negative": "an act takes whole milligrams, and no text",
    "weight.too_fine": "an act takes whole milligrams, and no text",
    "weight.too_heavy": "an act takes whole milligrams, and no text",
    "code.none": "page and API ask for the code of the authenticator before they call the act",
    "code.tries": "page and API ask for the code of the authenticator before they call the act",
    "code.wrong": "page and API ask for the code of the authenticator before they call the act",
    "request.closed": "the session remembers what it opened: the act is called by nobody who came by a link",
    "request.open_too_long": "the session remembers when it opened a request",
}
"""What page and API refuse before any act: it is about how somebody came there, and the shell comes no such way."""

_EDGE = dict.fromkeys(("key.missing", "key.malformed", "occurred_at.future"), "a form has its key, and no such header")
_TOKEN = {"token.cannot_sign": "a page is for people who are signed in"}
_LISTS = {"cursor.unknown": "a page counts its pages"}
_ONCE = dict.fromkeys(
    ("photo.shown", "document.shown", "due_sheet.read", "figures.taken", "link.shown", "lookup.shown"),
    "a form that is sent twice leads on to what it led to",
)
_INVITED = dict.fromkeys(
    ("invitation.not_new", "invitation.over", "invitation.own", "invitation.wrong", "password.weak"),
    "codes are handed from hand to hand and typed on a page: no program asks for one or enters one",
)
_TYPED = dict.fromkeys(("waiver.about", "waiver.about_burn", "waiver.about_line"),
                       "the API names what a waiver is about by its id, and no text is read")  # fmt: skip
_SPREAD = dict.fromkeys(("spread.load", "spread.places"), "a page reckons how a load is spread, and nothing is recorded")
NO_API |= _INVITED | _TYPED | _SPREAD
NO_PAGE |= _EDGE | _TOKEN | _LISTS | _ONCE
NO_ACT |= _TYPED | dict.fromkeys(
    (*_EDGE, *_TOKEN, *_LISTS, *_ONCE), "the API refuses it before it calls the act, or after"
)
