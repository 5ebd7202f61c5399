"""A message as the source asks for it, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from config.launcher import paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One use of a message in one file."""

    msgid: str
    file: Path
    plural: str = ""
    context: str = ""


@dataclass(slots=True, kw_only=True)
class Found:
    """A message with every file that asks for it, from the root of the checkout."""

    msgid: str
    plural: str = ""
    context: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other message."""
        return self.msgid, self.context


class TwoPlurals(ValueError):
    """One English singular has two plurals: gettext cannot tell them apart."""


def gathered(uses: Iterable[Asked]) -> list[Found]:
    """Return each message once, sorted.

    Raises ``TwoPlurals`` when one singular was given two plurals.
    """
    found: dict[tuple[str, str], Found] = {}
    for each in uses:
        if not each.msgid:
            continue
        one = found.setdefault((each.msgid, each.context), Found(msgid=each.msgid, context=each.context))
        if each.plural and one.plural and each.plural != one.plural:
            raise TwoPlurals(f"{each.file}: {each.msgid!r} has the plurals {one.plural!r} and {each.plural!r}")
        one.plural = one.plural or each.plural
        one.files.add(str(each.file.relative_to(paths.ROOT)))
    return sorted(found.values(), key=lambda one: one.key)


def files_below(folder: Path, *endings: str) -> Iterator[Path]:
    """Yield the files with these endings, sorted."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in endings and file.is_file():
            yield file
