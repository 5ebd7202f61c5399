"""The six numbers on top of the overview, each with what it is measured against and a link to its rows."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.alerts.selectors import untaken_alerts
from custody.core.postings import Account
from custody.evidence.selectors.access import sees_mass
from custody.web.dashboard.goods import rows_link
from custody.web.shared.local import short_day
from custody.web.shared.masks import about_for, load_for, mass_for
from custody.web.shared.parts import Kpi

if TYPE_CHECKING:
    from custody.core.postings import Sheet
    from custody.evidence.selectors.figures import StockDay
    from custody.organisation.models import Officer, Place
    from custody.web.dashboard.burns import Burn
    from custody.web.dashboard.goods import Goods

STORING = ("store", "vault", "quarantine")
USUAL_PER_MILLE = 2
"""So much of what was seized may be missing by the scales alone, before somebody must look (0.2 %)."""


def limit_of(places: Sequence[Place]) -> int:
    """Return what all stores together may hold, 0 where no limit is set."""
    return sum(place.cap_mg or 0 for place in places if place.kind in STORING)


def past(officer: Officer, here: Goods, *, at: datetime) -> Kpi:
    """Return how much is past its deadline, and for how long (K1)."""
    context = _("nothing is late")
    if here.oldest is not None:
        context = _("%(seizures)s · %(mass)s · oldest %(hours)d h over") % {
            "seizures": ngettext("%(count)d seizure", "%(count)d seizures", here.late_lots) % {"count": here.late_lots},
            "mass": about_for(officer, here.late_mg),
            "hours": hours_of(at - here.oldest),
        }
    return Kpi(
        label=_("Past deadline"),
        value=units_in_words(here.late),
        context=context,
        link=rows_link(which="late"),
        tone="danger" if here.late else "neutral",
    )


def soon(officer: Officer, here: Goods) -> Kpi:
    """Return how much comes due in 24 hours, and how much of it has no burn (K2)."""
    return Kpi(
        label=_("Due in 24 h"),
        value=units_in_words(here.soon),
        context=_("%(mass)s · %(count)d without a burn")
        % {"mass": about_for(officer, here.soon_mg), "count": here.unbooked}
        if here.soon
        else _("nothing comes due"),
        link=rows_link(which="soon"),
        tone="warning" if here.soon else "neutral",
    )


def stock(officer: Officer, here: Goods, days: Sequence[StockDay], *, limit_mg: int) -> Kpi:
    """Return what is here, beside what the stores take and what is usual (K3)."""
    usual_mg = round(statistics.median(day.stock_mg for day in days))
    is_over = bool(limit_mg) and here.mg > limit_mg
    if sees_mass(officer):
        context = _("usual %(usual)s") % {"usual": load_for(officer, usual_mg)}
        if limit_mg:
            context = _("stores take %(limit)s · usual %(usual)s") % {
                "limit": load_for(officer, limit_mg), "usual": load_for(officer, usual_mg),
            }  # fmt: skip
    else:
        context = _("over the limit") if is_over else _("within the limit")
    return Kpi(
        label=_("On hand"),
        value=load_for(officer, here.mg),
        context=context,
        link=rows_link(which="all"),
        tone="danger" if is_over else "neutral",
    )


def alerts(officer: Officer, *, at: datetime) -> Kpi:
    """Return how many alerts nobody has taken (K4)."""
    count, oldest = untaken_alerts(officer)
    return Kpi(
        label=_("Alerts nobody has"),
        value=str(count),
        context=_("every alert is taken") if oldest is None else _("oldest %(age)s") % {"age": age_of(at - oldest)},
        link=reverse("alerts:inbox"),
        tone="warning" if count else "neutral",
    )


def next_burn(burns: Sequence[Burn]) -> Kpi:
    """Return when it burns next, how full that is, and what it lacks (K5)."""
    if not burns:
        return Kpi(label=_("Next burn"), value="–", context=_("none is planned"), link=reverse("sessions:list"))
    first = burns[0]
    # The day alone: an hour on a wall is worth money to somebody.
    return Kpi(
        label=_("Next burn"),
        value=date_format(localtime(first.starts_at), short_day()),
        context=_("%(percent)d %% filled · %(state)s")
        % {"percent": first.fill_percent, "state": first.lacks or _("approved")},
        link=first.link,
        tone="warning" if first.lacks else "neutral",
    )


def unexplained(officer: Officer, sheet: Sheet | None) -> Kpi:
    """Return how much of what was seized in 28 days is in no account that explains it (K6)."""
    if sheet is None:
        return Kpi(label=_("Unexplained mass"), value="–", context=_("for those who read the books"))
    missing_mg = abs(sheet.mg[Account.VARIANCE])
    usual_mg = sheet.booked_mg * USUAL_PER_MILLE // 1_000
    tone = "danger" if not sheet.is_even or missing_mg > usual_mg else "neutral"
    return Kpi(
        label=_("Unexplained mass"),
        value=mass_for(officer, missing_mg),
        context=_("within the scales' %(usual)s, 28 days") % {"usual": mass_for(officer, round(usual_mg, -5))}
        if tone == "neutral"
        else _("over the scales' %(usual)s, 28 days") % {"usual": mass_for(officer, round(usual_mg, -5))},
        link=reverse("balance:port"),
        tone=tone,
    )


def units_in_words(count: int) -> str:
    """Return a number of units in words."""
    return ngettext("%(count)d unit", "%(count)d units", count) % {"count": count}


def hours_of(length: timedelta) -> int:
    """Return the whole hours of a length of time."""
    return max(0, int(length.total_seconds() // 3600))


def age_of(length: timedelta) -> str:
    """Return a length of time in hours and minutes, days from two days on."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
