"""Reads of decisions of authorities: only for those who see orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.destruction.models import AuthorityDecision, DestructionOrder, Instruction, Notice, RetentionRequest
from custody.destruction.selectors.access import SEES_ORDERS
from custody.evidence.models import Hold, Seizure
from custody.evidence.selectors.exceptions import BY_LABORATORY
from custody.ledger.sealing import unseal

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from custody.organisation.models import Officer


def visible_decisions(officer: Officer) -> QuerySet[AuthorityDecision]:
    """Return the decisions the officer may know of: all of them for those who see orders, none for others."""
    rows = AuthorityDecision.objects.select_related("recorded_by", "verified_by")
    return rows if officer.is_active and officer.has_role(*SEES_ORDERS) else rows.none()


def decision_for(officer: Officer, *, decision_id: UUID) -> AuthorityDecision:
    """Return the decision; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_decisions(officer).filter(pk=decision_id).first()
    if found is None:
        raise NotFound
    return found


def waiting_on(subject_ids: Iterable[UUID], *, kind: str) -> dict[UUID, AuthorityDecision]:
    """Return the decisions of a kind that wait to be verified, by what they are about."""
    rows = AuthorityDecision.objects.filter(subject_id__in=list(subject_ids), decision_kind=kind, state="recorded")
    return {row.subject_id: row for row in rows}


def reference_of(decision: AuthorityDecision) -> str:
    """Return the reference on the paper; raise ``IntegrityBroken`` when it does not open."""
    return unseal(decision.reference_sealed, bound_to=f"decision:{decision.id}".encode()).decode()


def seizure_about(decision: AuthorityDecision) -> UUID | None:
    """Return the seizure that a law, an instruction, a request to retain or a notice is of; ``None`` for what is of a
    unit or order."""
    if decision.decision_kind == "confirm_law":
        return decision.subject_id
    for kind, rows in (
        ("end_instruction", Instruction.objects.all()), ("answer_retention", RetentionRequest.objects.all()),
        ("decide_objection", Notice.objects.all()), ("prove_service", Notice.objects.all()),
    ):  # fmt: skip
        if decision.decision_kind == kind:
            return rows.values_list("seizure_id", flat=True).get(pk=decision.subject_id)
    return None


_LAW_OF: Mapping[str, tuple[type[Model], str]] = {
    "lift_hold": (Hold, "unit__jurisdiction"),
    "end_instruction": (Instruction, "seizure__jurisdiction"),
    "authorise_order": (DestructionOrder, "jurisdiction"),
    "revoke_order": (DestructionOrder, "jurisdiction"),
    "answer_retention": (RetentionRequest, "seizure__jurisdiction"),
    "decide_objection": (Notice, "jurisdiction"),
    "prove_service": (Notice, "jurisdiction"),
    "confirm_law": (Seizure, "jurisdiction"),
}


def jurisdiction_of(decision: AuthorityDecision) -> str:
    """Return under which law that stands which a decision is about."""
    table, column = _LAW_OF[decision.decision_kind]
    return str(table._default_manager.values_list(column, flat=True).get(pk=decision.subject_id))


def decisions_to_verify(officer: Officer) -> list[AuthorityDecision]:
    """Return the decisions that wait for the officer: recorded by somebody else and not verified, the oldest first."""
    waiting = visible_decisions(officer).filter(state="recorded").exclude(recorded_by=officer)
    return list(waiting.order_by("recorded_at", "id"))


def order_about(decision: AuthorityDecision) -> UUID:
    """Return the order that a decision is about: where an appeal was decided, the one that was appealed."""
    appealed = Notice.objects.filter(pk=decision.subject_id).values_list("order_id", flat=True).first()
    return appealed or decision.subject_id


def has_paper(decision: AuthorityDecision) -> bool:
    """Say whether the record can be held against something: its paper is attached, or there is none to be had.

    A hold that nobody verified bars the fire by one person's word alone, and one that a laboratory placed ends with
    another analysis: to lift those, the reference is enough.
    """
    if decision.documents.exists():
        return True
    if decision.decision_kind != "lift_hold":
        return False
    hold = Hold.objects.get(pk=decision.subject_id)
    return hold.verified_at is None or hold.authority == BY_LABORATORY
