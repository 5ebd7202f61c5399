"""What cures an alert: only an event of custody that closed its clock, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from custody.alerts.resolving import lock_open_alerts, resolve
from custody.deadlines.batches import together
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

CURES = (
    "guard.posted/1",
    "extraction.started/1",
    "extraction.ended/1",
    "unit.released/1",
    "unit.departed/1",
    "unit.destroyed/1",
    "transfer.accepted/1",
    "transfer.refused/1",
    "transfer.cancelled/1",
)


def register() -> None:
    """Register the handlers that look at clocks. They run after those that close them."""
    for code in CURES:
        reactions.register(code, together(_cured))


def _cured(record: Record, entries: list[Entry]) -> None:
    subjects = {entry.on.id for entry in entries}
    alerts = lock_open_alerts(Q(subject_id__in=subjects, clock__closed_at__isnull=False))
    resolve(record, alerts, by=entries[0].type.code)
