"""A keeper who was ousted objects: what others took over by command is not what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import TAKEOVER_OBJECTED
from custody.core.identifiers import shortened
from custody.evidence import entries, permissions_of_command
from custody.evidence.actions import steps
from custody.evidence.locking import lock_unit
from custody.evidence.models import Countersignature
from custody.evidence.selectors.objections import OBJECTION
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

FOUND_MOST = 64


def object_to_command(*, act: Act, signature_id: UUID, objection: str) -> Countersignature:
    """Object to what others took over in one's place, and return the signature that one was asked for to have heard.

    The unit it lies on is frozen by a discrepancy; two who are not of the chain count, and a supervisor who did not
    order it explains. What is gone already stands in its story all the same.

    Who: whoever answered for it until then. When: once, heard of or not. Appends ``takeover.objected/1`` and
    ``discrepancy.opened/1``.
    """
    said = entries.clean_reason(objection, field="objection", most=entries.REMARK_MOST)
    with recording(act) as record:
        found = Countersignature.objects.filter(pk=signature_id).values_list("unit_id", flat=True).first()
        if found is None:
            raise NotFound
        unit = lock_unit(found)
        row = Countersignature.objects.select_related("wanted", "owed_by").get(pk=signature_id)
        permissions_of_command.check_can_object(act.actor, row)
        record.append(
            TAKEOVER_OBJECTED, on=unit, rows=[row], signature_id=row.id, objected_at=record.at, objection=said,
            objected_by=act.actor.pseudonym,
        )  # fmt: skip
        if not unit.is_gone:
            steps.open_discrepancy(record, unit, kind=OBJECTION, by=act.actor,
                                   expected="as listed", found=shortened(said, most=FOUND_MOST))  # fmt: skip
        record.result = {"signature": str(row.id), "unit": str(unit.id)}
    return row
