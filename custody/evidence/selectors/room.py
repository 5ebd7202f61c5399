"""How full a place is, in mass and in value, and what a waiver admits beyond its limits.

Called with the place locked: whoever puts something in it next waits, so that two loads at once cannot pass the limit
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Sum, When
from django.db.models.functions import Cast, Coalesce

from custody.core.errors import IntegrityBroken
from custody.core.mass import MG_PER_KG
from custody.core.money import EUR
from custody.core.rule_values import VALUE_PER_KG
from custody.core.waivable import OVER_CAP, OVER_VALUE, SAMPLE_SIZE, SWEEP_MISSING
from custody.evidence.models import Exhibit, Placement
from custody.evidence.models.unit import BESIDE_DRUGS
from custody.evidence.placing import place_token
from custody.evidence.selectors import facts
from custody.organisation.selectors.policies import narrowest, policy_missing, valid_policies
from custody.organisation.selectors.waivers import waived

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Place

UNWEIGHED_BRICK_MG = 1_100_000
"""What a brick that nobody weighed yet takes of the room of a place: too much rather than nothing."""
_NO_DRUGS = tuple(kind for kind in BESIDE_DRUGS if kind != "dummy")
"""What lies beside the drugs is not worth what drugs of its weight are, and takes no room before it is weighed: its
packages are no bricks. A dummy counts as what it stands for, or a full place would tell of it."""
CENTS = 100
_NOT_IN_BRICKS = ("liquid", "tablet", "plant")
"""What is counted by the piece and not by the brick: a unit of it that nobody weighed takes the room of one brick."""


def placed_mg(place: Place, *, without: Iterable[UUID] = ()) -> int:
    """Return the gross mass that takes room in a place now, some units left out; what was never weighed counts by its
    packages."""
    total = _lying(place, without).aggregate(mg=Sum(_room()))["mg"]
    return int(total or 0)


def placed_mg_each(places: Iterable[Place]) -> dict[UUID, int]:
    """Return the gross mass that takes room in each of some places now, in one question; as ``placed_mg``."""
    of_token = {place_token(place.id): place.id for place in places}
    rows = Placement.objects.filter(place_token__in=list(of_token), until_at__isnull=True)
    lying = rows.values_list("place_token").annotate(mg=Sum(_room()))
    return dict.fromkeys(of_token.values(), 0) | {of_token[bytes(token)]: int(mg or 0) for token, mg in lying}


def mass_of(units: Sequence[HandlingUnit]) -> int:
    """Return the gross mass that takes room when the units come."""
    return sum(_room_of(unit) for unit in units)


def placed_eur(place: Place, *, without: Iterable[UUID] = ()) -> int:
    """Return the value in euros of what lies in a place now: of drugs by the rule that values a kilogram of each
    substance, of cash what two counted, where it is euros. What another currency is worth nobody here says."""
    drugs = _lying(place, without).exclude(unit__kind__in=_NO_DRUGS)
    rows = drugs.values("unit__exhibit__substance").annotate(mg=Sum(_room()))
    counted = _lying(place, without).filter(unit__amount_counted=True, unit__currency=EUR)
    cents = int(counted.aggregate(cents=Sum("unit__amount_minor"))["cents"] or 0)
    return _value({row["unit__exhibit__substance"]: int(row["mg"] or 0) for row in rows}, place) + cents // CENTS


def value_of(units: Sequence[HandlingUnit], *, place: Place) -> int:
    """Return the value in euros that comes with the units, by the rules of the place's country; of cash what two
    counted in euros."""
    exhibits = {unit.exhibit_id for unit in units if unit.exhibit_id is not None}
    substances = dict(Exhibit.objects.filter(id__in=exhibits).values_list("id", "substance"))
    mg: dict[str | None, int] = {}
    for unit in units:
        if unit.kind in _NO_DRUGS:
            continue
        substance = None if unit.exhibit_id is None else substances[unit.exhibit_id]
        mg[substance] = mg.get(substance, 0) + _room_of(unit)
    cents = sum(unit.amount_minor or 0 for unit in units if unit.amount_counted and unit.currency == EUR)
    return _value(mg, place) + cents // CENTS


def admitted(place: Place, rule: str, *, above: int) -> int:
    """Return how much more than its limit a waiver lets the place hold now; nothing is asked while ``above`` is not
    above zero."""
    if above <= 0:
        return 0
    waiver = waived(rule=rule, subject_kind="place", subject_id=place.id, at=_now())
    return 0 if waiver is None or waiver.amount is None else waiver.amount


@dataclass(frozen=True, slots=True)
class Excess:
    """How much a place holds beyond what it may, in milligrams and in euros; zero where it does not."""

    mg: int = 0
    eur: int = 0

    @property
    def is_over(self) -> bool:
        """It holds more than it may, in mass or in value."""
        return self.mg > 0 or self.eur > 0


def excess(place: Place, *, waivers: bool = True) -> Excess:
    """Return how much a place holds beyond its limits and what ``waivers`` admit above them.

    What a kilogram is worth nobody may have said yet: then only the mass counts, for what lies there is a fact.
    """
    mg = eur = 0
    if place.cap_mg is not None:
        mg = placed_mg(place) - place.cap_mg
        mg -= admitted(place, OVER_CAP, above=mg) if waivers else 0
    if place.cap_eur is not None:
        with suppress(IntegrityBroken):
            eur = placed_eur(place) - place.cap_eur
            eur -= admitted(place, OVER_VALUE, above=eur) if waivers else 0
    return Excess(max(0, mg), max(0, eur))


def sweep_waived(unit: HandlingUnit, *, at: datetime | None = None) -> bool:
    """Say whether somebody two levels up lets the unit leave before its sweep, to wherever it goes; now, or ``at`` a
    moment."""
    return waived(rule=SWEEP_MISSING, subject_kind="unit", subject_id=unit.id, at=at or _now()) is not None


def larger_sample_waived(unit: HandlingUnit, *, by: int) -> bool:
    """Say whether somebody two levels up lets the samples out of the unit weigh so many milligrams more, all that were
    ever taken together."""
    waiver = waived(rule=SAMPLE_SIZE, subject_kind="unit", subject_id=unit.id, at=_now())
    return waiver is not None and waiver.amount is not None and by <= waiver.amount


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _lying(place: Place, without: Iterable[UUID]) -> QuerySet[Placement]:
    rows = Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
    return rows.exclude(unit__in=list(without))


def _room() -> Coalesce:
    by_brick = Cast("unit__package_count", BigIntegerField()) * UNWEIGHED_BRICK_MG
    unweighed = Case(
        When(unit__kind__in=_NO_DRUGS, then=0),
        When(unit__exhibit__form__in=_NOT_IN_BRICKS, then=UNWEIGHED_BRICK_MG),
        default=by_brick,
    )
    return Coalesce(F("unit__gross_mg"), unweighed, 0, output_field=BigIntegerField())


def _room_of(unit: HandlingUnit) -> int:
    weighed = facts.mass_mg(unit)
    if weighed is not None:
        return weighed
    if unit.kind in _NO_DRUGS:
        return 0
    if unit.exhibit is not None and unit.exhibit.form in _NOT_IN_BRICKS:
        return UNWEIGHED_BRICK_MG
    return (unit.package_count or 0) * UNWEIGHED_BRICK_MG


def _value(mg: Mapping[str | None, int], place: Place) -> int:
    """Return the value of masses by substance; what is no drug of ours is worth what the general rule says."""
    rules = valid_policies(keys=[VALUE_PER_KG], at=_now(), jurisdictions=[place.jurisdiction])
    total = 0
    for substance, amount in mg.items():
        rule = narrowest(rules, substance=substance, mass_mg=amount)
        if rule is None:
            raise policy_missing(key=VALUE_PER_KG, jurisdiction=place.jurisdiction)
        total += amount * rule.value // MG_PER_KG
    return total
