"""What burnt without one of the things that release a burn: a fact, and what is missing is owed for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted
from custody.core.events import BURN_TOLD, BURN_TOLD_ENDED
from custody.core.lifecycle import CustodyState
from custody.destruction import fire_policies, lists, permissions, policies
from custody.destruction.actions import burning, contradicting, manifest
from custody.destruction.locking import lock_facilities, lock_session
from custody.destruction.models import BurnTold
from custody.destruction.selectors import gates
from custody.evidence import entries
from custody.evidence.locking import lock_units
from custody.ledger.recording import recording

NOT_APPROVED = "burn.before_approval"
"""What is missing of a burn that is planned only."""

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.models import BurnSession, ManifestLine
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def tell_burn(
    *, act: Act, session_id: UUID, started_at: datetime, ended_at: datetime, reason: str
) -> BurnSession:
    """Write down that the loads of a burn burnt, though one of the things that release them is missing; return it.

    Also where nobody had approved it, which no signature mends afterwards, or where the record has its loads at the
    furnace only since: that was entered late, perhaps, and the hour that was told counts from then on. And where a hold
    or a revocation took everything out of the burn while it was in the fire: it stays what it is, frozen. And where the
    loads burnt at another furnace than the burn was planned for: where, is where the record has them.

    Nothing is called destroyed by it: the loads stay with who brought them until the burn can be recorded, once who is
    missing signs or a waiver is granted. The supervisor and internal affairs are told, and its clock runs.

    Who: one of those who have the loads in custody. When: the burn is planned, its loads are at a furnace, something
    that ``record_burn`` asks for is missing, and it was not told before. Appends ``burn.told/1``, and
    ``discrepancy.opened/1`` for what was taken out of the burn or burnt at another furnace.
    """
    why = entries.clean_reason(reason, field="all_the_same", most=lists.REASON_MOST)
    with recording(act) as record:
        lock_facilities()
        session = lock_session(session_id)
        policies.check_burn_times(started_at=started_at, ended_at=ended_at, at=min(record.at, record.now))
        policies.check_session(session, "planned", "approved")
        lines = manifest.locked_lines(session)
        units = [line.unit for line in lines] or _left_behind(session)
        policies.check_some_left(units)
        permissions.check_can_record_burn(act.actor, units)
        fire_policies.check_at_some_furnace(units)
        fire_policies.check_not_told(gates.told_of(session))
        told = BurnTold(
            session=session, stream_id=session.stream_id, began_at=started_at, burnt_at=ended_at,
            lacks=_what_is_missing(session, lines, started_at=started_at, now=record.now), reason=why,
            told_by=act.actor, told_at=record.at,
        )  # fmt: skip
        told.save(force_insert=True)
        record.append(
            BURN_TOLD, on=session, rows=[told], told_id=told.id, told_at=record.at, began_at=started_at,
            burnt_at=ended_at, lacks=told.lacks, told_by=act.actor.pseudonym, reason=why,
        )  # fmt: skip
        if not lines:
            for unit in units:
                contradicting.differs(record, unit, expected=contradicting.TAKEN_OUT, found=contradicting.SAID_TO_BURN)
        contradicting.burnt_elsewhere(record, units, here=gates.at_furnace_of(session, units))
        record.result = {"session": str(session.id)}
    return session


def _left_behind(session: BurnSession) -> list[HandlingUnit]:
    """Return the units, locked, that a hold or a revocation took out of a burn and that are at a furnace still, in no
    other burn."""
    units = lock_units(session.lines.filter(live=False).values_list("unit_id", flat=True))
    elsewhere = {line.unit_id for line in gates.scheduled_lines(units)}
    return [unit for unit in units if unit.custody_state == CustodyState.AT_FURNACE and unit.id not in elsewhere]


def end(record: Record, session: BurnSession, *, outcome: str) -> None:
    """End what was told of a burn, where something was: it is ``recorded``, ``aborted`` or ``cancelled``. A step.

    Appends ``burn.told_ended/1``.
    """
    told = gates.told_of(session)
    if told is None:
        return
    told.ended_at, told.outcome = record.at, outcome
    told.save(update_fields=["ended_at", "outcome"])
    record.append(BURN_TOLD_ENDED, on=session, rows=[told], told_id=told.id, ended_at=record.at, outcome=outcome)


def _what_is_missing(
    session: BurnSession, lines: list[ManifestLine], *, started_at: datetime, now: datetime
) -> str:
    """Return the code of what keeps the burn from being recorded; raise ``InvalidInput`` where nothing does."""
    try:
        if session.state == "planned":
            return NOT_APPROVED
        policies.check_some_left(lines)
        policies.check_session_open(session, started_at=started_at)
        burning.check_release(session, lines, started_at=started_at, now=now)
    except (InvalidInput, NotAllowedNow, NotPermitted) as refusal:
        return refusal.code
    raise fire_policies.nothing_missing()
