"""Words for a reader, said in rooms that know nothing of languages.

``said`` marks a text for the translators and keeps it recognisable: the edges (pages, API, documents) translate what is
``Said`` or ``Filled`` when they show it, and show any other text as it is. Import it as ``_``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Said(str):
    """A text of ours, in English. A page translates it; so it may fill a place of another sentence."""

    __slots__ = ()


def said(text: str) -> Said:
    """Return the text, marked for the translators."""
    return Said(text)


@dataclass(frozen=True, slots=True)
class Filled:
    """A sentence with ``{named}`` places and what fills them, to stand in a place of another one; English by itself."""

    text: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.params)


@dataclass(frozen=True, slots=True)
class Listed:
    """Several words in a row, with commas between them, to stand in a place of a sentence; English by itself."""

    words: tuple[Said, ...]

    def __str__(self) -> str:
        return ", ".join(self.words)
