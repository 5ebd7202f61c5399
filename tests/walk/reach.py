"""Which actions the verbs of a walk reach, read from the source: a verb calls them, itself or by way of a story."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def actions():
    """Return every action as ``room.module.name``: a public function in a folder of actions that is given an act."""
    return {_short(each) for each in _actions()}


@cache
def _actions():
    return frozenset(
        f"{_dotted(file)}.{node.name}"
        for file in (ROOT / "custody").glob("*/actions/*.py")
        for node in _functions(_dotted(file)).values()
        if not node.name.startswith("_") and "act" in {each.arg for each in node.args.kwonlyargs}
    )


def reached(verbs):
    """Return each verb's name with the actions it reaches, as ``room.module.name``."""
    return {
        name: {_short(each) for each in _from(verb.__module__, verb.__qualname__.partition(".")[0])}
        for name, verb in verbs.items()
    }


@cache
def _from(module, name):
    """Return the actions that a function of the tests reaches, by what its source names."""
    seen, waiting, found = set(), [(module, name)], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if f"{here[0]}.{here[1]}" in _actions():
            found.add(f"{here[0]}.{here[1]}")
        elif here[0].startswith("tests.") and here[1] in _functions(here[0]):
            waiting += _named(here[0], _functions(here[0])[here[1]])
    return frozenset(found)


def _named(module, function):
    """Yield (module, name) of everything that a function names."""
    modules, names = _imports(module)
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield modules[node.value.id], node.attr
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            # ``verbs.moving.depart``: a module that another one imported.
            outer = node.value.value
            if isinstance(outer, ast.Name) and outer.id in modules:
                inner = _imports(modules[outer.id])[0] if modules[outer.id].startswith("tests.") else {}
                if node.value.attr in inner:
                    yield inner[node.value.attr], node.attr
        elif isinstance(node, ast.Name):
            yield names.get(node.id, (module, node.id))


@cache
def _imports(module):
    """Return the modules that a module imports, and the names it takes out of others."""
    modules, names = {}, {}
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(("custody", "tests")):
            for each in node.names:
                called = each.asname or each.name
                if _file(f"{node.module}.{each.name}"):
                    modules[called] = f"{node.module}.{each.name}"
                else:
                    names[called] = (node.module, each.name)
    return modules, names


@cache
def _functions(module):
    return {node.name: node for node in _tree(module).body if isinstance(node, ast.FunctionDef)}


@cache
def _tree(module):
    return ast.parse(_file(module).read_text(encoding="utf-8"))


def _file(module):
    """Return the file of a module, or None when there is none of that name."""
    bare = ROOT.joinpath(*module.split("."))
    return next((file for file in (bare.with_suffix(".py"), bare / "__init__.py") if file.exists()), None)


def _short(action):
    return action.removeprefix("custody.").replace(".actions.", ".")


def _dotted(file):
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)
