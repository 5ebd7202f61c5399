"""Who does something, through which door, and what they claim about when it happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from custody.core.errors import InvalidInput


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


def check_no_claim(act: Act) -> None:
    """Return when an authorisation may count from now; raise ``InvalidInput`` when a time is claimed for it.

    What happened keeps the time it happened at, however late it is written down. What somebody allows, decides or
    starts the waiting time of a law with has no time before the house knew of it: else one claim of last month is a
    month of silence. Neither has an answer that the house waits for, and a look at what is kept: else an alert was
    taken before it rang, a paper came before its clock ran out, and a place was looked up before it was told. What a
    demo replays, and what an opening brings in, carries the times of another clock.
    """
    if act.occurred_at is not None and act.basis not in {Basis.SCENARIO, Basis.OPENING}:
        raise InvalidInput("act.no_claim", "This counts from when it is recorded. Leave the time out")
