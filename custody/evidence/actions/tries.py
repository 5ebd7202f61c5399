"""What somebody read that is of no unit of a hand-over, or of nothing they may know of, is remembered of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_code_word, parse_container_number, parse_label
from custody.evidence import permissions
from custody.evidence.actions.consult import consulted
from custody.evidence.locking import lock_officer, lock_transfer
from custody.evidence.selectors.tries import (
    CODE_TRY,
    MOST_CODES,
    MOST_STRANGE,
    SEAL_TRY,
    codes_tried,
    tried,
)
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act

REASON = "read at a hand-over, of no unit of it"
NOT_FOUND = "read, and no record of theirs"


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


def note_codes_not_found(*, act: Act, codes: Iterable[str]) -> int:
    """Record that somebody read labels, code words or container numbers of nothing they may know of, and return of how
    many it stands recorded within the hour, now or before. A slip of the thumb and a number of another kind tell
    nothing, and leave nothing.

    What is absent and what is not theirs is recorded alike, so that neither the answer nor its time tells one from the
    other. Who: everybody. When: always; no more than so many of one person within an hour. Appends
    ``place.revealed/1`` (field group ``code_try``) on the officer's stream for each, with its token and not the code.
    """
    told = (_as_written(code) for code in codes)
    wanted = dict.fromkeys(tried(code, purpose=CODE_TRY) for code in told if code is not None)
    before = codes_tried(act.actor) if wanted else set()
    fresh = [one for one in wanted if one not in before][: max(0, MOST_CODES - len(before))]
    known = len(before & wanted.keys())
    if not fresh:
        return known
    with recording(act) as record:
        officer = lock_officer(act.actor)
        for one in fresh:
            consulted(record, officer, subject_kind="code", subject_id=one, field_group=CODE_TRY, reason=NOT_FOUND)
    return known + len(fresh)


def _as_written(code: str) -> str | None:
    """Return a label, a code word or a container number as the house writes it; None for what is none of them."""
    for parse in (parse_label, parse_code_word, parse_container_number):
        with suppress(InvalidInput):
            return str(parse(code))
    return None
