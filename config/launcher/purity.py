"""Checks that a folder imports the standard library and itself only: the launcher, and what outsiders run."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path


def foreign_imports(folder: Path, *, own: str = "") -> Iterator[str]:
    """Yield `file:line: module` for each import in `folder` that is neither standard nor below `own`."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for module in _modules(node):
                if module.split(".")[0] in sys.stdlib_module_names:
                    continue
                if own and (module == own or module.startswith(f"{own}.")):
                    continue
                yield f"{file}:{getattr(node, 'lineno', 0)}: {module}"


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []
