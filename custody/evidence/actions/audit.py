"""Audits: somebody from outside looks whether the rules were kept at a place. How much lies there is an inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.events import AUDIT_ANSWERED, AUDIT_CLOSED, AUDIT_OPENED, AUDIT_PLANNED
from custody.evidence import entries, lists
from custody.evidence.counting import permissions, policies
from custody.evidence.models import Audit, AuditAnswer
from custody.evidence.policies import check_place_kind
from custody.evidence.selectors import counting
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act

REMARK_MOST = 500


def plan_audit(*, act: Act, place: str, auditor_badge: str, announced: bool) -> Audit:
    """Plan that an auditor looks at a place (a code word), and return the audit.

    Who: who plans; what is not announced by who may know of it. The auditor is outside the chain of everything that
    lies there. When: the place is a store. Appends ``audit.planned/1``.
    """
    permissions.check_can_ask(act.actor)
    permissions.check_can_hide(act.actor, announced=announced)
    where = place_by_code_word(code_word=place)
    check_place_kind(where, lists.STORE_KINDS)
    auditor = officer_by_badge(badge=auditor_badge, field="auditor_badge")
    permissions.check_outside(auditor, counting.chain_of_place(where))
    with recording(act, authorises=True) as record:
        audit = Audit(
            place=where, announced=announced, planned_by=act.actor, planned_at=record.now, auditor=auditor
        )
        audit.stream_id = record.open_stream(kind="audit", ref=audit.id)
        audit.save(force_insert=True)
        record.append(
            AUDIT_PLANNED, on=audit, audit_id=audit.id, planned_at=record.now, place_id=where.id, announced=announced,
            planned_by=act.actor.pseudonym, auditor=auditor.pseudonym,
        )  # fmt: skip
        record.result = {"audit": str(audit.id)}
    return audit


def open_audit(*, act: Act, audit_id: UUID) -> Audit:
    """Begin an audit and return it. From now on custodians know of it.

    Who: its auditor, still outside the chain. When: it is planned. Appends ``audit.opened/1``.
    """
    with recording(act) as record:
        audit = _locked(audit_id)
        permissions.check_can_audit(act.actor, audit, state="planned")
        permissions.check_outside(act.actor, counting.chain_of_place(audit.place))
        audit.state, audit.opened_at = "open", record.now
        audit.save(update_fields=["state", "opened_at"])
        record.append(AUDIT_OPENED, on=audit, opened_at=record.now)
        record.result = {"audit": str(audit.id)}
    return audit


def answer_audit(
    *, act: Act, audit_id: UUID, question: str, verdict: str, remark: str | None = None
) -> AuditAnswer:
    """Answer one question of an audit and return the answer: ``kept``, ``broken`` (with what was found), ``not_seen``.

    Who: its auditor. When: it is open, and the question is not answered yet. Appends ``audit.answered/1``.
    """
    said = entries.clean_text(remark, field="remark", most=REMARK_MOST)
    with recording(act) as record:
        audit = _locked(audit_id)
        permissions.check_can_audit(act.actor, audit, state="open")
        policies.check_answer(question, verdict, remark=said, answered=_answered(audit))
        answer = AuditAnswer(
            audit=audit, stream_id=audit.stream_id, question=question, verdict=verdict, remark=said,
            answered_at=record.now,
        )  # fmt: skip
        answer.save(force_insert=True)
        record.append(
            AUDIT_ANSWERED, on=audit, rows=[answer], answer_id=answer.id, answered_at=record.now, question=question,
            verdict=verdict, remark=said,
        )  # fmt: skip
        record.result = {"audit": str(audit.id), "answer": str(answer.id)}
    return answer


def close_audit(*, act: Act, audit_id: UUID, conclusion: str) -> Audit:
    """Close an audit with its conclusion, and return it.

    Who: its auditor. When: it is open and every question is answered. Appends ``audit.closed/1``.
    """
    said = entries.clean_reason(conclusion, field="conclusion")
    with recording(act) as record:
        audit = _locked(audit_id)
        permissions.check_can_audit(act.actor, audit, state="open")
        policies.check_all_answered(_answered(audit))
        audit.state, audit.closed_at, audit.conclusion = "closed", record.now, said
        audit.broken = audit.answers.filter(verdict="broken").count()
        audit.save(update_fields=["state", "closed_at", "broken", "conclusion"])
        record.append(AUDIT_CLOSED, on=audit, closed_at=record.now, broken=audit.broken, conclusion=said)
        record.result = {"audit": str(audit.id)}
    return audit


def _answered(audit: Audit) -> list[str]:
    return list(audit.answers.values_list("question", flat=True))


def _locked(audit_id: UUID) -> Audit:
    rows = Audit.objects.select_for_update(of=("self",)).select_related("place", "auditor", "planned_by")
    found = rows.filter(pk=audit_id).first()
    if found is None:
        raise NotFound
    return found
