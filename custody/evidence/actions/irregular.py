"""What moved otherwise than a load moves: with one person, in dispute, or to another site without a journey.

Each is a fact and is recorded as one; what moved so is frozen, and somebody outside is asked. Steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.core.act import Basis
from custody.core.events import LEFT_ALONE, LEFT_FROZEN
from custody.core.texts import kept
from custody.evidence.actions import receiving, signatures
from custody.evidence.selectors.facts import ALONE, NO_JOURNEY, TAKEN
from custody.evidence.selectors.places import lying_off_site

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Place

TWO_GO, ONE_WENT, STAYS, LEFT = "two people", "one person", "frozen", "on the road"
JOURNEY = kept("on a journey with two")
_OLD = frozenset({Basis.SCENARIO, Basis.OPENING})


def took_frozen(record: Record, units: Sequence[HandlingUnit], *, reason: str) -> None:
    """Write of what left in dispute that it did. Appends ``frozen.departed/1`` and ``discrepancy.opened/1``."""
    for unit in units:
        record.append(LEFT_FROZEN, on=unit, left_at=record.at, driven_by=record.act.actor.pseudonym, reason=reason)
    receiving.open_discrepancies(
        record, [receiving.Difference(unit=unit, kind=TAKEN, expected=STAYS, found=LEFT) for unit in units]
    )


def miss_second(
    record: Record, units: Sequence[HandlingUnit], *, reason: str, driven_by: Officer | None = None
) -> None:
    """Write of what left, or was driven on, with one person that the second was missing; ``driven_by``: that person,
    where another tells it. Appends ``crew.missed/1``, ``discrepancy.opened/1`` and ``signature.owed/1`` by who
    commands."""
    alone: Officer = driven_by or record.act.actor
    for unit in units:
        record.append(LEFT_ALONE, on=unit, missed_at=record.at, driven_by=alone.pseudonym, reason=reason)
    receiving.open_discrepancies(
        record, [receiving.Difference(unit=unit, kind=ALONE, expected=TWO_GO, found=ONE_WENT) for unit in units]
    )
    signatures.owe(record, units, matter="witness", about=LEFT_ALONE.code, wanted=None)


def lying_at_another_site(units: Sequence[HandlingUnit], *, than: Place) -> list[HandlingUnit]:
    """Return those of the units that lie at another site than the place, and are on no road: read before they are put.

    A place that stands on no site says nothing of it.
    """
    off_site = lying_off_site(units, place=than)
    return [unit for unit in units if unit.id in off_site]


def carried_over(record: Record, units: Sequence[HandlingUnit], *, about: str) -> None:
    """Freeze what came to another site without a journey: no crew of two, no seal on a vehicle, no clock of the road
    (R9), so that nobody knows what became of it in between. ``about`` is the code of the act; who commands signs for it
    before it leaves or burns. A replay or an opening record asks nobody.

    Appends ``discrepancy.opened/1`` and ``signature.owed/1`` for each.
    """
    if not units or record.act.basis in _OLD:
        return
    receiving.open_discrepancies(
        record, [receiving.Difference(unit=unit, kind=ALONE, expected=JOURNEY, found=NO_JOURNEY) for unit in units]
    )
    signatures.owe(record, units, matter="witness", about=about, wanted=None)
