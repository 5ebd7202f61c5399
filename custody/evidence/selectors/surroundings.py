"""How safe the places are where units lie: for the risk of a plan, never for a page that names units and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.evidence.models import Placement
from custody.evidence.placing import place_token
from custody.evidence.selectors.unwatched import down_at
from custody.organisation.models import Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known against a place (0 to 3), and whether a camera or an alarm of it is down."""

    danger: int = 0
    unwatched: bool = False


SAFE = Surroundings()


def surroundings_of(unit_ids: Iterable[UUID]) -> dict[UUID, Surroundings]:
    """Return, by unit, how safe the place is where it lies; units of places that are safe are left out.

    No place is opened for it: tokens are compared. Three queries, however many units there are.
    """
    danger = dict(Place.objects.filter(danger__gt=0).values_list("id", "danger"))
    unwatched = set(down_at().values_list("place_id", flat=True))
    unsafe = {
        place_token(place_id): Surroundings(danger.get(place_id, 0), place_id in unwatched)
        for place_id in danger.keys() | unwatched
    }
    if not unsafe:
        return {}
    lying = Placement.objects.filter(unit__in=list(unit_ids), until_at__isnull=True, place_token__in=list(unsafe))
    return {unit_id: unsafe[bytes(token)] for unit_id, token in lying.values_list("unit_id", "place_token")}
