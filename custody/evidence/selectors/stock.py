"""How much lies in each place, summed by the tokens of the places and never unit by unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, FloatField, Func, Min, Sum, Value

from custody.evidence.models import Placement
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.placing import place_token

if TYPE_CHECKING:
    from custody.organisation.models import Place


@dataclass(frozen=True, slots=True)
class Lying:
    """How many outermost units lie in a place, and their gross mass."""

    units: int
    mg: int


def lying_in(places: Sequence[Place]) -> dict[UUID, Lying]:
    """Return, by place, what lies there now; a place where nothing lies is named too."""
    tokens = {place_token(place.id): place.id for place in places}
    rows = (
        Placement.objects.filter(place_token__in=list(tokens), until_at__isnull=True)
        .values_list("place_token")
        .annotate(units=Count("id"), mg=Sum("unit__gross_mg"))
    )
    out = {place.id: Lying(0, 0) for place in places}
    out.update({tokens[bytes(token)]: Lying(units, int(mg or 0)) for token, units, mg in rows})
    return out


def kinds_where(unit_ids: Collection[UUID], places: Sequence[Place]) -> dict[UUID, str]:
    """Return, by unit, the kind of place it lies in now: what kind, never which. What lies nowhere is left out."""
    kinds = {place_token(place.id): place.kind for place in places}
    rows = Placement.objects.filter(unit__in=unit_ids, until_at__isnull=True).values_list("unit_id", "place_token")
    return {unit_id: kinds[bytes(token)] for unit_id, token in rows if bytes(token) in kinds}


def lying_together(unit_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return, by unit, a number that units have in common which lie in the same place by the books; it names none."""
    rows = Placement.objects.filter(unit__in=unit_ids, until_at__isnull=True).values_list("unit_id", "place_token")
    numbers: dict[bytes, int] = {}
    return {unit_id: numbers.setdefault(bytes(token), len(numbers)) for unit_id, token in rows.order_by("unit__label")}


@dataclass(frozen=True, slots=True)
class Exposed:
    """What of one kind of place lies how long: milligrams, the oldest seizure among it, and milligrams x seconds."""

    place_id: UUID
    units: int
    mg: int
    oldest: datetime
    mg_seconds: int

    @property
    def tonne_hours(self) -> float:
        """The score: tonnes x hours since the seizure."""
        return self.mg_seconds / 1_000_000_000 / 3_600


def exposed_in(places: Sequence[Place], *, at: datetime) -> list[Exposed]:
    """Return the places where drugs lie now, what has lain there longest and heaviest in front."""
    tokens = {place_token(place.id): place.id for place in places}
    seconds = Func(Value(at) - F("unit__seized_at"), template="extract(epoch FROM %(expressions)s)",
                   output_field=FloatField())  # fmt: skip
    rows = (
        Placement.objects.filter(
            until_at__isnull=True,
            unit__parent__isnull=True,
            unit__seized_at__isnull=False,
            unit__gross_mg__isnull=False,
        )
        .exclude(unit__kind__in=NOT_DRUGS)
        .values_list("place_token")
        .annotate(
            units=Count("id"),
            mg=Sum("unit__gross_mg"),
            oldest=Min("unit__seized_at"),
            mg_seconds=Sum(F("unit__gross_mg") * seconds, output_field=FloatField()),
        )
    )
    found = [
        Exposed(tokens[bytes(token)], units, int(mg), oldest, int(mg_seconds))
        for token, units, mg, oldest, mg_seconds in rows
        if bytes(token) in tokens
    ]
    return sorted(found, key=lambda each: -each.mg_seconds)


def hot_since(places: Sequence[Place], *, at_least_mg: int) -> datetime | None:
    """Return since when so much lies in some places together, counting only what lies there now; ``None`` when it does
    not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(since_at) FROM ("
            " SELECT p.since_at, sum(u.gross_mg) OVER (ORDER BY p.since_at, p.id) AS mg"
            " FROM custody_placement p JOIN custody_handlingunit u ON u.id = p.unit_id"
            " WHERE p.until_at IS NULL AND p.place_token = ANY (%s)"
            ") lying WHERE mg >= %s",
            [[place_token(place.id) for place in places], at_least_mg],
        )
        found: datetime | None = cursor.fetchone()[0]
    return found
