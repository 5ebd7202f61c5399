"""Charts are drawings with links and words, and a table that says the same."""

from __future__ import annotations

import random
import re
import statistics
from itertools import pairwise

import pytest
from django.template.loader import render_to_string

from custody.web.shared.charts import (
    Line,
    Lying,
    Mark,
    Span,
    area_chart,
    bar_chart,
    lying_bars,
    share_bar,
    span_chart,
    stacked_bar,
)
from tests.web.shared.pages import one, read, words


def bars(**changes):
    given = {
        "name": "age",
        "title": "How old is the stock?",
        "head": ("Hours", "Lots"),
        "bars": [
            Mark(label="0–6", value=14, link="/units/?age=0"),
            Mark(label="6–12", value=28, tone="warning"),
            Mark(label=">12", value=0, tone="danger", link="/units/?age=12"),
        ],
    }
    return bar_chart(**(given | changes))


def area(**changes):
    given = {
        "name": "stock",
        "title": "Tonnes on hand",
        "head": ("Day", "Tonnes"),
        "points": [Mark(label="11 Nov", value=5), Mark(label="12 Nov", value=10, text="10 t")],
        "lines": [Line(label="8 t", value=8), Line(label="usual", value=6.2, is_limit=False)],
    }
    return area_chart(**(given | changes))


def stack():
    return stacked_bar(
        name="mass",
        title="Does the mass add up?",
        head=("Part", "Tonnes"),
        parts=[
            Mark(label="Ash", value=31.36),
            Mark(label="Unexplained", value=0.0004, tone="danger", text="0.4 kg"),
        ],
    )


@pytest.mark.parametrize("chart", [bars(), area(), stack()], ids=["bars", "area", "stack"])
def test_a_chart_names_itself_and_holds_no_style(chart):
    tree = read(chart.svg)

    drawing = one(tree, ".//svg")
    title = one(drawing, "./title")
    assert drawing.get("role") == "group"
    assert drawing.get("aria-labelledby") == title.get("id")
    assert words(title) == chart.title
    assert not [each for each in tree.iter() if "style" in each.attrib or each.tag in ("style", "script")]


def test_a_bar_is_as_high_as_its_value_and_leads_to_its_rows():
    tree = read(bars().svg)

    first, second, third = tree.findall(".//rect[@width]")
    links = tree.findall(".//a")
    assert float(second.get("height")) == pytest.approx(2 * float(first.get("height")), abs=0.2)
    assert third.get("height") == "0"
    assert [link.get("href") for link in links] == ["/units/?age=0", "/units/?age=12"]
    assert links[0].get("aria-label") == "0–6: 14"
    assert second.get("class") == "bar is-warning"


def test_the_deadline_stands_behind_the_bars_that_keep_it():
    tree = read(bars(limit_after=2, limit_label="48 h").svg)

    x = float(re.match(r"M([\d.]+) ", one(tree, ".//path[@class='limit']").get("d"))[1])
    second, third = tree.findall(".//rect[@width]")[1:]
    assert float(second.get("x")) + float(second.get("width")) < x < float(third.get("x"))
    assert "48 h" in words(tree)


def test_words_from_outside_cannot_become_markup():
    html = bars(title="<b>x</b>", bars=[Mark(label="<script>", value=1, link='"><script>')]).svg

    assert "<script>" not in html
    assert "<b>" not in html


def test_the_newest_value_and_both_levels_are_written_out():
    text = words(read(area().svg))

    assert "10 t" in text
    assert "8 t" in text
    assert "usual" in text
    assert read(area().svg).findall(".//path[@class='median']")


@pytest.mark.parametrize("count", [0, 1])
def test_a_chart_of_almost_nothing_is_still_a_chart(count):
    marks = [Mark(label="11 Nov", value=0)] * count

    for chart in (
        bars(bars=marks),
        area(points=marks, lines=[]),
        stacked_bar(name="m", title="m", head=("a", "b"), parts=marks),
    ):
        assert one(read(chart.svg), ".//svg") is not None


def test_a_part_too_small_to_see_keeps_a_hairs_width():
    parts = read(stack().svg).findall(".//rect")

    assert float(parts[1].get("width")) == 1.5
    assert "is-danger" in parts[1].get("class")


def test_an_unknown_tone_is_a_defect_of_the_caller():
    with pytest.raises(ValueError, match="tone"):
        bars(bars=[Mark(label="a", value=1, tone="purple")])


@pytest.mark.parametrize(("value", "most", "width"), [(1, 4, "25"), (9, 4, "100"), (1, 0, "0")])
def test_a_share_fills_its_cell_at_most(value, most, width):
    assert read(share_bar(value, most)).findall(".//rect")[1].get("width") == width


@pytest.mark.parametrize("chart", [bars(), area(), stack()], ids=["bars", "area", "stack"])
def test_the_table_twin_has_every_row(chart):
    tree = read(render_to_string("custody/components/chart.html", {"chart": chart}))

    rows = tree.findall(".//tbody/tr")
    assert [words(row.find("th")) for row in rows] == [mark.label for mark in chart.rows]
    assert [words(row.find("td")) for row in rows] == [mark.written for mark in chart.rows]
    assert [words(head) for head in tree.findall(".//thead//th")] == list(chart.head)


