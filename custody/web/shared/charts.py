"""Charts drawn here as SVG: classes only, no style, a link in every mark that has rows behind it, a table
twin.

``role="group"`` and not ``img``: a picture that holds links is no picture to a screen reader.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

from custody.web.shared.parts import TONES, Text

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 40, 12, 22, 40
LABEL_GAP = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One value of a chart: a bar, a point or a part. ``text`` is how the value is written; ``link`` its
    rows."""

    label: Text
    value: float
    text: str = ""
    tone: str = "neutral"
    link: str = ""

    @property
    def written(self) -> str:
        """The value as it is written."""
        return self.text or f"{self.value:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A level to compare with: a limit (red) or what is usual (dashed)."""

    label: Text
    value: float
    is_limit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and the same as a table. Show it with ``custody/components/chart.html``."""

    title: Text
    svg: SafeString
    head: tuple[Text, Text]
    rows: Sequence[Mark]
    legend: bool = False


def bar_chart(
    *,
    name: str,
    title: Text,
    bars: Sequence[Mark],
    head: tuple[Text, Text],
    axis: Text = "",
    limit_after: int | None = None,
    limit_label: Text = "",
) -> Chart:
    """Return upright bars. ``limit_after`` draws a deadline behind that many bars; ``axis`` names the bottom
    line.

    ``name`` makes ids unique on the page, ``head`` are the two column heads of the table twin.
    """
    top = _top(bar.value for bar in bars)
    slot = (WIDTH - LEFT - RIGHT) / max(len(bars), 1)
    parts = [_grid(top)]
    for place, bar in enumerate(bars):
        height = _height(bar.value, top)
        x, y = LEFT + place * slot + slot * 0.1, HEIGHT - BOTTOM - height
        middle = LEFT + (place + 0.5) * slot
        shape = format_html(
            '<rect class="bar{}" x="{}" y="{}" width="{}" height="{}"/>',
            _tone(bar),
            _n(x),
            _n(y),
            _n(slot * 0.8),
            _n(max(height, 1.0 if bar.value else 0.0)),
        )
        number = format_html(
            '<text class="is-middle is-strong" x="{}" y="{}">{}</text>', _n(middle), _n(y - 5), bar.written
        )
        parts.append(_linked(bar, format_html("{}{}", shape, number)))
        parts.append(_below(middle, bar.label))
    if limit_after is not None:
        x = LEFT + limit_after * slot
        parts.append(format_html('<path class="limit" d="M{0} {1}V{2}"/>', _n(x), TOP - 14, HEIGHT - BOTTOM))
        parts.append(format_html('<text class="is-strong" x="{}" y="{}">{}</text>', _n(x + 5), TOP - 6, limit_label))
    parts.append(_axis(axis))
    return Chart(title=title, svg=_svg(name, title, parts), head=head, rows=bars)


def area_chart(
    *, name: str, title: Text, points: Sequence[Mark], head: tuple[Text, Text], lines: Sequence[Line] = ()
) -> Chart:
    """Return a line over its area, oldest first, with levels to compare with. The newest value is written
    out."""
    top = _top([*(point.value for point in points), *(line.value for line in lines)])
    step = (WIDTH - LEFT - RIGHT) / max(len(points) - 1, 1)
    spots = [(LEFT + place * step, HEIGHT - BOTTOM - _height(point.value, top)) for place, point in enumerate(points)]
    parts = [_grid(top)]
    if spots:
        path = "L".join(f"{_n(x)} {_n(y)}" for x, y in spots)
        floor = HEIGHT - BOTTOM
        parts.append(
            format_html(
                '<path class="area" d="M{0}L{1} {2}L{3} {2}Z"/>',
                path,
                _n(spots[-1][0]),
                floor,
                _n(spots[0][0]),
            )
        )
        parts.append(format_html('<path class="line" d="M{}"/>', path))
    for line in lines:
        y = HEIGHT - BOTTOM - _height(line.value, top)
        kind, place = ("limit", "is-strong") if line.is_limit else ("median", "is-quiet is-end")
        edge = LEFT + 4 if line.is_limit else WIDTH - RIGHT
        parts.append(format_html('<path class="{}" d="M{} {}H{}"/>', kind, LEFT, _n(y), WIDTH - RIGHT))
        parts.append(format_html('<text class="{}" x="{}" y="{}">{}</text>', place, edge, _n(y - 4), line.label))
    if spots:
        (x, y), last = spots[-1], points[-1]
        parts.append(
            format_html('<text class="is-end is-strong" x="{}" y="{}">{}</text>', _n(x), _n(y - 6), last.written)
        )
        parts.append(format_html('<text class="is-quiet" x="{}" y="{}">{}</text>', LEFT, HEIGHT - 22, points[0].label))
        parts.append(
            format_html(
                '<text class="is-quiet is-end" x="{}" y="{}">{}</text>',
                WIDTH - RIGHT,
                HEIGHT - 22,
                last.label,
            )
        )
    return Chart(title=title, svg=_svg(name, title, parts), head=head, rows=points)


def stacked_bar(*, name: str, title: Text, parts: Sequence[Mark], head: tuple[Text, Text]) -> Chart:
    """Return one lying bar whose parts add up to the whole; a part too small to see keeps a hair's width."""
    whole = sum(part.value for part in parts) or 1
    x = 0.0
    drawn = []
    for part in parts:
        width = part.value / whole * WIDTH
        shape = format_html(
            '<rect class="part{}" x="{}" y="0" width="{}" height="28"/>',
            _tone(part),
            _n(x),
            _n(max(width, 1.5)),
        )
        drawn.append(_linked(part, shape))
        x += width
    return Chart(title=title, svg=_svg(name, title, drawn, height=28), head=head, rows=parts, legend=True)


