"""Long lists in groups that unfold: 64 bags are four lines on a phone, each named by its first and last label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from django.forms import BoundField


Row = TypeVar("Row")

A_GROUP = 16
"""Rows of one group; a list of no more than that, and half again, is not folded."""

A_FORM_GROUP = 4
"""The same where each row is several answers: it is as tall as four lines of a list."""

Asked: TypeAlias = tuple[str, list["BoundField"]]
"""The label of a unit, and what is asked of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Generic[Row]):
    """Some rows that follow each other; ``first`` and ``last`` name them. Both are "" for a list that is not folded."""

    rows: Sequence[Row]
    first: str = ""
    last: str = ""
    is_open: bool = False


def in_groups(
    rows: Sequence[Row],
    *,
    named: Callable[[Row], str],
    opened: Callable[[Row], bool] = lambda row: False,
    size: int = A_GROUP,
    begins_open: bool = False,
) -> list[Group[Row]]:
    """Return the rows in their order, in groups of ``size``; a group with a row that is ``opened`` stands open, and
    with ``begins_open`` the first one where no other does."""
    if len(rows) <= size * 3 // 2:
        return [Group(rows=rows, is_open=True)] if rows else []
    parts = [rows[at : at + size] for at in range(0, len(rows), size)]
    stand_open = [any(map(opened, part)) for part in parts]
    if begins_open and not any(stand_open):
        stand_open[0] = True
    return [
        Group(rows=part, first=named(part[0]), last=named(part[-1]), is_open=is_open)
        for part, is_open in zip(parts, stand_open, strict=True)
    ]


def in_groups_to_fill(rows: Sequence[Asked], *, begins_open: bool = True) -> list[Group[Asked]]:
    """Return what is asked of one unit after the other, in small groups: the first stands open where the form asks for
    little else, and after a refusal those with a mistake."""
    return in_groups(
        rows,
        named=lambda row: row[0],
        opened=lambda row: any(field.errors for field in row[1]),
        size=A_FORM_GROUP,
        begins_open=begins_open,
    )
