"""The charts of the overview: where it lies, how old it is, how the stock moved, and whether the mass adds up."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from custody.core.postings import Account
from custody.evidence.selectors.access import sees_mass
from custody.web.dashboard.goods import BINS, age_labels, rows_link
from custody.web.dashboard.numbers import hours_of
from custody.web.shared.charts import Chart, Line, Mark, area_chart, bar_chart, share_bar, stacked_bar
from custody.web.shared.local import short_day
from custody.web.shared.masks import about_for, in_tonnes, load_for, mass_for
from custody.web.shared.slot_words import grouped
from custody.web.shared.words import PLACE_KINDS

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from custody.core.postings import Sheet
    from custody.evidence.selectors.figures import StockDay
    from custody.evidence.selectors.stock import Exposed
    from custody.organisation.models import Officer, Place
    from custody.web.dashboard.goods import Goods
    from custody.web.shared.parts import Text

DEADLINE_HOURS = 48
_MG_PER_TONNE = 1_000_000_000
_BIG_SHARE = 4
"""A seizure day is named in the chart when it brought a quarter of the peak or more."""
_PARTS: tuple[tuple[Text, tuple[Account, ...], str], ...] = (
    (gettext_lazy("Destroyed"), (Account.DESTROYED,), "pale"),
    (gettext_lazy("In custody"), (Account.CUSTODY,), "neutral"),
    (gettext_lazy("In samples"), (Account.SAMPLE, Account.CONSUMED), "success"),
    (gettext_lazy("Handed over or returned"), (Account.HANDED_OVER, Account.RETURNED), "pale"),
    (gettext_lazy("Lost or stolen"), (Account.LOST,), "danger"),
    (gettext_lazy("Unexplained"), (Account.VARIANCE,), "warning"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedRow:
    """One place of the list: what it is, never which."""

    kind: Text
    units: int
    mass: str
    oldest: str
    score: str
    bar: SafeString | str
    is_over: bool


def exposed_rows(
    officer: Officer, found: Sequence[Exposed], places: Sequence[Place], *, at: datetime
) -> list[ExposedRow]:
    """Return where mass x time gathers, the worst in front. Who sees no mass sees no bar either: its length is one."""
    by_id = {place.id: place for place in places}
    most = max((each.mg_seconds for each in found), default=0)
    rows = []
    for each in found:
        cap_mg = by_id[each.place_id].cap_mg
        is_over = cap_mg is not None and each.mg > cap_mg
        rows.append(
            ExposedRow(
                kind=PLACE_KINDS.get(by_id[each.place_id].kind, by_id[each.place_id].kind),
                units=each.units,
                mass=about_for(officer, each.mg),
                oldest=_("%(hours)d h") % {"hours": hours_of(at - each.oldest)},
                score=_("%(hours)s t·h") % {"hours": grouped(round(each.tonne_hours))} if sees_mass(officer) else "",
                bar=share_bar(each.mg_seconds, most, "danger" if is_over else "neutral") if sees_mass(officer) else "",
                is_over=is_over,
            )
        )
    return rows


def stock_chart(officer: Officer, days: Sequence[StockDay], *, limit_mg: int) -> Chart:
    """Return the stock of the last 28 days: tonnes, or for who sees no mass an index whose peak is 100."""
    if sees_mass(officer):
        points = [_point(day, day.stock_mg / _MG_PER_TONNE, in_tonnes(day.stock_mg)) for day in days]
        limit = limit_mg / _MG_PER_TONNE
        peak = max((point.value for point in points), default=0)
        usual_mg = round(statistics.median(day.stock_mg for day in days))
        lines = [
            Line(label=_("usual %(usual)s") % {"usual": in_tonnes(usual_mg)}, value=usual_mg / _MG_PER_TONNE,
                 is_limit=False)
        ]  # fmt: skip
        # A limit far above the stock would press the curve flat on its floor.
        if 0 < limit <= 3 * peak:
            lines.append(Line(label=_("the stores take %(limit)s") % {"limit": in_tonnes(limit_mg)}, value=limit))
        return area_chart(
            name="stock",
            title=_("Tonnes on hand, 28 days"),
            points=points,
            head=(_("Day"), _("Tonnes")),
            lines=lines,
            notes={
                n: f"+{in_tonnes(day.seized_mg)}"
                for n, day in enumerate(days)
                if day.seized_mg * _BIG_SHARE >= peak * _MG_PER_TONNE > 0
            },
        )
    peak_mg = max((day.stock_mg for day in days), default=0) or 1
    points = [_point(day, day.stock_mg * 100 // peak_mg, str(day.stock_mg * 100 // peak_mg)) for day in days]
    return area_chart(
        name="stock",
        title=_("Stock of 28 days, the peak is 100"),
        points=points,
        head=(_("Day"), _("Index")),
    )


def age_chart(here: Goods) -> Chart:
    """Return how many units were seized how many hours ago, with the deadline drawn behind 48 hours."""
    bars = [
        Mark(label=label, value=count, tone=_tone(begin), link=rows_link(age=begin))
        for begin, label, count in zip(BINS, age_labels(), here.ages, strict=True)
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


def mass_chart(officer: Officer, sheet: Sheet) -> Chart:
    """Return where everything seized in 28 days stands now: the parts add up to it, to the milligram."""
    parts = [
        Mark(
            label=words,
            value=abs(sum(sheet.mg[account] for account in accounts)),
            text=_written(officer, sum(sheet.mg[account] for account in accounts)),
            tone=tone,
            link=reverse("balance:port"),
        )
        for words, accounts, tone in _PARTS
    ]
    return stacked_bar(
        name="mass",
        title=_("Does the mass add up? Seized in 28 days: %(mass)s") % {"mass": load_for(officer, sheet.booked_mg)},
        parts=[each for each in parts if each.value or each.label == _PARTS[-1][0]],
        head=(_("Where it stands"), _("Mass")),
    )


def _written(officer: Officer, mg: int) -> str:
    """Return a mass as one writes it beside tonnes: less than one in kilograms, for it would be 0.0."""
    return load_for(officer, mg) if abs(mg) >= _MG_PER_TONNE else mass_for(officer, mg)


def _tone(begin: int) -> str:
    if begin >= DEADLINE_HOURS:
        return "danger"
    return "warning" if begin >= BINS[BINS.index(DEADLINE_HOURS) - 1] else "neutral"


def _point(day: StockDay, value: float, text: str) -> Mark:
    return Mark(
        label=date_format(day.day, short_day()), value=value, text=text,
        link=f"{reverse('seizures:list')}?day={day.day:%Y-%m-%d}",
    )  # fmt: skip
