"""The words of the house in four languages (``custody/locale/glossary.toml``), and whether a translation uses them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from config.launcher.catalogues import LANGUAGES, LOCALE, Message

FILE = LOCALE / "glossary.toml"
_FILLED_IN = re.compile(r"%\(\w+\)[a-z]|\{\w*[^}]*\}|<[^>]*>")
_SHORT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing of the house. ``words`` and ``also`` are by language; the first word is the one that is preferred."""

    section: str
    english: tuple[str, ...]
    meaning: str
    words: Mapping[str, tuple[str, ...]]
    read: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_meaning: tuple[str, ...] = ()
    """Parts of messages in which the English word means something else."""
    is_checked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the terms on the page of the glossary; ``notes`` by section."""

    before: str
    after: str
    notes: Mapping[str, str]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms, in the order of the file."""
    return tuple(_term(row) for row in _read()["term"])


def frame() -> Frame:
    """Return the words around the terms."""
    return Frame(before=_read()["before"], after=_read()["after"], notes=_read()["notes"])


def speaks_of(message: Message, term: Term) -> bool:
    """Say whether the English of a message has the word of a term, in its own meaning."""
    english = _unfilled(message.msgid)
    return any(_has(english, word) for word in term.english) and not _means_other(english, term)


@cache
def _unfilled(english: str) -> str:
    return _FILLED_IN.sub(" ", english)


def not_used(message: Message, language: str) -> list[str]:
    """Return each term that the English has and the translation has not: ``seal: verzegeling``; [] for none."""
    if not message.translations:
        return []
    english = _unfilled(f"{message.msgid} {message.plural}")
    said = _plain(" ".join(message.translations))
    return [
        f"{word}: {', '.join(term.words[language])}"
        for term, word in _spoken_of(english)
        if term.words[language] and not any(re.search(stem, said) for stem in _stems(term, language))
    ]


def _spoken_of(english: str) -> Iterator[tuple[Term, str]]:
    """Yield the terms of a message; a longer one hides those inside it (an order request is no order)."""
    left = english
    for word, term in _by_length():
        if not _has(left, word):
            continue
        left = _word(word).sub(" ", left)
        if term.is_checked and not _means_other(english, term):
            yield term, word


def _has(english: str, word: str) -> bool:
    # Every word is looked for in every message: most have not even its letters.
    return word.lower() in english.lower() and _word(word).search(english) is not None


def _means_other(english: str, term: Term) -> bool:
    return any(part in english for part in term.other_meaning)


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?:s|es)?(?![\w-])", re.IGNORECASE)


@cache
def _by_length() -> tuple[tuple[str, Term], ...]:
    pairs = [(word, term) for term in terms() for word in term.english]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _patterns(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(r"\W+".join(_inflected(part) for part in _plain(word).split()) for word in words)


def _stems(term: Term, language: str) -> tuple[str, ...]:
    return _patterns(term.words[language]) + _patterns(term.also.get(language, ()))


def _inflected(word: str) -> str:
    """Return a pattern of a word with other endings: the last letter of a long one may change."""
    kept = word[:-1] if len(word) > _SHORT else word
    return rf"{re.escape(kept)}\w*"


def _plain(text: str) -> str:
    """Return a text in small letters without accents: ``Fässer`` and ``Fass`` begin alike."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _term(row: Mapping[str, Any]) -> Term:
    return Term(
        section=row["section"], english=tuple(row["en"]), meaning=row["meaning"],
        words={language: tuple(row[language]) for language in LANGUAGES},
        read={language: tuple(words) for language, words in row.get("read", {}).items()},
        also={language: tuple(words) for language, words in row.get("also", {}).items()},
        other_meaning=tuple(row.get("other_meaning", ())), is_checked=row.get("is_checked", True),
    )  # fmt: skip
