"""The parts of the alarm system in words."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from custody.alerts.watching import Part
from custody.web.shared.local import with_offset
from custody.web.shared.parts import Text

PART_WORDS: dict[str, Text] = {
    "engine": _("Engine"),
    "beat": _("Beat: tells the workers when to look"),
    "broker": _("Broker: carries work to the workers"),
    "worker": _("Worker: does what the beat tells"),
    "mail": _("Mail relay"),
    "gateway": _("SMS gateway"),
    "canary": _("Hourly test message"),
    "switch": _("Switch outside"),
    "skew": _("Clock of the machine of"),
    "clocks": _("Every deadline that passed has fired"),
    "poison": _("Every clock can be judged"),
    "steps": _("Every open alert takes its next step"),
    "unsent": _("Every message of level 1 leaves within two minutes"),
    "nobody": _("Every alert reaches somebody"),
    "refused": _("No message was given up in the last hour"),
    "silence": _("Every silence that ended was told"),
    "integrator": _("Ledger: each event gets its place"),
    "signer": _("Ledger: the log is signed"),
    "guards": _("Ledger: the guards of the database stand"),
    "verify": _("Ledger: the daily reading adds up"),
    "duty": _("Somebody is on duty for the next 24 hours"),
    "reach": _("Somebody on duty can be reached"),
}
CAUSE_WORDS: dict[str, Text] = {
    "outage": _("nobody looked"),
    "clock_forward": _("the clock of the database ran ahead"),
    "clock_back": _("the clock of the database was set back"),
}
NAMED = frozenset({"engine", "gateway", "skew"})


def part_in_words(part: Part, *, whose: str = "") -> str:
    """Return what a part is called; ``whose`` is the site or the badge it concerns."""
    words = str(PART_WORDS.get(part.kind, part.kind))
    name = part.name if part.kind in NAMED else whose
    return f"{words} {name}" if name else words


def gap_in_words(since: datetime) -> str:
    """Return from when on nobody is on duty, in the time of the site."""
    at = with_offset(since, zone=settings.CUSTODY_SITE_TIME_ZONE)
    return translate("Nobody is on duty from %(at)s on") % {"at": at}


def ago(seconds: float | None) -> str:
    """Return an age in words: ``12 s``, ``3 min``, ``5 h``, ``2 days``."""
    if seconds is None:
        return translate("never")
    for size, unit in ((172_800, 86_400), (7_200, 3_600), (120, 60)):
        if seconds >= size:
            number = int(seconds // unit)
            if unit == 86_400:
                return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
            return f"{number} {'h' if unit == 3_600 else 'min'}"
    return f"{int(seconds)} s"
