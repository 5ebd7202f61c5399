"""Who: decisions of authorities on paper. One officer records, another verifies; each check also asks when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.destruction import decision_policies, policies
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.models import AuthorityDecision, BurnSession, DestructionOrder
    from custody.organisation.models import Officer

RECORDERS = VERIFIERS = (Role.CASE_OFFICER, Role.SUPERVISOR)


def check_can_record_decision(officer: Officer) -> None:
    """Return when the officer may copy what an authority decided from its paper: a case officer or supervisor."""
    check_holds_role(officer, *RECORDERS)


def check_can_attach_to_decision(officer: Officer, decision: AuthorityDecision) -> None:
    """Return when the officer may attach the paper: who records decisions, while it waits to be verified."""
    check_holds_role(officer, *RECORDERS)
    decision_policies.check_decision_open(decision)


def check_can_verify_decision(officer: Officer, decision: AuthorityDecision) -> None:
    """Return when the officer may hold the record against the paper: another than who recorded it."""
    check_holds_role(officer, *VERIFIERS)
    if officer.id == decision.recorded_by_id:
        raise NotPermitted("decision.own", "Another person must verify the decision that you recorded")
    decision_policies.check_decision_open(decision)


def check_can_revoke_order(officer: Officer, order: DestructionOrder, *, left: bool) -> None:
    """Return when the officer may record that its authority revoked an order: who records decisions."""
    check_can_record_decision(officer)
    decision_policies.check_revocable(order, left=left)


def check_can_send_certificate(officer: Officer, session: BurnSession) -> None:
    """Return when the officer may record that a copy of the certificate was sent: who records decisions, after the
    burn."""
    check_can_record_decision(officer)
    policies.check_session(session, "burnt")
