"""What every channel promises, and what a gateway answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from custody.alerts.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. ``reference`` stays the same when it is sent again.

    ``thread`` is a pseudonym of the group of alerts: mails of one group stand together in a mailbox.
    """

    reference: UUID
    address: str
    content: Rendered
    thread: str = ""


class Outcome(StrEnum):
    """What came of handing over a text message."""

    ACCEPTED = "accepted"
    RETRYABLE = "retryable"  # certainly not taken; it may be later, or elsewhere
    PERMANENT = "permanent"  # this number, never
    UNKNOWN = "unknown"  # handed over, no answer: it may be on its way


@dataclass(frozen=True, slots=True)
class Said:
    """The answer of a gateway: its reference when it accepted, else a word about why not. Never an address."""

    outcome: Outcome
    ref: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One gateway of ``CUSTODY_SMS_GATEWAYS``."""

    name: str
    url: str
    user: str
    password: str
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A text that somebody sent us. ``ref`` is the gateway's number of it, empty when it gives none."""

    sender: str
    text: str
    ref: str


class Gateway(Protocol):
    """What takes text messages for us. Drivers decide nothing: neither whom to tell, nor when to try again."""

    settings: Settings

    def send(self, reference: UUID, to: str, text: str) -> Said:
        """Hand one message over. Never raises for what the other side does."""
        ...

    def parse_report(self, said: Mapping[str, str]) -> str | None:
        """Return what a report says: delivered, undelivered or on_its_way; ``None`` when it says nothing known."""
        ...

    def parse_inbound(self, said: Mapping[str, str]) -> Incoming | None:
        """Return the text that came in; ``None`` when the request holds none."""
        ...
