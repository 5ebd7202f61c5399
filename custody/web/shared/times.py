"""When it happened: now, a little ago, or a clock time, written out as the officer would say it.

A clock time has no day, and in one night of the year none or two moments. What it means is settled here, and where it
is not beyond doubt the officer is asked: a time that is wrong by a day starts every clock a day early.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.web.shared.local import YEARS, offset_of
from custody.web.shared.sending import being_sent

NOW, OTHER = "now", "other"
AGO = (5, 15)
# "2:41", "02.41", "2u41" (Dutch), "2h41" (French), "0241".
_CLOCK = re.compile(r"^\s*(\d{1,2})\s*[:.,hHuU]?\s*(\d{2})\s*(?:h|u|uur|Uhr)?\s*$", re.ASCII)
# The same of a day that is named; A and B tell the hour that comes twice apart: "02:30A" is before the change.
_OF_A_DAY = re.compile(r"(\d{1,2})[:.hu]?(\d{2})\s*([ab]?)", re.ASCII)
READING = "_reading"
DAY = timedelta(hours=24)
FAST = timedelta(minutes=5)
"""So far may a watch be ahead of the house: it shows this same minute. Five is the shortest step that the radios offer;
what is written closer than that to now is now, and the house says what time that was."""
LATELY = timedelta(hours=12)
"""A clock time that is nearer to the one that was than to the one to come is no question: 23:50, at 00:10. Who writes
another may have slipped, or have a watch that is fast; then the house asks, and names the day."""
_SKIPPED = _("There was no %(clock)s on %(day)s: the clocks were put forward. Read the time again")
_TWICE_ON = _(
    "%(clock)s comes twice that night. Write %(clock)sA for before the clocks are put back, %(clock)sB for after"
)


def day_shown(day: date) -> str:
    """Return a day as the reader writes it: ``27 November 2026``, ``27. November 2026``, ``27 novembre 2026``."""
    return date_format(day, "DATE_FORMAT")


def wall_clock() -> datetime:
    """Return the web server's clock: good for offering answers, never for deciding what time an act has.

    Of a form that a device sends later, it is the time when that was signed: "02:41" means that night.
    """
    sent = being_sent()
    return datetime.now(UTC) if sent is None else sent.signed_at


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the moments a clock time can mean, as a box or a radio shows it."""

    value: str
    label: str
    words: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What a clock time can mean: its moments of the last day, and which of them nobody would doubt."""

    clock: str
    moments: tuple[datetime, ...]
    is_sure: bool
    #: A day that had no such time, as the clocks were put forward then.
    skipped: date | None = None


def moments_of(day: date, *, hour: int, minute: int) -> list[datetime]:
    """Return the moments at which the site's clock showed this on a day: none in the hour that was left out when the
    clocks were put forward, two in the hour that came twice."""
    zone = get_current_timezone()
    found: list[datetime] = []
    for fold in (0, 1):
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold).astimezone(UTC)
        back = moment.astimezone(zone)
        if (back.date(), back.hour, back.minute) == (day, hour, minute) and moment not in found:
            found.append(moment)
    return found


def moment_on(day: date, text: str) -> datetime:
    """Return the moment of a clock time on a day that is named; in the hour that comes twice, ``02:30B`` is the second.

    Raises ``ValidationError`` for what is no time, was never, or may be two moments.
    """
    read = _OF_A_DAY.fullmatch(text.strip().lower())
    if read is None or int(read[1]) > 23 or int(read[2]) > 59:
        raise ValidationError(_("Enter the time as hours and minutes, for example 06:30"), code="clock")
    clock = f"{int(read[1]):02d}:{read[2]}"
    if day.year not in YEARS:  # the calendar has an end; whether such a day makes sense, the action says
        return datetime(day.year, day.month, day.day, int(read[1]), int(read[2]), tzinfo=get_current_timezone())
    found = moments_of(day, hour=int(read[1]), minute=int(read[2]))
    if not found:
        raise ValidationError(_SKIPPED, code="skipped", params={"clock": clock, "day": day_shown(day)})
    if len(found) == 1:
        return found[0]
    if not read[3]:
        raise ValidationError(_TWICE_ON, code="twice", params={"clock": clock})
    return found["ab".index(read[3])]


def _read(text: str, *, now: datetime) -> Read | None:
    """Return what a clock time without a day can mean at ``now``, None for what is no clock time."""
    match = _CLOCK.match(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    hour, minute, today = int(match[1]), int(match[2]), localtime(now).date()
    days = [today + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    of_day = {day: moments_of(day, hour=hour, minute=minute) for day in days}
    found = [each for moments in of_day.values() for each in moments if now - DAY <= each <= now + FAST]
    near = {localtime(each).date() for each in found if now - each <= LATELY}
    sure = [each for each in found if localtime(each).date() in near]
    # Of the day before only where it is not another day's time that is meant.
    looked = [today] if found else [today, today - timedelta(days=1)]
    skipped = None if sure else next((day for day in looked if not of_day[day]), None)
    return Read(f"{hour:02d}:{minute:02d}", tuple(sure or found), is_sure=len(sure) == 1, skipped=skipped)


class OccurredAtInput(forms.MultiWidget):
    """Radios with real clock times, and one line for another time of the last 24 hours."""

    template_name = "custody/forms/widgets/occurred_at.html"
    use_fieldset = True
    first_target = "_0_0"

    def __init__(self, attrs: dict[str, Any] | None = None, *, clock: Callable[[], datetime] = wall_clock) -> None:
        self.clock = clock
        self.known: dict[datetime, str] = {}
        text = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "6"})
        super().__init__({"choice": forms.RadioSelect(), "clock": text}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return the parts of an initial value: "now" unless a moment is given."""
        if isinstance(value, datetime):
            return [OTHER, _clock(value), value.astimezone(UTC).replace(second=0, microsecond=0).isoformat()]
        return [NOW, "", ""]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Any]:
        """Return what was chosen, the time that was typed, and which of its readings was chosen."""
        return [*super().value_from_datadict(data, files, name), data.get(name + READING) or ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Offer the times as they stand now, and keep a time that was offered earlier and chosen."""
        parts = value if isinstance(value, list) else self.decompress(value)
        radios = self.widgets[0]
        assert isinstance(radios, forms.RadioSelect)  # noqa: S101 - set six lines above
        radios.choices = self._choices(parts[0] or "")
        context = super().get_context(name, parts, attrs)
        _choice, typed, chosen = [*(part or "" for part in parts), "", ""][:3]
        read = _read(typed, now=self.clock()) if parts[0] == OTHER else None
        if read is not None and not read.is_sure:
            context["widget"].update(clock=read.clock, readings=_shown(read.moments, chosen=chosen, now=self.clock()))
        return context

    def _choices(self, chosen: str) -> list[tuple[str, str]]:
        now = self.clock().replace(second=0, microsecond=0)
        shown = [(moment.isoformat(), words.format(clock=_clock(moment))) for moment, words in self.known.items()]
        shown.append((NOW, gettext("Now, {clock}").format(clock=_clock(now))))
        moments = {now - timedelta(minutes=minutes) for minutes in AGO}
        earlier = _moment(chosen)
        if earlier is not None and earlier not in self.known:
            moments = {moment for moment in moments if moment != earlier} | {earlier}
        for moment in sorted(moments, reverse=True):
            minutes = round((now - moment).total_seconds() / 60)
            words = gettext("{minutes} minutes ago, {clock}").format(minutes=minutes, clock=_clock(moment))
            shown.append((moment.isoformat(), words))
        return [*shown, (OTHER, gettext("Another time"))]


class OccurredAtField(forms.Field):
    """When it happened. Returns None for "now" (the database's clock decides) or an aware moment, at most a
    day old."""

    widget = OccurredAtInput
    default_error_messages = {
        "required": _("Choose when it happened"),
        "clock": _("Enter the time as hours and minutes, for example 02:41"),
        "old": _("The time must be in the last 24 hours"),
        "long_ago": _("Was it at %(clock)s on %(day)s, %(hours)s hours ago? Say so, or correct the time"),
        "twice": _("%(clock)s came twice: the clocks were put back. Choose which of the two it was"),
        "skipped": _SKIPPED,
    }

    def __init__(self, *, clock: Callable[[], datetime] = wall_clock, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("When did it happen?"))
        self.clock = clock
        super().__init__(widget=OccurredAtInput(clock=clock), **kwargs)

    def know(self, moment: datetime, words: str) -> None:
        """Offer a moment that the house knows of, in ``words`` with its ``{clock}``, and choose it beforehand."""
        self.widget.known = {moment: words}
        self.initial = [moment.isoformat(), ""]

    def clean(self, value: Any) -> datetime | None:
        """Return the claim, or None for now."""
        choice, typed, chosen = [*(value or []), "", "", ""][:3]
        if choice == NOW:
            return None
        if choice == OTHER:
            return self._typed(typed or "", chosen=chosen or "")
        moment = _moment(choice or "")
        if moment is None:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._recent(moment)

    def _typed(self, text: str, *, chosen: str) -> datetime | None:
        now = self.clock()
        read = _read(text, now=now)
        if read is None:
            raise ValidationError(self.error_messages["clock"], code="clock")
        # A choice left over from another time is none of these and is asked again.
        meant = [each for each in read.moments if read.is_sure or each.isoformat() == chosen]
        if meant:
            return None if meant[0] > now else meant[0]
        said = {"clock": read.clock}
        if read.skipped is not None:
            code, said = "skipped", said | {"day": day_shown(read.skipped)}
        elif len(read.moments) == 1:
            code, said = "long_ago", said | _day_and_hours(read.moments[0], now=now)
        else:
            code = "twice" if read.moments else "old"
        raise ValidationError(self.error_messages[code], code=code, params=said)

    def _recent(self, moment: datetime) -> datetime:
        now = self.clock()
        if not now - timedelta(hours=24) <= moment <= now + timedelta(minutes=1):
            raise ValidationError(self.error_messages["old"], code="old")
        return moment


def _shown(moments: tuple[datetime, ...], *, chosen: str, now: datetime) -> list[Reading]:
    """Return what to choose from: the one that is long ago, or the two of an hour that came twice."""
    if len(moments) == 1:
        [one] = moments
        words = gettext("Yes, at {clock} on {day}, {hours} hours ago")
        label = words.format(clock=_clock(one), **_day_and_hours(one, now=now))
        return [Reading(one.isoformat(), label, is_chosen=one.isoformat() == chosen)]
    when = (gettext("Before the clocks were put back"), gettext("After the clocks were put back"))
    return [
        Reading(each.isoformat(), f"{_clock(each)} ({offset_of(localtime(each))})", words, each.isoformat() == chosen)
        for each, words in zip(moments, when, strict=True)
    ]


def _day_and_hours(moment: datetime, *, now: datetime) -> dict[str, str]:
    return {"day": day_shown(localtime(moment).date()), "hours": str((now - moment) // timedelta(hours=1))}


def _clock(moment: datetime) -> str:
    return f"{localtime(moment):%H:%M}"


def _moment(text: str) -> datetime | None:
    """Return the moment a radio's value names, None when it is not one of ours."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
