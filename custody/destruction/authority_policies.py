"""When: which authority may order a quantity, asked at the order and at the fire. Nothing here knows a country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotAllowedNow
from custody.destruction.lists import AUTHORITY_NAMES

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.selectors.requirements import Requirements

Asked = Mapping[UUID, Sequence["Requirements"]]


def check_authority(units: Iterable[HandlingUnit], asked: Asked, *, authority: str) -> None:
    """Return when this authority is enough for every unit, by substance and quantity of its seizure."""
    for unit, needed in _short_of_authority(units, asked, authority=authority):
        raise NotAllowedNow("order.authority", "{label} needs an order of: {needed}", label=unit.label, needed=needed)


def check_authority_at_fire(units: Iterable[HandlingUnit], asked: Asked, *, authority: str) -> None:
    """Return when this authority is still enough for every unit: more of a seizure may have been found or weighed since
    it ordered."""
    for unit, needed in _short_of_authority(units, asked, authority=authority):
        raise NotAllowedNow(
            "burn.authority",
            "{label} cannot be burnt: its seizure weighs more by now, and needs an order of: {needed}. "
            "Have its order revoked, and record the new one",
            label=unit.label, needed=needed,
        )  # fmt: skip


def is_enough(asked: Sequence[Requirements], *, authority: str) -> bool:
    """Say whether an authority may order all of what the law asks for."""
    return all(authority in each.authorities for each in asked)


def _short_of_authority(
    units: Iterable[HandlingUnit], asked: Asked, *, authority: str
) -> Iterator[tuple[HandlingUnit, object]]:
    for unit in units:
        for each in asked[unit.id]:
            if authority not in each.authorities:
                yield unit, AUTHORITY_NAMES[each.authority]


def highest(asked: Sequence[Requirements]) -> str:
    """Return the authority that may order all of it; raise ``NotAllowedNow`` when no single one may."""
    for each in asked:
        if all(each.authority in other.authorities for other in asked):
            return each.authority
    raise NotAllowedNow(
        "request.several", "The goods of this seizure need orders of several authorities: record each from its paper"
    )
