"""Journeys that began without a hand-over: who had the goods drove off with them, or a commander sent them away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from custody.core.events import EMERGENCY_DEPARTED, UNIT_DEPARTED, FieldClass
from custody.evidence.models import TransferLine
from custody.ledger.selectors import told
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_DEPARTED = (UNIT_DEPARTED.code, EMERGENCY_DEPARTED.code)
_EVER = 1_000_000
"""More departures than anything ever had: none is left out."""


@dataclass(frozen=True, slots=True)
class Journey:
    """One departure of some units: when, in what, under which seal, with which escort, who drove, who sent them."""

    at: datetime
    vehicle: str
    vehicle_seal: str
    escort: str
    driver: Officer | None
    second: Officer | None
    commander: Officer | None
    units: int


def without_hand_over(units: Sequence[HandlingUnit]) -> list[Journey]:
    """Return the journeys of some units that no hand-over began, the first one first. For a document about journeys
    that are over, whose readers may know of them; an erased value is empty."""
    handed = set(
        TransferLine.objects.filter(unit__in=[unit.pk for unit in units], transfer__purpose="departure",
                                    transfer__state="accepted").values_list("unit__stream_id", "transfer__closed_at")
    )  # fmt: skip
    left: Counter[tuple[Any, ...]] = Counter()
    for each in told([unit.stream_id for unit in units], classes=frozenset(FieldClass), newest_first=False,
                     limit=_EVER, codes=_DEPARTED):  # fmt: skip
        said = each.values
        if (each.stream_id, said["departed_at"]) not in handed:
            left[said["departed_at"], *(said.get(name) for name in _SAID)] += 1
    people = officers_by_pseudonym(sign for journey in left for sign in journey[-3:] if sign)
    return [
        Journey(at=at, vehicle=vehicle or "", vehicle_seal=seal or "", escort=escort or "",
                driver=people.get(driver or ""), second=people.get(second or ""),
                commander=people.get(commander or ""), units=count)
        for (at, vehicle, seal, escort, driver, second, commander), count in left.items()
    ]  # fmt: skip


_SAID = ("vehicle", "vehicle_seal", "escort", "custodian", "co_custodian", "commander")
