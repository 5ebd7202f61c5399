"""Saying what one knows of a discrepancy: it explains nothing by itself, and who explains it reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import DISCREPANCY_REMARKED
from custody.evidence import entries
from custody.evidence.locking import lock_unit
from custody.evidence.models import DiscrepancyRemark
from custody.evidence.policies import check_unresolved
from custody.evidence.selectors import access, facts
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def remark_on_discrepancy(*, act: Act, discrepancy_id: UUID, remark: str) -> DiscrepancyRemark:
    """Record what somebody knows of a discrepancy, and return the row. It stays open until it is explained by who may.

    Who: whoever has a part in the work; pages and the API give them the discrepancies of units they may know of.
    When: it is open. Appends ``discrepancy.remarked/1``. Raises ``InvalidInput`` for an empty remark or one above
    2,000 characters.
    """
    said = entries.clean_reason(remark, field="remark")
    with recording(act) as record:
        unit = lock_unit(facts.discrepancy(discrepancy_id).unit_id)
        discrepancy = facts.discrepancy(discrepancy_id)
        access.check_operative(act.actor)
        check_unresolved(discrepancy)
        row = DiscrepancyRemark(
            unit=unit, stream_id=unit.stream_id, discrepancy=discrepancy, remark=said, remarked_by=act.actor,
            remarked_at=record.at,
        )  # fmt: skip
        row.save(force_insert=True)
        record.append(
            DISCREPANCY_REMARKED, on=unit, rows=[row], remark_id=row.id, discrepancy_id=discrepancy.id,
            remarked_at=record.at, remark=said, remarked_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"discrepancy": str(discrepancy.id), "unit": str(unit.id)}
    return row
