"""When it happened: now, a little ago, or a clock time, written out as the officer would say it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from custody.web.shared.sending import being_sent

NOW, OTHER = "now", "other"
AGO = (5, 15)
# "2:41", "02.41", "2u41" (Dutch), "2h41" (French), "0241".
_CLOCK = re.compile(r"^\s*(\d{1,2})\s*[:.,hHuU]?\s*(\d{2})\s*(?:h|u|uur|Uhr)?\s*$")


def day_shown(day: date) -> str:
    """Return a day as the reader writes it: ``27 November 2026``, ``27. November 2026``, ``27 novembre 2026``."""
    return date_format(day, "DATE_FORMAT")


def wall_clock() -> datetime:
    """Return the web server's clock: good for offering answers, never for deciding what time an act has.

    Of a form that a device sends later, it is the time when that was signed: "02:41" means that night.
    """
    sent = being_sent()
    return datetime.now(UTC) if sent is None else sent.signed_at


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
            return [OTHER, f"{localtime(value):%H:%M}"]
        return [NOW, ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Offer the times as they stand now, and keep a time that was offered earlier and chosen."""
        parts = value if isinstance(value, list) else self.decompress(value)
        radios = self.widgets[0]
        assert isinstance(radios, forms.RadioSelect)  # noqa: S101 - set six lines above
        radios.choices = self._choices(parts[0] or "")
        return super().get_context(name, parts, attrs)

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
        choice, typed = [*(value or []), "", ""][:2]
        if choice == NOW:
            return None
        if choice == OTHER:
            return self._typed(typed or "")
        moment = _moment(choice or "")
        if moment is None:
            raise ValidationError(self.error_messages["required"], code="required")
        return self._recent(moment)

    def _typed(self, text: str) -> datetime:
        match = _CLOCK.match(text)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValidationError(self.error_messages["clock"], code="clock")
        now = self.clock().astimezone(get_current_timezone())
        moment = now.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
        if moment > now:  # after midnight, 23:50 means yesterday
            moment = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
            moment = moment.replace(hour=int(match[1]), minute=int(match[2]))
        return self._recent(moment.astimezone(UTC))

    def _recent(self, moment: datetime) -> datetime:
        now = self.clock()
        if not now - timedelta(hours=24) <= moment <= now + timedelta(minutes=1):
            raise ValidationError(self.error_messages["old"], code="old")
        return moment


def _clock(moment: datetime) -> str:
    return f"{localtime(moment):%H:%M}"


def _moment(text: str) -> datetime | None:
    """Return the moment a radio's value names, None when it is not one of ours."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
