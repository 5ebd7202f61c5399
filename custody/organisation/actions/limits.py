"""How much a place may hold, in mass and in value. A limit is only ever lowered: what lies beyond it needs a waiver."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import PLACE_CAPPED
from custody.ledger.recording import recording
from custody.organisation.models import Place
from custody.organisation.permissions import check_can_administer
from custody.organisation.policies import check_limit_lowered, check_version

if TYPE_CHECKING:
    from custody.core.act import Act


def cap_place(
    *, act: Act, place_id: UUID, cap_mg: int | None = None, cap_eur: int | None = None, expected_seq: int | None = None
) -> Place:
    """Set or lower the limits of a place and return it; a limit that is not given stays as it is.

    What lies there already stays there: the alert of a place over its limit says so, and nothing more comes in.

    Who: an administrator. When: the limit is not above the one it replaces. Appends ``place.capped/1``.
    """
    check_can_administer(act.actor)
    with recording(act) as record:
        place = Place.objects.select_for_update().filter(pk=place_id).first()
        if place is None:
            raise NotFound
        check_version(place, expected_seq)
        check_limit_lowered(place, cap_mg=cap_mg, cap_eur=cap_eur)
        place.cap_mg = place.cap_mg if cap_mg is None else cap_mg
        place.cap_eur = place.cap_eur if cap_eur is None else cap_eur
        place.save(update_fields=["cap_mg", "cap_eur"])
        record.append(PLACE_CAPPED, on=place, cap_mg=place.cap_mg, cap_eur=place.cap_eur)
        record.result = {"place": str(place.id)}
    return place
