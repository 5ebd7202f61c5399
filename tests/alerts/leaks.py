"""What must never leave the house, and a reader that finds it in whatever left."""

from __future__ import annotations

import email
import json
import re
from email import policy
from pathlib import Path

from custody.evidence import lists
from custody.organisation.selectors import places
from tests.template import PLACES

# Words that say something by themselves: what it is, where, how much, and that it is still there.
TELLING = (
    "cocaine", "cocaïne", "kokain", "heroin", "cannabis", "drug", "drugs", "drogue", "drogen", "kilo", "kilos",
    "kg", "gram", "gramme", "mg", "ton", "tonne", "brick", "bricks", "bag", "bags", "container", "vault", "store",
    "storage", "warehouse", "entrepôt", "lager", "depot", "quay", "kaai", "furnace", "burn", "verbrand", "seal",
    "route", "vehicle", "escort", "truck", "overdue", "late", "deadline", "destroy", "destruction", "vernichtung",
    "vernietiging", "seizure", "saisie", "guard", "transfer", "hand-over", "antwerp", "antwerpen", "rotterdam",
)  # fmt: skip
RULES = re.compile(r"\bAL\d+\b|TARGET_DESTRUCTION|MAX_STORAGE|STRIP|GUARD_COVER|ACCEPTANCE")
# A letter before the figure is a reference (7K2QX9G), not a weight.
WEIGHTS = re.compile(r"(?<![A-Za-z0-9])\d[\d.,\s]*(kg|g|mg|t|kilo|gram|ton)\b", re.IGNORECASE)

UUIDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

ADDRESSES = {"To", "X-Envelope-To"}
MIME = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}


def secrets_of(units=(), people=()):
    """Return every word that could betray something: of the lists, of the places, of some units and badges."""
    words = {*TELLING, *lists.SUBSTANCES, *lists.FORMS, *(name for name, _, _ in PLACES)}
    words |= {place.code_word for place in places()}
    for unit in units:
        words |= {unit.label, unit.label.replace("-", ""), str(unit.id), unit.seal or "", str(unit.gross_mg or "")}
        if unit.seizure_id:
            words |= {unit.seizure.code_word, str(unit.seizure_id)}
    words |= {officer.badge for officer in people}
    return {word.casefold() for word in words if word}


def leaks_in(text, secrets):
    """Return what a text that leaves the house gives away."""
    plain = text.casefold()
    ids = {match[0] for match in UUIDS.finditer(plain)}
    # A random number may hold four figures that are somebody's badge: it is looked at as a whole.
    plain = UUIDS.sub("-", plain)
    found = {word for word in secrets if word in ids or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain)}
    found |= {match[0] for match in RULES.finditer(text)} | {match[0] for match in WEIGHTS.finditer(text)}
    return found


def texts_in(folder: Path):
    """Yield (file, everything in it that a stranger could read) for every message in the outbox; without addresses."""
    for file in sorted(folder.rglob("*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        kept = [str(value) for name, value in message.items() if name not in ADDRESSES]
        kept += [name for name in message if name not in MIME]
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        yield file, "\n".join([*kept, *parts, file.name])
    for file in sorted(folder.rglob("*.json")):
        message = json.loads(file.read_text(encoding="utf-8"))
        yield file, "\n".join([*(str(value) for name, value in message.items() if name != "to"), file.name])
