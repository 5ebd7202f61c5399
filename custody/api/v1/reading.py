"""Endpoints that read: one record, or a list by cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from custody.api.v1.inputs import Strict
from custody.api.v1.paging import CURSOR, SIZE, ByCursor
from custody.api.v1.schema import page_of, problems

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from custody.organisation.models import Officer

View = TypeVar("View", bound=type[APIView])
_PAGING = [
    OpenApiParameter(CURSOR, OpenApiTypes.STR, description="From `next` or `previous` of another page."),
    OpenApiParameter(SIZE, OpenApiTypes.INT, description="Rows a page, 200 at most."),
]


class NoFilters(Strict):
    """A list that is not filtered."""


class Listing(ABC, APIView):
    """A list. ``rows`` returns what the reader may see of it; the order ends in something unique."""

    shows: ClassVar[type[Serializer[Any]]]
    filters: ClassVar[type[Strict]] = NoFilters
    ordering: ClassVar[tuple[str, ...]]

    @abstractmethod
    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the rows of the list."""

    def get(self, request: Request, **ids: Any) -> Response:
        """Return one page."""
        officer = reader(request)
        pager = ByCursor(*self.ordering)
        page = pager.paginate_queryset(self.rows(officer, asked(request, self.filters), **ids), request, view=self)
        return pager.get_paginated_response(self.shows(page, many=True, context={"officer": officer}).data)


class Single(ABC, APIView):
    """One record."""

    shows: ClassVar[type[Serializer[Any]]]

    @abstractmethod
    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the record, or what the serializer takes for it."""

    def get(self, request: Request, **ids: Any) -> Response:
        """Return the record."""
        officer = reader(request)
        return Response(self.shows(self.row(officer, **ids), context={"officer": officer}).data)


def reader(request: Request) -> Officer:
    """Return who reads. The permission class let nobody else in."""
    return cast("Officer", request.user)


def asked(request: Request, filters: type[Strict]) -> dict[str, Any]:
    """Return the filters of the address; raise ``ValidationError`` for one that is not known or makes no sense."""
    given = {name: value for name, value in request.query_params.items() if name not in (CURSOR, SIZE)}
    form = filters(data=given)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def lists(
    operation: str, *, shows: type[Serializer[Any]], summary: str, ordering: tuple[str, ...],
    filters: type[Strict] = NoFilters,
) -> Callable[[View], View]:
    """Name a list in the schema."""

    def name(view: View) -> View:
        view.shows, view.filters, view.ordering = shows, filters, ordering  # type: ignore[attr-defined]
        described = extend_schema(
            operation_id=operation, summary=summary, description=f"{summary}.",
            parameters=[filters, *_PAGING] if filters is not NoFilters else _PAGING,
            responses={200: page_of(shows), **problems(400, 401, 403, 404)},
        )
        return extend_schema_view(get=described)(view)

    return name


def reads(operation: str, *, shows: type[Serializer[Any]], summary: str) -> Callable[[View], View]:
    """Name the reading of one record in the schema."""

    def name(view: View) -> View:
        view.shows = shows  # type: ignore[attr-defined]
        described = extend_schema(
            operation_id=operation, summary=summary, description=f"{summary}.",
            responses={200: shows, **problems(401, 403, 404)},
        )
        return extend_schema_view(get=described)(view)

    return name
