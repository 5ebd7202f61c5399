"""The relief of a guard: the next one takes the post over, and no minute is without a guard."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import GUARD_POSTED
from custody.evidence import permissions, policies
from custody.evidence.actions import steps
from custody.evidence.actions.stop import leave_other_posts, lock_with_posts, relieve
from custody.evidence.models import GuardPost
from custody.evidence.selectors.facts import guard_post
from custody.ledger.recording import recording
from custody.organisation.permissions import check_two_people

if TYPE_CHECKING:
    from custody.core.act import Act


def take_over_guard(*, act: Act, guard_id: UUID) -> GuardPost:
    """Take over the post of another guard, and return the new post. The other one is relieved in the same moment,
    unless it is told late and was before they came.

    Who: an officer or crew, signed in under their own badge, other than who stands there. When: the post lasts and the
    unit is in custody. Their own posts in other places end too; told late, this one ends when they went on to
    another. Appends ``guard.relieved/1`` and ``guard.posted/1``.
    """
    permissions.check_can_stand_guard(act.actor)
    with steps.clashes_explained(), recording(act) as record:
        unit = lock_with_posts(guard_post(guard_id).unit_id, act.actor)
        before = guard_post(guard_id)
        check_two_people(act.actor, before.guard)
        policies.check_post_lasts(before)
        policies.check_live(unit)
        went_on_at = leave_other_posts(record, unit, guard=act.actor)
        # Told late of a time before the other one came: they stand there still.
        if before.posted_at <= record.at:
            relieve(record, unit, before)
        post = GuardPost(unit=unit, stream_id=unit.stream_id, guard=act.actor, posted_at=record.at)
        post.save(force_insert=True)
        record.append(
            GUARD_POSTED, on=unit, rows=[post], guard_id=post.id, posted_at=record.at, guard=act.actor.pseudonym
        )
        if went_on_at is not None:
            relieve(record, unit, post, at=went_on_at)
        record.result = {"guard": str(post.id), "unit": str(unit.id)}
    return post
