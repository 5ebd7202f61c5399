"""What one refusal is tried with: who tries it, and the door each of the three ways goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Door:
    """An address and what is sent there."""

    path: str
    said: dict[str, Any]
    is_read: bool = False
    """Whether it is asked for, and nothing is sent."""
    headers: dict[str, str] | None = None
    """What is said beside the body: nothing else is, where it is given."""
    sealed: bytes | None = None
    """What a device kept and sends as it is, where that is no form."""


@dataclass(frozen=True)
class Row:
    """One refusal: who tries, the three doors, and the codes it may be refused with."""

    who: str
    page: Door
    api: Door
    shell: Any
    codes: tuple[str, ...]
    version: str = ""
