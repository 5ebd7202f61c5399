"""Decisions of authorities: recorded by one officer from the paper, they count once another has verified them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.events import DECISION_REFUSED, DECISION_VERIFIED
from custody.destruction import decision_permissions, decision_policies, lists
from custody.destruction.actions import deciding, holds, notices, papers, revoking, whose_law
from custody.destruction.locking import lock_decision
from custody.destruction.selectors.decisions import has_paper
from custody.evidence import entries
from custody.evidence.photos import StoredFiles
from custody.evidence.policies import check_version
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.models import AuthorityDecision
    from custody.ledger.recording import Record

EFFECTS: Mapping[str, Callable[[Record, AuthorityDecision], None]] = {
    "lift_hold": holds.end_hold,
    "end_instruction": papers.end_instruction,
    "authorise_order": papers.write_consent,
    "answer_retention": notices.write_answer,
    "revoke_order": revoking.write_revocation,
    "decide_objection": notices.write_objection_decided,
    "prove_service": notices.write_service,
    "confirm_law": whose_law.check_two,
}
"""What a verified decision changes, by its kind. Each locks what it changes and asks anew whether it may."""


def attach_decision_paper(*, act: Act, decision_id: UUID, document: bytes) -> AuthorityDecision:
    """Attach the paper of a decision that was recorded without it, as a PDF or a photo, and return the decision.

    Who: a case officer or supervisor. When: it waits to be verified. Appends ``photo.attached/1``.
    """
    with StoredFiles() as files, recording(act, authorises=True) as record:
        row = lock_decision(decision_id)
        decision_permissions.check_can_attach_to_decision(act.actor, row)
        deciding.attach(record, files, row, document)
        record.result = {"decision": str(row.id)}
    return row


def verify_decision(*, act: Act, decision_id: UUID, expected_seq: int | None = None) -> AuthorityDecision:
    """Confirm that a decision is what its paper says, and return it: from now on it counts.

    Who: a case officer or supervisor other than who recorded it. When: it waits for this, its paper is attached (in a
    replay, and for a hold without one, the reference is enough), and what it is about still stands. Appends
    ``decision.verified/1`` and what it brings about.
    """
    with recording(act, authorises=True) as record:
        row = lock_decision(decision_id)
        check_version(row, expected_seq)
        decision_permissions.check_can_verify_decision(act.actor, row)
        decision_policies.check_paper_attached(attached=act.basis is Basis.SCENARIO or has_paper(row))
        _close(record, row, state="verified")
        record.append(DECISION_VERIFIED, on=row, verified_at=record.at, verified_by=act.actor.pseudonym)
        EFFECTS[row.decision_kind](record, row)
        record.result = {"decision": str(row.id)}
    return row


def refuse_decision(
    *, act: Act, decision_id: UUID, reason: str, expected_seq: int | None = None
) -> AuthorityDecision:
    """Say that a decision is not what its paper says, and return it: nothing changes by it.

    Who: a case officer or supervisor other than who recorded it. When: it waits for this. Appends
    ``decision.refused/1``.
    """
    why = entries.clean_reason(reason, most=lists.REASON_MOST)
    with recording(act, authorises=True) as record:
        row = lock_decision(decision_id)
        check_version(row, expected_seq)
        decision_permissions.check_can_verify_decision(act.actor, row)
        _close(record, row, state="refused")
        record.append(DECISION_REFUSED, on=row, verified_at=record.at, verified_by=act.actor.pseudonym, reason=why)
        record.result = {"decision": str(row.id)}
    return row


def _close(record: Record, row: AuthorityDecision, *, state: str) -> None:
    row.state, row.verified_by, row.verified_at = state, record.act.actor, record.at
    row.save(update_fields=["state", "verified_by", "verified_at"])
