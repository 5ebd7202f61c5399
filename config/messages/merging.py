"""Brings what the source asks into the catalogues: translations are kept, dead ones dropped, none guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from config.launcher import paths
from config.launcher.catalogues import LANGUAGES, Message, po_file, read_catalogue, write_catalogue
from config.messages import python_source, template_source
from config.messages.asked import Asked, Found, files_below, gathered

CODE = paths.ROOT / "custody"
TEMPLATES = paths.ROOT / "templates"
_NO_CODE = CODE / "migrations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What merging did to the catalogue of a language: how many messages, how many without words, what was dropped."""

    language: str
    count: int
    missing: int
    dropped: tuple[Message, ...]
    is_changed: bool


@cache
def asked() -> tuple[Found, ...]:
    """Return every message of the source, sorted, with the files that ask for it."""
    return tuple(gathered(_uses()))


def merge(*, write: bool = True) -> list[Merged]:
    """Merge the source into every catalogue and return what that did; with ``write`` false, what it would do."""
    return [_merge(language, write=write) for language in LANGUAGES]


def merged(found: Iterable[Found], old: Iterable[Message]) -> list[Message]:
    """Return one message for each that the source asks for, with its old words where it is the same message."""
    known = {each.key: each for each in old}
    out = []
    for each in found:
        kept = known.get(each.key)
        fresh = Message(msgid=each.msgid, plural=each.plural, context=each.context)
        if kept is not None and bool(kept.plural) == bool(each.plural):
            fresh = replace(kept, plural=each.plural)
        out.append(fresh)
    return out


def _merge(language: str, *, write: bool) -> Merged:
    file = po_file(language)
    old = read_catalogue(file)
    new = merged(asked(), old)
    keys = {each.key for each in new}
    is_changed = write_catalogue(file, new, language=language) if write else new != old
    return Merged(
        language=language, count=len(new), missing=sum(not each.is_translated for each in new),
        dropped=tuple(each for each in old if each.key not in keys), is_changed=is_changed,
    )  # fmt: skip


def _uses() -> Iterable[Asked]:
    for file in files_below(CODE, ".py"):
        if _NO_CODE not in file.parents:
            yield from python_source.asked_in(file)
    for file in files_below(TEMPLATES, ".html", ".txt"):
        yield from template_source.asked_in(file)
