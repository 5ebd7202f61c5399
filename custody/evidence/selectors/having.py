"""What there is of a unit at all, asked in one question: its page asks further only for what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from custody.evidence.lists import UNANSWERED

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """What a unit has, or had, at least one of; of its hand-over and its ride as of the outermost unit around it."""

    at: datetime
    """When it was asked, by the clock of the database."""
    guards: bool
    photos: bool
    discrepancies: bool
    contents: bool
    holds: bool
    """A hold lasts on the outermost unit."""
    was_inside: bool
    """It was taken out of another."""
    rides: bool
    """It was named for a transport, or one around it, or the one it was taken out of."""
    carried_by: tuple[UUID, ...]
    """The transports it rides with now."""
    stands_still: bool
    is_offered: bool
    """A hand-over waits for an answer, or its time ran out."""


_ASKED = """
SELECT clock_timestamp(),
  EXISTS (SELECT FROM custody_guardpost g WHERE g.unit_id = %(unit)s AND g.relieved_at IS NULL),
  EXISTS (SELECT FROM custody_photo p WHERE p.unit_id = %(unit)s),
  EXISTS (SELECT FROM custody_discrepancy d WHERE d.unit_id = %(unit)s),
  EXISTS (SELECT FROM custody_handlingunit c WHERE c.parent_id = %(unit)s),
  EXISTS (SELECT FROM custody_hold h WHERE h.unit_id = %(outermost)s AND h.lifted_at IS NULL),
  EXISTS (SELECT FROM custody_removal r WHERE r.inner_id = %(unit)s),
  EXISTS (SELECT FROM custody_missionload l WHERE l.unit_id = ANY (%(all)s::uuid[])
           OR l.unit_id IN (SELECT r.unit_id FROM custody_removal r WHERE r.inner_id = %(unit)s)),
  ARRAY (SELECT l.mission_id FROM custody_missionload l WHERE l.unit_id = %(outermost)s AND l.state = 'carried'),
  EXISTS (SELECT FROM custody_missionload l JOIN custody_missionstop s ON s.mission_id = l.mission_id
           WHERE l.unit_id = %(outermost)s AND l.state = 'carried' AND s.went_on_at IS NULL),
  EXISTS (SELECT FROM custody_transferline t WHERE t.unit_id = %(outermost)s AND t.state = ANY (%(unanswered)s))
"""


def had_by(unit: HandlingUnit, around: Sequence[HandlingUnit]) -> Had:
    """Return what there is of a unit that lies in the units ``around`` it, the innermost first."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {
            "unit": unit.id, "all": [each.id for each in (unit, *around)], "outermost": [unit, *around][-1].id,
            "unanswered": list(UNANSWERED),
        })  # fmt: skip
        (at, guards, photos, discrepancies, contents, holds, was_inside, rides, carried,
         stands_still, is_offered) = cursor.fetchone()  # fmt: skip
    return Had(
        at=at, guards=guards, photos=photos, discrepancies=discrepancies, contents=contents, holds=holds,
        was_inside=was_inside, rides=rides, carried_by=tuple(carried), stands_still=stands_still, is_offered=is_offered,
    )  # fmt: skip
