"""A hardware modem with an HTTP interface in the style of SMSEagle: our own line, without an aggregator.

``send_sms`` answers ``OK; ID=297``. It reports and brings what came in as form fields, to the addresses it is told:
``oid`` is the message's number of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from custody.alerts.channels.addresses import report_address
from custody.alerts.channels.base import Incoming, Outcome, Said, Settings
from custody.alerts.channels.wire import Unanswered, ask

_OK = re.compile(r"OK;\s*ID=(\w+)")
_REPORTS = {
    "deliveryok": "delivered",
    "deliveryfailed": "undelivered",
    "sendingerror": "undelivered",
    "deliverypending": "on_its_way",
    "sendingok": "on_its_way",
}
_WRONG_NUMBER = ("wrong number", "invalid number", "wrong parameters")


class Modem:
    """A modem that speaks ``http_api/send_sms``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, reference: UUID, to: str, text: str) -> Said:
        """Hand one message over. Plain GSM letters only: ``unicode=0``."""
        who = (
            {"login": self.settings.user, "pass": self.settings.password}
            if self.settings.user
            else {"access_token": self.settings.password}
        )
        query = who | {
            "to": to,
            "message": text,
            "unicode": "0",
            "highpriority": "1",
            "oid": str(reference),
            "callback": report_address(reference, via=self.settings.name),
        }
        try:
            status, words = ask(self.settings.url, query=urlencode(query))
        except Unanswered as none:
            return Said(Outcome.UNKNOWN if none.handed_over else Outcome.RETRYABLE, detail=none.why)
        taken = _OK.match(words)
        if status == 200 and taken:
            return Said(Outcome.ACCEPTED, ref=taken[1])
        wrong = any(each in words.lower() for each in _WRONG_NUMBER)
        return Said(Outcome.PERMANENT if wrong else Outcome.RETRYABLE, detail=f"answer {status}")

    def parse_report(self, said: Mapping[str, str]) -> str | None:
        """Return what the modem says of a message."""
        return _REPORTS.get(said.get("status", "").lower())

    def parse_inbound(self, said: Mapping[str, str]) -> Incoming | None:
        """Return the text that the modem received."""
        if not said.get("sender"):
            return None
        return Incoming(sender=said["sender"], text=said.get("text", ""), ref=said.get("msgid", "")[:120])
