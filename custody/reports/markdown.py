"""The few parts that a generated page is made of."""

from __future__ import annotations

from collections.abc import Iterable

BANNER = "<!-- Drawn from the code by `manage.py render_docs`. Change the code, not this page. -->"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the lines of a table."""
    return [_row(*head), _row(*("---" for _ in head)), *(_row(*row) for row in rows)]


def page(*lines: str) -> str:
    """Return a whole page."""
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
