"""Kannel's HTTP interface (``sendsms``): it keeps the SMPP link, we do not.

Kannel answers 202 with ``0: Accepted for delivery``, or with ``3: Queued for later delivery`` when it has no link:
queued is not accepted. It reports to an address of ours, and brings what came in by the ``get-url`` of a service:
``…?from=%q&text=%a&id=%I``.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from custody.alerts.channels.addresses import report_address
from custody.alerts.channels.base import Incoming, Outcome, Said, Settings
from custody.alerts.channels.wire import Unanswered, ask

REPORTS_WANTED = 31  # delivered, undelivered, buffered, handed to the centre, refused by the centre
REPORTS = {"1": "delivered", "2": "undelivered", "4": "on_its_way", "8": "on_its_way", "16": "undelivered"}
_TAKEN, _WRONG_NUMBER = 202, 400


class Kannel:
    """A gateway that speaks Kannel's ``sendsms``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, reference: UUID, to: str, text: str) -> Said:
        """Hand one message over; the reference is ours, since Kannel gives none that outlives it."""
        query = {
            "username": self.settings.user,
            "password": self.settings.password,
            "to": to,
            "text": text,
            "charset": "UTF-8",
            "coding": "0",
            "dlr-mask": str(REPORTS_WANTED),
            "dlr-url": report_address(reference, via=self.settings.name, kind="%d"),
        }
        if self.settings.sender:
            query["from"] = self.settings.sender
        try:
            status, words = ask(self.settings.url, query=urlencode(query))
        except Unanswered as none:
            return Said(Outcome.UNKNOWN if none.handed_over else Outcome.RETRYABLE, detail=none.why)
        if status == _TAKEN and words.startswith("0:"):
            return Said(Outcome.ACCEPTED, ref=str(reference))
        outcome = Outcome.PERMANENT if status == _WRONG_NUMBER else Outcome.RETRYABLE
        return Said(outcome, detail=f"answer {status} {words[:1]}".strip())

    def parse_report(self, said: Mapping[str, str]) -> str | None:
        """Return what a kind of report means."""
        return REPORTS.get(said.get("kind", ""))

    def parse_inbound(self, said: Mapping[str, str]) -> Incoming | None:
        """Return the text of a ``get-url``."""
        if not said.get("from"):
            return None
        return Incoming(sender=said["from"], text=said.get("text", ""), ref=said.get("id", "")[:120])
