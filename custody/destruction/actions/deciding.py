"""The first half of a decision of an authority: what is copied from its paper. A step; nothing changes by it yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import DECISION_RECORDED
from custody.destruction import decision_policies
from custody.destruction.actions.references import reference_of
from custody.destruction.models import AuthorityDecision
from custody.destruction.selectors import decisions
from custody.evidence.actions.photo import keep_photo
from custody.evidence.photos import StoredFiles, media_type_of
from custody.ledger.sealing import seal

if TYPE_CHECKING:
    from custody.destruction.entries import DecisionPaper
    from custody.ledger.recording import Record


def write_decision(
    record: Record,
    files: StoredFiles,
    paper: DecisionPaper,
    *,
    kind: str,
    subject_id: UUID,
    authority: str,
    seized: Sequence[datetime],
    outcome: str | None = None,
    retain_mg: int | None = None,
    words: str | None = None,
) -> AuthorityDecision:
    """Write what an authority decided and return the row; what it is about is locked by the caller.

    ``files`` wraps ``recording``; ``seized`` says when the goods were, on the clock of where they
    are. Appends ``decision.recorded/1``, and
    ``photo.attached/1`` where the paper is there.
    """
    reference = reference_of(paper.reference)
    decision_policies.check_dated(paper.decided_on, at=record.at, seized=seized)
    decision_policies.check_none_waits(waits=subject_id in decisions.waiting_on([subject_id], kind=kind))
    row = AuthorityDecision(
        decision_kind=kind, subject_id=subject_id, authority=authority, decided_on=paper.decided_on, outcome=outcome,
        retain_mg=retain_mg, words=words, recorded_by=record.act.actor, recorded_at=record.at,
    )  # fmt: skip
    row.reference_sealed = seal(reference.encode(), bound_to=f"decision:{row.id}".encode())
    row.stream_id = record.open_stream(kind="decision", ref=row.id)
    row.save(force_insert=True)
    record.append(
        DECISION_RECORDED, on=row, decision_id=row.id, decision_kind=kind, subject_id=subject_id, authority=authority,
        decided_on=row.decided_on, recorded_at=record.at, outcome=outcome, retain_mg=retain_mg, reference=reference,
        words=words, recorded_by=record.act.actor.pseudonym,
    )  # fmt: skip
    if paper.document is not None:
        attach(record, files, row, paper.document)
    record.result = {"decision": str(row.id)}
    return row


def attach(record: Record, files: StoredFiles, row: AuthorityDecision, document: bytes) -> None:
    """Keep the paper of a decision. A step. Raises ``InvalidInput`` when the bytes are neither PDF nor photo."""
    keep_photo(
        record, files, document, slot="document", media_type=media_type_of(document, documents=True), decision=row
    )
