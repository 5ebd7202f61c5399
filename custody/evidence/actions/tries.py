"""What was read at a hand-over and is of no unit of it is remembered of who read it, in no session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.evidence import permissions
from custody.evidence.actions.consult import consulted
from custody.evidence.locking import lock_officer, lock_transfer
from custody.evidence.selectors.tries import MOST_STRANGE, SEAL_TRY, tried
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

REASON = "read at a hand-over, of no unit of it"


def note_strange_reads(*, act: Act, transfer_id: UUID, codes: Iterable[str], known: Iterable[UUID] = ()) -> int:
    """Record what a receiver read that is of no unit of the hand-over, and return of how many numbers it was. A number
    that is among ``known``, their tries of the last hour, is no new one.

    Who: the receiver who was named. When: while the offer waits. Appends ``place.revealed/1`` (field group
    ``seal_try``) on the officer's stream for each number, with its token and not the number.
    """
    before = set(known)
    more = max(0, MOST_STRANGE - len(before))
    fresh = list(dict.fromkeys(one for one in map(tried, codes) if one not in before))[:more]
    if not fresh:
        return 0
    with recording(act) as record:
        permissions.check_can_accept(act.actor, lock_transfer(transfer_id))
        officer = lock_officer(act.actor)
        for one in fresh:
            consulted(record, officer, subject_kind="seal", subject_id=one, field_group=SEAL_TRY, reason=REASON)
    return len(fresh)
