"""Only actions, the ledger and the bookkeeping of clocks and alerts write, and they say which columns."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, calls, python_files, relative, tree, where
from tests.architecture.writes import is_orm_write, is_sql_write, may_write, saves_without_columns

SIGNALS = r"django\.(dispatch|.*signals).*"
# It names the installation as the migrator, before there is an officer who could act.
SETS_UP = frozenset({"custody/management/commands/prepare.py"})
# It hands out the demo's passwords and one-time-code secrets: means of signing in, no facts of a story.
CREDENTIALS = frozenset({"custody/scenario/demo.py"})


def call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


def test_only_actions_ledger_and_bookkeeping_write_rows():
    strays = [
        where(file, node)
        for file in python_files("custody")
        if not may_write(file) and str(relative(file)) not in CREDENTIALS
        for node in calls(file)
        if is_orm_write(node)
    ]

    assert strays == []


def test_only_actions_ledger_and_bookkeeping_hold_writing_sql():
    strays = [
        where(file, node)
        for file in python_files("custody", "config")
        if not may_write(file) and str(relative(file)) not in SETS_UP
        for node in ast.walk(tree(file))
        if is_sql_write(node)
    ]

    assert strays == []


def test_every_save_names_its_columns_or_inserts():
    whole_rows = [
        where(file, node)
        for file in python_files("custody", "config")
        for node in calls(file)
        if saves_without_columns(node)
    ]

    assert whole_rows == []


def test_tables_neither_override_save_nor_listen_to_signals():
    strays = []
    for file in python_files("custody"):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ImportFrom) and re.fullmatch(SIGNALS, node.module or ""):
                strays.append(where(file, node))
            if isinstance(node, ast.ClassDef) and any("Model" in ast.unparse(base) for base in node.bases):
                strays += [
                    where(file, part)
                    for part in node.body
                    if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete"}
                ]

    assert strays == []


def test_no_row_disappears_with_another():
    cascades = [
        where(file, node)
        for file in python_files("custody")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr == "CASCADE"
    ]

    assert cascades == []


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("unit.save(update_fields=['a'])", True),
        ("Unit.objects.create(label='A')", True),
        ("Unit.objects.filter(pk=1).update(label='A')", True),
        ("unit.delete()", True),
        ("Unit.objects.bulk_create(rows)", True),
        ("Unit.objects.update_or_create(pk=1)", True),
        ("digest.update(data)", False),
        ("context.update(other)", False),
        ("context['widget'].update(seen=True)", False),
        ("storage.save(name, content)", False),
        ("unit.weigh(by=officer)", False),
    ],
)
def test_a_write_is_told_from_a_namesake(text, writes):
    assert is_orm_write(call(text)) is writes


@pytest.mark.parametrize(
    ("text", "whole_row"),
    [
        ("unit.save()", True),
        ("unit.save(force_insert=False)", True),
        ("unit.save(using='default')", True),
        ("unit.save(update_fields=['a'])", False),
        ("unit.save(force_insert=True)", False),
        ("storage.save(name, content)", False),
    ],
)
def test_a_whole_row_save_is_recognised(text, whole_row):
    assert saves_without_columns(call(text)) is whole_row


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("custody/evidence/actions/transfer.py", True),
        ("custody/organisation/actions.py", True),
        ("custody/ledger/recording.py", True),
        ("custody/alerts/passes/fire.py", True),
        ("custody/deadlines/clocks.py", True),
        ("custody/alerts/models.py", False),
        ("custody/alerts/selectors/inbox.py", False),
        ("custody/evidence/selectors.py", False),
        ("custody/web/units/views.py", False),
        ("custody/api/v1/views.py", False),
        ("custody/tasks.py", False),
        ("custody/management/commands/prepare.py", False),
        ("config/celery.py", False),
    ],
)
def test_the_rooms_that_may_write_are_these(path, allowed):
    assert may_write(ROOT / path) is allowed


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("INSERT INTO x VALUES (1)", True),
        ("update custody_unit set a = 1", True),
        ("\n  DELETE FROM x", True),
        ("truncate x", True),
        ("SELECT 1", False),
        ("Update the row", False),
    ],
)
def test_writing_sql_is_told_from_prose(text, writes):
    assert is_sql_write(ast.Constant(text)) is writes
