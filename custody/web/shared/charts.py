"""Charts drawn here as SVG: classes only, no style, a link in every mark that has rows behind it, a table
twin.

``role="group"`` and not ``img``: a picture that holds links is no picture to a screen reader.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

from custody.web.shared.chart_room import Room
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
class Span:
    """A box on a line of time: in which row, at which column (a fraction is a part of it), how far it is filled."""

    row: Text
    at: float
    label: Text
    text: Text
    share: float = 0.0
    tone: str = "neutral"
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One lying bar of several: its name, its parts, and the whole as it is written behind it."""

    label: Text
    parts: Sequence[Mark]
    text: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A drawing and the same as a table. Show it with ``custody/components/chart.html``."""

    title: Text
    svg: SafeString
    head: tuple[Text, Text]
    rows: Sequence[Mark]
    legend: bool = False
    keys: Sequence[Mark] = ()
    """What the colours mean, where that is not what the rows say."""


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
    *,
    name: str,
    title: Text,
    points: Sequence[Mark],
    head: tuple[Text, Text],
    lines: Sequence[Line] = (),
    notes: Mapping[int, str] | None = None,
) -> Chart:
    """Return a line over its area, oldest first, with levels to compare with. The newest value is written out, and
    ``notes`` stand over their points and lead where these do."""
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
    room = Room(width=WIDTH, left=LEFT, right=RIGHT)
    room.draw(spots)
    for level in [*(line.value for line in lines), *(top * share / 4 for share in range(5))]:
        y = HEIGHT - BOTTOM - _height(level, top)
        room.draw([(LEFT, y), (WIDTH - RIGHT, y)])
    for n, words in (notes or {}).items():
        room.write(spots[n], words, is_end=spots[n][0] > WIDTH * 0.8)
    if spots:
        room.write(spots[-1], points[-1].written, is_end=True)
    for line in lines:
        y = HEIGHT - BOTTOM - _height(line.value, top)
        kind, look = ("limit", "is-strong") if line.is_limit else ("median", "is-quiet")
        parts.append(format_html('<path class="{}" d="M{} {}H{}"/>', kind, LEFT, _n(y), WIDTH - RIGHT))
        x, below = room.place(str(line.label), near=y)
        parts.append(format_html('<text class="{}" x="{}" y="{}">{}</text>', look, _n(x), _n(below), line.label))
    for n, words in (notes or {}).items():
        (x, y), mark = spots[n], points[n]
        dot = format_html('<circle class="dot" cx="{}" cy="{}" r="4"/>', _n(x), _n(y))
        note = format_html('{}<text class="is-strong{}" x="{}" y="{}">{}</text>', dot,
                           " is-end" if x > WIDTH * 0.8 else "", _n(x), _n(max(y - 8, 12)), words)  # fmt: skip
        parts.append(_linked(Mark(label=mark.label, value=mark.value, text=words, link=mark.link), note))
    if spots and len(spots) - 1 not in (notes or {}):
        (x, y), last = spots[-1], points[-1]
        parts.append(
            format_html('<text class="is-end is-strong" x="{}" y="{}">{}</text>', _n(x), _n(y - 6), last.written)
        )
    if spots:
        parts.append(format_html('<text class="is-quiet" x="{}" y="{}">{}</text>', LEFT, HEIGHT - 22, points[0].label))
        parts.append(
            format_html(
                '<text class="is-quiet is-end" x="{}" y="{}">{}</text>',
                WIDTH - RIGHT,
                HEIGHT - 22,
                points[-1].label,
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


def lying_bars(
    *,
    name: str,
    title: Text,
    bars: Sequence[Lying],
    head: tuple[Text, Text],
    keys: Sequence[Mark] = (),
    same_length: bool = False,
    label_width: int = 74,
) -> Chart:
    """Return lying bars below each other, each of one part or more, as long as what they stand for; ``same_length``
    shows shares alone. With a ``label_width`` of 0 the names stand above their bars: room for a sentence."""
    wholes = [sum(part.value for part in bar.parts) for bar in bars]
    above = 0 if label_width else 16
    behind = 16 + 7 * max((len(bar.text) for bar in bars), default=0)
    most, room, tall = max(wholes, default=0) or 1, WIDTH - label_width - behind, 28 + above
    drawn = []
    for n, (bar, whole) in enumerate(zip(bars, wholes, strict=True)):
        x, y = float(label_width), n * tall
        scale = room / (whole or 1) if same_length else room / most
        name_at = (label_width - 6, "is-end") if label_width else (0, "is-start")
        shapes = [format_html('<text class="{}" x="{}" y="{}">{}</text>', name_at[1], name_at[0], y + 17, bar.label)]
        y += above
        for part in bar.parts:
            width = part.value * scale
            said = "" if bar.link else format_html("<title>{}: {}</title>", part.label, part.written)
            shapes.append(
                format_html('<rect class="part{}" x="{}" y="{}" width="{}" height="18">{}</rect>', _tone(part), _n(x),
                            y + 4, _n(width), said)
            )  # fmt: skip
            x += width
        shapes.append(format_html('<text class="is-strong" x="{}" y="{}">{}</text>', _n(x + 6), y + 17, bar.text))
        inside = format_html_join("", "{}", ((shape,) for shape in shapes))
        # Its name is what stands beside it.
        drawn.append(format_html('<a href="{}">{}</a>', bar.link, inside) if bar.link else inside)
    rows = [
        Mark(label=bar.label, value=whole, text=_twin(bar), link=bar.link)
        for bar, whole in zip(bars, wholes, strict=True)
    ]
    height = max(len(bars), 1) * tall
    return Chart(title=title, svg=_svg(name, title, drawn, height=height), head=head, rows=rows, legend=bool(keys),
                 keys=keys)  # fmt: skip


def _twin(bar: Lying) -> str:
    """Return what a lying bar says in words."""
    if len(bar.parts) == 1:
        return bar.text
    parts = ", ".join(f"{part.label} {part.written}" for part in bar.parts)
    return f"{bar.text}: {parts}" if bar.text else parts


def span_chart(
    *, name: str, title: Text, spans: Sequence[Span], columns: Sequence[Text], head: tuple[Text, Text]
) -> Chart:
    """Return boxes of one width in rows over columns of time; the bar on top of a box is how full it is. Boxes that
    would lie on each other lie below each other."""
    left, wide, tall, top = 84, 56, 34, 30
    column = (WIDTH - left) / len(columns)
    drawn: list[SafeString] = []
    y = top
    for row in dict.fromkeys(span.row for span in spans):
        drawn.append(format_html('<text x="0" y="{}">{}</text>', y + 18, row))
        ends: list[float] = []  # where the last box of each line of this row ends
        for span in (each for each in spans if each.row == row):
            x = max(left, min(left + span.at * column, WIDTH - wide))
            line = next((n for n, end in enumerate(ends) if end <= x), len(ends))
            ends[line : line + 1] = [x + wide + 4]
            drawn.append(_box(span, x=x, y=y + line * tall, wide=wide))
        y += len(ends) * tall
    height = max(y, top + tall) + 4
    under = [
        format_html('<path class="tick" d="M{0} {1}V{2}"/><text class="is-quiet" x="{3}" y="16">{4}</text>',
                    _n(left + n * column), top - 8, height, _n(left + n * column + 4), words)
        for n, words in enumerate(columns)
    ]  # fmt: skip
    rows = [_mark_of(span) for span in spans]
    return Chart(title=title, svg=_svg(name, title, [*under, *drawn], height=height), head=head, rows=rows)


def _mark_of(span: Span) -> Mark:
    return Mark(label=span.row, value=span.share, text=str(span.text), tone=span.tone, link=span.link)


def _box(span: Span, *, x: float, y: float, wide: float) -> SafeString:
    mark = _mark_of(span)
    shape = format_html('<rect class="span{}" x="{}" y="{}" width="{}" height="26" rx="3"/>', _tone(mark), _n(x), _n(y),
                        wide)  # fmt: skip
    share = format_html('<rect class="bar" x="{}" y="{}" width="{}" height="4"/>', _n(x), _n(y), _n(wide * span.share))
    words = format_html('<text class="is-middle is-strong" x="{}" y="{}">{}</text>', _n(x + wide / 2), _n(y + 19),
                        span.label)  # fmt: skip
    # The words that are seen stand in front: who speaks to the page says those.
    named = Mark(label=span.label, value=span.share, text=f"{span.row}, {span.text}", link=span.link)
    return _linked(named, format_html("{}{}{}", shape, share, words))


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
    if mark.tone not in TONES and mark.tone not in ("pale", "track"):
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
