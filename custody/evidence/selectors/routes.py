"""Where a load on the road was sent, as a departure said it; only equality with a place is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection

from custody.core.lifecycle import CustodyState
from custody.evidence.placing import place_token

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Place


def astray(units: Sequence[HandlingUnit], place: Place) -> list[HandlingUnit]:
    """Return those of the units on the road that were sent to another place than this one (R9).

    One that left in an emergency, or without a route, was sent nowhere.
    """
    riding = [unit for unit in units if unit.custody_state == CustodyState.IN_TRANSIT]
    if not riding:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SENT, [[unit.id for unit in riding]])
        sent = {unit_id: (bytes(token), left_at) for unit_id, token, left_at in cursor.fetchall()}
    here = place_token(place.id)
    return [
        unit for unit in riding
        if unit.id in sent and sent[unit.id][1] == unit.state_since and sent[unit.id][0] != here
    ]  # fmt: skip


_SENT = """
SELECT DISTINCT ON (l.unit_id) l.unit_id, t.destination_token, t.closed_at
  FROM custody_transferline l JOIN custody_transfer t ON t.id = l.transfer_id
 WHERE l.unit_id = ANY (%s::uuid[]) AND l.state = 'accepted' AND t.destination_token IS NOT NULL
 ORDER BY l.unit_id, t.closed_at DESC
"""
