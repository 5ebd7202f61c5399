"""A conveyance that others keep where it stands too: the food agency, or who waits for the scan."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import CONVEYANCE_HELD, CONVEYANCE_LEFT
from custody.evidence import clearance_permissions, entries, lists, policies
from custody.evidence.locking import lock_unit
from custody.evidence.models import Conveyance
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit


def say_who_holds(
    *, act: Act, unit_id: UUID, held_for: str | None, expected_seq: int | None = None
) -> HandlingUnit:
    """Say who else keeps a conveyance where it stands, or with ``None`` that nobody does any more; return its unit.

    It stays in our custody and is not released before they let it. Who: its custodian, or who commands. When: it is
    live, and this is news. Appends ``conveyance.held/1`` or ``conveyance.hold_ended/1``.
    """
    entries.one_of(held_for, lists.HELD_FOR, field="held_for")
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        clearance_permissions.check_can_say_who_holds(act.actor, unit)
        conveyance = Conveyance.objects.get(unit=unit)
        clearance_permissions.check_held_otherwise(conveyance.held_for, wanted=held_for)
        conveyance.held_for = held_for
        conveyance.save(update_fields=["held_for"])
        if held_for is None:
            record.append(CONVEYANCE_LEFT, on=unit, rows=[conveyance], ended_at=record.at)
        else:
            record.append(CONVEYANCE_HELD, on=unit, rows=[conveyance], held_since=record.at, held_for=held_for)
        record.result = {"unit": str(unit.id)}
    return unit
