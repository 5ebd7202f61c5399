"""What went otherwise than planned at a burn, as the record of the house has it, beside what its crew writes (R13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from custody.core.events import (
    BURN_ATTESTED,
    BURN_TOLD,
    BURN_UNTALLIED,
    DISCREPANCY_OPENED,
    SESSION_APPROVED,
    SESSION_FROZEN,
    SESSION_UNFROZEN,
    UNIT_REFUSED,
    UNIT_TESTED,
    UNIT_UNSCHEDULED,
    FieldClass,
)
from custody.destruction.models import ManifestLine
from custody.destruction.selectors.outages import outages_during
from custody.destruction.selectors.sessions import burnt_beside
from custody.destruction.selectors.tallies import written_at
from custody.ledger.selectors import told
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from uuid import UUID

    from custody.destruction.models import BurnSession
    from custody.ledger.selectors import Told

SEAL_CAME_OFF = "seal.came_off"
"""The code of a seal that came off between the check and the fire: it is told by no event of its own."""
BURNT_BESIDE = "burn.beside"
"""The code of another burn at the same furnace and the same time."""
WHILE_DOWN = "facility.down"
"""The code of a furnace that was out of service as the fire began."""
UNCOUNTED = "tally.uncounted"
"""The code of a tally in which nobody wrote how many packages went in."""
_OF_THE_BURN = [SESSION_APPROVED.code, SESSION_FROZEN.code, SESSION_UNFROZEN.code, BURN_ATTESTED.code, BURN_TOLD.code,
                BURN_UNTALLIED.code]  # fmt: skip
_OF_UNITS = [UNIT_REFUSED.code, UNIT_UNSCHEDULED.code, UNIT_TESTED.code, DISCREPANCY_OPENED.code]
_MOST = 10_000
_CAME_OFF = """
SELECT DISTINCT line.unit_id, seal.removed_at
  FROM custody_manifestline line JOIN custody_seal seal ON seal.unit_id = line.unit_id
 WHERE line.session_id = %s AND seal.removed_at > line.staged_at AND seal.removed_at <= %s
   AND NOT EXISTS (SELECT FROM custody_lotteryticket ticket
                    WHERE ticket.unit_id = seal.unit_id AND ticket.tested_at = seal.removed_at)
   AND NOT EXISTS (SELECT FROM custody_sample sample
                    WHERE sample.unit_id = seal.unit_id AND sample.taken_at = seal.removed_at)
 ORDER BY seal.removed_at, line.unit_id
"""
"""Which seals came off between the check and the end of the fire, but for the lots and for samples."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that went otherwise than planned: the code and the values of what was recorded, the label of the unit
    and the badge of who recorded it, where there is one."""

    at: datetime
    code: str
    label: str | None
    badge: str | None
    values: Mapping[str, Any]


def unusual_of(session: BurnSession) -> list[Happening]:
    """Return what went otherwise than planned from the first approval of a burn on, the oldest first: of every unit
    that was ever in it, burnt or not."""
    classes = frozenset({FieldClass.OPEN, FieldClass.SEALED})
    lines = list(ManifestLine.objects.filter(session=session).select_related("unit"))
    labels: dict[UUID, str] = {line.unit.stream_id: line.unit.label for line in lines}
    burn = told([session.stream_id], newest_first=False, limit=_MOST, codes=_OF_THE_BURN)
    approved = next((each.recorded_at for each in burn if each.type.code == SESSION_APPROVED.code), None)
    goods = told(labels, classes=classes, newest_first=False, limit=_MOST, codes=_OF_UNITS)
    found = [
        each
        for each in (*burn, *goods)
        if approved is not None and each.recorded_at >= approved and _is_unusual(each, session)
    ]
    people = officers_by_pseudonym({each.actor for each in found})
    out = [
        Happening(
            at=each.recorded_at, code=each.type.code, label=labels.get(each.stream_id), values=each.values,
            badge=people[each.actor].badge if each.actor in people else None,
        )
        for each in found
    ]  # fmt: skip
    out += _beside(session)
    out += _while_down(session)
    out += _uncounted(session, lines)
    out += _seals_off(session, {line.unit_id: line.unit.label for line in lines})
    return sorted(out, key=lambda each: (each.at, each.label or ""))


def _is_unusual(event: Told, session: BurnSession) -> bool:
    match event.type.code:
        case SESSION_APPROVED.code:
            return False
        case BURN_ATTESTED.code:
            return bool(event.values["statement"] != "saw_all")
        case UNIT_TESTED.code:
            return bool(event.values["result"] == "negative")
        case UNIT_REFUSED.code | UNIT_UNSCHEDULED.code:
            return bool(str(event.values["session_id"]) == str(session.id))
    return True


def _beside(session: BurnSession) -> list[Happening]:
    """Return a line for each burn that was on at the same furnace at the same time, or began within minutes."""
    return [
        Happening(at=max(session.burn_started_at, each.burn_started_at), code=BURNT_BESIDE, label=None, badge=None,
                  values={"code_word": each.code_word})
        for each in burnt_beside(session)
        if session.burn_started_at is not None and each.burn_started_at is not None
    ]  # fmt: skip


def _while_down(session: BurnSession) -> list[Happening]:
    """Return a line where the furnace was out of service as the fire began."""
    began = session.burn_started_at
    if began is None or not outages_during(session):
        return []
    return [Happening(at=began, code=WHILE_DOWN, label=None, badge=None, values={})]


def _uncounted(session: BurnSession, lines: list[ManifestLine]) -> list[Happening]:
    """Return a line where two people signed what went in, and neither wrote how many packages some units held of which
    the house knows how many they hold. Where nobody signed the tally is owed, which is told."""
    mouth = written_at(session)
    if not mouth.is_signed:
        return []
    counted = {each.unit_id for each in mouth.loaded if each.package_count is not None}
    burnt = [line.unit for line in lines if line.destroyed_at is not None]
    bare = [unit for unit in burnt if unit.package_count is not None and unit.id not in counted]
    at = max(each.signed_at for each in mouth.signed)
    return [Happening(at=at, code=UNCOUNTED, label=None, badge=None, values={"count": len(bare)})] if bare else []


def _seals_off(session: BurnSession, labels: Mapping[UUID, str]) -> list[Happening]:
    until = session.burnt_at or session.aborted_at
    with connection.cursor() as cursor:
        cursor.execute(_CAME_OFF, [session.pk, until])
        rows = cursor.fetchall()
    return [Happening(at=at, code=SEAL_CAME_OFF, label=labels[unit], badge=None, values={}) for unit, at in rows]
