"""Lists in pages, sorted by a listed column, with links that keep everything else that was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

if TYPE_CHECKING:
    from django.http import HttpRequest

    from custody.web.shared.parts import Text


PAGE_SIZE = 20
"""Rows of a page: on a phone, where each is a card, more would be many screens."""
MANY = 100
"""Rows of a page for who asks for many at once (``?rows=100``)."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of one column: its words, whether it is a number, how to sort by it, how it is sorted."""

    name: str
    label: Text
    numeric: bool = False
    sort_link: str = ""
    sorted: str = ""  # "ascending", "descending" or ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list. Iterate over ``rows``; ``pages`` are the links below the table."""

    page: Page[Any]
    columns: Sequence[Column] = ()
    total: int = 0
    pages: Sequence[PageLink] = field(default=())
    previous_link: str = ""
    next_link: str = ""
    many_link: str = ""
    """Leads to the same list with many rows on a page, "" where that would show no more."""

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of this page."""
        return list(self.page.object_list)

    @property
    def sorted_by(self) -> Column | None:
        """The column that the rows are sorted by, ``None`` where nobody may choose it."""
        return next((column for column in self.columns if column.sorted), None)


@dataclass(frozen=True, slots=True)
class PageLink:
    """One link below a table; ``number`` is None for a gap."""

    number: int | None
    link: str = ""
    current: bool = False


def listing(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    columns: Mapping[str, Text] | None = None,
    sortable: Mapping[str, str] | None = None,
    numeric: Sequence[str] = (),
    default_sort: str = "",
    size: int = PAGE_SIZE,
) -> Listing:
    """Return the page that ``?page=`` asks for, sorted as ``?sort=`` asks; nonsense gives the first page,
    unsorted.

    ``columns`` maps a column's name to its words, ``sortable`` the names one may sort by to the order-by
    expression (end it with a unique column, so that equal rows do not dance between pages). ``?sort=-name``
    is descending.
    """
    asked = request.GET.get("sort", default_sort)
    name = asked.removeprefix("-")
    descending = asked.startswith("-")
    if sortable and name in sortable and isinstance(rows, QuerySet):
        keys = [key.strip() for key in sortable[name].split(",")]
        rows = rows.order_by(*(_turned(key) if descending else key for key in keys))
    if request.GET.get("rows") == str(MANY):
        size = max(size, MANY)
    pages = Paginator(rows, size)
    page = pages.get_page(request.GET.get("page"))
    heads = [
        _head(request, key, label, sortable=sortable or {}, numeric=key in numeric, asked=asked)
        for key, label in (columns or {}).items()
    ]
    return Listing(
        page=page,
        columns=heads,
        total=pages.count,
        pages=_links(request, page) if pages.num_pages > 1 else (),
        previous_link=_link(request, page=page.previous_page_number()) if page.has_previous() else "",
        next_link=_link(request, page=page.next_page_number()) if page.has_next() else "",
        many_link=_link(request, rows=MANY, page=None) if pages.num_pages > 1 and size < MANY else "",
    )


def _turned(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _head(
    request: HttpRequest, name: str, label: Text, *, sortable: Mapping[str, str], numeric: bool, asked: str
) -> Column:
    if name not in sortable:
        return Column(name, label, numeric)
    state = {name: "ascending", f"-{name}": "descending"}.get(asked, "")
    following = f"-{name}" if state == "ascending" else name
    return Column(name, label, numeric, _link(request, sort=following, page=None), state)


def _links(request: HttpRequest, page: Page[Any]) -> list[PageLink]:
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [
        PageLink(number, _link(request, page=number), current=number == page.number)
        if isinstance(number, int)
        else PageLink(None)
        for number in shown
    ]


def _link(request: HttpRequest, **changes: Any) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"
