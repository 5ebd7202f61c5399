"""What furnaces may burn, by the licences recorded of them (UNODC ST/NAR/36/Rev.1 has the licence of a facility
recorded)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from custody.core.waivable import UNLICENSED
from custody.deadlines.starts import zone_of
from custody.destruction.plan_models import Licence
from custody.organisation.selectors.waivers import waived

if TYPE_CHECKING:
    from custody.destruction.models import Facility
    from custody.evidence.models import HandlingUnit


@dataclass(frozen=True, slots=True)
class Permit:
    """What a furnace may burn on a day: by which licences, and which substances; none named: everything. Without a
    licence it may burn nothing."""

    licences: tuple[Licence, ...] = ()

    @property
    def substances(self) -> frozenset[str]:
        """The substances that its licences name together; none named: everything."""
        named = [each.substances for each in self.licences]
        return frozenset() if not all(named) else frozenset(each for those in named for each in those)

    def allows(self, substance: str | None) -> bool:
        """Say whether a substance may burn."""
        return bool(self.licences) and (not self.substances or substance in self.substances)


def licences_of(facility_ids: Iterable[UUID]) -> dict[UUID, list[Licence]]:
    """Return, by furnace, the licences that count, by number: of each number what was recorded last. What was recorded
    before licences had numbers counts until one with a number is."""
    newest = Licence.objects.filter(facility__in=list(facility_ids)).order_by(
        "facility_id", "number", "-licensed_at", "-last_seq"
    )
    found: dict[UUID, list[Licence]] = defaultdict(list)
    for each in newest.distinct("facility_id", "number"):
        found[each.facility_id].append(each)
    return {key: [each for each in those if each.number] or those for key, those in found.items()}


def permit_on(licences: Iterable[Licence], day: date) -> Permit:
    """Return what a furnace with these licences may burn on a day."""
    return Permit(tuple(
        each for each in licences
        if (each.valid_from_on is None or each.valid_from_on <= day)
        and (each.valid_until_on is None or day <= each.valid_until_on)
    ))  # fmt: skip


def day_at(furnace: Facility, moment: datetime) -> date:
    """Return the day that it is at a moment where the furnace stands."""
    return moment.astimezone(ZoneInfo(zone_of(furnace.place))).date()


def permit_at(furnace: Facility, moment: datetime) -> Permit:
    """Return what the furnace may burn at a moment, on the clock of its site."""
    return permit_on(licences_of([furnace.id]).get(furnace.id, ()), day_at(furnace, moment))


def forbidden_at(furnace: Facility, moment: datetime, units: Sequence[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of the units for which the furnace has no licence at a moment. As many queries for many as for
    one."""
    prefetch_related_objects(units, "exhibit")
    permit = permit_at(furnace, moment)
    return [unit for unit in units if not permit.allows(unit.substance)]


def is_waived(furnace: Facility, *, at: datetime) -> bool:
    """Say whether somebody two levels up lets the furnaces of the place burn without their licence at a moment."""
    return waived(rule=UNLICENSED, subject_kind="place", subject_id=furnace.place_id, at=at) is not None
