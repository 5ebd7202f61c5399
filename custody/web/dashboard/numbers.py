"""The numbers on top of the dashboard, each with what it is measured against and a link to its rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.alerts.selectors import untaken_alerts
from custody.deadlines.selectors import subjects_due_within, subjects_past_due
from custody.destruction.selectors.figures import burnt_share
from custody.destruction.selectors.sessions import sessions_upcoming
from custody.evidence.selectors.access import sees_mass
from custody.evidence.selectors.figures import on_hand
from custody.organisation.selectors import places
from custody.web.shared.local import short_day
from custody.web.shared.masks import load_for
from custody.web.shared.parts import Kpi

if TYPE_CHECKING:
    from custody.organisation.models import Officer

STORING = ("store", "vault", "quarantine")
DAYS = 28
_SECONDS_PER_HOUR = 3600


def numbers(officer: Officer, *, at: datetime, limit_mg: int) -> list[Kpi]:
    """Return the six numbers in the order a supervisor asks for them; ``limit_mg`` is what all stores may hold."""
    return [
        _past(at),
        _soon(at),
        _stock(officer, limit_mg=limit_mg),
        _share(at),
        _alerts(officer, at=at),
        _next_burn(officer),
    ]


def store_limit_mg() -> int:
    """Return what all stores together may hold, 0 where no limit is set."""
    return sum(place.cap_mg or 0 for place in places(kinds=STORING))


def _past(at: datetime) -> Kpi:
    count, oldest = subjects_past_due(at=at)
    context = _("nothing is late")
    if oldest is not None:
        context = _("oldest %(hours)d h over") % {"hours": _hours(at - oldest)}
    return Kpi(
        label=_("Past deadline"),
        value=ngettext("%(count)d unit", "%(count)d units", count) % {"count": count},
        context=context,
        link="#act-now",
        tone="danger" if count else "neutral",
    )


def _soon(at: datetime) -> Kpi:
    count = subjects_due_within(at=at, hours=24)
    return Kpi(
        label=_("Due in 24 h"),
        value=ngettext("%(count)d unit", "%(count)d units", count) % {"count": count},
        context=_("by the strictest clock"),
        link="#act-now",
        tone="warning" if count else "neutral",
    )


def _stock(officer: Officer, *, limit_mg: int) -> Kpi:
    rows = on_hand()
    held_mg = sum(row.mg for row in rows)
    units = sum(row.units for row in rows)
    counted = ngettext("%(count)d unit", "%(count)d units", units) % {"count": units}
    context = counted
    if limit_mg and sees_mass(officer):
        context = _("stores take %(limit)s · %(units)s") % {"limit": load_for(officer, limit_mg), "units": counted}
    elif limit_mg:
        context = (_("within the limit") if held_mg <= limit_mg else _("over the limit")) + f" · {counted}"
    return Kpi(
        label=_("On hand"),
        value=load_for(officer, held_mg),
        context=context,
        link="#stock",
        tone="danger" if limit_mg and held_mg > limit_mg else "neutral",
    )


def _share(at: datetime) -> Kpi:
    # What was seized less than 48 hours ago may still make it: it is not held against the share.
    until = at - timedelta(hours=48)
    share = burnt_share(since=until - timedelta(days=DAYS), until=until)
    if not share.seized_mg:
        return Kpi(label=_("Burnt within 24 h / 48 h"), value="–", context=_("nothing seized in 28 days"))
    in_24, in_48 = (mg * 100 // share.seized_mg for mg in (share.mg_within_24h, share.mg_within_48h))
    return Kpi(
        label=_("Burnt within 24 h / 48 h"),
        value=f"{in_24} % / {in_48} %",
        context=_("of the mass seized in 28 days"),
        link=reverse("sessions:list"),
    )


def _alerts(officer: Officer, *, at: datetime) -> Kpi:
    count, oldest = untaken_alerts(officer)
    return Kpi(
        label=_("Alerts nobody has"),
        value=str(count),
        context=_("every alert is taken") if oldest is None else _("oldest %(age)s") % {"age": _age(at - oldest)},
        link=reverse("alerts:inbox"),
        tone="warning" if count else "neutral",
    )


def _next_burn(officer: Officer) -> Kpi:
    coming = sessions_upcoming(officer)
    if not coming:
        return Kpi(label=_("Next burn"), value="–", context=_("none is planned"), link=reverse("sessions:list"))
    first = coming[0]
    # The day alone: an hour on a wall is worth money to somebody.
    day = date_format(localtime(first.session.starts_at), short_day())
    state = _("approved") if first.session.state == "approved" else _("not approved yet")
    return Kpi(
        label=_("Next burn"),
        value=day,
        context=_("%(percent)d %% filled · %(state)s") % {"percent": first.fill_percent, "state": state},
        link=reverse("sessions:session", args=[first.session.id]),
    )


def _hours(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // _SECONDS_PER_HOUR))


def _age(length: timedelta) -> str:
    """Return a length of time in hours and minutes, days from two days on."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
