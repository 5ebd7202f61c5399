"""Messages in Python: what is given to gettext, what a refusal says, and what an event says.

Refusals and events are made in rooms that know nothing of languages (``custody.core`` is plain Python): there the first
words that a person reads stand at a fixed place of the call, and the edges translate them when they show them. A table
of words in such a room marks each with ``_`` of ``custody.core.texts``, which returns it as it is; ``kept`` marks what
the house writes into a record itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from config.messages.asked import Asked

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "translate", "kept"}
PLURAL = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
REFUSALS = {
    "InvalidInput", "NotPermitted", "NotAllowedNow", "StaleVersion", "NotFound", "DeliveryFailed", "LockTimeout",
    "IntegrityBroken", "AlreadyRecorded", "KeyReused",
}  # fmt: skip
"""The family of ``custody.core.errors``: a code, then the sentence."""
TABLE = "_WORDS"
"""How the name of a table of marked words ends: it is marked where it stands, and passed on elsewhere."""
EVENTS = {"event"}
"""``custody.core.events.schema.event``: a code, the kind of stream, then the sentence."""


def asked_in(file: Path) -> Iterator[Asked]:
    """Yield the messages of one file."""
    tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, file)
        elif isinstance(node, ast.ClassDef) and node.name in REFUSALS:
            yield from _defaults(node, file)


def unreadable_in(file: Path) -> Iterator[str]:
    """Yield ``line: call`` for each message that is not written out at its call, so that nobody can find it there."""
    tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(_texts(place) is None for place in _places(node)):
            yield f"{node.lineno}: {ast.unparse(node)}"


def _of_call(node: ast.Call, file: Path) -> Iterator[Asked]:
    places = _places(node)
    said = [_texts(place) or [] for place in places]
    name = _name(node)
    if name in PLURAL and all(said):
        yield Asked(msgid=said[0][0], plural=said[1][0], file=file)
    elif name in WITH_CONTEXT and all(said):
        yield from (Asked(msgid=text, context=said[0][0], file=file) for text in said[1])
    elif len(said) == 1:
        yield from (Asked(msgid=text, file=file) for text in said[0])


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _places(node: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call that hold words for a reader, [] when it takes none."""
    name = _name(node)
    if name in PLAIN:
        return node.args[:1]
    if name in PLURAL | WITH_CONTEXT:
        return node.args[:2]
    if name in REFUSALS:
        return node.args[1:2]
    if name in EVENTS:
        return node.args[2:3]
    return []


def _texts(node: ast.expr) -> list[str] | None:
    """Return the texts that an expression may be, None when they are not written out in it."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.IfExp):
        first, second = _texts(node.body), _texts(node.orelse)
        return None if first is None or second is None else first + second
    if isinstance(node, ast.Call) and _name(node) in PLAIN:
        return []  # found by itself
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id.endswith(TABLE):
        return []  # marked where the table stands
    return None


def _defaults(node: ast.ClassDef, file: Path) -> Iterator[Asked]:
    """Yield what a refusal says when its raiser says nothing."""
    for function in node.body:
        if isinstance(function, ast.FunctionDef) and function.name == "__init__":
            named = [*function.args.posonlyargs, *function.args.args]
            for argument, default in zip(reversed(named), reversed(function.args.defaults), strict=False):
                if argument.arg == "message":
                    yield from (Asked(msgid=text, file=file) for text in _texts(default) or [])
