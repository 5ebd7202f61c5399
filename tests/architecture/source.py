"""Reading the tree: files and syntax trees, for the tests that judge the shape of the code."""

from __future__ import annotations

import ast
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
DOORS = frozenset({"management", "migrations", "templatetags"})
"""Folders that Django looks for at the top of an app; they hold no subject of their own."""
NOT_OURS = frozenset({".git", ".venv", ".hypothesis", "var", "node_modules", "__pycache__"})


def rooms() -> list[str]:
    """Return the names of the rooms: every package of the app that is not one of Django's doors."""
    found = (ROOT / "custody").glob("*/__init__.py")
    return sorted(file.parent.name for file in found if file.parent.name not in DOORS)


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the repository, without what set-up and tools make (caches, var)."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in NOT_OURS and not (name.startswith(".") and name.endswith("_cache"))
        ]
        found += [Path(folder) / name for name in names]
    return tuple(sorted(found))


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every file that is UTF-8 text, with its text."""
    for file in files():
        data = file.read_bytes()
        if b"\0" not in data:
            yield file, data.decode("utf-8", errors="replace")


def python_files(*tops: str) -> list[Path]:
    """Return the Python files below the named folders, migrations left out: they are frozen history."""
    return [
        file
        for file in files()
        if file.suffix == ".py" and relative(file).parts[0] in tops and "migrations" not in file.parts
    ]


@cache
def tree(file: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def relative(file: Path) -> Path:
    """Return the path below the top of the repository."""
    return file.relative_to(ROOT)


def where(file: Path, node: ast.AST) -> str:
    """Return ``path:line`` for a message."""
    return f"{relative(file)}:{getattr(node, 'lineno', '?')}"


def calls(file: Path) -> Iterator[ast.Call]:
    """Yield every call in a Python file."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            yield node


def method_name(call: ast.Call) -> str | None:
    """Return ``name`` for a call ``something.name(...)``, else None."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else None
