"""A seal that is not as it should be: said at once by whoever sees it, and the unit is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.exceptional import SEAL_FAULTS
from custody.core.identifiers import shortened
from custody.evidence import entries, policies
from custody.evidence.actions import steps
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_unit_and_outermost
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Discrepancy

FOUND_MOST = 64


def report_seal_fault(
    *, act: Act, unit_id: UUID, fault: str, seal_seen: str | None = None, expected_seq: int | None = None
) -> Discrepancy:
    """Say that the seal on a unit is not as it should be, and return the discrepancy that freezes the unit.

    ``fault`` is what was seen (``SEAL_FAULTS``): nobody freezes goods without saying why. ``seal_seen`` is what can be
    read off it. Nothing that is read says whether it is the number we know: a seal that is suspected of being a copy
    bears that one. The seal stays what it is in the books until two people replace it.

    Who: whoever may handle goods, and an auditor. When: it is live and carries a seal of ours. Appends
    ``discrepancy.opened/1``.
    """
    kind = entries.chosen(fault, SEAL_FAULTS, field="fault")
    seen = entries.clean_text(seal_seen, field="seal", most=entries.REMARK_MOST)
    with recording(act) as record:
        unit, _ = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_report_seal(act.actor, unit)
        opened = steps.open_discrepancy(
            record, unit, kind="seal", by=act.actor, expected=unit.seal,
            found=shortened(kind if seen is None else f"{kind} {seen}", most=FOUND_MOST),
        )  # fmt: skip
        record.result = {"discrepancy": str(opened.id), "unit": str(unit.id)}
    return opened
