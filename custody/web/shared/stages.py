"""What goods waited for, drawn: one lying bar a stage, its share and its tonne-hours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from custody.destruction.selectors.exposure import STAGES
from custody.web.shared.charts import Chart, Lying, Mark, lying_bars
from custody.web.shared.slot_words import STAGE_WORDS, grouped

if TYPE_CHECKING:
    from custody.destruction.selectors.exposure import Exposure

HALF = 50
"""A stage that takes half of all hours is where to look first."""
_KG_PER_TONNE = 1_000
_SHOWN_IN_KG_BELOW = 10 * _KG_PER_TONNE


def hours_lain(kilogram_hours: int) -> str:
    """Return an exposure in whole tonne-hours, and in kilogram-hours while it is small: no goods lay 0 t·h."""
    if kilogram_hours < _SHOWN_IN_KG_BELOW:
        return _("%(hours)s kg·h") % {"hours": grouped(kilogram_hours)}
    return _("%(hours)s t·h") % {"hours": grouped(kilogram_hours // _KG_PER_TONNE)}


def stage_chart(
    lay: Exposure, *, name: str, title: str, exact: bool = True, link: Callable[[str], str] = lambda stage: ""
) -> Chart:
    """Return the hours of a stretch of time by stage; shares alone for who sees no mass (not ``exact``)."""
    bars = [
        Mark(
            label=STAGE_WORDS[stage],
            value=lay.percent(stage),
            text=f"{lay.percent(stage)} % · {hours_lain(lay.milli_tonne_hours(stage))}" if exact
            else f"{lay.percent(stage)} %",
            tone="danger" if lay.percent(stage) >= HALF else "neutral",
            link=link(stage),
        )
        for stage in STAGES
    ]  # fmt: skip
    return lying_bars(
        name=name,
        title=title,
        bars=[Lying(label=bar.label, parts=[bar], text=bar.written, link=bar.link) for bar in bars],
        head=(_("Waited for"), _("Share of the kilogram-hours")),
        label_width=104,
    )
