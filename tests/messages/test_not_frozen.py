"""No sentence is put into words while a module is read: it would stay in the language of that moment for everybody."""

from __future__ import annotations

import ast

from tests.architecture.source import ROOT

EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}
FREEZING = {"str", "Words", "mark_safe", "format_html", "join"}
"""What makes a text out of a sentence that waits for its reader."""


def frozen(text):
    """Return the lines of a module on which a sentence gets its words as the module is read."""
    tree = ast.parse(text)
    asking = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if "gettext" in alias.name
    }
    return sorted({line for node in _read_at_once(tree) for line in _lines(node, asking)})


def _read_at_once(node):
    """Yield what is carried out when a module is read: everything but the inside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        yield child
        yield from _read_at_once(child)


def _lines(node, asking):
    def asks(part):
        return isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in asking

    if asks(node) and asking[node.func.id] in EAGER:
        yield node.lineno
    if isinstance(node, ast.BinOp) and (asks(node.left) or asks(node.right)):
        yield node.lineno
    if isinstance(node, ast.FormattedValue) and asks(node.value):
        yield node.value.lineno
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in FREEZING and any(asks(argument) for argument in node.args):
            yield node.lineno
        if isinstance(node.func, ast.Attribute) and asks(node.func.value):
            yield node.lineno


def test_no_sentence_of_the_house_is_frozen():
    found = {
        f"{file.relative_to(ROOT)}:{line}"
        for file in sorted((ROOT / "custody").rglob("*.py"))
        for line in frozen(file.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_what_freezes_is_noticed_and_what_waits_is_not():
    text = """
from django.utils.translation import gettext, gettext_lazy as _
A = _("waits")
B = gettext("at once")
class Form:
    c = _("%(n)d bags") % {"n": 3}
    d = Words(_("Pallet"), _("calibrated"))
    e = f"{_('late')}"
    f = _("{n} bags").format(n=3)
    g = lambda: Words(_("Pallet"))
    def label(self):
        return gettext("now")
"""
    assert frozen(text) == [4, 6, 7, 8, 9]
