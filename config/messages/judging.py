"""What is wrong with a translation, as far as a machine can tell: what is filled in, tags, plural forms, edges."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from config.launcher.catalogues import Message

_NAMED = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)(?:[!:][^}]*)?\}|%([sd])")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>")
_LONE_PERCENT = re.compile(r"%(?!\(\w+\)|[sd])")
_ENDS = ".?!:…"


def faults(message: Message) -> list[str]:
    """Return what is wrong with the words of one message, [] when nothing is; an empty translation is not judged."""
    if not message.translations:
        return []
    wanted = 2 if message.plural else 1
    if len(message.translations) != wanted:
        return [f"{len(message.translations)} forms instead of {wanted}"]
    return [fault for number, said in enumerate(message.translations) if said
            for fault in _of_form(message, number, said)]  # fmt: skip


def placeholders(text: str) -> Counter[str]:
    """Return how often each place that is filled in stands in a text: ``%(count)d`` and ``{count}`` by their names."""
    return Counter(match[0] if match[0] in ("%s", "%d") else (match[1] or match[2] or "") for match in
                   _NAMED.finditer(text.replace("%%", "")))  # fmt: skip


def tags(text: str) -> Counter[str]:
    """Return how often each tag of HTML stands in a text, its attributes included."""
    return Counter(_TAG.findall(text))


def _of_form(message: Message, number: int, said: str) -> Iterator[str]:
    asked = message.plural if number else message.msgid
    sources = [asked] if number or not message.plural else [message.msgid, message.plural]
    if all(set(placeholders(said)) != set(placeholders(each)) for each in sources):
        yield f"fills in {sorted(placeholders(said))}, not {sorted(placeholders(asked))}: {said!r}"
    if tags(said) != tags(asked):
        yield f"has the tags {sorted(tags(said))}, not {sorted(tags(asked))}: {said!r}"
    if _has_lone_percent(said) and not _has_lone_percent(asked):
        yield f"has a sign of percent that is not doubled: {said!r}"
    if said[:1].isspace() != asked[:1].isspace() or said[-1:].isspace() != asked[-1:].isspace():
        yield f"begins or ends with other white space: {said!r}"
    if _end(said) != _end(asked):
        yield f"ends with {_end(said)!r}, not {_end(asked)!r}: {said!r}"


def _has_lone_percent(text: str) -> bool:
    return _LONE_PERCENT.search(text.replace("%%", "")) is not None


def _end(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last in _ENDS else ""
