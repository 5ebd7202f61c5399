"""The glossary as pages: the words of the house, and a sheet for each language for a native officer to judge them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from config.launcher.catalogues import LANGUAGES, Message, po_file, read_catalogue
from config.messages.glossary import Term, frame, speaks_of, terms
from custody.reports.markdown import BANNER, page, table

NAMES = {"nl": "Dutch", "fr": "French", "de": "German"}
SAMPLES = 2
"""So many sentences show how a word is used."""
_LONGEST = 110


def glossary_page() -> str:
    """Return the page of all terms in four languages, with their meaning."""
    about = frame()
    lines = [BANNER, "", "# Glossary", "", about.before.strip()]
    for section, members in groupby(terms(), key=lambda term: term.section):
        head = ("term", *(language.upper() for language in LANGUAGES), "meaning")
        lines += ["", f"## {section}", "", *table(head, (_row(term) for term in members))]
        if section in about.notes:
            lines += ["", about.notes[section]]
    return page(*lines, "", about.after.strip())


def review_page(language: str) -> str:
    """Return the sheet of one language: each word with its meaning, how it is used, and room for a better one."""
    sentences = _sentences(read_catalogue(po_file(language)))
    lines = [
        BANNER, "", f"# Review sheet: {NAMES[language]}", "",
        (f"For an officer whose own language is {NAMES[language]}. No native speaker has read these words yet, but for "
        "those marked *, which were read in public texts of the authorities. Judge the word first, then the sentences. "
        "Write what your service really says; one word for one thing. A word is changed in "
        "`custody/locale/glossary.toml`, a sentence in "
        f"`custody/locale/{language}/LC_MESSAGES/django.po`."),
    ]  # fmt: skip
    for section, members in groupby(terms(), key=lambda term: term.section):
        rows = (_judged(term, language, sentences) for term in members)
        head = ("English", "our word", "it means", "as it is used", "right?", "better")
        lines += ["", f"## {section}", "", *table(head, rows)]
    return page(*lines)


def _row(term: Term) -> tuple[str, ...]:
    return (", ".join(term.english), *(_words(term, language) for language in LANGUAGES), term.meaning)


def _judged(term: Term, language: str, sentences: Iterable[Message]) -> tuple[str, ...]:
    used = "<br>".join(f"{_cell(each.msgid)} → {_cell(each.translations[0])}" for each in _samples(term, sentences))
    return (", ".join(term.english), _words(term, language), term.meaning, used, "", "")


def _words(term: Term, language: str) -> str:
    read = term.read.get(language, ())
    return ", ".join(f"{word}*" if word in read else word for word in term.words[language]) or "–"


def _samples(term: Term, sentences: Iterable[Message]) -> Iterator[Message]:
    """Return the first sentences with the word."""
    return islice((each for each in sentences if speaks_of(each, term)), SAMPLES)


def _sentences(messages: Iterable[Message]) -> list[Message]:
    """Return what can show a word, the shortest first; a label of one word shows nothing that the glossary does not."""
    several = (each for each in messages if " " in each.msgid.strip() and len(each.msgid) <= _LONGEST)
    fitting = (each for each in several if each.is_translated and not each.plural)
    return sorted(fitting, key=lambda each: (len(each.msgid), each.msgid))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")

