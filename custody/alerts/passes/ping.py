"""The ping pass: tell the switch outside that all is well, and only when it is.

Silence is the message. The switch stands on another machine, with its own power and its own modem, and calls people
when three minutes pass without a ping: then not only the house may be ill, but also its way to say so.
"""

from __future__ import annotations

import logging
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from custody.alerts.passes.engine import beat
from custody.alerts.watching import examine, keeps_the_switch_quiet
from custody.alerts.watching.signs import SWITCH
from custody.deadlines.selectors import database_now

log = logging.getLogger(__name__)

ANSWER_WITHIN_SECONDS = 5.0


def ping(*, engine: str) -> str:
    """Ping the switch; return "" when it heard, else why it was not pinged."""
    if not settings.CUSTODY_PING_URL:
        return "no switch is set"
    ill = [part for part in examine(database_now()) if part.calls_outside]
    if not keeps_the_switch_quiet(ill):
        named = ", ".join(part.code for part in ill)
        log.warning("the switch outside is not pinged: %s", named)
        return named
    connection.close()
    if not _heard(settings.CUSTODY_PING_URL):
        return "the switch does not answer"
    beat(engine=engine, work=SWITCH, done=1)
    return ""


def _heard(address: str) -> bool:
    if urlsplit(address).scheme not in {"http", "https"}:
        return False
    try:
        with urllib.request.urlopen(address, timeout=ANSWER_WITHIN_SECONDS) as answer:  # noqa: S310 - scheme checked
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        log.warning("the switch outside does not answer")
        return False
