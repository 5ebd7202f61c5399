"""The receipt line of a confirmation page: it waits for the seal, at most a second, outside any transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.ledger.receipts import first_act_on, newest_act_on, wait_for_seal
from custody.web.shared.parts import Receipt

if TYPE_CHECKING:
    from custody.ledger.receipts import Receipt as Found


def receipt_on(stream_id: UUID, *, at_most_seconds: float = 1.0) -> Receipt | None:
    """Return the receipt of the newest act on a stream, as soon as the log has signed it."""
    return _sealed(newest_act_on(stream_id), at_most_seconds)


def receipt_of_opening(stream_id: UUID, *, at_most_seconds: float = 1.0) -> Receipt | None:
    """Return the receipt of the act that opened a stream: the same one, whatever happens on the stream later."""
    return _sealed(first_act_on(stream_id), at_most_seconds)


def _sealed(op_id: UUID | None, at_most_seconds: float) -> Receipt | None:
    found = None if op_id is None else wait_for_seal(op_id, at_most_seconds=at_most_seconds)
    return None if found is None else as_part(found)


def as_part(found: Found) -> Receipt:
    """Return a receipt as a page shows it."""
    return Receipt(
        op_id=str(found.op_id),
        recorded_at=found.recorded_at,
        index=found.index if found.is_sealed else None,
        leaf=found.first_hash,
    )
