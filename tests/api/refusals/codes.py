"""Every code with which the product refuses, read out of its source."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from functools import cache
from importlib import import_module

from tests.architecture.source import ROOT, python_files

KINDS = {"NotPermitted": None, "NotAllowedNow": None, "InvalidInput": None, "StaleVersion": "record.stale",
         "NotFound": "record.not_found"}  # fmt: skip
"""The kinds of refusal, each with the code it has when none is named."""


@cache
def raised() -> dict[str, frozenset[str]]:
    """Return each code with the files it is raised in; where the code is put together, what stands for the part is *.

    A code that comes out of another refusal is no code of its own and is left out.
    """
    found: dict[str, set[str]] = {}
    for path in python_files("custody"):
        where = path.relative_to(ROOT).as_posix()
        module = where.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                code = _code_of(node, module)
                if code is not None:
                    found.setdefault(code, set()).add(where)
    return {code: frozenset(places) for code, places in found.items()}


def _code_of(call: ast.Call, module: str) -> str | None:
    if not call.args:
        return KINDS[call.func.id]  # type: ignore[attr-defined]
    first = call.args[0]
    if isinstance(first, ast.Constant):
        return str(first.value)
    if isinstance(first, ast.Name):
        return str(getattr(import_module(module), first.id))
    if isinstance(first, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in first.values)
    return None


def stands_for(code: str) -> str:
    """Return the code as the source has it: of one that is put together, what stands for it."""
    known = raised()
    return code if code in known else next((each for each in known if "*" in each and fnmatch(code, each)), code)
