"""Where a long word of a heading, a role or a button may break.

A browser hyphenates only what it has a dictionary for, and on an isolated network it has none: then a heading of one
long word breaks anywhere, without a hyphen. These words carry their own places to break, between the parts they are
made of. ``tests/messages`` finds a heading whose long word is missing here.
"""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
LONG = 15
"""From so many letters on a word may be too long for a heading on the narrowest phone."""

_PARTS = (
    # Dutch
    "Toegankelijkheids|verklaring Vernietigings|bevel Vernietigings|bevelen Vernietigings|attest Verbrandings|plan "
    "Verbrandings|plannen alarm|installatie alarm|installaties Bewarings|bevelen contact|gegevens container|nummer "
    "toegangs|sleutel toegangs|sleutels bewaarplaats|beheerder dossier|beheerder "
    "leiding|gevende systeem|beheerder vernietigings|commissie "
    # French
    "enregistre|ments "
    # German
    "Vernichtungs|bescheinigung Vernichtungs|anordnung Vernichtungs|anordnungen Aufbewahrungs|anordnung "
    "Aufbewahrungs|anordnungen Ausnahme|genehmigung Ausnahme|genehmigungen Beförderungs|mittel Verbrennungs|plan "
    "Verbrennungs|pläne Bestands|aufnahme Bestands|aufnahmen Barriere|freiheit Erreichbar|keiten Fälligkeits|blatt "
    "Zurück|gehaltene Zurück|gehaltenes Geschäfts|stelle Vorge|schlagener Peilsender|suche "
    "Untersuchungs|richter Untersuchungs|richters "
)
BREAKS = {each.replace("|", "").lower(): each.index("|") for each in _PARTS.split()}
_CONTAINER = re.compile(r"\b[A-Z]{4} \d{6} \d\b")
_WORD = re.compile(rf"[^\W\d_]{{{LONG - 1},}}")


def breaking(text: str) -> SafeString:
    """Return the words of a heading, the long ones with the places where they may break, and a container's number
    in one piece. What is no word of ours, a tag or a code, is left as it is."""
    whole = _CONTAINER.sub(r'<span class="c-nowrap">\g<0></span>', str(text))
    return mark_safe(_WORD.sub(_broken, whole))  # noqa: S308 - comes rendered, and a soft hyphen is no markup


def _broken(word: re.Match[str]) -> str:
    at = BREAKS.get(word[0].lower())
    return word[0] if at is None else f"{word[0][:at]}{SOFT_HYPHEN}{word[0][at:]}"
