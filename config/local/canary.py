"""The phone and the mailbox of our own: when the hourly test message comes in, they report it to the house.

In production a modem's hook or a watcher of the mailbox does this: it reads the reference out of the text and asks
``/canary/CHANNEL/REFERENCE/KEY/``. Here the local servers stand for both.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from config.local.fetching import fetch

REFERENCE = re.compile(r"\bCOC[ :]+([0-9A-Z]{7})\b")
TRIES, BETWEEN_SECONDS = 60, 2.0
OURS = {"sms": "CUSTODY_CANARY_PHONE", "email": "CUSTODY_CANARY_EMAIL"}


class Canary:
    """Looks at every message that comes in on one channel; those to our own address are reported."""

    def __init__(self, channel: str, *, ask: Callable[[str], int] = fetch) -> None:
        """Read from the environment which address is ours, where the house is, and the key it wants to see."""
        self._channel = channel
        self._ask = ask
        self._ours = os.environ.get(OURS[channel], "")
        file = os.environ.get("CUSTODY_CANARY_KEY_FILE")
        self._key = Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get("CUSTODY_CANARY_KEY", "")
        self._house = os.environ.get("CUSTODY_BASE_URL", "")

    def look(self, to: str, text: str) -> None:
        """Report a message to our own address, without holding up whoever brought it."""
        found = REFERENCE.search(text)
        if self._ours and self._key and to == self._ours and found:
            address = f"{self._house}canary/{self._channel}/{found[1]}/{self._key}/"
            threading.Thread(target=self._report, args=(address,), daemon=True).start()

    def look_into(self, to: list[str], mail: bytes) -> None:
        """Report a mail to our own mailbox; its reference stands in the subject and in the text."""
        if self._ours not in to:
            return
        message = message_from_bytes(mail, policy=policy.default)
        body = message.get_body(("plain",))
        self.look(self._ours, f"{message['subject']}\n{'' if body is None else body.get_content()}")

    def _report(self, address: str) -> None:
        """Ask until the house answers: right after a start it may still be getting up."""
        for _ in range(TRIES):
            if self._ask(address) == 200:
                return
            time.sleep(BETWEEN_SECONDS)
