"""A keeper who was ousted objects: what others took over by command is not what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound, StaleVersion
from custody.core.events import TAKEOVER_OBJECTED
from custody.core.identifiers import shortened
from custody.evidence import entries, permissions_of_command
from custody.evidence.actions.receiving import Difference, open_discrepancies
from custody.evidence.locking import lock_units
from custody.evidence.models import Countersignature
from custody.evidence.selectors.facts import OBJECTION
from custody.evidence.selectors.objections import covered_by
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

FOUND_MOST = 64


def object_to_command(*, act: Act, signature_id: UUID, objection: str) -> Countersignature:
    """Object to what others took over in one's place, and return the signature that one was asked for to have heard.

    All that the command covers is frozen by one discrepancy on every unit of it, or of what it became since: who says
    that the list is wrong cannot know on which bag. Two who are not of the chain count, and a supervisor who did not
    order it explains it for all at once. What is gone already stands in its story all the same.

    Who: whoever answered for it until then. When: once for a command, heard of or not. Appends ``takeover.objected/1``
    and a ``discrepancy.opened/1`` for every unit that is frozen; people are told once.
    """
    said = entries.clean_reason(objection, field="objection", most=entries.REMARK_MOST)
    with recording(act, authorises=True) as record:
        row = Countersignature.objects.select_related("wanted", "owed_by").filter(pk=signature_id).first()
        if row is None:
            raise NotFound
        permissions_of_command.check_can_object(act.actor, row)
        covered = {unit.id for unit in covered_by(row)}
        units = {unit.id: unit for unit in lock_units(sorted(covered | {row.unit_id}))}
        # While we waited for the locks another device may have objected, or somebody repacked.
        permissions_of_command.check_can_object(act.actor, row)
        if {unit.id for unit in covered_by(row)} != covered:
            raise StaleVersion
        record.append(
            TAKEOVER_OBJECTED, on=units[row.unit_id], rows=[row], signature_id=row.id, objected_at=record.at,
            objection=said, objected_by=act.actor.pseudonym,
        )  # fmt: skip
        found = shortened(said, most=FOUND_MOST)
        open_discrepancies(
            record,
            [Difference(unit=units[unit_id], kind=OBJECTION, expected="as listed", found=found)
             for unit_id in sorted(covered)],
        )  # fmt: skip
        record.result = {"signature": str(row.id), "unit": str(row.unit_id), "frozen": len(covered)}
    return row
