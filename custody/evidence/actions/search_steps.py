"""Losing sight of a unit inside a transaction. Steps, not actions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import UNIT_UNLOCATED
from custody.core.lifecycle import SearchState
from custody.evidence.selectors.places import place_now

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer


def lose_sight_of(
    record: Record, unit: HandlingUnit, *, outermost: HandlingUnit, by: Officer, remark: str | None
) -> None:
    """Let the search for a unit begin; ``outermost`` is what it lies in. Appends ``unit.unlocated/1``."""
    turn(unit, SearchState.UNLOCATED)
    record.append(
        UNIT_UNLOCATED,
        on=unit,
        noticed_at=record.at,
        place_id=place_id_of(outermost),
        reported_by=by.pseudonym,
        remark=remark,
    )


def turn(unit: HandlingUnit, to: SearchState) -> None:
    """Write how the search for a unit stands."""
    unit.search_state = to
    unit.save(update_fields=["search_state"])


def place_id_of(unit: HandlingUnit) -> UUID | None:
    """Return the place where an outermost unit lies or last lay by the books."""
    place = place_now(unit)
    return None if place is None else place.id
