"""The probe pass: knock at the mail relay and at the gateways, without sending anything.

A way out that is closed shows within two minutes, also in a week in which nobody has to be told of anything. The sign
of life is written only for a door that opened; for one that stayed shut it says why, and leaves the age as it was.
"""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from custody.alerts.models import Heartbeat
from custody.alerts.passes.engine import beat
from custody.alerts.watching.signs import MAIL, probe_of

KNOCK_SECONDS = 5.0


def probe(*, engine: str) -> dict[str, str]:
    """Knock at every door; return what each said, "" for one that opened."""
    doors = dict(_doors())
    connection.close()  # a door that does not answer must not keep a database connection
    with ThreadPoolExecutor(max_workers=max(len(doors), 1)) as knockers:
        said = dict(zip(doors, knockers.map(_knock, doors.values()), strict=True))
    for work, trouble in said.items():
        if trouble:
            _shut(engine, work, trouble)
        else:
            beat(engine=engine, work=work, done=1)
    beat(engine=engine, work="probe", done=len(said))
    return said


def _doors() -> Iterator[tuple[str, tuple[str, str, int]]]:
    """Yield the work each door is written down as, and how, where and at which port to knock."""
    yield MAIL, ("smtp", settings.EMAIL_HOST, settings.EMAIL_PORT)
    for gateway in settings.CUSTODY_SMS_GATEWAYS:
        address = urlsplit(gateway["url"])
        port = address.port or (443 if address.scheme == "https" else 80)
        yield probe_of(gateway["name"]), ("tcp", address.hostname or "", port)


def _knock(door: tuple[str, str, int]) -> str:
    """Return "" when the door opens, else what is wrong. Runs in a thread and never touches the database."""
    how, host, port = door
    try:
        if how == "smtp":
            with smtplib.SMTP(host, port, timeout=KNOCK_SECONDS) as relay:
                code, _ = relay.noop()
                return "" if code == 250 else f"the relay says {code}"
        with socket.create_connection((host, port), timeout=KNOCK_SECONDS):
            return ""
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__


def _shut(engine: str, work: str, trouble: str) -> None:
    """Write down why, beside the time of the last success."""
    with transaction.atomic():
        Heartbeat.objects.filter(engine=engine, work=work).update(findings=[{"detail": trouble}])
