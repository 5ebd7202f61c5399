"""What the rooms below said in English, in the language that is active now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from custody.core.errors import CustodyError
from custody.core.texts import Filled, Listed, Said
from custody.reports.words import Word


def spoken(value: Any) -> Any:
    """Return words of ours in the reader's language; anything else as it is."""
    match value:
        case Said():
            return gettext(value)
        case Filled():
            return filled(value.text, value.params)
        case Listed():
            return ", ".join(gettext(word) for word in value.words)
        case Promise():
            return str(value)
    return value


def filled(text: str, params: Mapping[str, Any]) -> str:
    """Return a sentence in the reader's language, its ``{named}`` places filled in the same language."""
    return gettext(text).format(**{name: spoken(value) for name, value in params.items()})


def refusal_said(error: CustodyError, *, kinds: Mapping[str, Word]) -> str:
    """Return what a refusal says in the reader's language, after the unit it is about; ``kinds`` are those of units."""
    said = filled(error.message, error.params)
    unit = error.unit
    if unit is None:
        return said
    kind = str(kinds.get(unit.kind, unit.kind))
    if unit.label is None:
        return gettext("{kind} {number}: {said}").format(kind=kind, number=unit.number, said=said)
    return gettext("{kind} {number} ({label}): {said}").format(
        kind=kind, number=unit.number, label=unit.label, said=said
    )
