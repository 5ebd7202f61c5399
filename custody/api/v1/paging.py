"""Pages by cursor: a list that grows while it is read neither repeats nor skips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

CURSOR, SIZE = "cursor", "page_size"


class ByCursor(CursorPagination):
    """Fifty rows a page, two hundred at most. The order is that of the list, which ends in something unique."""

    page_size = 50
    max_page_size = 200
    cursor_query_param = CURSOR
    page_size_query_param = SIZE
    ordering: str | tuple[str, ...] = ("id",)

    def __init__(self, *ordering: str) -> None:
        if ordering:
            self.ordering = ordering

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        """Return the order of the list."""
        return (self.ordering,) if isinstance(self.ordering, str) else self.ordering

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the place to continue from; raise ``InvalidInput`` when it is not one of ours."""
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise _foreign() from None

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any] | None:
        """Return the rows of the page; raise ``InvalidInput`` when the cursor is not one of this list."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError):
            raise _foreign() from None


def _foreign() -> InvalidInput:
    return InvalidInput("cursor.unknown", "Take the cursor from the page before", field=CURSOR)
