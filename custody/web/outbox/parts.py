"""What is too large for one breath of a bad line comes in parts, and goes on where it was broken off.

The parts are as sealed as the whole, and lie in the storage under who sends them until the last one is there.
"""

from __future__ import annotations

import re
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_NAME = re.compile(r"(\d{9})-(\d+)")


def so_far(part: bytes, *, owner: UUID, key: UUID, start: int, whole: int) -> int:
    """Keep a part that begins where the others end; return how many of the ``whole`` bytes are there.

    One that begins elsewhere changes nothing: who sends learns where to go on.
    """
    there = sum(size for _start, size in _parts(owner, key))
    if part and start == there and there + len(part) <= whole:
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
    for start, size in _parts(owner, key):
        default_storage.delete(f"{_folder(owner, key)}/{start:09d}-{size}")


def _folder(owner: UUID, key: UUID) -> str:
    return f"outbox/{owner}/{key}"


def _parts(owner: UUID, key: UUID) -> list[tuple[int, int]]:
    """Return (start, size) of the parts that follow each other without a gap."""
    try:
        names = default_storage.listdir(_folder(owner, key))[1]
    except FileNotFoundError:
        return []
    found = sorted((int(each[1]), int(each[2])) for name in names if (each := _NAME.fullmatch(name)))
    whole: list[tuple[int, int]] = []
    for start, size in found:
        if start == sum(each for _start, each in whole):
            whole.append((start, size))
    return whole
