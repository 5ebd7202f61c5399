"""What somebody just said of where units lie. It is their own answer, so it is read back to them without a look being
recorded; to nobody else, in no other session, and no longer than a reveal lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import database_now
from custody.evidence.actions.consult import SHOWN_FOR
from custody.web.shared.place_choice import LAST_STORE

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from custody.evidence.models import HandlingUnit

MAY_STORE = (CustodyState.SEIZED, CustodyState.IN_TRANSIT, CustodyState.STAGED)
"""What is put in store next by who keeps stores and answers for it."""
_KEPT = "last_put"


@dataclass(frozen=True, slots=True)
class Put:
    """How many units were said to lie in a place."""

    count: int
    place: str


def keep_put(request: HttpRequest, *, units: Sequence[UUID], place: str, stores: bool) -> None:
    """Keep in the session what was said; a store stands first where the next one is asked for."""
    until = database_now() + SHOWN_FOR
    request.session[_KEPT] = [str(units[0]), len(units), place, until.isoformat()]
    if stores:
        request.session[LAST_STORE] = place


def put_among(request: HttpRequest, units: QuerySet[HandlingUnit]) -> Put | None:
    """Return the same where what was said is of one of some units."""
    kept = request.session.get(_KEPT)
    unit = None if kept is None else units.filter(pk=kept[0]).first()
    return None if unit is None else put_of(request, unit)


def put_of(request: HttpRequest, unit: HandlingUnit) -> Put | None:
    """Return what was just said in this session of a unit and those that went with it, ``None`` for nothing."""
    kept = request.session.get(_KEPT)
    if kept is None or kept[0] != str(unit.id) or database_now().isoformat() >= kept[3]:
        return None
    return Put(count=kept[1], place=kept[2])
