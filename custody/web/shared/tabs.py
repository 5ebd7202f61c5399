"""Tabs over a list: links that keep nothing but which list is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.web.shared.parts import Text

if TYPE_CHECKING:
    from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab; ``count`` is None where nobody counts."""

    label: Text
    link: str
    current: bool = False
    count: int | None = None


def chosen(request: HttpRequest, names: Mapping[str, Text], *, by: str = "tab") -> str:
    """Return the name that ``?tab=`` asks for, the first one for nonsense."""
    asked = request.GET.get(by, "")
    return asked if asked in names else next(iter(names))


def tabs(
    names: Mapping[str, Text], *, current: str, by: str = "tab", counts: Mapping[str, int] | None = None, keep: str = ""
) -> list[Tab]:
    """Return the tabs, the one being shown marked. ``keep`` is the rest of the query, ready to append."""
    return [
        Tab(
            label=label,
            link=f"?{by}={name}{f'&{keep}' if keep else ''}",
            current=name == current,
            count=(counts or {}).get(name),
        )
        for name, label in names.items()
    ]