def share_bar(value: float, most: float, tone: str = "neutral") -> SafeString:
    """Return a small bar for a table cell. The cell beside it has the number; this one is silent."""
    width = 0 if most <= 0 else min(value / most, 1.0) * 100
    return format_html(
        '<span class="c-chart"><svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect class="is-track" width="100" height="12"/>'
        '<rect class="bar{}" width="{}" height="12"/></svg></span>',
        _tone(Mark(label="", value=value, tone=tone)),
        _n(width),
    )


def _svg(name: str, title: Text, parts: Sequence[SafeString], *, height: int = HEIGHT) -> SafeString:
    inside = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="group" aria-labelledby="{}-title"><title id="{}-title">{}</title>{}</svg>',
        WIDTH,
        height,
        name,
        name,
        title,
        inside,
    )


def _grid(top: float) -> SafeString:
    ticks = [top * share / 4 for share in range(1, 5)]
    lines = format_html_join(
        "",
        '<path class="tick" d="M{0} {1}H{2}"/><text class="is-quiet is-end" x="{3}" y="{4}">{5}</text>',
        (
            (LEFT, _n(y), WIDTH - RIGHT, LEFT - 6, _n(y + 4), f"{tick:g}")
            for tick, y in ((tick, HEIGHT - BOTTOM - _height(tick, top)) for tick in ticks)
        ),
    )
    return format_html('{}<path class="axis" d="M{} {}H{}"/>', lines, LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT)


def _linked(mark: Mark, shape: SafeString) -> SafeString:
    words = f"{mark.label}: {mark.written}"
    if not mark.link:
        return format_html("<g><title>{}</title>{}</g>", words, shape)
    return format_html('<a href="{}" aria-label="{}">{}</a>', mark.link, words, shape)


def _below(x: float, label: Text) -> SafeString:
    return format_html(
        '<text class="is-quiet is-middle" x="{}" y="{}">{}</text>', _n(x), HEIGHT - BOTTOM + LABEL_GAP, label
    )


def _axis(words: Text) -> SafeString:
    middle = (LEFT + WIDTH - RIGHT) / 2
    return format_html('<text class="is-quiet is-middle" x="{}" y="{}">{}</text>', _n(middle), HEIGHT - 6, words)


def _tone(mark: Mark) -> str:
    if mark.tone not in TONES and mark.tone != "pale":
        raise ValueError(f"unknown tone {mark.tone!r}")
    return "" if mark.tone in ("neutral", "info") else f" is-{mark.tone}"


def _top(values: Iterable[float]) -> float:
    """Return a round number at or above every value, so that four steps of it are round too."""
    most = max(0.0, *values, 0.0)
    if most <= 0:
        return 4.0
    step = 10.0 ** math.floor(math.log10(most))
    return next(step * factor for factor in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * factor >= most)


def _height(value: float, top: float) -> float:
    return (HEIGHT - TOP - BOTTOM) * max(value, 0.0) / top


def _n(number: float) -> str:
    """Return a coordinate with one decimal at most, the same in every language."""
    return f"{number:.1f}".removesuffix(".0")
