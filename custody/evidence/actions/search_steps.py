"""Losing sight of a unit inside a transaction. Steps, not actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import UNIT_FOUND, UNIT_UNLOCATED
from custody.core.lifecycle import SearchState
from custody.core.texts import kept
from custody.evidence.actions import steps
from custody.evidence.models import Discrepancy
from custody.evidence.selectors.counting import searched_for
from custody.evidence.selectors.disputes import LIES_HERE
from custody.evidence.selectors.facts import outermost_of
from custody.evidence.selectors.places import place_now

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Inventory
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

GIVEN = kept("found in a hand-over")
"""As the story of a unit tells where it was found that somebody took over while it was searched for."""


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


def miss(record: Record, units: Sequence[HandlingUnit], *, by: Officer) -> None:
    """Let the search begin for units that a count did not find, and freeze them. What is searched for already is
    searched for once. Appends ``unit.unlocated/1`` and ``discrepancy.opened/1``."""
    open_now = Discrepancy.objects.filter(unit__in=units, discrepancy_kind="missing", resolved_at__isnull=True)
    known = set(open_now.values_list("unit_id", flat=True))
    for unit in units:
        if unit.search_state == SearchState.LOCATED:
            lose_sight_of(record, unit, outermost=outermost_of(unit), by=by, remark=None)
        if unit.id not in known:
            steps.open_discrepancy(record, unit, kind="missing", by=by)


def see_again(record: Record, inventory: Inventory, units: Mapping[UUID, HandlingUnit]) -> None:
    """Record as found what was searched for and two who counted read where it lies by the books; both sign the count.
    It stays frozen until somebody explained where it was. ``units`` are those of ``searched_for``, locked. Appends
    ``unit.found/1``."""
    for line in searched_for(inventory):
        unit = None if line.unit_id is None else units.get(line.unit_id)
        if unit is None or unit.search_state == SearchState.LOCATED:
            continue
        witness = inventory.second if line.found_by_id == inventory.counter_id else inventory.counter
        assert witness is not None  # noqa: S101 - two count
        turn(unit, SearchState.LOCATED)
        record.append(
            UNIT_FOUND, on=unit, found_at=line.found_at, found_by=line.found_by.pseudonym, witness=witness.pseudonym,
            remark=LIES_HERE,
        )  # fmt: skip


def find_in_hand(record: Record, units: Sequence[HandlingUnit], *, by: Officer, beside: Officer) -> None:
    """Record as found what was searched for and somebody takes over from another, its seal read. It stays frozen until
    somebody explained where it was. Appends ``unit.found/1``."""
    for unit in units:
        if unit.search_state != SearchState.LOCATED:
            turn(unit, SearchState.LOCATED)
            record.append(
                UNIT_FOUND, on=unit, found_at=record.at, found_by=by.pseudonym, witness=beside.pseudonym, remark=GIVEN,
            )  # fmt: skip


def turn(unit: HandlingUnit, to: SearchState) -> None:
    """Write how the search for a unit stands."""
    unit.search_state = to
    unit.save(update_fields=["search_state"])


def place_id_of(unit: HandlingUnit) -> UUID | None:
    """Return the place where an outermost unit lies or last lay by the books."""
    place = place_now(unit)
    return None if place is None else place.id
