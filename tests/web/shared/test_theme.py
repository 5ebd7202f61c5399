"""The colours keep their contrast by day and by night (WCAG 2.2: 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

FILE = Path(settings.BASE_DIR) / "custody" / "static" / "custody" / "css" / "colours.css"
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {name: (day, night) for name, day, night in PAIR.findall(FILE.read_text(encoding="utf-8"))}
FAMILIES = ["accent", "neutral", "info", "success", "warning", "danger"]
LIGHT = ["day", "night"]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second):
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colour(name, light):
    return TOKENS[name][LIGHT.index(light)]


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("light", LIGHT)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("text", ["text-subtle", "text-default"])
@pytest.mark.parametrize("ground", ["background-default", "surface-default", "surface-tinted"])
def test_text_is_readable_on_its_own_family_and_on_the_page(family, text, ground, light):
    words = colour(f"ds-color-{family}-{text}", light)

    assert contrast(words, colour(f"ds-color-{family}-{ground}", light)) >= 4.5
    assert contrast(words, colour(f"ds-color-neutral-{ground}", light)) >= 4.5


@pytest.mark.parametrize("light", LIGHT)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("state", ["default", "hover", "active"])
def test_a_button_is_readable_in_every_state(family, state, light):
    label = colour(f"ds-color-{family}-base-contrast-default", light)

    assert contrast(label, colour(f"ds-color-{family}-base-{state}", light)) >= 4.5


@pytest.mark.parametrize("light", LIGHT)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_border_that_carries_meaning_can_be_seen(family, light):
    border = colour(f"ds-color-{family}-border-default", light)

    assert contrast(border, colour("ds-color-neutral-background-default", light)) >= 3
    assert contrast(border, colour("ds-color-neutral-surface-default", light)) >= 3


@pytest.mark.parametrize("light", LIGHT)
def test_the_bar_and_the_marks_of_charts_can_be_seen(light):
    assert contrast(colour("c-bar-text", light), colour("c-bar", light)) >= 4.5
    assert contrast(colour("c-mark", light), colour("ds-color-neutral-surface-default", light)) >= 3
    assert contrast(colour("ds-color-focus-outer", light), colour("ds-color-neutral-background-default", light)) >= 3


def test_the_night_has_no_pure_white_and_its_red_is_red():
    nights = {night for name, (_day, night) in TOKENS.items() if "contrast" not in name}

    assert "#ffffff" not in nights
    assert colour("ds-color-danger-base-default", "night") == "#ff6b5e"
