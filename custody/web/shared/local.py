"""Times as the people of a site read them: local, with the offset to UTC where one might doubt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from custody.web.shared.naming import NamesItself

MOMENT = "%Y-%m-%dT%H:%M"
_SHORT_DAYS = {"en": "j M", "nl": "j b", "fr": "j N", "de": "j. N"}
"""Django's own short months are the first three letters, in every language: ``Mär`` is no month."""
YEARS = range(1990, 2201)
"""Far enough from the ends of the calendar for any zone, and any length of time."""


class LocalMomentField(NamesItself):
    """A day and a time on the clock of a site, as a naive ``datetime``: the view knows the site, and so the zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    default_error_messages = {
        "required": _("%(field)s: enter the day and the time"),
        "invalid": _("%(field)s: enter the day and the time, like 2026-03-29T14:00"),
    }

    def to_python(self, value: Any) -> datetime | None:
        """Return the local moment, ``None`` for none."""
        text = str(value or "").strip()
        if not text:
            return None
        try:
            found = datetime.strptime(text[:16], MOMENT)  # noqa: DTZ007 - a local time has no zone yet
        except ValueError:
            found = None
        if found is None or found.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


def with_offset(moment: datetime, *, zone: str) -> str:
    """Return day, time and offset of a moment in a zone, with the year when it is not this one:
    ``29 Mar 03:30 (UTC+02:00)``."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{date_format(local, day_and_time(local))} ({offset_of(local)})"


def day_and_time(local: datetime) -> str:
    """Return how the reader writes a local moment: with its year when that is not this one."""
    return f"{short_day(with_year=local.year != datetime.now(local.tzinfo).year)} H:i"


def short_day(*, with_year: bool = False) -> str:
    """Return how the reader writes a day with a short month: ``2 Mar``, ``2 mrt``, ``2 mars``, ``2. März``."""
    written = _SHORT_DAYS.get((get_language() or "en")[:2], _SHORT_DAYS["en"])
    return f"{written} Y" if with_year else written


def offset_of(local: datetime) -> str:
    """Return the offset of a local moment to UTC: ``UTC+02:00``."""
    ahead = local.utcoffset() or timedelta(0)
    minutes = round(abs(ahead).total_seconds() / 60)
    return f"UTC{'-' if ahead < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}"


def zone_now(moment: datetime, *, zone: str) -> datetime:
    """Return a moment on the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))
