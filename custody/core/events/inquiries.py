"""What was destroyed by an event and not at the furnace is inquired into: a fire can cover a theft (C24)."""

from __future__ import annotations

from custody.core.events.schema import event

INQUIRY_OPENED = event(
    "inquiry.opened/1", "unit", "An inquiry into what destroyed it is owed",
    open_="inquiry_id:uuid opened_at:time", personal="opened_by:person")
INQUIRY_CLOSED = event(
    "inquiry.closed/1", "unit", "The inquiry into what destroyed it is closed",
    open_="inquiry_id:uuid closed_at:time residue_id:uuid?", sealed="cause:text report_number:text",
    personal="finding:text closed_by:person")
