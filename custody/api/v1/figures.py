"""The figures of a year, and what is told the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Instant, Strict, Text, codes
from custody.api.v1.outputs import Shown
from custody.api.v1.reading import Listing, lists, reader
from custody.api.v1.schema import problems
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import InvalidInput
from custody.deadlines.selectors import database_now
from custody.destruction.actions import publication
from custody.destruction.lists import PUBLIC_FIELDS
from custody.destruction.selectors.publication import as_release, told_now
from custody.evidence.permissions import check_can_take_out
from custody.evidence.selectors.access import seizure_for
from custody.reports.figures import HEAD, slot_table, table, year_figures

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from custody.organisation.models import Officer


class ReleaseOut(Shown):
    """What may be told of a seizure. Null: it may not be told, or is not known. Never a place."""

    on = serializers.DateField(allow_null=True)
    gross_mg = serializers.IntegerField(allow_null=True, source="mg")
    origin = serializers.CharField(allow_null=True)
    cover_load = serializers.CharField(allow_null=True)
    destroyed = serializers.BooleanField(source="burnt")

    def to_representation(self, instance: Any) -> Any:
        """Return what may be told of a row, and nothing else of it."""
        return super().to_representation(as_release(instance))


class FiguresOut(serializers.Serializer[Any]):
    """The figures of a year. Kilograms and tonne-hours are text with a decimal point."""

    year = serializers.IntegerField()
    rows = serializers.ListField(child=serializers.DictField())
    slots = serializers.DictField(child=serializers.IntegerField())


class PublicationAnswer(Answer):
    """What may be told was decided."""

    publication = serializers.UUIDField()


class PublicationIn(Strict):
    """What may be told of a seizure and from when; null: not until somebody decides again."""

    fields_told = serializers.ListField(child=Text(), max_length=9, help_text=codes(PUBLIC_FIELDS))
    publishable_at = Instant(allow_null=True)
    reason = Text()


@lists("list_releases", shows=ReleaseOut, summary="List what may be told the public now, the newest first",
       ordering=("-seized_at", "id"))
class Releases(Listing):
    """What may be told. Nothing of it before the fire or a decision."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what may be told."""
        return told_now(at=database_now())


@endpoint("decide_publication", takes=PublicationIn, gives=PublicationAnswer, signs=True)
class PublicationDecision(Acting):
    """Decide what may be told of a seizure, and from when."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        return publication.decide_publication(
            act=act, seizure_id=seizure_for(act.actor, **ids).id, fields=said["fields_told"],
            publishable_at=said["publishable_at"], reason=said["reason"],
        )  # fmt: skip


class Figures(APIView):
    """The figures of a year."""

    @extend_schema(
        operation_id="read_figures", summary="Read the figures of a year",
        parameters=[OpenApiParameter("year", int, description="This year when left out.")],
        responses={200: FiguresOut, **problems(400, 401, 403)},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Return the figures of the year that is asked for."""
        check_can_take_out(reader(request))
        at, asked = database_now(), request.query_params.get("year", "")
        if asked and not asked.isdecimal():
            raise InvalidInput("figures.year", "Enter a year as a number", field="year")
        found = year_figures(year=int(asked) if asked else at.year, at=at)
        rows = [dict(zip(HEAD, row, strict=True)) for row in table(found)]
        slots_used = {str(name): count for name, count in slot_table(found)}
        return Response(FiguresOut({"year": found.year, "rows": rows, "slots": slots_used}).data)
