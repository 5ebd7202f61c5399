"""Places, and what was proposed about them. The access function answers ``NotFound`` for absent and not yours alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotFound
from custody.ledger.sealing import unseal
from custody.organisation.models import Place, PlaceProposal
from custody.organisation.selectors.staffing import READERS

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def visible_places(reader: Officer) -> QuerySet[Place]:
    """Return the places, to who reads what each may hold."""
    rows = Place.objects.select_related("site")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def visible_place_proposals(reader: Officer) -> QuerySet[PlaceProposal]:
    """Return the proposals about places that the reader may know of."""
    rows = PlaceProposal.objects.select_related("place__site", "site", "proposed_by", "decided_by")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def place_proposal_for(reader: Officer, *, proposal_id: UUID) -> PlaceProposal:
    """Return a proposal; raise ``NotFound`` when there is none or the reader may not know of it."""
    found = visible_place_proposals(reader).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def proposed_name(proposal: PlaceProposal) -> str | None:
    """Return the name that was proposed; ``None`` when there is none. Only who was recorded to read it is shown it."""
    if proposal.name_sealed is None:
        return None
    return unseal(proposal.name_sealed, bound_to=name_binding(proposal)).decode()


def name_binding(proposal: PlaceProposal) -> bytes:
    """Return what the sealed name is bound to."""
    return f"place_proposal:{proposal.id}".encode()
