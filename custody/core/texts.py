"""Words for a reader, said in rooms that know nothing of languages.

``said`` marks a text for the translators and keeps it recognisable: the edges (pages, API, documents) translate what is
``Said`` or ``Filled`` when they show it, and show any other text as it is. Import it as ``_``.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def written_out(text: str, *, controls: bool = False) -> str:
    """Return the text with every sign that turns the direction of others written out by its number: ``[U+202E]``; with
    ``controls`` the control characters too, but for those between lines and words.

    Such a sign shows nothing by itself and lets a reader see other words than stand there. Nothing is lost: what was
    typed can be read off.
    """
    return "".join(
        f"[U+{ord(sign):04X}]" if sign in _TURNS or (controls and _is_control(sign)) else sign for sign in text
    )


def _is_control(sign: str) -> bool:
    return sign not in "\n\r\t" and unicodedata.category(sign) in {"Cc", "Cs"}


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


_KEPT: set[str] = set()


def kept(text: str) -> Said:
    """Return a text that the house itself writes into a record, in English, for the reader's language when it is shown.

    A record is never translated: what stands in the ledger stays as it was written, and ``was_kept`` knows it again.
    Name it at the top of a module: another process must know it too.
    """
    _KEPT.add(text)
    return Said(text)


def was_kept(text: str) -> bool:
    """Say whether the house wrote this text itself, and no person did."""
    return text in _KEPT
