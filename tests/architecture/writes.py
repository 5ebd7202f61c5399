"""Which calls write to the database, and which modules may make them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.source import method_name, relative

if TYPE_CHECKING:
    from pathlib import Path

ONE_ROW = frozenset({"save", "create", "update", "delete", "asave", "acreate", "aupdate", "adelete"})
MANY_ROWS = frozenset({"bulk_create", "bulk_update", "get_or_create", "update_or_create"})
ONLY_READ = frozenset({"models.py", "selectors.py", "policies.py", "permissions.py", "models", "selectors"})
SQL_WRITE = re.compile(r"\s*(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE)\b", re.IGNORECASE)


def is_orm_write(call: ast.Call) -> bool:
    """Say whether a call writes through the ORM.

    A positional argument means something else: ``dict.update(other)``, ``hash.update(data)``,
    ``storage.save(name, content)``, ``storage.delete(name)``; so does ``context["widget"].update(a=1)``.
    """
    name = method_name(call)
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Subscript):
        return False
    return name in MANY_ROWS or (name in ONE_ROW and not call.args)


def is_sql_write(node: ast.AST) -> bool:
    """Say whether a node is a text that begins like a writing SQL statement."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return SQL_WRITE.match(node.value) is not None


def saves_without_columns(call: ast.Call) -> bool:
    """Say whether a call saves a whole row that may already exist."""
    if method_name(call) not in {"save", "asave"} or call.args:
        return False
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    insert = given.get("force_insert")
    return "update_fields" not in given and not (isinstance(insert, ast.Constant) and insert.value is True)


def may_write(file: Path) -> bool:
    """Say whether a module may write: actions, the ledger room, the bookkeeping of clocks and alerts."""
    parts = relative(file).parts
    if parts[0] != "custody" or len(parts) < 3:
        return False
    room, inside = parts[1], parts[2]
    if room == "ledger":
        return inside != "standalone"
    if inside == "actions.py" or inside == "actions":
        return True
    return room in {"deadlines", "alerts"} and inside not in ONLY_READ
