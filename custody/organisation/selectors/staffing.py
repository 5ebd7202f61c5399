"""Who may do what, and what was proposed about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotFound
from custody.organisation.models import Officer, OfficerProposal
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)


def visible_officers(reader: Officer) -> QuerySet[Officer]:
    """Return the officers whose roles the reader may read, without the engines of the house."""
    rows = Officer.objects.exclude(roles__contains=[Role.ENGINE.value]).select_related("unit")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def officer_for(reader: Officer, *, officer_id: UUID) -> Officer:
    """Return an officer; raise ``NotFound`` when there is none or the reader may not read what they may do."""
    found = visible_officers(reader).filter(pk=officer_id).first()
    if found is None:
        raise NotFound
    return found


def officer_of_badge(reader: Officer, *, badge: str) -> Officer:
    """Return the officer of a badge, however it was typed; raise ``NotFound`` as ``officer_for`` does."""
    found = visible_officers(reader).filter(badge__iexact=badge.strip()).first()
    if found is None:
        raise NotFound
    return found


def visible_officer_proposals(reader: Officer) -> QuerySet[OfficerProposal]:
    """Return the proposals about officers that the reader may know of."""
    rows = OfficerProposal.objects.select_related("officer", "proposed_by", "decided_by")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def officer_proposal_for(reader: Officer, *, proposal_id: UUID) -> OfficerProposal:
    """Return a proposal; raise ``NotFound`` when there is none or the reader may not know of it."""
    found = visible_officer_proposals(reader).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found
