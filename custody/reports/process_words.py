"""Which words of the forensic process the events about goods belong to (R28): recognition, recording, collection,
transport and storage of items, as ISO 21043-2:2018 divides it. A map for who knows those words; nobody certified it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from custody.core.events import all_event_types
from custody.reports.markdown import BANNER, page, table

RECOGNITION, RECORDING, COLLECTION, TRANSPORT, STORAGE = (
    "recognition", "recording", "collection", "transport", "storage",
)  # fmt: skip
BEYOND = "beyond"
"""What comes after those five: the laboratory, the authority, the fire, and what two people decide about goods."""
OF_CHAPTER: Mapping[str, str] = {
    "extraction": RECOGNITION, "clearance": RECOGNITION, "sweep": RECOGNITION, "tracker": RECOGNITION,
    "conveyance": RECOGNITION, "exhibit": RECORDING, "report": RECORDING, "photo": RECORDING, "seizure": RECORDING,
    "sheet": RECORDING, "signature": RECORDING, "opening": RECORDING, "seal": COLLECTION, "sampling": COLLECTION,
    "sample": COLLECTION, "contents": COLLECTION, "label": COLLECTION, "transfer": TRANSPORT, "manifest": TRANSPORT,
    "vehicle": TRANSPORT, "mission": TRANSPORT, "emergency": TRANSPORT, "crew": TRANSPORT, "inventory": STORAGE,
    "vault": STORAGE, "guard": STORAGE, "custody": STORAGE, "discrepancy": STORAGE, "takeover": STORAGE,
}  # fmt: skip
"""The part of a code before its first dot -> the word of the process."""
OF_EVENT: Mapping[str, str] = {
    "unit.contained": RECOGNITION,
    "unit.registered": COLLECTION, "unit.enclosed": COLLECTION, "unit.taken_out": COLLECTION,
    "unit.derived": COLLECTION, "unit.superseded": COLLECTION, "unit.regrouped": COLLECTION,
    "unit.recovered": COLLECTION, "unit.came_back": COLLECTION,
    "unit.weighed": RECORDING, "unit.counted": RECORDING, "unit.measured": RECORDING, "unit.booked": RECORDING,
    "unit.corrected": RECORDING, "unit.valued": RECORDING,
    "unit.departed": TRANSPORT, "frozen.departed": TRANSPORT, "unit.arrived": TRANSPORT, "unit.given": TRANSPORT,
    "unit.handed_over": TRANSPORT,
    "unit.stored": STORAGE, "unit.placed": STORAGE, "unit.unlocated": STORAGE, "unit.missing": STORAGE,
    "unit.found": STORAGE, "unit.stolen": STORAGE, "unit.lost": STORAGE,
}  # fmt: skip
"""One event of a chapter that has several words."""
ABOUT_GOODS = frozenset({"unit", "seizure", "transfer", "mission", "inventory", "opening", "roll", "*"})
"""The kinds of stream whose events are about goods; the others are about people, rules, alerts and papers."""


def word_of(code: str) -> str:
    """Return the word of the process that an event about goods belongs to, ``BEYOND`` for what comes after."""
    name = code.split("/", 1)[0]
    return OF_EVENT.get(name) or OF_CHAPTER.get(name.split(".", 1)[0], BEYOND)


def process_words_page() -> str:
    """Return the page that lists, under each word of the process, the events that belong to it."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in sorted(all_event_types(), key=lambda each: each.code):
        if each.subject in ABOUT_GOODS:
            found[word_of(each.code)].append(f"`{each.code}`")
    rows = [(word, "<br>".join(found[word])) for word in (RECOGNITION, RECORDING, COLLECTION, TRANSPORT, STORAGE)]
    return page(
        "# Words of the forensic process",
        "",
        BANNER,
        "",
        "ISO 21043-2:2018 speaks of the recognition, recording, collection, transport and storage of items. This is",
        "where our [events](events.md) about goods stand among these words. It is a map, and no claim of conformity:",
        "nobody examined the house against that standard.",
        "",
        *table(("word of the process", "our events"), rows),
        "",
        "What follows those five (the laboratory, orders and holds, the fire, what two people decide about goods) has",
        f"no word there: {', '.join(found[BEYOND])}.",
    )
