"""What is too large for one breath of a bad line comes in parts, and goes on where it was broken off.

The parts are as sealed as the whole, and lie in the storage under who sends them until the last one is there. A device
keeps the whole until it has its answer, so parts may go at any time: what goes is sent anew. An officer never has more
than ``MOST_ITEMS`` begun, the longest untouched goes first, and what was untouched for ``LONGEST`` goes too.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

MOST_BYTES = 16 * 1024 * 1024
"""Of one item, in parts or not."""
MOST_OF_A_PART = 256 * 1024
MOST_ITEMS = 20
"""Begun by one officer and not whole yet. A device sends one after the other."""
LONGEST = timedelta(days=3)
_ROOT = "outbox"
_NAME = re.compile(r"(\d{9})-(\d+)")


def so_far(part: bytes, *, owner: UUID, key: UUID, start: int, whole: int) -> int:
    """Keep a part that begins where the others end; return how many of the ``whole`` bytes are there.

    One that begins elsewhere, or is too large, changes nothing: who sends learns where to go on.
    """
    there = sum(size for _start, size in _parts(owner, key))
    if part and start == there and there + len(part) <= whole and len(part) <= MOST_OF_A_PART:
        if not there:
            _make_room(owner)
        default_storage.save(f"{_folder(owner, key)}/{start:09d}-{len(part)}", ContentFile(part))
        there += len(part)
    return there


def together(*, owner: UUID, key: UUID) -> bytes:
    """Return all parts as one."""
    read = []
    for start, size in _parts(owner, key):
        with default_storage.open(f"{_folder(owner, key)}/{start:09d}-{size}") as file:
            read.append(file.read())
    return b"".join(read)


def forget(*, owner: UUID, key: UUID) -> None:
    """Remove the parts of what has had its answer."""
    _remove(_folder(owner, key))


def forget_untouched(*, before: datetime) -> int:
    """Remove the parts that nothing was added to since then; return of how many items."""
    gone = 0
    for owner in _listed(_ROOT)[0]:
        for key in _listed(f"{_ROOT}/{owner}")[0]:
            folder = f"{_ROOT}/{owner}/{key}"
            if _touched_at(folder) < before:
                _remove(folder)
                gone += 1
    return gone


def _make_room(owner: UUID) -> None:
    folders = [f"{_ROOT}/{owner}/{key}" for key in _listed(f"{_ROOT}/{owner}")[0]]
    for folder in sorted(folders, key=_touched_at)[: max(0, len(folders) - MOST_ITEMS + 1)]:
        _remove(folder)


def _touched_at(folder: str) -> datetime:
    times = [default_storage.get_modified_time(f"{folder}/{name}") for name in _listed(folder)[1]]
    return max(times, default=datetime.min.replace(tzinfo=UTC))


def _remove(folder: str) -> None:
    for name in _listed(folder)[1]:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, names


def _folder(owner: UUID, key: UUID) -> str:
    return f"{_ROOT}/{owner}/{key}"


def _parts(owner: UUID, key: UUID) -> list[tuple[int, int]]:
    """Return (start, size) of the parts that follow each other without a gap."""
    names = _listed(_folder(owner, key))[1]
    found = sorted((int(each[1]), int(each[2])) for name in names if (each := _NAME.fullmatch(name)))
    whole: list[tuple[int, int]] = []
    for start, size in found:
        if start == sum(each for _start, each in whole):
            whole.append((start, size))
    return whole
