"""``.env.example`` lists every variable the code reads, and no other."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.architecture.source import ROOT, calls, method_name, python_files, relative, where

READERS = frozenset({"text", "flag", "number", "words", "path", "secret", "key_32", "database", "limits"})
WITH_FILE = frozenset({"secret", "key_32", "database"})
# The launcher runs before anything is installed; the local gateways stand for somebody else's machine.
ALONE = frozenset({("config", "launcher"), ("config", "local")})
LISTED = re.compile(r"^#?\s?(CUSTODY_[A-Z0-9_]+)=", re.MULTILINE)
NAME = re.compile(r"CUSTODY_[A-Z0-9_]+")


def is_reader(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.func.attr in READERS
    )


@cache
def settings_calls() -> tuple[tuple[str, ast.Call], ...]:
    return tuple(
        (where(file, call), call)
        for file in python_files("config", "custody")
        if relative(file) != relative(ROOT / "config" / "env.py")
        for call in calls(file)
        if is_reader(call)
    )


def variables() -> set[str]:
    return {
        call.args[0].value
        for _, call in settings_calls()
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def listed() -> set[str]:
    return set(LISTED.findall((ROOT / ".env.example").read_text(encoding="utf-8")))


def test_every_reader_is_given_a_plain_name():
    computed = [
        place
        for place, call in settings_calls()
        if not (call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]

    assert computed == []


def test_every_variable_is_listed():
    assert variables() - listed() == set()


def test_no_listed_variable_is_read_by_nothing():
    read = variables()
    by_file = {
        f"{call.args[0].value}_FILE"
        for _, call in settings_calls()
        if method_name(call) in WITH_FILE and isinstance(call.args[0], ast.Constant)
    }

    assert listed() - read - by_file == set()


def test_the_environment_is_read_in_one_place_only():
    allowed = {"config/env.py", "manage.py"}
    strays = [
        place
        for file in python_files("config", "custody")
        if str(relative(file)) not in allowed and relative(file).parts[:2] not in ALONE
        for call in calls(file)
        for place in [where(file, call)]
        if ast.unparse(call.func) in {"os.getenv", "os.environ.get"}
        and call.args
        and NAME.search(ast.unparse(call.args[0]))
    ]

    assert strays == []


@pytest.mark.parametrize("name", ["CUSTODY_DATABASE_URL", "CUSTODY_SECRET_KEY", "CUSTODY_FIELD_KEY"])
def test_the_search_finds_what_is_surely_read(name):
    assert name in variables()
