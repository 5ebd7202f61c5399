"""No file names a package registry, a path of one machine, or work that somebody means to do later."""

from __future__ import annotations

import io
import re
import tokenize

import pytest

from tests.architecture.source import files, python_files, relative, texts

# The names are put together here, so that this file does not hold them itself.
REGISTRIES = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "registry." + "npmjs.org",
            "registry." + "yarnpkg.com",
            "files." + "pythonhosted.org",
            "pypi." + "org/simple",
            "pypi." + "python.org",
            "deb." + "debian.org",
            "proxy." + "golang.org",
        )
    )
)
MACHINE = re.compile(r"(?<![\w./~-])/(?:work|root|home|Users)/[A-Za-z0-9_.-]+")
LATER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|TBD)\b")
OTHER_PAPERS = re.compile(r"\bdesign (?:notes?|README)\b|\b(?:ledger|domain|alerts|style|stack|ux|planning) design\b")


def hits(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{relative(file)}:{number}"
        for file, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_file_names_a_registry():
    assert hits(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine():
    assert hits(MACHINE) == []


def test_no_comment_leaves_work_for_later():
    later = []
    for file in python_files("custody", "config", "tests", "examples"):
        words = tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline)
        later += [
            f"{relative(file)}:{word.start[0]}"
            for word in words
            if word.type == tokenize.COMMENT and LATER.search(word.string)
        ]

    assert later == []


def test_no_module_refers_to_papers_a_reader_does_not_have():
    own = "test_nothing_local_is_tracked.py"
    code = [file for file in python_files("custody", "config", "tests") if file.name != own]

    found = [str(relative(file)) for file in code if OTHER_PAPERS.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_a_module_stays_readable_in_one_sitting():
    long = [
        f"{relative(file)}: {lines} lines"
        for file in python_files("custody", "config", "tests")
        for lines in [len(file.read_text(encoding="utf-8").splitlines())]
        if lines > 400
    ]

    assert long == []


def test_no_third_party_file_is_kept():
    foreign = (".min.js", ".min.css", ".whl", ".woff2", ".wasm")

    assert [str(relative(file)) for file in files() if file.name.endswith(foreign)] == []


@pytest.mark.parametrize(
    ("line", "local"),
    [
        ("see /" + "root/.cache", True),
        ('DIR = "/' + 'home/somebody/custody"', True),
        ("a venv under /" + "root cannot be read by others", False),
        ("https://example.org/" + "home/page", False),
        ("var/" + "work/x", False),
    ],
)
def test_a_machine_path_is_told_from_an_address(line, local):
    assert bool(MACHINE.search(line)) is local
