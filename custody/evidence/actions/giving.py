"""Goods that are given away: two decide that they may go, their keeper gives them, and another who stood by signs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import UNIT_GIVEN
from custody.evidence import entries, giving_permissions
from custody.evidence.actions import exceptions, outcomes, signatures, steps
from custody.evidence.actions.photo import keep_photo
from custody.evidence.photos import StoredFiles, media_type_of
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Proposal

NAME_MOST, IDENTITY_MOST = 120, 64


def give_unit(
    *,
    act: Act,
    proposal_id: UUID,
    witness_badge: str,
    received_by: str,
    identity: str,
    document: bytes,
    expected_seq: int | None = None,
) -> Proposal:
    """Give a unit to who receives it, by an exception that was approved, and return that.

    ``received_by`` is the person who takes it, ``identity`` their identity document or service card, ``document`` the
    receipt that they signed, as a PDF or a photo. Custody ends here and not before: with the decision alone the keeper
    answers for the goods as ever.

    Who: the custodian, who neither asked nor approved, with a witness of whom the same is true and who signs later by
    their own authentication. When: it is approved and not done, and nothing bars it since. Appends ``unit.given/1``,
    the event of the exception, ``photo.attached/1`` and ``signature.owed/1``.
    """
    who = entries.clean_text(received_by, field="received_by", most=NAME_MOST)
    papers = entries.clean_text(identity, field="identity", most=IDENTITY_MOST)
    if who is None or papers is None:
        raise InvalidInput("giving.incomplete", "Say who takes it, and the number of their identity document",
                           field="received_by" if who is None else "identity")  # fmt: skip
    media_type = media_type_of(document, documents=True)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with StoredFiles() as files, steps.clashes_explained(), recording(act) as record:
        proposal, unit, _ = exceptions.locked(proposal_id, expected_seq)
        giving_permissions.check_can_give(act.actor, proposal)
        giving_permissions.check_can_see_given(act.actor, witness, proposal)
        giving_permissions.check_given_after(proposal, at=record.at)
        proposal.given_at, proposal.given_by = record.at, act.actor
        proposal.received_by, proposal.received_identity = who, papers
        proposal.save(update_fields=["given_at", "given_by", "received_by", "received_identity"])
        record.append(
            UNIT_GIVEN,
            on=unit,
            rows=[proposal],
            proposal_id=proposal.id,
            given_at=record.at,
            given_by=act.actor.pseudonym,
            witness=witness.pseudonym,
            received_by=who,
            identity=papers,
        )
        outcomes.end_custody(record, proposal)
        keep_photo(record, files, document, slot="document", media_type=media_type, proposal=proposal)
        signatures.owe(record, [unit], matter="witness", about=UNIT_GIVEN.code, wanted=witness)
        record.result = {"exception": str(proposal.id), "unit": str(unit.id)}
    return proposal
