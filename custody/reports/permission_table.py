"""The reference page of who may do what: every act, who it is for, who is refused, and its doors.

Nothing is listed by hand. An act is a public function of an ``actions`` package that takes an ``act``; its checks are
the functions it names that ask for a role or refuse a person; its doors are the addresses, tasks and commands that name
it. So an act without a check, or without a door, shows as an empty cell, and a test finds it.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from inspect import isclass, isfunction, signature, unwrap
from types import FunctionType
from typing import Any

from django.utils.translation import override

import custody
from custody.core.errors import NotPermitted
from custody.core.events import EventType
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import ROLE_WORDS, Role
from custody.reports.markdown import BANNER, page, table
from custody.reports.references import addresses, is_known, looked_up, named_by, nodes_of

_WHO = re.compile(r"Who: (?P<who>.+?)\.? When(?:: | ?, )")
_EVENT = re.compile(r"``([a-z_]+\.[a-z_]+/\d+)``")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
_STAYS = (".models", ".core.", ".ledger.", ".reports.", ".scenario.")
"""Below or beside the acts: who may is not asked there."""
ROOMS = ("organisation", "evidence", "destruction", "alerts")


@dataclass(frozen=True, slots=True)
class Asked:
    """Roles that a check asks of one of the people of an act; ``whom`` is the word of the code for them."""

    whom: str
    roles: tuple[Role, ...]
    table: str = ""
    """The table that says which roles, where only the facts of the day can tell."""
    never: bool = False
    """Whether the roles are those that may not."""

    def in_words(self) -> str:
        """Return it for the page."""
        if not self.roles:
            return f"{self.whom}: by `{self.table}`"
        theirs, others = ([_word(role) for role in Role if (role in self.roles) is wanted] for wanted in (True, False))
        if self.never:
            return f"{self.whom}: never {', '.join(theirs)}"
        if len(theirs) > len(others):
            return f"{self.whom}: anybody but {', '.join(others)}"
        return f"{self.whom}: {', '.join(theirs)}"


def _word(role: Role) -> str:
    return str(ROLE_WORDS[role])


@dataclass(frozen=True, slots=True)
class Row:
    """One act, with what the code says of it."""

    room: str
    name: str
    who: str
    checks: tuple[str, ...]
    asked: tuple[Asked, ...]
    refused: tuple[str, ...]
    pages: tuple[str, ...]
    endpoints: tuple[str, ...]
    machines: tuple[str, ...]
    events: tuple[str, ...]


# --- the acts --------------------------------------------------------------------------------------------------------


def _modules(*within: str) -> Iterator[Any]:
    for found in pkgutil.walk_packages(custody.__path__, "custody."):
        if any(f"{found.name}.".startswith(f"custody.{each}.") for each in within):
            yield importlib.import_module(found.name)


@cache
def acts() -> tuple[FunctionType, ...]:
    """Return every act of the house, by room and name."""
    found = [
        each
        for module in _modules(*(f"{room}.actions" for room in ROOMS))
        for name, each in vars(module).items()
        if isfunction(each) and each.__module__ == module.__name__ and not name.startswith("_") and is_act(each)
    ]
    return tuple(sorted(found, key=lambda each: (ROOMS.index(_room(each)), each.__name__)))


def is_act(function: FunctionType) -> bool:
    """Say whether a function is an act: one of an ``actions`` package that somebody does."""
    return ".actions." in function.__module__ and "act" in signature(function).parameters


def _room(function: FunctionType) -> str:
    return function.__module__.split(".")[1]


def _said(function: FunctionType) -> str:
    return " ".join((function.__doc__ or "").split())


@cache
def _steps(function: FunctionType) -> tuple[FunctionType, ...]:
    """Return an act and every function of the house that it may come through, down to its checks."""
    found = {function: None}
    waiting = [function]
    while waiting:
        for each in named_by(waiting.pop()):
            if each not in found and not any(part in f"{each.__module__}." for part in _STAYS):
                found[each] = None
                waiting.append(each)
    return tuple(found)


# --- who -------------------------------------------------------------------------------------------------------------


def _calls(function: FunctionType) -> Iterator[tuple[Any, ast.Call]]:
    for node in nodes_of(function):
        if isinstance(node, ast.Call):
            yield looked_up(node.func, function), node


@cache
def _asks(function: FunctionType) -> tuple[Asked, ...]:
    """Return the roles that a function itself asks for, each with the word for whom."""
    if function is check_holds_role:
        return ()
    found = []
    for what, call in _calls(function):
        if what is check_holds_role and call.args:
            found.append(_asked(function, call.args[0], call.args[1:]))
        elif _is_question(call):
            refused = call in _barred(function)
            found.append(_asked(function, call.func.value, call.args, never=refused))  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(found))


def _is_question(call: ast.AST) -> bool:
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "has_role"


@cache
def _barred(function: FunctionType) -> frozenset[ast.AST]:
    """Return the questions for a role whose yes, whatever else is so, is a refusal."""
    tests = [
        each.test for each in nodes_of(function) if isinstance(each, ast.If) and isinstance(each.body[0], ast.Raise)
    ]
    ways = [way for test in tests for way in (test.values if isinstance(test, ast.BoolOp) else [test])]
    return frozenset(each for each in ways if _is_question(each))


def _asked(function: FunctionType, whom: ast.expr, roles: list[ast.expr], *, never: bool = False) -> Asked:
    named: list[Role] = []
    for each in roles:
        node = each.value if isinstance(each, ast.Starred) else each
        named += _roles_in(looked_up(node.value if isinstance(node, ast.Subscript) else node, function))
    word = ast.unparse(whom)
    tables = "" if named else ", ".join(ast.unparse(each).lstrip("*") for each in roles)
    return Asked(_PEOPLE.get(word, word).replace("_", " "), tuple(dict.fromkeys(named)), tables, never)


_PEOPLE = {"officer": "who acts", "act.actor": "who acts", "actor": "who acts", "each": "each of them", "to": "to whom"}


def _roles_in(what: Any) -> list[Role]:
    if isinstance(what, Role):
        return [what]
    if isinstance(what, dict):
        return [role for each in what.values() for role in _roles_in(each)]
    if isinstance(what, (tuple, list, frozenset, set)):
        return [each for each in Role if each in what]
    return []


@cache
def _refuses(function: FunctionType) -> tuple[tuple[str, str], ...]:
    """Return how a function itself refuses a person: code and sentence."""
    if function is check_holds_role:
        return ()
    return tuple(
        (looked_up(call.args[0], function), looked_up(call.args[1], function))
        for what, call in _calls(function)
        if isclass(what) and issubclass(what, NotPermitted) and len(call.args) > 1
        and is_known(looked_up(call.args[1], function))
    )  # fmt: skip


@cache
def checks() -> tuple[FunctionType, ...]:
    """Return every function that an act goes through and that asks for a role or refuses a person."""
    found = {each for act in acts() for each in _steps(act) if _is_check(each)}
    return tuple(sorted(found, key=lambda each: (each.__name__, each.__module__)))


def _is_check(function: FunctionType) -> bool:
    return function.__name__.lstrip("_").startswith("check_") and bool(_asks(function) or _refuses(function))


# --- the doors -------------------------------------------------------------------------------------------------------


def _acts_behind(function: FunctionType, owner: type | None = None) -> set[FunctionType]:
    """Return the acts that a door leads to, through the functions of its own side of the house."""
    found: set[FunctionType] = set()
    seen, waiting = {function}, [function]
    while waiting:
        for each in named_by(waiting.pop(), owner):
            if is_act(each):
                found.add(each)
            elif each not in seen and ".actions." not in each.__module__:
                seen.add(each)
                waiting.append(each)
    return found


@cache
def _doors() -> dict[FunctionType, dict[str, list[str]]]:
    """Return the doors of each act, by the kind of door."""
    found: dict[FunctionType, dict[str, list[str]]] = {
        each: {"page": [], "api": [], "machine": []} for each in acts()
    }  # fmt: skip
    for _, path, view in addresses():
        shown = _PARAMETER.sub(r"{\1}", path)
        endpoint = getattr(view, "cls", None)
        if endpoint is None:
            for each in _acts_behind(unwrap(view)):
                found[each]["page"].append(shown)
            continue
        for method, does in (("GET", "get"), ("POST", "act")):
            for each in _acts_behind_method(endpoint, does):
                found[each]["api"].append(f"{method} {shown}")
    for module in _modules("management.commands"):
        for each in _acts_behind_method(getattr(module, "Command", object), "handle"):
            found[each]["machine"].append(f"manage.py {module.__name__.rpartition('.')[2]}")
    for task in _tasks():
        for each in _acts_behind(task):
            found[each]["machine"].append(f"task {task.__name__}")
    return found


def _acts_behind_method(owner: type, name: str) -> set[FunctionType]:
    method = getattr(owner, name, None)
    return set() if method is None or not isfunction(method) else _acts_behind(unwrap(method), owner)


def _tasks() -> Iterator[FunctionType]:
    for each in vars(importlib.import_module("custody.tasks")).values():
        run = getattr(each, "run", None)
        function = getattr(run, "__func__", run)
        if isfunction(function) and function.__module__ == "custody.tasks":
            yield function


# --- the page --------------------------------------------------------------------------------------------------------


@cache
def rows() -> tuple[Row, ...]:
    """Return what the page says of every act."""
    return tuple(_row_of(each) for each in acts())


def _row_of(act: FunctionType) -> Row:
    steps = _steps(act)
    doors = _doors()[act]
    who = _WHO.search(_said(act))
    return Row(
        room=_room(act), name=act.__name__, who=who["who"] if who else "",
        checks=tuple(dict.fromkeys(each.__name__ for each in steps if _is_check(each) and each.__name__[0] != "_")),
        asked=tuple(dict.fromkeys(asked for each in (act, *filter(_is_check, steps)) for asked in _asks(each))),
        refused=tuple(dict.fromkeys(code for each in steps for code, _ in _refuses(each))),
        pages=tuple(sorted(doors["page"])), endpoints=tuple(sorted(doors["api"])),
        machines=tuple(sorted(doors["machine"])), events=_events_of(act),
    )  # fmt: skip


def _events_of(act: FunctionType) -> tuple[str, ...]:
    """Return the events that an act says it appends, and those that its own steps append."""
    told = _EVENT.findall(_said(act).partition("Appends")[2])
    written = [
        event.code
        for each in _steps(act)
        if ".actions." in each.__module__
        for _, call in _calls(each)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "append" and call.args
        and isinstance(event := looked_up(call.args[0], each), EventType)
    ]  # fmt: skip
    return tuple(dict.fromkeys([*told, *written]))


def _cell(parts: tuple[str, ...], *, code: bool = False) -> str:
    return "<br>".join(f"`{each}`" if code else each for each in parts)


def permission_table_page() -> str:
    """Return the page."""
    with override("en"):
        lines = [
            "# Who may do what", "", BANNER, "",
            f"Every act of the house: {len(acts())} of them. *Who* is the sentence of the act itself. *Roles* are",
            "those that its checks ask for, and of whom: one role of a line is enough, and of several lines those hold",
            "that the case needs. *Refused* are the codes of the refusals of a person beside a missing role: two",
            "people where one will not do, custody, access; their sentences stand [below](#the-refusals-of-a-person).",
            "*Doors* are the pages, the addresses of the API, and the commands and tasks of machines. What has none is",
            "a part of another act, or done at the shell. Every other refusal is about the state of things.",
            "Where no check is named, it is enough to know of the thing: everything else is not found.",
        ]  # fmt: skip
        for room in ROOMS:
            theirs = [each for each in rows() if each.room == room]
            lines += ["", f"## {room.capitalize()}", "", *table(_HEAD, [_cells(each) for each in theirs])]
        lines += [
            "",
            "## The checks",
            "",
            *table(("check", "room", "it returns when", "roles it asks for"), _check_rows()),
        ]
        lines += ["", "## The refusals of a person", "", *table(("code", "sentence"), _refusal_rows())]
    return page(*lines)


_HEAD = ("act", "who", "checks", "roles", "refused", "doors", "events")


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.name}`", row.who, _cell(row.checks, code=True), _cell(tuple(each.in_words() for each in row.asked)),
        _cell(row.refused, code=True), _cell((*row.pages, *row.endpoints, *row.machines), code=True),
        _cell(row.events, code=True),
    )  # fmt: skip


def _check_rows() -> list[tuple[str, ...]]:
    found = [
        (f"`{each.__name__}`", _room(each), _said(each).removeprefix("Return when ").replace("``", "`"),
         _cell(tuple(asked.in_words() for asked in _asks(each))))
        for each in checks()
        if not each.__name__.startswith("_")
    ]  # fmt: skip
    return sorted(dict.fromkeys(found))


def _refusal_rows() -> list[tuple[str, ...]]:
    said = {pair for act in acts() for each in _steps(act) for pair in _refuses(each)}
    return [(f"`{code}`", sentence) for code, sentence in sorted(said)]
