"""Notices before an order, the time for an appeal after it, and what is asked to be retained."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import (
    NOTICE_ANSWERED,
    NOTICE_SERVED,
    NOTICE_SERVICE_PROVED,
    NOTICE_SETTLED,
    RETENTION_APPEALED,
    RETENTION_ASKED_2,
    RETENTION_DECIDED,
)
from custody.deadlines.selectors import open_clocks
from custody.destruction import decision_permissions, law_permissions, law_policies, lists
from custody.destruction.actions.deciding import write_decision
from custody.destruction.actions.references import reference_of
from custody.destruction.locking import lock_notice, lock_order, lock_retention
from custody.destruction.models import Notice, RetentionRequest
from custody.destruction.selectors import law, local_days
from custody.destruction.selectors.orders import units_of_order
from custody.evidence import entries
from custody.evidence.locking import lock_seizure
from custody.evidence.models import Exhibit
from custody.evidence.photos import StoredFiles
from custody.evidence.policies import check_version
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.entries import DecisionPaper
    from custody.destruction.models import AuthorityDecision
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record


def serve_notice(*, act: Act, seizure_id: UUID, addressee: str, reference: str) -> Notice:
    """Record that notice of the coming destruction of a seizure was served, and return it (R6, R7).

    Which notice it is, and how long it runs, the law of the seizure's jurisdiction says.

    Who: a case officer. When: that law wants a notice before an order, and none is open. Appends ``notice.served/1``.
    """
    on_whom = entries.chosen(addressee, lists.ADDRESSEES, field="addressee")
    paper = reference_of(reference)
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        law_permissions.check_can_record_papers(act.actor)
        kind = law_policies.notice_kind_for(law.asked_of_seizure(seizure, at=record.now))
        for earlier in law.notices_of([seizure.id]).get(seizure.id, []):
            law_policies.check_running_none(earlier)
        row = Notice(
            notice_kind=kind, addressee=on_whom, jurisdiction=seizure.jurisdiction, seizure=seizure, reference=paper,
            served_by=act.actor, served_at=record.at,
        )  # fmt: skip
        _serve(record, row)
    return row


def serve_order(*, act: Act, order_id: UUID, addressee: str, reference: str) -> Notice:
    """Record that a verified order was served on somebody who may appeal it, and return the notice (R5).

    Who: a case officer. When: the order stands, the law knows an appeal, and its time does not run already. Appends
    ``notice.served/1``.
    """
    on_whom = entries.chosen(addressee, lists.ADDRESSEES, field="addressee")
    paper = reference_of(reference)
    with recording(act, authorises=True) as record:
        order = lock_order(order_id)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_appealable(order, law.asked_of(units_of_order(order), at=record.now))
        earlier = law.appeals_of([order.id]).get(order.id)
        if earlier is not None:
            law_policies.check_running_none(earlier)
        row = Notice(
            notice_kind="appeal", addressee=on_whom, jurisdiction=order.jurisdiction, order=order, reference=paper,
            served_by=act.actor, served_at=record.at,
        )  # fmt: skip
        _serve(record, row)
    return row


def prove_service(
    *, act: Act, notice_id: UUID, paper: DecisionPaper, expected_seq: int | None = None
) -> AuthorityDecision:
    """Record the proof of the day on which a notice was served, and return what waits for its second pair of eyes.

    ``paper`` is the receipt of the post or the return of who served it: its number, the day it was served on, the paper
    itself. A day that somebody claims moves no period: it counts from the day of service only once another person has
    held it against the paper, and from when it was recorded until then.

    Who: a case officer or supervisor. When: nobody has answered the notice or settled it. Appends
    ``decision.recorded/1``.
    """
    with StoredFiles() as files, recording(act, authorises=True) as record:
        row = lock_notice(notice_id)
        check_version(row, expected_seq)
        decision_permissions.check_can_record_decision(act.actor)
        law_policies.check_running(row)
        return write_decision(
            record, files, paper, kind="prove_service", subject_id=row.id, authority="agency", seized=_seized(row)
        )


def write_service(record: Record, decision: AuthorityDecision) -> None:
    """Write the day of service that a verified proof shows: the period of the notice runs from the end of that day. A
    step.

    Who: not who served it. Appends ``notice.service_proved/1``.
    """
    row = lock_notice(decision.subject_id)
    law_permissions.check_can_prove_service(record.act.actor, row)
    row.served_on, row.proved_at = decision.decided_on, record.at
    row.save(update_fields=["served_on", "proved_at"])
    record.append(
        NOTICE_SERVICE_PROVED, on=row, served_on=row.served_on, proved_at=record.at,
        proved_by=record.act.actor.pseudonym,
    )  # fmt: skip


def record_objection(*, act: Act, notice_id: UUID, grounds: str, expected_seq: int | None = None) -> Notice:
    """Record that somebody objected or appealed, also when it came late, and return the notice.

    Who: a case officer. When: nobody has answered the notice yet. Appends ``notice.answered/1``.
    """
    why = entries.clean_reason(grounds, field="grounds", most=lists.UNUSUAL_MOST)
    with recording(act) as record:
        row = lock_notice(notice_id)
        check_version(row, expected_seq)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_running(row)
        row.state, row.grounds, row.answered_at, row.answered_by = "answered", why, record.at, act.actor
        row.save(update_fields=["state", "grounds", "answered_at", "answered_by"])
        record.append(
            NOTICE_ANSWERED, on=row, answered_at=record.at, grounds=why, answered_by=act.actor.pseudonym
        )
        record.result = {"notice": str(row.id)}
    return row


def settle_notice(*, act: Act, notice_id: UUID, expected_seq: int | None = None) -> Notice:
    """Record that the time of a notice ran out in silence, and return it.

    Who: a case officer or supervisor who did not serve it. When: its clock is past due and nobody answered. Appends
    ``notice.settled/1``.
    """
    with recording(act, authorises=True) as record:
        row = lock_notice(notice_id)
        check_version(row, expected_seq)
        clocks = open_clocks([row.id]).get(row.id, [])
        law_permissions.check_can_settle(
            act.actor, row, due_at=clocks[0].due_at if clocks else None, at=record.now
        )
        _settle(record, row, outcome="silent")
        record.result = {"notice": str(row.id)}
    return row


def decide_objection(
    *, act: Act, notice_id: UUID, outcome: str, authority: str, paper: DecisionPaper, expected_seq: int | None = None
) -> AuthorityDecision:
    """Record what was decided on an objection or appeal, ``rejected`` or ``upheld``, and return the decision. It bars
    the goods as before until another person has verified it.

    Who: a case officer or supervisor. When: somebody objected, and it is not decided. Appends ``decision.recorded/1``.
    """
    how = entries.chosen(outcome, lists.OBJECTION_OUTCOMES, field="outcome")
    who = entries.chosen(authority, lists.AUTHORITIES, field="authority")
    with StoredFiles() as files, recording(act, authorises=True) as record:
        row = lock_notice(notice_id)
        check_version(row, expected_seq)
        decision_permissions.check_can_record_decision(act.actor)
        law_policies.check_objected(row)
        return write_decision(
            record, files, paper, kind="decide_objection", subject_id=row.id, authority=who, outcome=how,
            seized=_seized(row),
        )  # fmt: skip


def write_objection_decided(record: Record, decision: AuthorityDecision) -> None:
    """Close a notice with what a verified decision on the objection says. A step.

    Who: not who served it. Appends ``notice.settled/1``.
    """
    row = lock_notice(decision.subject_id)
    law_permissions.check_can_close_notice(record.act.actor, row)
    assert decision.outcome is not None  # noqa: S101 - of this kind
    _settle(record, row, outcome=decision.outcome)


def ask_retention(
    *, act: Act, seizure_id: UUID, authority: str, retain_mg: int, reason: str, exhibit_number: int | None = None
) -> RetentionRequest:
    """Record that an authority asks for a quantity of a seizure to be kept from the fire, and return the request (R7).

    Nothing of the seizure burns until it is decided. What is granted is then kept of the exhibit with that number; of
    every substance of the seizure where the paper names none.

    Who: a case officer. When: none of the seizure is open. Appends ``retention.asked/2``.
    """
    who = entries.chosen(authority, lists.HOLD_AUTHORITIES, field="authority")
    why = entries.clean_reason(reason, most=lists.UNUSUAL_MOST)
    law_policies.check_quantity(retain_mg)
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_none_open(law.retentions_of([seizure.id]).get(seizure.id, []))
        exhibit = _exhibit(seizure, exhibit_number)
        row = RetentionRequest(
            seizure=seizure, exhibit=exhibit, authority=who, retain_mg=retain_mg, reason=why, asked_by=act.actor,
            asked_at=record.at,
        )  # fmt: skip
        row.stream_id = record.open_stream(kind="retention", ref=row.id)
        row.save(force_insert=True)
        record.append(
            RETENTION_ASKED_2, on=row, retention_id=row.id, seizure_id=seizure.id, exhibit_id=row.exhibit_id,
            authority=who, asked_at=record.at, retain_mg=retain_mg, reason=why, asked_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"retention": str(row.id)}
    return row


def _exhibit(seizure: Seizure, number: int | None) -> Exhibit | None:
    if number is None:
        return None
    found = Exhibit.objects.filter(seizure=seizure, number=number, exhibit_kind="drugs").first()
    if found is None:
        raise InvalidInput("exhibit.unknown", "Exhibit {number} is not in this seizure", field="exhibit",
                           number=number)  # fmt: skip
    return found


def decide_retention(
    *, act: Act, retention_id: UUID, outcome: str, reason: str, paper: DecisionPaper, retain_mg: int | None = None,
    expected_seq: int | None = None,
) -> AuthorityDecision:
    """Record the answer to a request to retain, ``granted`` or ``denied``, and return the decision. Nothing of the
    seizure burns until another person has verified it.

    ``retain_mg`` may be less than was asked for.

    Who: a case officer or supervisor. When: it waits. Appends ``decision.recorded/1``.
    """
    how = entries.chosen(outcome, lists.RETENTION_OUTCOMES, field="outcome")
    why = entries.clean_reason(reason, most=lists.UNUSUAL_MOST)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        row = lock_retention(retention_id)
        check_version(row, expected_seq)
        decision_permissions.check_can_record_decision(act.actor)
        law_policies.check_to_decide(row)
        kept = row.retain_mg if retain_mg is None else retain_mg
        law_policies.check_quantity(kept)
        return write_decision(
            record, files, paper, kind="answer_retention", subject_id=row.id, authority=row.authority, outcome=how,
            retain_mg=kept, words=why, seized=local_days.seizures_there([row.seizure]),
        )  # fmt: skip


def write_answer(record: Record, decision: AuthorityDecision) -> None:
    """Write the answer to a request to retain that a verified decision is. A denial after an appeal is ``refused``: the
    last word. A step.

    Who: a supervisor who did not record the request. Appends ``retention.decided/1``.
    """
    row = lock_retention(decision.subject_id)
    law_permissions.check_can_decide_retention(record.act.actor, row)
    assert decision.outcome is not None and decision.retain_mg is not None  # noqa: S101, PT018 - of this kind
    final = "refused" if decision.outcome == "denied" and row.state == "appealed" else decision.outcome
    row.state, row.answer, row.retain_mg = final, decision.words, decision.retain_mg
    row.decided_by, row.decided_at = record.act.actor, record.at
    row.save(update_fields=["state", "answer", "retain_mg", "decided_by", "decided_at"])
    record.append(
        RETENTION_DECIDED, on=row, outcome=final, decided_at=record.at, retain_mg=row.retain_mg, reason=row.answer,
        decided_by=record.act.actor.pseudonym,
    )  # fmt: skip


def appeal_retention(
    *, act: Act, retention_id: UUID, grounds: str, expected_seq: int | None = None
) -> RetentionRequest:
    """Record that a denial was appealed, and return the request: it waits again.

    Who: a case officer. When: it was denied, and not on appeal. Appends ``retention.appealed/1``.
    """
    why = entries.clean_reason(grounds, field="grounds", most=lists.UNUSUAL_MOST)
    with recording(act) as record:
        row = lock_retention(retention_id)
        check_version(row, expected_seq)
        law_permissions.check_can_record_papers(act.actor)
        law_policies.check_to_appeal(row)
        row.state, row.grounds, row.appealed_at = "appealed", why, record.at
        row.save(update_fields=["state", "grounds", "appealed_at"])
        record.append(
            RETENTION_APPEALED, on=row, appealed_at=record.at, grounds=why, appealed_by=act.actor.pseudonym
        )
        record.result = {"retention": str(row.id)}
    return row


def _seized(row: Notice) -> list[datetime]:
    """Return when what a notice is about was seized, on the clock of where it is."""
    found = local_days.seized_there([] if row.order is None else units_of_order(row.order))
    return found + local_days.seizures_there([] if row.seizure is None else [row.seizure])


def _settle(record: Record, row: Notice, *, outcome: str) -> None:
    row.state, row.closed_at, row.closed_by = outcome, record.at, record.act.actor
    row.save(update_fields=["state", "closed_at", "closed_by"])
    record.append(
        NOTICE_SETTLED, on=row, outcome=outcome, closed_at=record.at, closed_by=record.act.actor.pseudonym
    )


def _serve(record: Record, row: Notice) -> None:
    row.stream_id = record.open_stream(kind="notice", ref=row.id)
    row.save(force_insert=True)
    record.append(
        NOTICE_SERVED, on=row, notice_id=row.id, notice_kind=row.notice_kind, addressee=row.addressee,
        jurisdiction=row.jurisdiction, served_at=record.at, seizure_id=row.seizure_id, order_id=row.order_id,
        reference=row.reference, served_by=record.act.actor.pseudonym,
    )  # fmt: skip
    record.result = {"notice": str(row.id)}
