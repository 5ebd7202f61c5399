"""Who does something, through which door, and what they claim about when it happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Door(StrEnum):
    """The way a record came into the house."""

    PAGE = "page"
    API = "api"
    OUTBOX = "outbox"
    SCENARIO = "scenario"
    ENGINE = "engine"
    COMMAND = "command"
    SMS = "sms"


class Basis(StrEnum):
    """What the time of a record rests on. Only ``LIVE`` may use the database's clock as the time of the fact."""

    LIVE = "live"
    LATE = "late"
    PAPER = "paper"
    SCENARIO = "scenario"
    OPENING = "opening"


class Actor(Protocol):
    """What the floor below the organisation room needs to know of an officer."""

    id: UUID
    badge: str
    pseudonym: str
    stream_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing one officer does.

    ``occurred_at`` and ``device_at`` are claims; ``recorded_at`` comes from the database alone. ``key`` is the
    idempotency key minted when the officer signs, ``body_hash`` the SHA-256 of what was sent with it.
    """

    actor: Any  # custody.Officer; typed loosely so that core stays free of Django
    door: Door
    basis: Basis = Basis.LIVE
    key: UUID | None = None
    body_hash: bytes = field(default=b"", repr=False)
    occurred_at: datetime | None = None
    device_at: datetime | None = None
    received_at: datetime | None = None
