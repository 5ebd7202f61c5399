"""The second page of the overview: where the hours go, how fast it burns, and which slots stayed empty and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from custody.deadlines.selectors import database_now
from custody.destruction.selectors.exposure import STAGES, exposure
from custody.destruction.selectors.figures import burnt_share
from custody.destruction.selectors.outcomes import slot_figures
from custody.evidence.selectors.access import sees_mass
from custody.web.dashboard.views import DAYS, READERS
from custody.web.shared.charts import Lying, Mark, lying_bars
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.parts import Kpi
from custody.web.shared.slot_words import STAGE_WORDS, UNFILLED, grouped
from custody.web.shared.stages import hours_lain, stage_chart

if TYPE_CHECKING:
    from custody.destruction.selectors.exposure import Exposure
    from custody.destruction.selectors.outcomes import SlotFigures
    from custody.web.shared.charts import Chart

MONTHS = 6
STAGE_TONES = {"extraction": "pale", "report": "success", "order": "warning", "slot": "danger", "escort": "neutral",
               "other": "track"}  # fmt: skip


@require_GET
@requires_role(*READERS)
def hours(request: HttpRequest) -> HttpResponse:
    """Show what goods waited for, of 28 days and month by month, and what became of the slots."""
    officer, at = signed_in(request), database_now()
    begins = _months(at)
    lately, *months = exposure([(at - timedelta(days=DAYS), at), *pairwise([*begins, at])])
    slots = slot_figures(since=at - timedelta(days=DAYS), until=at)
    exact = sees_mass(officer)
    return TemplateResponse(
        request,
        "custody/dashboard/hours.html",
        {
            "at": at,
            "kpis": [_exposure(lately, exact=exact), _share(at), _slots(slots)],
            "waited": _waited(lately, exact=exact),
            "months": _by_month(months, exact=exact),
            "weighted": _by_weight(months, exact=exact),
            "slots": _empty(slots),
        },
    )


def _months(at: datetime) -> list[datetime]:
    """Return when the last months began on the clock of the site, the oldest first."""
    zone, here = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE), localtime(at)
    first = here.year * 12 + here.month - MONTHS
    return [datetime(n // 12, n % 12 + 1, 1, tzinfo=zone) for n in range(first, first + MONTHS)]


def _exposure(lay: Exposure, *, exact: bool) -> Kpi:
    slowest = max(STAGES, key=lambda stage: lay.by_stage[stage])
    return Kpi(
        label=_("Exposure, 28 days"),
        value=hours_lain(lay.milli_tonne_hours()) if exact else "–",
        context=_("%(percent)d %% waited for: %(stage)s")
        % {"percent": lay.percent(slowest), "stage": STAGE_WORDS[slowest]},
        link="#waited",
    )


def _share(at: datetime) -> Kpi:
    # What was seized less than 48 hours ago may still make it: it is not held against the share.
    until = at - timedelta(hours=48)
    share = burnt_share(since=until - timedelta(days=DAYS), until=until)
    label = _("Burnt within 24 h / 48 h")
    if not share.seized_mg:
        return Kpi(label=label, value="–", context=_("nothing seized in 28 days"))
    in_24, in_48 = (mg * 100 // share.seized_mg for mg in (share.mg_within_24h, share.mg_within_48h))
    return Kpi(
        label=label,
        value=f"{in_24} % / {in_48} %",
        # No list holds what was seized and burnt since: the sums of a year are taken out of the figures.
        context=_("of the mass seized in 28 days, the last 48 h left out"),
    )


def _slots(slots: SlotFigures) -> Kpi:
    return Kpi(
        label=_("Slots used"),
        value="–" if slots.fill_percent is None else f"{slots.fill_percent} %",
        context=_("%(empty)d of %(all)d stayed empty") % {"empty": slots.total - slots.filled, "all": slots.total},
        link=reverse("dashboard:slots"),
    )


def _waited(lay: Exposure, *, exact: bool) -> Chart:
    return stage_chart(
        lay,
        name="waited",
        title=_("What goods waited for, 28 days"),
        exact=exact,
    )


def _by_month(months: list[Exposure], *, exact: bool) -> Chart:
    """Return one lying bar a month by stage: tonne-hours, and shares of bars of one length for who sees no mass."""
    return lying_bars(
        name="months",
        title=_("Where the hours go, month by month"),
        bars=[
            Lying(
                label=date_format(localtime(lay.since), "M Y"),
                parts=[_part(lay, stage, exact=exact) for stage in STAGES],
                text=hours_lain(lay.milli_tonne_hours()) if exact else "",
            )
            for lay in months
        ],
        keys=[Mark(label=STAGE_WORDS[stage], value=0, tone=STAGE_TONES[stage]) for stage in STAGES],
        same_length=not exact,
        head=(_("Month"), _("Tonne-hours") if exact else _("Share of the kilogram-hours")),
    )


def _by_weight(months: list[Exposure], *, exact: bool) -> Chart:
    """Return one lying bar a month by stage, each hour weighted by where the goods lay in it (C5)."""
    return lying_bars(
        name="weighted",
        title=_("Weighted by place and danger, month by month"),
        bars=[
            Lying(
                label=date_format(localtime(lay.since), "M Y"),
                parts=[_weighted_part(lay, stage, exact=exact) for stage in STAGES],
                text=_weight_words(lay, exact=exact),
            )
            for lay in months
        ],
        keys=[Mark(label=STAGE_WORDS[stage], value=0, tone=STAGE_TONES[stage]) for stage in STAGES],
        same_length=not exact,
        head=(_("Month"), _("Weighted tonne-hours") if exact else _("Share of the weighted hours")),
    )


def _weight_words(lay: Exposure, *, exact: bool) -> str:
    counted = _("an hour counted %(percent)d %%") % {"percent": lay.weight_percent}
    if not exact:
        return counted
    return f"{hours_lain(lay.weighted_milli_tonne_hours())} · {counted}"


def _weighted_part(lay: Exposure, stage: str, *, exact: bool) -> Mark:
    kilos, share = lay.weighted_milli_tonne_hours(stage), lay.weighted_percent(stage)
    text = grouped(kilos // 1_000) if exact else f"{share} %"
    return Mark(label=STAGE_WORDS[stage], value=kilos if exact else share, text=text, tone=STAGE_TONES[stage])


def _part(lay: Exposure, stage: str, *, exact: bool) -> Mark:
    text = grouped(lay.milli_tonne_hours(stage) // 1_000) if exact else f"{lay.percent(stage)} %"
    value = lay.milli_tonne_hours(stage) if exact else lay.percent(stage)
    return Mark(label=STAGE_WORDS[stage], value=value, text=text, tone=STAGE_TONES[stage])


def _empty(slots: SlotFigures) -> Chart:
    """Return one lying bar for the slots that were used and one for every reason of those that were not (C26)."""
    link = reverse("dashboard:slots")
    bars = [
        Mark(label=_("Used"), value=slots.filled, tone="success", link=f"{link}?reason=burnt"),
        *(
            Mark(label=UNFILLED[name], value=count, tone="warning", link=f"{link}?reason={name}")
            for name, count in slots.unfilled.items()
        ),
    ]
    return lying_bars(
        name="slots",
        title=_("Slots and why they stayed empty, 28 days"),
        bars=[Lying(label=bar.label, parts=[bar], text=bar.written, link=bar.link) for bar in bars],
        head=(_("What became of it"), _("Slots")),
        label_width=0,
    )
