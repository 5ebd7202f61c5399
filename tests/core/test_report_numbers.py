"""The picture of a number says which numbers are like it."""

from __future__ import annotations

import pytest

from custody.core.errors import InvalidInput
from custody.core.packs import read_pack
from custody.core.report_numbers import EVERYWHERE, NumberFormat, clean_number, format_for
from tests import packs


def written(picture, *, service="police", site=EVERYWHERE):
    return NumberFormat(service, site, picture, "", "somewhere", "read")


@pytest.mark.parametrize(
    ("picture", "number", "fits"),
    [
        ("@@.##.@#.######/YYYY", "AN.60.L3.012345/2026", True),
        ("@@.##.@#.######/YYYY", "AN.60.L3.012345/2025", False),  # of another year
        ("@@.##.@#.######/YYYY", "AN-60-L3-012345/2026", False),  # a point is a point
        ("@@.##.@#.######/YYYY", "A1.60.L3.012345/2026", False),
        ("B #+/YYYY", "B 1/2026", True),
        ("B #+/YYYY", "B 123456789012/2026", True),
        ("B #+/YYYY", "B 1234567890123/2026", False),
        ("B #+/YYYY", "B /2026", False),
        ("??-@+", "7Q-ABC", True),
        ("??-@+", "7Q-", False),
        ("??-@+", "7Q-ABC\n", False),
    ],
)
def test_a_number_is_like_its_picture_or_not(picture, number, fits):
    assert written(picture).fits(number, year=2026) is fits


def test_without_a_year_any_year_will_do():
    assert written("#/YYYY").fits("1/1998")
    assert not written("#/YYYY").fits("1/98")


def test_a_number_is_compared_in_capitals_and_with_single_spaces():
    assert clean_number("  da  00 4711/2026 ") == "DA 00 4711/2026"
    assert clean_number("DA\u200b 00\u00ad 4711/2\uff10\uff12\uff16") == "DA 00 4711/2026"


def test_a_site_with_numbers_of_its_own_has_those():
    formats = [written("#"), written("##", site="BIRCH"), written("###", service="customs", site="BIRCH")]

    assert format_for(formats, service="police", site="BIRCH").picture == "##"
    assert format_for(formats, service="police", site="CEDAR").picture == "#"
    assert format_for(formats, service="police", site=None).picture == "#"
    assert format_for(formats, service="customs", site=None) is None


def said(**changes):
    rows = {"service": "police", "picture": "B #+/YYYY", "example": "B 7/2026", "source": "x", "status": "unverified"}
    return "[[number_format]]\n" + "".join(f'{key} = "{value}"\n' for key, value in (rows | changes).items())


def test_a_pack_says_how_numbers_look_with_an_example():
    pack = read_pack(packs.nowhere(more=said() + said(site="BIRCH", picture="#", example="7")))

    assert [(each.service, each.site, each.example) for each in pack.numbers] == [
        ("police", EVERYWHERE, "B 7/2026"), ("police", "BIRCH", "7"),
    ]  # fmt: skip
    assert pack.unverified() == read_pack(packs.nowhere()).unverified() + 2


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (said(example="C 7/2026"), "the example C 7/2026 is not like its picture"),
        (said(picture="b #", example="b 7"), "is not like its picture"),
        (said(picture="#" * 65), "64 characters at most"),
        (said().replace('"B #+/YYYY"', '"B"\nsite = 3'), "a site is a code word"),
        (said() + said(), "number format stands twice"),
        (said(regex="x"), "regex is not known"),
        (said(status="guessed"), "read or is unverified"),
    ],
)
def test_a_pack_with_a_format_that_makes_no_sense_is_refused(more, why):
    with pytest.raises(InvalidInput) as refusal:
        read_pack(packs.nowhere(more=more))
    assert why in str(refusal.value)
