"""What an event destroyed is inquired into: opened with the loss itself, closed by somebody outside with a report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import INQUIRY_CLOSED, INQUIRY_OPENED
from custody.core.exceptional import Exceptional
from custody.evidence import entries, lists, permissions_of_inquiry
from custody.evidence.locking import lock_unit
from custody.evidence.models import HandlingUnit, Inquiry, Proposal
from custody.evidence.selectors import timeline
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record


def begin(record: Record, unit: HandlingUnit) -> Inquiry:
    """Open the inquiry into a unit that an event destroyed, and return it. A step. Appends ``inquiry.opened/1``."""
    inquiry = Inquiry(unit=unit, stream_id=unit.stream_id, opened_by=record.act.actor, opened_at=record.at)
    inquiry.save(force_insert=True)
    record.append(
        INQUIRY_OPENED,
        on=unit,
        rows=[inquiry],
        inquiry_id=inquiry.id,
        opened_at=record.at,
        opened_by=record.act.actor.pseudonym,
    )
    return inquiry


def close_inquiry(
    *,
    act: Act,
    inquiry_id: UUID,
    cause: str,
    report_number: str,
    finding: str,
    residue: str | None = None,
) -> Inquiry:
    """Close the inquiry into what destroyed a unit, and return it.

    ``residue`` is the label of the unit as which what is left was registered; without it nothing is left.

    Who: internal affairs or an auditor, who neither asked nor decided that the unit is written off, and never had it.
    When: it is open. Appends ``inquiry.closed/1``.
    """
    what = entries.chosen(cause, lists.INQUIRY_CAUSES, field="cause")
    number = entries.clean_reason(report_number, field="report_number", most=64)
    said = entries.clean_reason(finding, field="finding", most=2000)
    with recording(act, authorises=True) as record:
        of = Inquiry.objects.filter(pk=inquiry_id).values_list("unit_id", flat=True).first()
        if of is None:
            raise NotFound
        unit = lock_unit(of)
        inquiry = Inquiry.objects.get(pk=inquiry_id)
        inquiry.unit = unit
        proposals = Proposal.objects.filter(unit=unit, exception=Exceptional.DESTROYED_BY_EVENT, state="approved")
        permissions_of_inquiry.check_can_close_inquiry(
            act.actor, inquiry, proposals=list(proposals), former=timeline.custodians_of(unit)
        )
        left = _left(inquiry, residue)
        inquiry.cause, inquiry.report_number, inquiry.finding, inquiry.residue = what, number, said, left
        inquiry.closed_by, inquiry.closed_at = act.actor, record.at
        inquiry.save(update_fields=["cause", "report_number", "finding", "residue", "closed_by", "closed_at"])
        record.append(
            INQUIRY_CLOSED,
            on=unit,
            rows=[inquiry],
            inquiry_id=inquiry.id,
            closed_at=record.at,
            residue_id=None if left is None else left.id,
            cause=what,
            report_number=number,
            finding=said,
            closed_by=act.actor.pseudonym,
        )
        record.result = {"inquiry": str(inquiry.id)}
    return inquiry


def _left(inquiry: Inquiry, label: str | None) -> HandlingUnit | None:
    if not label:
        return None
    found = HandlingUnit.objects.filter(label=label.strip().upper()).first()
    if found is None:
        raise InvalidInput("inquiry.no_residue", "No unit has this label. Read it again", field="residue")
    permissions_of_inquiry.check_residue(found, inquiry)
    return found
