"""A bag that bursts away from its shelf: what it is packed into stands where it stood. Steps of packing anew.

Checked for a fire, on the road or at the furnace a bag bursts as well as in store. It is off the list of its burn
then, for what was checked is not what would burn, and frozen until somebody who never had it has looked at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import EMERGENCY_DEPARTED, UNIT_DEPARTED, FieldClass
from custody.core.exceptional import NO_SEAL
from custody.core.lifecycle import CustodyState
from custody.evidence.actions import mission_load, steps
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record

AWAY = frozenset({CustodyState.STAGED, CustodyState.IN_TRANSIT, CustodyState.AT_FURNACE})
"""Where nobody opens a bag but because it burst."""
_DEPARTED = (UNIT_DEPARTED.code, EMERGENCY_DEPARTED.code)


def freeze_away(record: Record, unit: HandlingUnit, made: Sequence[HandlingUnit]) -> None:
    """Freeze what a unit was packed into away from its shelf: it bears another seal than the one that left. Appends
    ``discrepancy.opened/1`` for each part."""
    if unit.custody_state in AWAY:
        for part in made:
            steps.open_discrepancy(
                record, part, kind="seal", by=record.act.actor, expected=unit.seal or NO_SEAL,
                found=part.seal or NO_SEAL,
            )  # fmt: skip


def ride_on(record: Record, made: Sequence[HandlingUnit], source: HandlingUnit) -> None:
    """Let what a unit on the road was packed into ride on in its place: since when it left, in the same vehicle and to
    the same place, and with the same transport. Appends ``unit.departed/1`` for each, and what loads do."""
    newest = told([source.stream_id], classes=frozenset(FieldClass), codes=_DEPARTED, limit=1)
    said = newest[0].values if newest else {}
    to = said.get("destination_id")
    steps.advance_all(record, made, code=UNIT_DEPARTED.code)
    for part in made:
        record.append(
            UNIT_DEPARTED,
            on=part,
            departed_at=said.get("departed_at", record.at),
            vehicle=said.get("vehicle"),
            vehicle_seal=said.get("vehicle_seal"),
            destination_id=None if to is None else UUID(str(to)),
            escort=said.get("escort"),
            custodian=None if part.custodian is None else part.custodian.pseudonym,
            co_custodian=None if part.co_custodian is None else part.co_custodian.pseudonym,
        )
    mission_load.ride_on(record, made, source)