def drawn(chart):
    return read(render_to_string("custody/components/chart.html", {"chart": chart}))


def test_lying_bars_are_as_long_as_what_they_stand_for():
    parts = [Mark(label="Order", value=30, text="30"), Mark(label="Slot", value=10, text="10", tone="danger")]
    given = {"name": "hours", "title": "Where the hours go", "head": ("Month", "Tonne-hours"), "keys": parts}
    bars = [Lying(label="May", parts=parts, text="40 t·h"), Lying(label="June", parts=parts[1:], text="10 t·h")]

    widths, same = (
        [float(each.get("width")) for each in drawn(lying_bars(bars=bars, same_length=same, **given)).iter("rect")
         if each.get("height") == "18"]
        for same in (False, True)
    )  # fmt: skip

    assert widths[0] == pytest.approx(3 * widths[1], abs=0.2)
    assert widths[2] == pytest.approx(widths[1], abs=0.2)
    assert same[2] == pytest.approx(same[0] + same[1], abs=0.2)
    text = words(drawn(lying_bars(bars=bars, **given)))
    assert "40 t·h: Order 30, Slot 10" in text


def test_boxes_that_would_lie_on_each_other_lie_below_each_other():
    spans = [
        Span(row="KILN", at=0.1, label="50 %", share=0.5, text="Friday: 50 % filled", link="/sessions/1/"),
        Span(row="KILN", at=0.1, label="free", text="Friday: free", tone="pale"),
        Span(row="Escort", at=2.9, label="none", text="Sunday: no escort", tone="danger"),
    ]
    chart = span_chart(name="burns", title="Next 72 h", spans=spans, columns=["Fri", "Sat", "Sun"], head=("Burn", "Is"))

    tree = drawn(chart)
    boxes = [each for each in tree.iter("rect") if "span" in each.get("class")]

    assert boxes[0].get("x") == boxes[1].get("x")
    assert boxes[0].get("y") != boxes[1].get("y")
    assert float(boxes[2].get("x")) + float(boxes[2].get("width")) <= 480
    assert [each.get("href") for each in tree.iter("a")] == ["/sessions/1/", "/sessions/1/"]
    assert "Sunday: no escort" in words(tree)


def test_a_note_over_a_point_leads_to_its_rows():
    points = [Mark(label="11 Nov", value=5, link="/seizures/?day=11"), Mark(label="12 Nov", value=10)]

    tree = drawn(area(points=points, notes={0: "+5 t"}))

    assert [each.get("aria-label") for each in tree.iter("a") if each.get("aria-label")] == ["11 Nov: +5 t"]


LABELS = ("usual 11.9 t", "gewoonlijk 11,9 t", "d’ordinaire 11,9 t", "üblich 11,9 t")


def curve_of(tree):
    """Return every whole pixel of the curve as (x, y)."""
    path = next(each.get("d") for each in tree.iter("path") if each.get("class") == "line")
    spots = [tuple(map(float, spot.split())) for spot in path.removeprefix("M").split("L")]
    for (x1, y1), (x2, y2) in pairwise(spots):
        for step in range(101):
            yield x1 + (x2 - x1) * step / 100, y1 + (y2 - y1) * step / 100


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("seed", range(25))
def test_what_is_usual_stands_beside_the_lines_and_not_on_them(label, seed):
    dice, stock, values = random.Random(seed), 11.0, []
    for _day in range(28):
        stock = max(0.5, stock + dice.uniform(-3, 3))
        values.append(stock)
    usual = statistics.median(values)
    points = [Mark(label=f"{n}", value=value) for n, value in enumerate(values)]
    tree = drawn(area_chart(
        name="stock", title="Tonnes", head=("Day", "t"), points=points,
        lines=[Line(label=label, value=usual, is_limit=False), Line(label="the stores take 9.0 t", value=9.0)],
        notes={12: "+4.1 t", 20: "+3.3 t"}))  # fmt: skip

    said = {"".join(each.itertext()): each for each in tree.iter("text")}
    x, base = float(said[label].get("x")), float(said[label].get("y"))
    left, top, right, bottom = x, base - 9, x + len(label) * 6, base + 3
    assert right <= 480
    assert top >= 0
    assert not [spot for spot in curve_of(tree) if left <= spot[0] <= right and top <= spot[1] <= bottom]
    levels = [float(each.get("d").split()[1].partition("H")[0]) for each in tree.iter("path")
              if each.get("class") in ("limit", "median", "tick")]  # fmt: skip
    assert len(levels) == 6
    assert not [y for y in levels if top <= y <= bottom]
    other = said["the stores take 9.0 t"]
    assert abs(float(other.get("y")) - base) >= 12 or not (
        x - 120 < float(other.get("x")) < right)
