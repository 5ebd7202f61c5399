"""Inquiries into what was destroyed by an event, for those who command, inquire and audit."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.evidence.models import Inquiry
from custody.evidence.selectors.counting import without_counted
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

READERS = (
    Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
)  # fmt: skip


def visible_inquiries(officer: Officer) -> QuerySet[Inquiry]:
    """Return the inquiries that the officer may know of, those that are owed first."""
    rows = Inquiry.objects.select_related("unit", "residue", "opened_by", "closed_by")
    rows = rows.order_by("-closed_at", "opened_at", "id")  # what has no end stands first: it is the newest of all
    rows = without_counted(officer, rows, units=["unit", "residue"])
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()


def inquiry_for(officer: Officer, *, inquiry_id: UUID) -> Inquiry:
    """Return one inquiry; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_inquiries(officer).filter(pk=inquiry_id).first()
    if found is None:
        raise NotFound
    return found
