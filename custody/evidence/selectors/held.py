"""Held forms, each for who signed it and for who commands or audits. Their contents are read by who signed them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.evidence.files import decrypt, key_of, load
from custody.evidence.models import HeldReport
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

SUPERVISES = (Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR)
READERS = (*SUPERVISES, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
KIND = "held"
"""The kind of file in which the contents of a held form lie."""


def visible_held(officer: Officer) -> QuerySet[HeldReport]:
    """Return the held forms the officer may know of, those that wait longest first; to others their own."""
    rows = HeldReport.objects.select_related("author", "handed_back_by", "asked_by", "closed_by")
    rows = rows.order_by("-closed_at", "held_at", "id")  # what has no end stands first: it is the newest of all
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*READERS) else rows.filter(author=officer)


def held_for(officer: Officer, *, held_id: UUID) -> HeldReport:
    """Return one held form; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_held(officer).filter(pk=held_id).first()
    if found is None:
        raise NotFound
    return found


def held_under(author: Officer, *, key: UUID) -> HeldReport | None:
    """Return the form that the author goes on with under this key while it waits, else nothing."""
    return HeldReport.objects.filter(author=author, goes_on_as=key, closed_at__isnull=True).first()


def is_settled(author: Officer, *, key: UUID) -> bool:
    """Say whether what the author sent under this key was held, and waits no more."""
    return HeldReport.objects.filter(author=author, goes_on_as=key, closed_at__isnull=False).exists()


def waiting_held(officer: Officer) -> QuerySet[HeldReport]:
    """Return the officer's own forms that wait to be put right, the oldest first."""
    return HeldReport.objects.filter(author=officer, closed_at__isnull=True).order_by("held_at", "id")


def held_to_decide(officer: Officer) -> QuerySet[HeldReport]:
    """Return the forms that another one asked to set aside, and that the officer may decide about."""
    rows = HeldReport.objects.filter(state="asked", closed_at__isnull=True).select_related("asked_by")
    rows = rows.order_by("asked_at", "id")
    rows = rows.exclude(author=officer).exclude(asked_by=officer)
    return rows if officer.is_active and officer.has_role(*SUPERVISES) else rows.none()


def sealed_contents(held: HeldReport) -> bytes:
    """Return what the device sealed. It opens only with the key and the badge it was signed under."""
    key = key_of(held.key_sealed, kind=KIND, row_id=held.id)
    return decrypt(load(held.storage_name), key=key, bound_to=f"{KIND}:{held.id}")
