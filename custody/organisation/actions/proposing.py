"""The steps of every proposal: it is locked, and it ends with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from custody.core.errors import InvalidInput, NotFound
from custody.organisation.models.proposals import Proposed

if TYPE_CHECKING:
    from custody.core.events.schema import EventType
    from custody.ledger.recording import Record

P = TypeVar("P", bound=Proposed)
REASON_MOST = 500


def said_why(reason: str) -> str:
    """Return the reason in one line; raise ``InvalidInput`` when there is none."""
    why = " ".join(reason.split())[:REASON_MOST]
    if not why:
        raise InvalidInput("text.empty", "Write the reason", field="reason")
    return why


def locked(model: type[P], proposal_id: UUID, *related: str) -> P:
    """Return the proposal, locked, with what it is about; raise ``NotFound`` when there is none."""
    rows = model._default_manager.select_for_update(of=("self",)).select_related(*related)
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def close(record: Record, proposal: Proposed, outcome: str, *, event: EventType, about: str) -> None:
    """Write how the proposal ended. ``about`` is the column of what it made or changed. Appends ``event``."""
    proposal.state, proposal.decided_by, proposal.decided_at = outcome, record.act.actor, record.at
    proposal.save(update_fields=["state", about, "decided_by", "decided_at"])
    fields: dict[str, Any] = {f"{about}_id": getattr(proposal, f"{about}_id")}
    record.append(
        event, on=proposal, outcome=outcome, decided_at=record.at, decided_by=record.act.actor.pseudonym, **fields
    )
