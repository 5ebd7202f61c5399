"""What may be told the public of a seizure, and from when (C21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import PUBLICATION_DECIDED
from custody.destruction import lists, permissions_planning, policies_planning
from custody.destruction.plan_models import Publication
from custody.evidence import entries
from custody.evidence.locking import lock_seizure
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def decide_publication(
    *, act: Act, seizure_id: UUID, fields: Sequence[str], reason: str, publishable_at: datetime | None
) -> Publication:
    """Decide what of a seizure may be told and from when, and return the row. Without a moment nothing is told until
    somebody decides again, burnt or not. ``fields`` are of ``lists.PUBLIC_FIELDS``.

    Who: a regional head or a director. When: always; the newest decision counts. Appends ``publication.decided/1``.
    """
    permissions_planning.check_can_publish(act.actor)
    policies_planning.check_told(fields, lists.PUBLIC_FIELDS)
    why = entries.clean_reason(reason, most=500)
    with recording(act, authorises=True) as record:
        seizure = lock_seizure(seizure_id)
        decision = Publication(
            seizure=seizure,
            stream_id=seizure.stream_id,
            publishable_at=publishable_at,
            fields=[name for name in lists.PUBLIC_FIELDS if name in fields],
            reason=why,
            decided_by=act.actor,
            decided_at=record.at,
        )
        decision.save(force_insert=True)
        record.append(
            PUBLICATION_DECIDED,
            on=seizure,
            rows=[decision],
            publication_id=decision.id,
            fields=decision.fields,
            publishable_at=publishable_at,
            decided_by=act.actor.pseudonym,
            reason=why,
        )
        record.result = {"publication": str(decision.id), "seizure": str(seizure.id)}
    return decision
