"""The posts of guards who stand at several units: nobody stands in two places, whatever is moved. Steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.evidence.actions import signatures
from custody.evidence.actions.stop import relieve
from custody.evidence.locking import lock_units
from custody.evidence.selectors.guarding import posts_beside, posts_left

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def lock_with_beside(unit_ids: Iterable[UUID]) -> list[HandlingUnit]:
    """Return units that are about to be moved, locked, in the order they were named, each once; together with them
    those are locked at which one of their guards stands too: a post there may end by the move."""
    wanted = list(dict.fromkeys(unit_ids))
    beside = {post.unit_id for post in posts_beside(wanted)} - set(wanted)
    return lock_units([*wanted, *sorted(beside)])[: len(wanted)]


def end_left_posts(record: Record, moved: Sequence[HandlingUnit]) -> None:
    """End the posts that a guard of what was put somewhere cannot stand at any more, for what they guard lies in
    several places now. Who put it there themselves stands there; anybody else stands where they were posted last. Told
    late, it ends what lasted then: who came to stand somewhere afterwards stands there still.

    It is a fact, and nothing of the move is refused: the clock of a missing guard begins at what nobody stands at. A
    replay tells what was, whoever stood where.
    """
    if record.act.basis in signatures.OLD:
        return
    at_hand = {unit.id: unit for unit in moved}
    left = posts_left(list(at_hand), mover=record.act.actor, at=record.at)
    if not left:
        return
    others = {unit.id: unit for unit in lock_units(sorted({post.unit_id for post, _ in left} - at_hand.keys()))}
    for post, left_at in left:
        relieve(record, at_hand.get(post.unit_id) or others[post.unit_id], post, at=left_at)
