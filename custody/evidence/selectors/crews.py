"""The two who have a load on the way: what they have together, and since when one of them is alone with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.core.canonical import parse_utc_text
from custody.core.events import SECOND_LEFT, TRANSFER_ACCEPTED, UNIT_DEPARTED, UNIT_STORED
from custody.core.lifecycle import CustodyState
from custody.evidence.models import Countersignature, HandlingUnit, TransferLine
from custody.ledger.selectors import newest_values

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Officer

ON_THE_WAY = frozenset({CustodyState.IN_TRANSIT, CustodyState.AT_FURNACE})
"""Where two have a load: on the road, and at the furnace until it burns (R9, R24)."""
_ENDED_BY = (SECOND_LEFT.code, TRANSFER_ACCEPTED.code, UNIT_DEPARTED.code, UNIT_STORED.code)


def lacks_second(unit: HandlingUnit) -> bool:
    """Say whether one person alone has a unit on the way."""
    return unit.co_custodian_id is None and unit.custody_state in ON_THE_WAY


def without_second(units: Iterable[HandlingUnit]) -> dict[UUID, datetime]:
    """Return, by unit that one person has alone on the way since the other of the two is gone, since when."""
    alone = {unit.stream_id: unit.id for unit in units if lacks_second(unit)}
    if not alone:
        return {}
    left = newest_values(alone, codes=_ENDED_BY, name="left_at")
    return {alone[stream]: parse_utc_text(at) for stream, at in left.items()}


def keepers_alone(officer_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some officers who have anything alone on the way."""
    rows = HandlingUnit.objects.filter(
        custodian__in=list(officer_ids), co_custodian__isnull=True, parent__isnull=True,
        custody_state__in=sorted(ON_THE_WAY),
    )  # fmt: skip
    return set(rows.values_list("custodian_id", flat=True))


def together_on_the_way(officer: Officer) -> list[HandlingUnit]:
    """Return the outermost units that an officer and another have on the way, by primary key, with both of them."""
    rows = HandlingUnit.objects.filter(
        Q(custodian=officer) | Q(co_custodian=officer), co_custodian__isnull=False, parent__isnull=True,
        custody_state__in=sorted(ON_THE_WAY),
    )  # fmt: skip
    return list(rows.select_related("custodian", "co_custodian").order_by("pk"))


def signed_that_gone(officer: Officer, units: Sequence[HandlingUnit]) -> bool:
    """Say whether the officer signed, of some of the units, that one of the two who had them is gone."""
    rows = Countersignature.objects.filter(unit__in=[unit.id for unit in units], about=SECOND_LEFT.code)
    return rows.filter(signed_by=officer).exists()


def is_offered_to(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the unit is offered to the officer now."""
    return TransferLine.objects.filter(unit=unit, state="offered", transfer__receiver=officer).exists()
