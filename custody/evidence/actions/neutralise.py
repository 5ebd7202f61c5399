"""Making drugs unusable before they burn (C23): they still end in the furnace, and are worth less to a thief."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import UNIT_NEUTRALISED
from custody.evidence import entries
from custody.evidence.actions import signatures
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.evidence.permissions import check_witness
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act

METHODS = ("bleach", "solvent", "binding", "soil", "other")


def neutralise_units(
    *, act: Act, unit_ids: Sequence[UUID], method: str, witness_badge: str, remark: str | None = None
) -> list[HandlingUnit]:
    """Record that units were made unusable, and return them.

    Who: the custodian, with a witness, who signs later by their own authentication. When: drugs that lie at rest and
    are not unusable yet. Appends ``unit.neutralised/1`` and ``signature.owed/1`` for each.
    """
    how = entries.chosen(method, METHODS, field="method")
    said = entries.clean_text(remark, field="remark", most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with recording(act) as record:
        units = lock_units(unit_ids)
        permissions.check_can_neutralise(act.actor, units)
        check_witness(act.actor, witness)
        HandlingUnit.objects.filter(pk__in=[unit.pk for unit in units]).update(neutralised=True)
        for unit in units:
            unit.neutralised = True
            record.append(
                UNIT_NEUTRALISED,
                on=unit,
                neutralised_at=record.at,
                method=how,
                done_by=act.actor.pseudonym,
                witness=witness.pseudonym,
                remark=said,
            )
        signatures.owe(record, units, matter="witness", about=UNIT_NEUTRALISED.code, wanted=witness)
        record.result = {"units": [str(unit.id) for unit in units], "unit": str(units[0].id)}
    return units
