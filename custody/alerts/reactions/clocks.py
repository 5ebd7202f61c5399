"""What cures an alert: only an event of custody that closed its clock, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.alerts.resolving import lock_open_alerts, resolve
from custody.deadlines.batches import together
from custody.deadlines.types import CALIBRATION, KINDS
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.opening import stocks_of
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_HOLDS = ("hold.verified/1", "hold.renewed/1", "hold.lifted/1", "hold.lifted_beside/1", "hold.lifted_with_order/1")
"""They give a clock a new row: what was said of the old one is over."""
CURES = tuple(sorted({code for kind in KINDS.values() for code in kind.ends} | set(_HOLDS)))


def register() -> None:
    """Register the handlers that look at clocks. They run after those that close them."""
    for code in CURES:
        reactions.register(code, together(_cured))


def _cured(record: Record, entries: list[Entry]) -> None:
    subjects = {entry.on.id for entry in entries}
    # What is done to a unit may end the clock of its seizure.
    subjects |= {entry.on.seizure_id for entry in entries if isinstance(entry.on, HandlingUnit) and entry.on.seizure_id}
    # A report of a calibration stands on the stream of its scale, and has a clock of its own.
    subjects |= {UUID(str(entry.fields["calibration_id"])) for entry in entries if entry.type.code in CALIBRATION}
    # What is done to its last unit ends the clock of a list of stock from before the record.
    if record.ended - subjects:
        subjects |= stocks_of(subjects)
    # An alert ends with its clock, in one transaction: where this act closed none, none is left to cure.
    subjects &= record.ended
    if not subjects:
        return
    alerts = lock_open_alerts(Q(subject_id__in=subjects, clock__closed_at__isnull=False))
    resolve(record, alerts, by=entries[0].type.code)
    record.ended -= subjects
