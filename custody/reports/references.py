"""What a function of ours names: the functions it calls, looked up in the source as the interpreter would.

The reference pages follow these names from an address to its act, and from an act to the checks of who may do it, so
that no page says by hand what the code says already. Nothing here runs the functions it reads.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from inspect import getsource, isclass, unwrap
from types import FunctionType, ModuleType
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from custody.core.events import EventType

_NOTHING = object()


@cache
def _sources(module_name: str) -> dict[str, ast.FunctionDef]:
    """Return the functions of a module by their qualified name."""
    found: dict[str, ast.FunctionDef] = {}

    def collect(body: list[ast.stmt], within: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef):
                found[within + node.name] = node
                collect(node.body, f"{within}{node.name}.<locals>.")
            elif isinstance(node, ast.ClassDef):
                collect(node.body, f"{within}{node.name}.")

    collect(ast.parse(getsource(sys.modules[module_name])).body, "")
    return found


@cache
def source_of(function: FunctionType) -> ast.FunctionDef | None:
    """Return the source of a function as a tree; ``None`` for one that was made on the fly."""
    return _sources(function.__module__).get(function.__qualname__)


@cache
def nodes_of(function: FunctionType) -> tuple[ast.AST, ...]:
    """Return every node of the source of a function; none for one that was made on the fly."""
    source = source_of(function)
    return () if source is None else tuple(ast.walk(source))


def looked_up(node: ast.expr, function: FunctionType, owner: type | None = None) -> Any:
    """Return what an expression names in a function, or a mark that is nothing at all where only a run would tell.

    ``owner`` is the class whose method it is: ``self.name`` is looked up there.
    """
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            known = _imported(function)
            if node.id in known:
                return known[node.id]
            return _NOTHING if node.id in _own_names(function) else function.__globals__.get(node.id, _NOTHING)
        case ast.Attribute(value=ast.Name(id="self")) if owner is not None:
            return getattr(owner, node.attr, _NOTHING)
        case ast.Attribute():
            base = looked_up(node.value, function, owner)
            return getattr(base, node.attr, _NOTHING) if isinstance(base, ModuleType) or isclass(base) else _NOTHING
    return _NOTHING


def is_known(what: object) -> bool:
    """Say whether a look-up found something."""
    return what is not _NOTHING


@cache
def _imported(function: FunctionType) -> dict[str, Any]:
    """Return what a function imports for itself, by name."""
    return {
        name.asname or name.name: getattr(importlib.import_module(node.module), name.name)
        for node in nodes_of(function)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
    }


@cache
def _own_names(function: FunctionType) -> frozenset[str]:
    """Return the names that a function gives to things of its own: they hide those of its module."""
    nodes = nodes_of(function)
    given = {each.arg for each in nodes if isinstance(each, ast.arg)}
    return frozenset(
        given | {each.id for each in nodes if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    )


@cache
def named_by(function: FunctionType, owner: type | None = None) -> tuple[FunctionType, ...]:
    """Return the functions of ours that a function names, in order, each once; also those in the tables it names."""
    if owner is not None and "." not in function.__qualname__:
        return named_by(function)
    expressions = [each for each in nodes_of(function) if isinstance(each, (ast.Name, ast.Attribute))]
    found = [each for node in expressions for each in functions_in(looked_up(node, function, owner))]
    defaults = [each for value in (function.__kwdefaults__ or {}).values() for each in functions_in(value)]
    return tuple(dict.fromkeys([*found, *defaults]))


def functions_in(what: Any) -> Iterator[FunctionType]:
    """Yield the functions of ours in a value: itself, what it wraps, or what a table of ours holds."""
    if isinstance(what, partial):
        yield from functions_in(what.func)
    elif isinstance(what, Mapping):
        for each in what.values():
            yield from functions_in(each)
    elif isinstance(what, (tuple, list, frozenset)):
        for each in what:
            yield from functions_in(each)
    elif is_dataclass(what) and not isclass(what) and not isinstance(what, EventType):
        for each in fields(what):
            yield from functions_in(getattr(what, each.name, None))
    elif isinstance(what, FunctionType):
        inner = unwrap(what)
        if inner.__module__.startswith("custody."):
            yield inner


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Yield every address of the house that has a name: name with its space, path, view."""
    yield from _below(get_resolver(), "", "/")


def _below(resolver: URLResolver, space: str, path: str) -> Iterator[tuple[str, str, Any]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from _below(each, inner, path + str(each.pattern))
        elif each.name:
            yield f"{space}{each.name}", path + str(each.pattern), each.callback
