"""Refusals of which a door does not exist, and why; the others are tried. A row without a door is named here."""

from __future__ import annotations

from dataclasses import dataclass

NO_PAGE = {
    "act.no_claim": "no page asks when it was that somebody authorised a thing",
    "occurred_at.before": "no page of these acts asks when it was: now",
    "giving.before": "the page does not ask when it was: now",
    "abort.unweighed": "the page asks for the weight that a scale shows",
    "choice.unknown": "the page shows the list to choose from",
    "audit.open_questions": "the page asks for the conclusion after the last question only",
    "discrepancy.opener": "the page asks nothing of who opened it, and says who explains it instead",
    "divide.left_out": "the page asks of each unit inside in which part it lies now",
    "divide.wrong_part": "the page asks of each unit inside in which part it lies now",
    "exhibits.none": "the page asks what was found, and takes one find",
    "exhibit.unknown": "the page describes the one find that it shows",
    "paper.number": "the page asks for the sheet first, and says so itself",
    "paper.unknown": "the page asks for the sheet first, and says so itself",
    "report.initial": "the page asks it no more once the seizure has its initial report",
    "treatment.other": "the page weighs the one unit that it treats",
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
    "recovery.not_inside": "the page lists what lay in it",
    "result.no_paper": "the page asks for the paper, and has no button before",
    "route.missing": "the page asks how a load leaves where it leaves",
    "route.unused": "the page asks how a load leaves where it leaves, and nowhere else",
    "seal.row": "the field of one seal says so itself, before the act is asked",
    "seizure.unit_open": "the page lists what is not at its end yet, and has no button",
    "second.one": "the page asks who comes beside one for no second",
    "signature.given": "who signed it already is led to what was signed",
    "signature.own": "to who did it, the page of its signature is not there",
    "place.not_asked": "the page asks, and lets another person decide once somebody did",
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
    "sample.alone": "the page makes what lies inside with what it lies in: it names no unit of before",
    "sample.unweighed": "the page asks for the weight that a scale shows",
    "unit.twice": "the page shows each unit once",
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


@dataclass(frozen=True)
class _Lacks:
    """Some codes, and why a door of theirs does not exist; a door of which nothing is said does."""

    codes: tuple[str, ...]
    page: str = ""
    api: str = ""
    act: str = ""


_HERE = "it is refused before an act is called, or after"
_GROUPS = (
    _Lacks(("key.missing", "key.malformed", "occurred_at.future"), act=_HERE,
           page="a form has its key, and no such header"),
    _Lacks(("token.cannot_sign",), act=_HERE, page="a page is for people who are signed in"),
    _Lacks(("cursor.unknown",), act=_HERE, page="a page counts its pages"),
    _Lacks(("photo.shown", "document.shown", "due_sheet.read", "figures.taken", "link.shown", "lookup.shown"),
           act=_HERE, page="a form that is sent twice leads on to what it led to"),
    _Lacks(("page.role",), act=_HERE, api="the roles of an act are asked by the act, with a refusal of its own"),
    _Lacks(("ticket.old", "ticket.unreadable"), act=_HERE, api="a program is given the id, and scans nothing"),
    _Lacks(("waiver.about", "waiver.about_burn", "waiver.about_line"), act=_HERE,
           api="the API names what a waiver is about by its id, and no text is read"),
    _Lacks(("tally.unknown",), act=_HERE, api="the API names each unit by its id, and no label is read"),
    _Lacks(("unit.twice",), act=_HERE, page="the page shows each unit once"),
    _Lacks(("invitation.not_new", "invitation.over", "invitation.own", "invitation.wrong", "password.weak"),
           api="codes are handed from hand to hand and typed on a page: no program asks for one or enters one"),
    _Lacks(("pin.easy", "pin.late", "pin.shared"), api="a PIN is of one screen, and no program has one"),
    _Lacks(("passkey.many", "passkey.none"), api="a browser makes a passkey, for the origin that it sees"),
    _Lacks(("duress.form", "duress.people", "duress.plain", "quiet.all_day", "quiet.too_long"),
           api="a program has no code of its own, and sleeps never"),
    _Lacks(("language.unknown", "token.engine", "house.founded", "policy.negative"),
           *("a command of the host calls the act; the page takes no other answer than its own",) * 2),
    _Lacks(("seals.count", "signatures.count", "hot.none", "tally.count"),
           page="the page asks for one at least, and says so itself"),
    _Lacks(("weight.no_proof",), page="the page asks for the weight that a scale shows"),
    _Lacks(("units.sent_before",), page="the page leads back to look first, with its own words"),
    _Lacks(("document.made",), *("the engine alone makes documents",) * 2),
    _Lacks(("held.unrecorded",), *("a page notes it once the ledger has it",) * 2),
    _Lacks(("presence.backwards",), page="the page says that one leaves now"),
    _Lacks(("outbox.malformed", "outbox.not_kept", "outbox.unreadable"), api="a device keeps forms of pages"),
    _Lacks(("held.not_yours",), api="what is held is put right on its own page"),
    _Lacks(("photo.too_many_pixels",), api="a program reads codes itself"),
    _Lacks(("spread.load", "spread.places"), api="a page reckons it, and nothing is recorded"),
    _Lacks(("contact.early", "transfer.not_over", "waiver.runs"),
           *("the engine alone does it, and finds what is over",) * 2),
    _Lacks(("role.none",), *("who has no part in the work finds nothing, and who serves no more is signed out",) * 2),
    _Lacks(("objection.not_yours",), *("to who answered for none of it, what others took over is not there",) * 2),
    _Lacks(("photo.subject",), *("a page and an address are each of one unit or of one seizure",) * 2),
    _Lacks(("paper.time",), *("the time on the sheet is asked for",) * 2),
)  # fmt: skip
NO_PAGE |= {code: each.page for each in _GROUPS if each.page for code in each.codes}
NO_API |= {code: each.api for each in _GROUPS if each.api for code in each.codes}
NO_ACT |= {code: each.act for each in _GROUPS if each.act for code in each.codes}
