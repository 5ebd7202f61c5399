"""Looking at what is masked: it is written who looked, at what and why, before anything is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotAllowedNow
from custody.core.events import PLACE_REVEALED
from custody.evidence import entries, lists, permissions
from custody.evidence.locking import lock_officer
from custody.evidence.models import Consultation
from custody.evidence.placing import unseal_place
from custody.evidence.selectors import facts
from custody.evidence.selectors.access import unit_for
from custody.ledger.recording import Record, recording
from custody.organisation.proposal_permissions import check_can_decide
from custody.organisation.selectors import place_by_id
from custody.organisation.selectors.place_proposals import place_proposal_for

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.organisation.models import Officer

SHOWN_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Revealed:
    """The code word of the place where a unit lies, and until when it may be shown to the one who asked."""

    code_word: str
    expires_at: datetime


def reveal_place(*, act: Act, unit_id: UUID, reason: str) -> Revealed:
    """Return where a unit lies, after it was recorded who asks and why.

    The place is read only when that is committed. A unit inside another lies where the outermost one does.

    Who: the custodians, those it is offered to, and whose task it is (supervisor, duty officer, planner,
    auditor).
    When: while it lies in a place. Appends ``place.revealed/1`` on the officer's stream.
    """
    reason = entries.clean_reason(reason, most=500)
    outermost = facts.outermost_of(unit_for(act.actor, unit_id=unit_id))
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        permissions.check_can_reveal_place(officer, outermost)
        placement = facts.placement_of(outermost)
        if placement is None:
            raise NotAllowedNow("place.none", "{label} lies in no place now", label=outermost.label)
        consultation = consulted(
            record, officer, subject_kind="unit", subject_id=outermost.id, field_group="place", reason=reason
        )
        record.result = {"consultation": str(consultation.id), "unit": str(outermost.id)}
    place = place_by_id(place_id=unseal_place(placement.place_sealed, placement_id=placement.id))
    return Revealed(place.code_word, consultation.expires_at)


def reveal_proposed_name(*, act: Act, proposal_id: UUID) -> Consultation:
    """Record that somebody reads the sealed name of a place that was proposed, and return the row: the page shows it
    to them while that runs. What they decide is the reason.

    Who: an administrator or a supervisor who did not propose it. When: it is open. Appends ``place.revealed/1`` on the
    officer's stream.
    """
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        proposal = place_proposal_for(officer, proposal_id=proposal_id)
        check_can_decide(officer, proposal)
        consultation = consulted(
            record, officer, subject_kind="proposal", subject_id=proposal.id, field_group="name",
            reason=f"To decide about {proposal.code_word}",
        )  # fmt: skip
        record.result = {"consultation": str(consultation.id), "place_proposal": str(proposal.id)}
    return consultation


def consulted(
    record: Record,
    officer: Officer,
    *,
    subject_kind: str,
    subject_id: UUID,
    field_group: str,
    reason: str,
) -> Consultation:
    """Write that the officer looks at something masked, and return the row. A step; the officer's row is
    locked."""
    consultation = Consultation(
        officer=officer,
        stream_id=officer.stream_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        field_group=field_group,
        reason=reason,
        seen_at=record.at,
        expires_at=record.at + SHOWN_FOR,
    )
    consultation.save(force_insert=True)
    record.append(
        PLACE_REVEALED,
        on=officer,
        rows=[consultation],
        consultation_id=consultation.id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        field_group=field_group,
        expires_at=consultation.expires_at,
        reason=reason,
    )
    return consultation


def read_due_sheet(*, act: Act, site_id: UUID | None, hours: int) -> Consultation:
    """Record that somebody reads what falls due in the next hours, of one site or of all, and return the row.

    The sheet is made only when that is committed.

    Who: a supervisor, a duty officer, a regional head, a director, or the command on the server. When: always. Appends
    ``place.revealed/1`` on the officer's stream.
    """
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        permissions.check_can_read_due_sheet(officer)
        consultation = consulted(
            record,
            officer,
            subject_kind="house" if site_id is None else "site",
            subject_id=officer.id if site_id is None else site_id,
            field_group="due_sheet",
            reason=f"what falls due within {hours} hours",
        )
        record.result = {"consultation": str(consultation.id)}
    return consultation


def take_out_figures(*, act: Act, what: str, reason: str) -> Consultation:
    """Record that somebody takes figures out of the house as a file, and return the row: its number is the watermark.

    ``what`` is one of ``lists.EXPORTS``. The file is made only when that is committed.

    Who: a supervisor, an auditor, a regional head or a director. When: always. Appends ``place.revealed/1`` on the
    officer's stream.
    """
    group = entries.chosen(what, lists.EXPORTS, field="what")
    why = entries.clean_reason(reason, most=500)
    with recording(act, authorises=True) as record:
        officer = lock_officer(act.actor)
        permissions.check_can_take_out(officer)
        consultation = consulted(
            record, officer, subject_kind="house", subject_id=officer.id, field_group=group, reason=why
        )
        record.result = {"consultation": str(consultation.id)}
    return consultation
