"""The core is given the time; it never asks."""

from __future__ import annotations

import ast

from tests.architecture.source import python_files, relative, tree, where

ASKING = frozenset({"now", "today", "utcnow"})


def test_core_never_asks_for_the_time():
    asks = [
        where(file, node)
        for file in python_files("custody")
        if relative(file).parts[1] == "core"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in ASKING
    ]

    assert asks == []


def test_core_draws_no_ids():
    draws = [
        where(file, node)
        for file in python_files("custody")
        if relative(file).parts[1] == "core"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Name) and node.id in {"uuid1", "uuid4", "uuid7"}
    ]

    assert draws == []


def test_the_core_was_really_read():
    read = [file for file in python_files("custody") if relative(file).parts[1] == "core"]

    assert len(read) >= 8
