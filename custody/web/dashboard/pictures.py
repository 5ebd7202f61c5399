"""The charts of the dashboard: how the stock moved, how old it is, and what it waited for."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.core.lifecycle import GONE
from custody.destruction.selectors.exposure import STAGES, exposure
from custody.evidence.selectors.access import sees_mass, visible_units
from custody.evidence.selectors.figures import IS_DRUGS, StockDay, stock_per_day
from custody.web.shared.charts import Chart, Line, Mark, area_chart, bar_chart
from custody.web.shared.local import short_day
from custody.web.shared.masks import in_tonnes
from custody.web.shared.slot_words import STAGE_WORDS

if TYPE_CHECKING:
    from custody.organisation.models import Officer

DAYS = 28
BINS = (0, 6, 12, 24, 36, 48, 72, 120)
"""Hours since the seizure at which a bar of the histogram begins."""
DEADLINE_HOURS = 48
HALF = 50
"""A stage that takes half of all hours is where to look first."""
_MG_PER_TONNE = 1_000_000_000


def stock_chart(officer: Officer, *, at: datetime, limit_mg: int) -> Chart:
    """Return the stock of the last 28 days: tonnes, or for who sees no mass an index whose peak is 100."""
    today = localtime(at).date()
    days = stock_per_day(first=today - timedelta(days=DAYS - 1), last=today, zone=settings.CUSTODY_SITE_TIME_ZONE)
    if sees_mass(officer):
        points = [_point(day, day.stock_mg / _MG_PER_TONNE, in_tonnes(day.stock_mg)) for day in days]
        limit = limit_mg / _MG_PER_TONNE
        lines = [Line(label=_("the stores take %(limit)s") % {"limit": in_tonnes(limit_mg)}, value=limit)]
        # A limit far above the stock would press the curve flat on its floor.
        is_near = 0 < limit <= 3 * max((point.value for point in points), default=0)
        return area_chart(
            name="stock",
            title=_("Tonnes on hand, 28 days"),
            points=points,
            head=(_("Day"), _("Tonnes")),
            lines=lines if is_near else (),
        )
    peak = max((day.stock_mg for day in days), default=0) or 1
    points = [_point(day, day.stock_mg * 100 // peak, str(day.stock_mg * 100 // peak)) for day in days]
    return area_chart(
        name="stock",
        title=_("Stock of 28 days, the peak is 100"),
        points=points,
        head=(_("Day"), _("Index")),
    )


def waited_chart(*, at: datetime) -> Chart:
    """Return what goods waited for in the last 28 days: the share of each stage of all kilogram-hours, in percent."""
    [lay] = exposure([(at - timedelta(days=DAYS), at)])
    bars = [
        Mark(
            label=STAGE_WORDS[stage],
            value=lay.percent(stage),
            text=f"{lay.percent(stage)} %",
            tone="danger" if lay.percent(stage) >= HALF else "neutral",
        )
        for stage in STAGES
    ]
    return bar_chart(
        name="waited",
        title=_("What goods waited for, 28 days"),
        bars=bars,
        head=(_("Waited for"), _("Share of the kilogram-hours")),
        axis=_("share of the kilogram-hours"),
    )


def age_chart(officer: Officer, *, at: datetime) -> Chart:
    """Return how many units were seized how many hours ago, with the deadline drawn behind 48 hours."""
    counts = _ages(officer, at=at)
    bars = [
        Mark(label=label, value=count, tone=_tone(begin))
        for begin, label, count in zip(BINS, _labels(), counts, strict=True)
    ]
    return bar_chart(
        name="ages",
        title=_("How old is the stock, in units"),
        bars=bars,
        head=(_("Hours since the seizure"), _("Units")),
        axis=_("hours since the seizure"),
        limit_after=BINS.index(DEADLINE_HOURS),
        limit_label=_("deadline %(hours)d h") % {"hours": DEADLINE_HOURS},
    )


def _ages(officer: Officer, *, at: datetime) -> list[int]:
    goods = (
        visible_units(officer)
        .select_related(None)
        .filter(IS_DRUGS, seizure__isnull=False, seized_at__isnull=False)
        .exclude(custody_state__in=[state.value for state in GONE])
    )
    edges = [at - timedelta(hours=begin) for begin in BINS]
    counted = {
        f"bin_{place}": Count(
            "id",
            filter=Q(seized_at__lte=edge)
            if place + 1 == len(edges)
            else Q(seized_at__lte=edge, seized_at__gt=edges[place + 1]),
        )
        for place, edge in enumerate(edges)
    }
    found = goods.aggregate(**counted)
    return [found[name] for name in counted]


def _labels() -> list[str]:
    between = [f"{begin}–{end}" for begin, end in pairwise(BINS)]
    return [*between, f">{BINS[-1]}"]


def _tone(begin: int) -> str:
    if begin >= DEADLINE_HOURS:
        return "danger"
    return "warning" if begin >= BINS[BINS.index(DEADLINE_HOURS) - 1] else "neutral"


def _point(day: StockDay, value: float, text: str) -> Mark:
    return Mark(label=date_format(day.day, short_day()), value=value, text=text)
