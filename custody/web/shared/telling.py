"""Events as sentences, made when they are shown and in the language of who reads them: nothing of them is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from custody.core.texts import was_kept
from custody.core.waivable import (
    CHECK_OLD,
    HOT_GATE,
    NOT_SEEN,
    ONE_WITNESS,
    OVER_CAP,
    OVER_VALUE,
    SAMPLE_SIZE,
    SWEEP_MISSING,
    TALLY_OWED,
    UNLICENSED,
    WITNESS_IN_CHAIN,
)
from custody.reports.words import (
    ABORT_REASONS,
    ATTENDANCE_ANSWERS,
    ATTENDS_FOR,
    AUTHORITIES,
    DISCREPANCY_KINDS,
    FINDINGS,
    RESULTS,
)
from custody.web.shared.exceptional import METHODS, OWED
from custody.web.shared.local import with_offset
from custody.web.shared.rules import MEASURES, rule_words
from custody.web.shared.times import day_shown
from custody.web.shared.words import (
    ANSWERS,
    DISPOSALS,
    GONE_BECAUSE,
    LOAD_STATES,
    NOTICE_KINDS,
    PHOTO_SLOTS,
    REPORT_KINDS,
    REPORTED,
    RESIDUE_KINDS,
    SAMPLE_DESTINATIONS,
    SAMPLE_KINDS,
    SWEEP_RESULTS,
    UNIT_KINDS,
    Word,
)

if TYPE_CHECKING:
    from custody.ledger.selectors import Told

OUTCOMES: Mapping[str, Word] = {
    "approved": _("approved"), "rejected": _("rejected"), "withdrawn": _("taken back"), "granted": _("granted"),
    "refused": _("refused"), "denied": _("denied"), "ended": _("ended early"), "expired": _("its time is over"),
    "silent": _("nobody answered"), "upheld": _("upheld"), "cured": _("cured"), "closed": _("closed by hand"),
    "noise": _("a false alarm"), "superseded": _("a worse alert took its place"), "delivered": _("delivered"),
    "sent": _("sent"), "accepted": _("accepted"), "failed": _("failed"), "unknown": _("not known"),
    "permanent": _("never deliverable"), "cancelled": _("called off"), "applied": _("in use"), "dropped": _("dropped"),
    "signed": _("both signed"), "used": _("used"), "replaced": _("a new one took its place"),
    "blocked": _("blocked after wrong codes"),
}  # fmt: skip
"""How something ended, after a colon."""
OCCASIONS: Mapping[str, Word] = {
    "seizure": _("at the seizure"), "receipt": _("when it was received"), "sampling": _("after sampling"),
    "staging": _("at the check before the fire"), "departure": _("when it left"), "check": _("at a check"),
    "count": _("at a count"), "arrival": _("when it arrived"), "stop": _("at a stop"),
}  # fmt: skip
SIDES: Mapping[str, Word] = {
    "giver": _("giving side"), "receiver": _("receiving side"), "commander": _("command"),
}  # fmt: skip
WAYS: Mapping[str, Word] = {
    "split": _("split"), "repack": _("packed anew"), "merge": _("merged"), "retained": _("a part is kept"),
    "dummy": _("exchanged for a dummy load"), "sample": _("a sample was taken"), "extraction": _("stripping"),
    "exchange": _("exchanged under a written act"),
    "recovered": _("it came back after it was gone"),
}  # fmt: skip
DOCUMENTS: Mapping[str, Word] = {
    "certificate": _("certificate of destruction"), "labels": _("labels"),
    "labels_zpl": _("labels for a label printer"), "reprint": _("a label once more"), "paper": _("paper sheets"),
}  # fmt: skip
REASONS: Mapping[str, Word] = {
    **ABORT_REASONS,
    "negative_test": _("a negative test"), "lost": _("It is lost"), "stolen": _("It was stolen"),
    "damaged": _("It is damaged"), "copied": _("Its labels were copied"), "torn": _("It is torn"),
    "unreadable": _("It cannot be read"), "came_off": _("It came off"), "wet": _("It got wet"),
}  # fmt: skip
WAIVED: Mapping[str, Word] = {
    OVER_CAP: _("the limit of a place in kilograms"), OVER_VALUE: _("the limit of a place in euros"),
    SWEEP_MISSING: _("the tracker sweep"), HOT_GATE: _("guard and sweep of a hot seizure"),
    CHECK_OLD: _("the age of a check before the fire"), ONE_WITNESS: _("the second witness of a burn"),
    WITNESS_IN_CHAIN: _("a witness who had the goods before"), TALLY_OWED: _("the tally of the fire"),
    NOT_SEEN: _("a witness who did not see all of a burn, or refused to sign"),
    SAMPLE_SIZE: _("the size of a sample"), UNLICENSED: _("the licence of a furnace"),
}  # fmt: skip
PARTS: Mapping[str, Word] = {"calls": _("called out"), "counts": _("counted")}

_BY_FIELD: Mapping[str, Mapping[str, Word]] = {
    "answer": {**ANSWERS, **ATTENDANCE_ANSWERS},
    "attends_for": ATTENDS_FOR,
    "authority": AUTHORITIES,
    "discrepancy_kind": DISCREPANCY_KINDS,
    "disposal": DISPOSALS,
    "finding": FINDINGS,
    "how": WAYS,
    "kind": {**UNIT_KINDS, **DOCUMENTS},
    "matter": OWED,
    "measure": MEASURES,
    "method": METHODS,
    "notice_kind": NOTICE_KINDS,
    "report_kind": REPORT_KINDS,
    "occasion": OCCASIONS,
    "part": PARTS,
    "outcome": {**LOAD_STATES, **OUTCOMES},
    "reason": REASONS,
    "reported": REPORTED,
    "residue_kind": RESIDUE_KINDS,
    "rule": WAIVED,
    "result": {**RESULTS, **SWEEP_RESULTS},
    "sample_kind": SAMPLE_KINDS, "bound_for": SAMPLE_DESTINATIONS,
    "side": SIDES,
    "slot": PHOTO_SLOTS,
    "why": GONE_BECAUSE,
}
"""The words of the codes that stand in sentences, by the name of the field. A word of an officer stays as it is."""


def sentence_of(line: Told) -> str:
    """Return what an event says, in the language that is active now; a value that was erased is a dash."""
    values = defaultdict(lambda: "–", {name: _shown(name, value) for name, value in line.values.items()})
    return gettext(line.type.sentence).format_map(values)


def house_words(text: str) -> str:
    """Return a text of a record: translated where the house wrote it itself, as it stands where a person did."""
    return gettext(text) if was_kept(text) else text


def inside(word: Word) -> str:
    """Return a word as it stands inside a sentence: without its capital, but for German and for abbreviations."""
    text = str(word)
    if (get_language() or "en").startswith("de") or text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return with_offset(value, zone=settings.CUSTODY_SITE_TIME_ZONE)
    if isinstance(value, date):
        return day_shown(value)
    text = str(value)
    if name == "key":
        return inside(rule_words(text))
    words = _BY_FIELD.get(name, {})
    return inside(words[text]) if text in words else house_words(text)
