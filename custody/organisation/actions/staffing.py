"""Who may do what: proposed by an administrator, decided by another person. Nobody makes a supervisor alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import OFFICER_DECIDED, OFFICER_PROPOSED
from custody.ledger.recording import recording
from custody.organisation import staffing_permissions as permissions
from custody.organisation.actions.register import changed, new_officer
from custody.organisation.models import Officer, OfficerProposal
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record

REASON_MOST, CLEARANCES = 500, (1, 2, 3)
FOR_PEOPLE = tuple(role for role in Role if role not in {Role.ENGINE, Role.DEVICE})
"""Roles that a person can have."""
_BADGE = re.compile(r"[0-9A-Za-z-]{2,16}")


def propose_officer(
    *, act: Act, badge: str, roles: Sequence[str], clearance: int, reason: str, is_active: bool = True
) -> OfficerProposal:
    """Propose what the officer of a badge may do from now on, or a new officer, and return the proposal.

    Who: an administrator, never for their own badge. When: no proposal for the badge is open, and it changes
    something. Appends ``officer.proposed/1``.
    """
    permissions.check_can_propose_officer(act.actor, badge)
    typed = badge.strip()
    if not _BADGE.fullmatch(typed):
        raise InvalidInput("officer.badge", "A badge has 2 to 16 letters and digits", field="badge")
    given = sorted(set(roles))
    if not given or not set(given) <= {role.value for role in FOR_PEOPLE}:
        raise InvalidInput("officer.roles", "Choose roles of the list, one at least", field="roles")
    if clearance not in CLEARANCES:
        raise InvalidInput("officer.clearance", "Choose a clearance of the list", field="clearance")
    why = " ".join(reason.split())[:REASON_MOST]
    if not why:
        raise InvalidInput("text.empty", "Write the reason", field="reason")
    with recording(act, authorises=True) as record:
        officer = Officer.objects.filter(badge__iexact=typed).select_for_update().first()
        _check_is_news(officer, given, clearance=clearance, is_active=is_active)
        if OfficerProposal.objects.filter(badge__iexact=typed, state="open").exists():
            raise NotAllowedNow("officer.proposed", "A proposal for this badge is open already. Decide that one first")
        proposal = OfficerProposal(
            officer=officer, badge=typed if officer is None else officer.badge, roles=given, clearance=clearance,
            is_active=is_active, reason=why, proposed_by=act.actor, proposed_at=record.at,
        )  # fmt: skip
        proposal.stream_id = record.open_stream(kind="proposal", ref=proposal.id)
        proposal.save(force_insert=True)
        record.append(
            OFFICER_PROPOSED, on=proposal, proposal_id=proposal.id, officer_id=proposal.officer_id, roles=given,
            clearance=clearance, is_active=is_active, proposed_at=record.at, badge=proposal.badge, reason=why,
            proposed_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"officer_proposal": str(proposal.id)}
    return proposal


def decide_officer(*, act: Act, proposal_id: UUID, approve: bool) -> OfficerProposal:
    """Approve or reject a proposal about an officer, and return it. What is approved holds at once.

    Who: an administrator or a supervisor who did not propose it and is not meant. When: it is open. Appends
    ``officer.decided/1``, and ``officer.registered/1`` or ``officer.changed/1`` when it is approved.
    """
    with recording(act, authorises=True) as record:
        proposal = _locked(proposal_id)
        permissions.check_can_decide_officer(act.actor, proposal)
        if approve:
            _apply(record, proposal)
        _close(record, proposal, "approved" if approve else "rejected")
    return proposal


def withdraw_officer(*, act: Act, proposal_id: UUID) -> OfficerProposal:
    """Take a proposal about an officer back, and return it.

    Who: who proposed it. When: it is open. Appends ``officer.decided/1``.
    """
    with recording(act, authorises=True) as record:
        proposal = _locked(proposal_id)
        permissions.check_can_withdraw_officer(act.actor, proposal)
        _close(record, proposal, "withdrawn")
    return proposal


def _apply(record: Record, proposal: OfficerProposal) -> None:
    roles = [Role(each) for each in proposal.roles]
    if proposal.officer is not None:
        changed(record, proposal.officer, roles=roles, clearance=proposal.clearance, is_active=proposal.is_active)
        return
    if Officer.objects.filter(badge__iexact=proposal.badge).exists():
        raise NotAllowedNow("officer.badge_taken", "Badge {badge} is already registered", badge=proposal.badge)
    proposal.officer = new_officer(record, badge=proposal.badge, roles=roles, clearance=proposal.clearance)


def _close(record: Record, proposal: OfficerProposal, outcome: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = outcome, record.act.actor, record.at
    proposal.save(update_fields=["state", "officer", "decided_by", "decided_at"])
    record.append(
        OFFICER_DECIDED, on=proposal, outcome=outcome, officer_id=proposal.officer_id, decided_at=record.at,
        decided_by=record.act.actor.pseudonym,
    )  # fmt: skip
    record.result = {"officer_proposal": str(proposal.id)}


def _check_is_news(officer: Officer | None, roles: Sequence[str], *, clearance: int, is_active: bool) -> None:
    if officer is None:
        if not is_active:
            raise InvalidInput("officer.unknown", "Nobody has this badge. Read it again", field="badge")
        return
    if (sorted(officer.roles), officer.clearance, officer.is_active) == (list(roles), clearance, is_active):
        raise InvalidInput("officer.same", "This is how it is already", field="roles")


def _locked(proposal_id: UUID) -> OfficerProposal:
    rows = OfficerProposal.objects.select_for_update(of=("self",)).select_related("officer")
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found
