"""Waivers: asked for by who stands on the floor, granted or refused two levels up, ended by a person or by time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from custody.core.errors import InvalidInput, NotAllowedNow, NotFound
from custody.core.events import WAIVER_ASKED, WAIVER_DECIDED, WAIVER_ENDED
from custody.core.waivable import check_amount, check_length, waivable
from custody.ledger.recording import recording
from custody.organisation.models import Waiver
from custody.organisation.permissions import (
    check_can_ask_waiver,
    check_can_decide_waiver,
    check_can_end_waiver,
    check_holds_role,
)
from custody.organisation.policies import check_waiver_asked, check_waiver_granted, check_waiver_over
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from datetime import timedelta

    from custody.core.act import Act
    from custody.ledger.recording import Record

LONGEST_TEXT = 300


def ask_waiver(
    *, act: Act, rule: str, subject_id: UUID, length: timedelta, reason: str, amount: int | None = None
) -> Waiver:
    """Ask that a rule may not hold for one subject for a time from now on, and return the question.

    ``subject_id`` is of the kind that the rule is about (``core/waivable.py``); ``amount`` is how much more than the
    limit is asked for, in milligrams or euros, where the rule counts something.

    Who: anybody of the chain below a regional head. When: the rule can be waived, and the same is not asked already.
    Appends ``waiver.asked/1``.
    """
    check_can_ask_waiver(act.actor)
    shape = waivable(rule)
    check_amount(rule, amount)
    check_length(rule, length)
    why = " ".join(reason.split())[:LONGEST_TEXT]
    if not why:
        raise InvalidInput("waiver.reason", "Say why the rule cannot be kept this time", field="reason")
    with recording(act, authorises=True) as record:
        waiver = Waiver(
            rule=rule, subject_kind=shape.subject_kind, subject_id=subject_id, amount=amount, reason=why,
            asked_by=act.actor, asked_at=record.now, expires_at=record.now + length,
        )  # fmt: skip
        waiver.stream_id = record.open_stream(kind="waiver", ref=waiver.id)
        try:
            with transaction.atomic():
                waiver.save(force_insert=True)
        except IntegrityError as error:
            raise NotAllowedNow("waiver.asked", "Somebody asked for this already. It waits for an answer") from error
        record.append(
            WAIVER_ASKED, on=waiver, waiver_id=waiver.id, rule=rule, subject_kind=shape.subject_kind,
            subject_id=subject_id, amount=amount, reason=why, asked_by=act.actor.pseudonym, asked_at=record.now,
            expires_at=waiver.expires_at,
        )  # fmt: skip
        record.result = {"waiver": str(waiver.id)}
    return waiver


def grant_waiver(*, act: Act, waiver_id: UUID, answer: str) -> Waiver:
    """Grant a waiver and return it: from now on the rule lets its subject through, until the time asked for.

    Who: two levels above who asked, and never who asked. When: it waits and its time is not over. Appends
    ``waiver.decided/1``.
    """
    return _decide(act, waiver_id, answer=answer, outcome="granted")


def refuse_waiver(*, act: Act, waiver_id: UUID, answer: str) -> Waiver:
    """Refuse a waiver and return it: the rule goes on blocking.

    Who: who could grant it. When: it waits. Appends ``waiver.decided/1``.
    """
    return _decide(act, waiver_id, answer=answer, outcome="refused")


def end_waiver(*, act: Act, waiver_id: UUID) -> Waiver:
    """Take back a question, or end a granted waiver before its time, and return it.

    Who: who asked, or who could grant it. When: it waits or counts. Appends ``waiver.ended/1``.
    """
    with recording(act, authorises=True) as record:
        waiver = _locked(waiver_id)
        check_can_end_waiver(act.actor, waiver)
        _end(record, waiver, "withdrawn" if waiver.state == "asked" else "ended")
    return waiver


def expire_waiver(*, act: Act, waiver_id: UUID) -> Waiver:
    """Write down that the time of a waiver is over, and return it. It counted no more since then anyway.

    Who: the engine. When: its time is over and nobody wrote it down. Appends ``waiver.ended/1``.
    """
    check_holds_role(act.actor, Role.ENGINE)
    with recording(act) as record:
        waiver = _locked(waiver_id)
        check_waiver_over(waiver, now=record.now)
        _end(record, waiver, "withdrawn" if waiver.state == "asked" else "expired")
    return waiver


def _decide(act: Act, waiver_id: UUID, *, answer: str, outcome: str) -> Waiver:
    said = " ".join(answer.split())[:LONGEST_TEXT]
    if not said:
        raise InvalidInput("waiver.answer", "Say what your answer rests on", field="answer")
    with recording(act, authorises=True) as record:
        waiver = _locked(waiver_id)
        check_can_decide_waiver(act.actor, waiver)
        check_waiver_asked(waiver, now=record.now)
        waiver.state, waiver.decided_by, waiver.decided_at, waiver.answer = outcome, act.actor, record.now, said
        waiver.save(update_fields=["state", "decided_by", "decided_at", "answer"])
        record.append(
            WAIVER_DECIDED, on=waiver, outcome=outcome, decided_at=record.now, expires_at=waiver.expires_at,
            decided_by=act.actor.pseudonym, answer=said,
        )  # fmt: skip
        record.result = {"waiver": str(waiver.id)}
    return waiver


def _end(record: Record, waiver: Waiver, outcome: str) -> None:
    check_waiver_granted(waiver)
    waiver.state, waiver.ended_at = outcome, record.now
    waiver.save(update_fields=["state", "ended_at"])
    record.append(
        WAIVER_ENDED, on=waiver, outcome=outcome, ended_at=record.now, ended_by=record.act.actor.pseudonym
    )
    record.result = {"waiver": str(waiver.id)}


def _locked(waiver_id: UUID) -> Waiver:
    found = Waiver.objects.select_for_update(of=("self",)).select_related("asked_by").filter(pk=waiver_id).first()
    if found is None:
        raise NotFound
    return found
