"""Units: read them, their story and what is in them; their seals, weights, samples and sweeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from custody.api.v1.answers import SamplesAnswer, SealAnswer, SealsAnswer, SweepAnswer, WeighingAnswer
from custody.api.v1.inputs import (
    Flag,
    FoundSealIn,
    Id,
    Instant,
    ReadingIn,
    SampleIn,
    Strict,
    Text,
    codes,
    ids,
    reading_of,
    sample_of,
    seal_of,
    version,
)
from custody.api.v1.outputs import Shown, TellingOut, UnitOut, moment
from custody.api.v1.paging import CURSOR
from custody.api.v1.reading import Listing, Single, asked, lists, reader, reads
from custody.api.v1.schema import page_of, problems
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_label
from custody.deadlines.selectors import database_now, gaps_now
from custody.evidence.actions import sample, seals, sweep, weigh
from custody.evidence.lists import OCCASIONS, SWEEP_METHODS, SWEEP_RESULTS
from custody.evidence.selectors import access
from custody.evidence.selectors.facts import outermost_of
from custody.evidence.selectors.holding import units_inside
from custody.evidence.selectors.timeline import people_in, timeline

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    from custody.organisation.models import Officer

_WHOLE_LIFE = 10_000
_PAGE = 100


class UnitFilters(Strict):
    """Which units."""

    label = Text(required=False, help_text="However it was typed or scanned.")  # type: ignore[assignment]
    kind = Text(required=False)
    custody_state = Text(required=False)
    authority_state = Text(required=False)
    seizure_id = Id(required=False)


class TimelineFilters(Strict):
    """Where to go on."""

    cursor = Text(required=False)


class SealUnitIn(Strict):
    """A seal to put on."""

    seal = FoundSealIn()
    second_badge = Text()
    expected_seq = version()


class SealOfUnitIn(Strict):
    """A seal and the unit it is put on."""

    label = Text(help_text="However it was typed or scanned.")  # type: ignore[assignment]
    seal = FoundSealIn()


class SealsIn(Strict):
    """The seals that are put on in one act."""

    seals = serializers.ListField(child=SealOfUnitIn(), min_length=1, max_length=seals.MOST)
    second_badge = Text()


class UnsealIn(Strict):
    """A seal to take off."""

    reason = Text()
    witness_badge = Text()
    expected_seq = version()


class WeighingIn(Strict):
    """What a unit weighs now."""

    reading = ReadingIn()
    occasion = Text(default="check", help_text=codes(OCCASIONS[2:]))
    witness_badge = Text(required=False, allow_null=True)
    looked_again = Flag(default=False, help_text="The scale really shows this, far off what the others weigh.")
    expected_seq = version()


class SamplesIn(Strict):
    """Samples taken out of a unit, its new seal, and what it weighs afterwards."""

    witness_badge = Text()
    samples = serializers.ListField(child=SampleIn(), allow_empty=False, max_length=50)
    new_seal = FoundSealIn()
    reading = ReadingIn()
    unswept_reason = Text(
        required=False, allow_null=True, help_text="Why goods on the quay are opened before their sweep, which is owed."
    )
    frozen_reason = Text(
        required=False, allow_null=True,
        help_text="Why a frozen unit is opened; two sample it who never had it and did not report what is open.",
    )  # fmt: skip
    undrawn_reason = Text(
        required=False, allow_null=True, help_text="Why it is sampled for analysis though no lot fell on it."
    )
    expected_seq = version()


class SweepIn(Strict):
    """A tracker sweep."""

    unit_ids = ids()
    witness_badge = Text()
    methods = serializers.ListField(child=Text(), max_length=10, help_text=codes(SWEEP_METHODS))
    started_at = Instant()
    ended_at = Instant()
    result = Text(help_text=codes(SWEEP_RESULTS))
    device = Text(required=False, allow_null=True)


@lists("list_units", shows=UnitOut, summary="List units by label", filters=UnitFilters, ordering=("label",))
class Units(Listing):
    """Units."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units the reader may know of."""
        rows = access.visible_units(officer)
        if "label" in asked:
            try:
                asked["label"] = parse_label(asked["label"])
            except InvalidInput:
                return rows.none()
        return rows.filter(**asked)


class GapOut(Shown):
    """A stretch of time that lasts, in which custody is not shown."""

    gap = serializers.CharField()
    since = moment()


class UnitDetail(UnitOut):
    """A unit with the gaps in its custody that last."""

    open_gaps = serializers.SerializerMethodField()

    @extend_schema_field(GapOut(many=True))
    def get_open_gaps(self, unit: Any) -> Any:
        """Return the gaps of the outermost unit around it."""
        return GapOut(gaps_now(outermost_of(unit), at=database_now()), many=True).data


