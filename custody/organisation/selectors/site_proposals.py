"""What was proposed about sites. The access function answers ``NotFound`` for absent and not yours alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotFound
from custody.organisation.models import SiteProposal
from custody.organisation.selectors.staffing import READERS

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def visible_site_proposals(reader: Officer) -> QuerySet[SiteProposal]:
    """Return the proposals about sites that the reader may know of."""
    rows = SiteProposal.objects.select_related("site", "proposed_by", "decided_by")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def site_proposal_for(reader: Officer, *, proposal_id: UUID) -> SiteProposal:
    """Return a proposal; raise ``NotFound`` when there is none or the reader may not know of it."""
    found = visible_site_proposals(reader).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found
