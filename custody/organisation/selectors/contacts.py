"""Reads of how people are reached, and of the changes they asked for. The access function answers ``NotFound`` for
absent and for not yours alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from custody.core.errors import NotFound
from custody.organisation.models import Contact, ContactChange, Officer
from custody.organisation.roles import Role

APPROVERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


def contact_of(officer: Officer) -> Contact | None:
    """Return how an officer is reached, verified or not; ``None`` when nothing is known."""
    return Contact.objects.filter(officer=officer).first()


def contacts_visible_to(officer: Officer) -> QuerySet[Contact]:
    """Return the officer's own contact: nobody reads the number of another."""
    return Contact.objects.filter(officer=officer) if officer.is_active else Contact.objects.none()


def visible_changes(officer: Officer) -> QuerySet[ContactChange]:
    """Return the changes an officer may see: their own, and those of everybody for who approves them."""
    rows = ContactChange.objects.select_related("officer", "asked_by", "approved_by")
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*APPROVERS) else rows.filter(officer=officer)


def change_for(officer: Officer, *, change_id: UUID) -> ContactChange:
    """Return one change that the officer may see."""
    found = visible_changes(officer).filter(id=change_id).first()
    if found is None:
        raise NotFound
    return found


def open_change_of(officer: Officer) -> ContactChange | None:
    """Return the change that an officer has open, or ``None``."""
    return visible_changes(officer).filter(officer=officer, ended_at__isnull=True).first()


def changes_to_approve(officer: Officer) -> QuerySet[ContactChange]:
    """Return the open changes that nobody approved yet and this officer may, the oldest in front."""
    rows = visible_changes(officer).filter(ended_at__isnull=True, approved_by__isnull=True)
    return rows.exclude(Q(officer=officer) | Q(asked_by=officer)).order_by("asked_at", "id")


def changes_due(*, at: datetime, limit: int) -> Sequence[UUID]:
    """Return the changes whose code was received and whose day has passed."""
    rows = ContactChange.objects.filter(ended_at__isnull=True, confirmed_at__isnull=False, effective_at__lte=at)
    return list(rows.order_by("effective_at").values_list("id", flat=True)[:limit])


def old_addresses(officer: Officer) -> list[tuple[str, str]]:
    """Return every verified address of an officer as (channel, address), for a warning that somebody changes them."""
    found = Contact.objects.filter(officer=officer, verified_at__isnull=False).first()
    if found is None:
        return []
    known = [("sms", found.phone), ("email", found.email)]
    return [(channel, address) for channel, address in known if address]
