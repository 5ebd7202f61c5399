"""The small linters behind `dev.py check`, and the table of `dev.py bench`."""

import pytest

from config.launcher import paths
from config.launcher.bench import ratio_of, table
from config.launcher.checks import CHECKS
from config.launcher.main import _split
from config.launcher.purity import foreign_imports
from config.launcher.template_lint import lint_templates

GOOD = """{# style="" in a comment #}
<img src="{% static 'x.svg' %}" alt=""><a href="https-is-fine-in-a-word">x</a>
<form method="post">{% csrf_token %}</form><script src="x.js" defer></script>
"""


@pytest.mark.parametrize(
    ("markup", "advice"),
    [
        ('<p style="color: red">', "no style attribute"),
        ("<style>p {}</style>", "no style element"),
        ('<button onclick="go()">', "no on... attribute"),
        ("<script>go()</script>", "no inline script"),
        ('<script src="https://cdn.example/x.js"></script>', "nothing from another host"),
        ("{{ remark|safe }}", "no |safe"),
        ("{% autoescape off %}", "escaping stays on"),
        ('<img src="x.svg">', "an image has an alt text"),
        ('<input tabindex="3">', "no positive tabindex"),
        ('<a href="/x" target="_blank">', "links open where they are"),
        ('<form method="post"></form>', "a form that posts"),
    ],
)
def test_the_template_linter_finds_and_names_the_line(tmp_path, markup, advice):
    (tmp_path / "page.html").write_text(f"<p>first line</p>\n{markup}\n")

    found = list(lint_templates(tmp_path))

    assert len(found) == 1
    assert found[0].startswith(f"{tmp_path / 'page.html'}:2: {advice}")


def test_the_template_linter_is_content_with_a_good_page(tmp_path):
    (tmp_path / "page.html").write_text(GOOD)

    assert list(lint_templates(tmp_path)) == []


def in_turn(checks):
    """Return every check; what ``tests/architecture`` looks at page by page is checked again in the nightly run."""
    twice = pytest.param("generated docs fresh", marks=pytest.mark.nightly)
    return [twice if each == twice.values[0] else each for each in checks]


@pytest.mark.parametrize("name", in_turn(CHECKS))
def test_the_house_passes(name):
    assert CHECKS[name]() == ""


def test_the_launcher_imports_the_standard_library_only():
    assert list(foreign_imports(paths.ROOT / "config" / "launcher", own="config.launcher")) == []


def test_a_foreign_import_is_found_also_inside_a_function(tmp_path):
    (tmp_path / "module.py").write_text("import json\n\ndef late():\n    from django.conf import settings\n")

    assert list(foreign_imports(tmp_path)) == [f"{tmp_path / 'module.py'}:4: django.conf"]


@pytest.mark.parametrize(
    ("row", "ratio"),
    [
        ({"ours": 2, "against": 6}, 3.0),
        ({"ours": 6, "against": 2, "lower_is_better": False}, 3.0),
        ({"ours": 0, "against": 2}, None),
        ({"ours": 5}, None),
    ],
)
def test_a_ratio_above_one_is_always_better(row, ratio):
    assert ratio_of(row) == ratio


def test_the_table_has_a_line_for_each_row_also_without_a_comparison():
    lines = table([{"what": "events a second", "ours": 400, "unit": "1/s"}]).splitlines()

    assert len(lines) == 2
    assert "events a second" in lines[1]


@pytest.mark.parametrize(
    ("typed", "ours", "passed_on"),
    [
        (["test", "-k", "seal", "--coverage", "-x"], ["test", "--coverage"], ["-k", "seal", "-x"]),
        (["test", "--cov=custody"], ["test"], ["--cov=custody"]),
        (["manage", "migrate", "--help"], ["manage"], ["migrate", "--help"]),
        (["run", "--port", "9000"], ["run", "--port", "9000"], []),
        (["test", "--help"], ["test", "--help"], []),
    ],
)
def test_words_for_another_program_reach_it_as_they_were_typed(typed, ours, passed_on):
    assert _split(typed) == (ours, passed_on)