@reads("read_unit", shows=UnitDetail, summary="Read a unit, with the gaps in its custody that last")
class Unit(Single):
    """One unit."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the unit."""
        return access.unit_for(officer, **ids)


@lists("list_unit_contents", shows=UnitOut, summary="List what lies directly inside a unit", ordering=("label",))
class Contents(Listing):
    """What is in a unit."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units inside."""
        inside = units_inside(access.unit_for(officer, **ids))
        return inside.select_related("custodian", "co_custodian", "seizure", "exhibit", "parent")


class Timeline(APIView):
    """The story of a unit, the oldest event first: a story only grows at its end, so a page never changes."""

    @extend_schema(
        operation_id="read_unit_timeline",
        summary="Read the story of a unit, the oldest event first",
        parameters=[OpenApiParameter(CURSOR, OpenApiTypes.STR, description="From `next` of the page before.")],
        responses={200: page_of(TellingOut), **problems(400, 401, 403, 404)},
    )
    def get(self, request: Request, **ids: Any) -> Response:
        """Return one page of the story."""
        unit = access.unit_for(reader(request), **ids)
        start = _place_in_story(request)
        told = timeline(unit, limit=_WHOLE_LIFE, newest_first=False)[start:]
        lines = told[:_PAGE]
        badges = people_in(lines)
        results = [
            {
                "code": line.type.code,
                "seq": line.seq,
                "recorded_at": line.recorded_at,
                "op_id": line.op_id,
                "leaf_hash": line.leaf_hash,
                "actor": badges.get(line.actor, line.actor),
                "values": {
                    name: badges.get(value, value) if isinstance(value, str) else value
                    for name, value in line.values.items()
                },
                "erased": line.erased,
            }
            for line in lines
        ]
        return Response(
            {
                "next": _at(request, start + _PAGE) if len(told) > _PAGE else None,
                "previous": _at(request, max(0, start - _PAGE)) if start else None,
                "results": TellingOut(results, many=True).data,
            }
        )


def _place_in_story(request: Request) -> int:
    asked(request, TimelineFilters)
    given = request.query_params.get(CURSOR, "0")
    if not (given.isascii() and given.isdigit() and len(given) <= 6):
        raise InvalidInput("cursor.unknown", "Take the cursor from the page before", field=CURSOR)
    return int(given)


def _at(request: Request, start: int) -> str:
    return request.build_absolute_uri(f"{request.path}?{CURSOR}={start}")


@endpoint("apply_seal", takes=SealUnitIn, gives=SealAnswer)
class Seals(Acting):
    """Put a seal on a unit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Apply the seal."""
        seal = seal_of(said.pop("seal"))
        return seals.apply_seal(act=act, unit_id=access.unit_for(act.actor, **ids).id, seal=seal, **said)


@endpoint("apply_seals", takes=SealsIn, gives=SealsAnswer)
class SealsOfMany(Acting):
    """Put seals on several units at once."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Apply the seals."""
        rows = said.pop("seals")
        units = {access.unit_for(act.actor, label=row["label"]).id: seal_of(row["seal"]) for row in rows}
        return seals.apply_seals(act=act, seals=units, **said)


@endpoint("remove_seal", takes=UnsealIn, gives=SealAnswer)
class SealRemoval(Acting):
    """Take the seal off a unit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Remove the seal."""
        return seals.remove_seal(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)


@endpoint("record_weighing", takes=WeighingIn, gives=WeighingAnswer)
class Weighings(Acting):
    """Weigh a unit again. A device may, as a check."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the weighing."""
        reading = reading_of(said.pop("reading"))
        return weigh.record_weighing(act=act, unit_id=access.unit_for(act.actor, **ids).id, reading=reading, **said)


@endpoint("take_samples", takes=SamplesIn, gives=SamplesAnswer)
class Samples(Acting):
    """Take samples out of a unit."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take the samples."""
        samples = [sample_of(each) for each in said.pop("samples")]
        new_seal, reading = seal_of(said.pop("new_seal")), reading_of(said.pop("reading"))
        unit = access.unit_for(act.actor, **ids)
        return sample.take_sample(
            act=act, unit_id=unit.id, samples=samples, new_seal=new_seal, reading=reading, **said
        )


@endpoint("record_sweep", takes=SweepIn, gives=SweepAnswer)
class Sweeps(Acting):
    """Record a tracker sweep."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the sweep."""
        known_units(act.actor, said["unit_ids"])
        return sweep.record_sweep(act=act, **said)
