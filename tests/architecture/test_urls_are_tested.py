"""Every URL name of ours is mentioned by a test, by its full name or by its path."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.source import ROOT, files, relative
from tests.many import for_each

if TYPE_CHECKING:
    from collections.abc import Iterator


def ours(patterns: list[URLPattern | URLResolver], space: str = "", route: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name with namespace, route) of each pattern whose view is our code."""
    for pattern in patterns:
        path = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from ours(pattern.url_patterns, inner, path)
        elif pattern.name and pattern.callback.__module__.startswith(("custody.", "config.")):
            yield space + pattern.name, path


NAMES = dict(ours(get_resolver().url_patterns))


@cache
def suite_text() -> str:
    return "\n".join(
        file.read_text(encoding="utf-8")
        for file in files()
        if relative(file).parts[0] == "tests" and "architecture" not in file.parts and file.suffix == ".py"
    )


def mentions(name: str, route: str, text: str) -> bool:
    """Say whether a text names the URL, or spells its path with any values in it."""
    if f'"{name}"' in text:
        return True
    fixed = [re.escape(part) for part in re.split(r"<[^>]*>", route)]
    return bool(route) and bool(re.search(r"[\"'(/]" + r"[^/\s\"']+".join(fixed) + r"[\"'?]", text))


def test_there_are_urls_of_ours():
    assert len(NAMES) >= 20


@for_each(sorted(NAMES))
def test_a_url_is_mentioned_by_a_test(name):
    assert mentions(name, NAMES[name], suite_text())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('reverse("units:page", args=[1])', True),
        ('page("page")', False),
        ('client.get(f"/units/{unit.id}/")', True),
        ('client.get(f"/units/{unit.id}/weigh/")', False),
        ('client.get("/places/")', False),
    ],
)
def test_a_mention_is_recognised(text, found):
    assert mentions("units:page", "units/<uuid:unit_id>/", text) is found


def test_the_top_of_the_tests_is_where_we_look():
    assert (ROOT / "tests").is_dir()
    assert len(suite_text()) > 1_000
