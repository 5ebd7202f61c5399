"""A service on the internet that takes JSON over HTTP, with the field names of Twilio. No SDK of theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from custody.alerts.channels.addresses import report_address
from custody.alerts.channels.base import Incoming, Outcome, Said, Settings
from custody.alerts.channels.wire import Unanswered, ask, basic

_TAKEN = frozenset({200, 201, 202})
_WRONG_NUMBER = frozenset({400, 404, 422})
OPTED_OUT = "21610"
"""The owner of the number answered STOP to the service itself; it delivers nothing to it any more."""
_REPORTS = {
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "undelivered",
    "queued": "on_its_way",
    "sending": "on_its_way",
    "sent": "on_its_way",
}


class Service:
    """A service that takes a JSON object and answers with one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, reference: UUID, to: str, text: str) -> Said:
        """Hand one message over and return the service's own number of it."""
        said = {
            "To": to,
            "From": self.settings.sender,
            "Body": text,
            "Reference": str(reference),
            "StatusCallback": report_address(reference, via=self.settings.name),
        }
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            # The same reference again is the same message: a service that knows the header sends it once.
            "Idempotency-Key": str(reference),
            "Authorization": basic(self.settings.user, self.settings.password)
            if self.settings.user
            else f"Bearer {self.settings.password}",
        }
        try:
            status, words = ask(self.settings.url, method="POST", body=json.dumps(said).encode(), headers=headers)
        except Unanswered as none:
            return Said(Outcome.UNKNOWN if none.handed_over else Outcome.RETRYABLE, detail=none.why)
        answer = _object(words)
        if status in _TAKEN and answer.get("status") != "failed":
            ref = answer.get("sid") or answer.get("id") or answer.get("message_id") or reference
            return Said(Outcome.ACCEPTED, ref=str(ref)[:120])
        code = str(answer.get("code", ""))[:12]
        outcome = Outcome.PERMANENT if status in _WRONG_NUMBER else Outcome.RETRYABLE
        return Said(outcome, detail="opted out" if code == OPTED_OUT else f"answer {status} {code}".strip())

    def parse_report(self, said: Mapping[str, str]) -> str | None:
        """Return what the service says of a message."""
        return _REPORTS.get((said.get("MessageStatus") or said.get("status") or "").lower())

    def parse_inbound(self, said: Mapping[str, str]) -> Incoming | None:
        """Return the text that the service received."""
        sender = said.get("From") or said.get("from") or ""
        if not sender:
            return None
        ref = said.get("MessageSid") or said.get("id") or ""
        return Incoming(sender=sender, text=said.get("Body") or said.get("text") or "", ref=ref[:120])


def _object(words: str) -> dict[str, object]:
    try:
        answer = json.loads(words)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
