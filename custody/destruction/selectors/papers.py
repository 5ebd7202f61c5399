"""Reads of the papers around orders: only for those who see orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Count, F, Q

from custody.core.errors import NotFound
from custody.destruction.models import Instruction, Notice, OrderRequest, RetentionRequest
from custody.destruction.selectors.access import SEES_ORDERS
from custody.evidence.models import HandlingUnit, Photo
from custody.evidence.selectors.counting import without_counted
from custody.ledger.sealing import unseal
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

Row = TypeVar("Row")


def visible_notices(officer: Officer) -> QuerySet[Notice]:
    """Return the notices the officer may know of."""
    rows = Notice.objects.select_related("seizure", "order", "served_by", "answered_by", "closed_by")
    return without_counted(officer, rows, seizures=["seizure"]) if _sees(officer) else rows.none()


def visible_retentions(officer: Officer) -> QuerySet[RetentionRequest]:
    """Return the requests to retain the officer may know of."""
    rows = RetentionRequest.objects.select_related("seizure", "exhibit", "asked_by", "decided_by")
    return without_counted(officer, rows, seizures=["seizure"]) if _sees(officer) else rows.none()


def visible_requests(officer: Officer) -> QuerySet[OrderRequest]:
    """Return what magistrates were asked, for those who see orders."""
    rows = OrderRequest.objects.select_related("seizure", "asked_by", "addressee", "order")
    return without_counted(officer, rows, seizures=["seizure"]) if _sees(officer) else rows.none()


def notice_for(officer: Officer, *, notice_id: UUID) -> Notice:
    """Return the notice; raise ``NotFound`` when there is none or the officer may not know of it."""
    return _one(visible_notices(officer).filter(pk=notice_id).first())


def retention_for(officer: Officer, *, retention_id: UUID) -> RetentionRequest:
    """Return the request to retain; raise ``NotFound`` as ``notice_for`` does."""
    return _one(visible_retentions(officer).filter(pk=retention_id).first())


def request_for(officer: Officer, *, request_id: UUID) -> OrderRequest:
    """Return what a magistrate was asked; raise ``NotFound`` as ``notice_for`` does."""
    return _one(visible_requests(officer).filter(pk=request_id).first())


def asked_of_me(officer: Officer) -> list[OrderRequest]:
    """Return what the officer is asked and has not answered, the oldest first."""
    rows = OrderRequest.objects.filter(addressee=officer, state="open")
    if not officer.is_active or not officer.has_role(Role.PROSECUTOR, Role.JUDGE, Role.COMMITTEE):
        return []
    return list(rows.select_related("asked_by", "addressee").order_by("asked_at", "id"))


def asked_back(officer: Officer) -> list[OrderRequest]:
    """Return what magistrates asked and no case officer has answered yet, for a case officer; the oldest first."""
    if not officer.is_active or not officer.has_role(Role.CASE_OFFICER):
        return []
    rows = OrderRequest.objects.filter(state="answered", answer="ask").select_related("seizure")
    return list(rows.order_by("answered_at", "id"))


def request_asked_of(officer: Officer, *, request_id: UUID) -> OrderRequest:
    """Return a request that is put to this officer; raise ``NotFound`` for any other."""
    rows = OrderRequest.objects.select_related("seizure", "asked_by", "addressee")
    return _one(rows.filter(pk=request_id, addressee=officer).first() if officer.is_active else None)


def units_asked(request: OrderRequest) -> list[HandlingUnit]:
    """Return the units that were shown with a request, by label."""
    return list(HandlingUnit.objects.filter(label__in=request.labels).order_by("label"))


def photos_of(request: OrderRequest) -> QuerySet[Photo]:
    """Return the photos and papers of the goods a request is about, the newest first; erased ones are left out."""
    of_units = Q(unit__label__in=request.labels, proposal=None, lab_result=None)
    rows = Photo.objects.filter(Q(seizure=request.seizure_id) | of_units)
    return rows.exclude(key_sealed=None).order_by("-taken_at", "id")


def latency_of(request: OrderRequest) -> timedelta | None:
    """Return how long the magistrate took from being asked to the answer; ``None`` while it is missing."""
    return None if request.answered_at is None else request.answered_at - request.asked_at


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Of what magistrates were asked in a stretch of time: how many requests, how many wait for an answer now, and the
    median of the minutes from question to answer; ``None`` without answers."""

    asked: int
    waiting: int
    median_minutes: int | None


def answer_figures(*, since: datetime, until: datetime, jurisdiction: str | None = None) -> AnswerFigures:
    """Return how long magistrates took for what they were asked from ``since`` to before ``until`` (C16)."""
    rows = OrderRequest.objects.filter(asked_at__gte=since, asked_at__lt=until)
    if jurisdiction is not None:
        rows = rows.filter(jurisdiction=jurisdiction)
    taken = sorted(rows.exclude(answered_at=None).values_list(F("answered_at") - F("asked_at"), flat=True))
    counts = rows.aggregate(asked=Count("pk"), waiting=Count("pk", filter=Q(state="open")))
    return AnswerFigures(
        **counts,
        median_minutes=int(median(each.total_seconds() for each in taken)) // 60 if taken else None,
    )


def proposed_text(request: OrderRequest) -> str:
    """Return the text that was proposed; raise ``IntegrityBroken`` when it does not open."""
    return unseal(request.proposed_sealed, bound_to=f"request:{request.id}".encode()).decode()


def open_instruction(seizure_id: UUID) -> Instruction | None:
    """Return the instruction under which a seizure is, if it is."""
    rows = Instruction.objects.select_related("opened_by")
    return rows.filter(seizure=seizure_id, closed_at__isnull=True).first()


def _sees(officer: Officer) -> bool:
    return officer.is_active and officer.has_role(*SEES_ORDERS)


def _one(found: Row | None) -> Row:
    if found is None:
        raise NotFound
    return found
