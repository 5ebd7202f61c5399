"""A variance of the books of mass passes to another owner, and is closed by somebody outside."""

from __future__ import annotations

from custody.core.events.schema import event

VARIANCE_OFFERED = event(
    "variance.offered/1", "unit", "Another officer is asked to answer for a difference",
    open_="offer_id:uuid offered_at:time", sealed="missing_mg:int",
    personal="from_owner:person to_owner:person offered_by:person reason:text")
VARIANCE_ANSWERED = event(
    "variance.answered/1", "unit", "Who answers for a difference: {outcome}",
    open_="offer_id:uuid outcome:text answered_at:time", personal="answered_by:person answer:text?")
VARIANCE_CLOSED = event(
    "variance.closed/1", "unit", "A difference was closed by an auditor",
    open_="closing_id:uuid number:int closed_at:time", sealed="missing_mg:int",
    personal="owner:person closed_by:person finding:text")
