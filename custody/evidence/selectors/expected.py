"""What is on the road: where its crew takes it, and what the storekeepers at the other end wait for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.lifecycle import CustodyState, Family
from custody.evidence.lists import STORE_KINDS
from custody.evidence.models import HandlingUnit, MissionLoad, Placement
from custody.evidence.placing import place_token
from custody.evidence.selectors.access import is_custodian, visible_units
from custody.ledger.selectors import newest_values
from custody.organisation.roles import Role
from custody.organisation.selectors import current_site_of, places

if TYPE_CHECKING:
    from custody.organisation.models import Officer, Place

_LEFT = ("unit.departed/1", "emergency.departed/1")
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A load that comes to where a storekeeper is. ``is_here``: its crew said that it has arrived.

    It names no place, no vehicle and no crew: the storekeeper knows where he is, and needs no more to be ready.
    """

    units: Sequence[HandlingUnit]
    is_here: bool


def destinations_of(officer: Officer, units: Iterable[HandlingUnit]) -> list[Place]:
    """Return where the officer's own units that are on the road go, each place once; to nobody else is it said."""
    riding = [unit for unit in units if unit.custody_state == CustodyState.IN_TRANSIT and is_custodian(officer, unit)]
    ids = set(_destinations(riding).values())
    return [place for place in places() if place.id in ids] if ids else []


def stores_for_others(officer: Officer, units: Iterable[HandlingUnit]) -> list[Place]:
    """Return the stores where the officer's own goods on the road go, and which only a storekeeper can take them
    into."""
    if officer.has_role(Role.STOREKEEPER):
        return []
    goods = [unit for unit in units if unit.family is Family.GOODS]
    return [place for place in destinations_of(officer, goods) if place.kind in STORE_KINDS]


def expected_by(officer: Officer) -> list[Expected]:
    """Return the loads on the road that come to a store where the officer keeps, those at the door in front; none for
    who is no storekeeper, and none that was offered already: that one waits for its answer."""
    if not officer.has_role(Role.STOREKEEPER):
        return []
    mine = _stores_of(officer)
    rows = visible_units(officer).filter(custody_state=CustodyState.IN_TRANSIT, parent__isnull=True)
    rows = rows.exclude(transfer_lines__state="offered").exclude(custodian=officer).exclude(co_custodian=officer)
    riding = list(rows.order_by("state_since", "label")[:_MOST]) if mine else []
    to = _destinations(riding)
    loads: dict[tuple[UUID | None, UUID | None], list[HandlingUnit]] = {}
    for unit in riding:
        if to.get(unit.id) in mine:
            loads.setdefault((unit.custodian_id, unit.co_custodian_id), []).append(unit)
    coming = [unit.id for units in loads.values() for unit in units]
    here = set(MissionLoad.objects.filter(unit__in=coming, state="arrived").values_list("unit_id", flat=True))
    found = [Expected(units=units, is_here=any(unit.id in here for unit in units)) for units in loads.values()]
    return sorted(found, key=lambda each: not each.is_here)


def _destinations(units: Sequence[HandlingUnit]) -> dict[UUID, UUID]:
    by_stream = {unit.stream_id: unit.id for unit in units}
    told = newest_values(by_stream, codes=_LEFT, name="destination_id") if by_stream else {}
    return {by_stream[stream]: UUID(str(place)) for stream, place in told.items() if place}


def _stores_of(officer: Officer) -> set[UUID]:
    """Return the stores where the officer keeps: those of the site where they are recorded to be and of the sites where
    what they have in custody lies."""
    stores = places(kinds=STORE_KINDS)
    rows = Placement.objects.filter(unit__custodian=officer, until_at__isnull=True)
    tokens = {bytes(each) for each in rows.values_list("place_token", flat=True).distinct()}
    used = {place.id for place in stores if place_token(place.id) in tokens}
    site = current_site_of(officer)
    sites = {place.site_id for place in stores if place.id in used} | {None if site is None else site.id}
    return used | {place.id for place in stores if place.site_id is not None and place.site_id in sites}
