"""What goes wrong at the fire: a burn that is broken off, and a unit that a witness refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import BURN_ABORTED, UNIT_REFUSED
from custody.destruction import abort_policies, fire_policies, lists, permissions, policies
from custody.destruction.actions import burning, contradicting, manifest, tally
from custody.destruction.entries import LeftOver
from custody.destruction.locking import lock_facilities, lock_session
from custody.destruction.models import BurnSession, ManifestLine
from custody.destruction.selectors import gates, tallies
from custody.evidence import entries
from custody.evidence import policies as evidence
from custody.evidence.actions import seal_steps, signatures, steps, weights
from custody.evidence.locking import lock_unit
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def abort_burn(
    *,
    act: Act,
    session_id: UUID,
    started_at: datetime,
    ended_at: datetime,
    reason: str,
    unusual_events: str,
    left: Sequence[LeftOver],
    method: str = "incineration",
) -> BurnSession:
    """Record that a burn was broken off, and of each unit whether it burnt; return the burn.

    Units of ``left`` did not burn: each is sealed anew and weighed again, is out of the burn, and stays with who has
    it until a fresh hand-over takes it back. All others are ash. A weight that differs opens a discrepancy.

    Who: one of those who have the loads in custody; a witness of the burn, not the actor, saw what is left sealed and
    weighed, and signs for it before it leaves or burns. When: the burn is approved and began, all its loads are at its
    furnace, and what is left was on a scale; for what burnt, all that ``record_burn`` asks, but a witness may have seen
    only part. Appends ``seal.removed/1``, ``seal.applied/1``, ``unit.weighed/1``, ``unit.unscheduled/1`` and
    ``signature.owed/1`` for what is left, ``session.burnt/1`` and ``unit.destroyed/1`` for what burnt, and
    ``burn.aborted/1``; ``burn.untallied/1`` where two people had not signed what went in.
    """
    why = entries.chosen(reason, lists.ABORT_REASONS, field="reason")
    happened = entries.clean_reason(unusual_events, field="unusual_events", most=lists.UNUSUAL_MOST)
    how = entries.chosen(method, lists.METHODS, field="method")
    over = {each.unit_id: each for each in left}
    abort_policies.check_left_once(left)
    abort_policies.check_left_weighed(left)
    with steps.clashes_explained(), recording(act) as record:
        lock_facilities()
        session = lock_session(session_id)
        policies.check_burn_times(started_at=started_at, ended_at=ended_at, at=min(record.at, record.now))
        policies.check_session_open(session, started_at=started_at)
        lines = manifest.locked_lines(session)
        abort_policies.check_all_named(over, lines)
        permissions.check_can_record_burn(act.actor, [line.unit for line in lines])
        burnt = [line for line in lines if line.unit_id not in over]
        remaining = [line for line in lines if line.unit_id in over]
        unburnt = [line.unit for line in remaining]  # of what burnt the release asks the same
        here = gates.at_furnace_of(session, unburnt)
        policies.check_at_furnace(unburnt, here)
        fire_policies.check_began_after_arrival(unburnt, here, started_at=started_at, told=gates.told_of(session))
        session.method, session.unusual_events = how, happened
        if burnt:
            burning.check_release(
                session, burnt, started_at=started_at, now=record.now, seen=("saw_all", "saw_part")
            )
        mouth = tallies.written_at(session)
        _keep(record, session, remaining, over)
        if burnt:
            session.burn_started_at, session.burnt_at = started_at, ended_at
            burning.destroy(record, session, burnt)
            # Whoever breaks off a burn is asked for no reason: what is owed for it says enough.
            tally.owe(record, session, mouth, reason=None)
        else:
            session.state = "aborted"
        session.aborted_at, session.abort_reason = ended_at, why
        session.save(update_fields=["state", "aborted_at", "abort_reason", "unusual_events"])
        record.append(
            BURN_ABORTED,
            on=session,
            aborted_at=ended_at,
            reason=why,
            destroyed_count=len(burnt),
            left_count=len(remaining),
            unusual_events=happened,
            aborted_by=act.actor.pseudonym,
        )
        record.result = {"session": str(session.id)}
    return session


def refuse_unit(
    *, act: Act, session_id: UUID, unit_id: UUID, finding: str, remark: str | None = None
) -> HandlingUnit:
    """Record that a witness refuses a unit (R12) and return it: it has a discrepancy and is out of the burn.

    Who: a witness named for the burn. When: the burn is approved and the unit is in it. Appends ``unit.refused/1``,
    ``discrepancy.opened/1`` and ``unit.unscheduled/1``.
    """
    what = entries.chosen(finding, lists.FINDINGS, field="finding")
    said = entries.clean_text(remark, field="remark", most=lists.REASON_MOST)
    with recording(act) as record:
        session = lock_session(session_id)
        unit = lock_unit(unit_id)
        permissions.check_can_refuse(act.actor, session)
        lines = {line.unit_id: line for line in gates.live_lines(session)}
        policies.check_on_manifest([unit], lines)
        line = lines[unit.id]
        record.append(
            UNIT_REFUSED,
            on=unit,
            session_id=session.id,
            line_id=line.id,
            finding=what,
            refused_at=record.at,
            refused_by=act.actor.pseudonym,
            remark=said,
        )
        steps.open_discrepancy(record, unit, kind=what, by=act.actor, found=contradicting.REFUSED_AT_THE_FIRE)
        manifest.take_out(record, manifest.with_units([line], [unit]), reason="refused_by_witness")
        record.result = {"session": str(session.id), "unit": str(unit.id)}
    return unit


def _keep(
    record: Record, session: BurnSession, lines: Sequence[ManifestLine], over: dict[UUID, LeftOver]
) -> None:
    """Seal and weigh again what did not burn, before the first witness, and take it out of the burn."""
    witness, second = policies.witnesses_of(session)
    if witness.id == record.act.actor.id:
        witness = second
    units = [line.unit for line in lines]
    for unit in units:
        evidence.check_live(unit)
    seal_steps.take_off_any_seals(record, units, reason="aborted", by=record.act.actor, witness=witness)
    seal_steps.put_seals(
        record, {unit: over[unit.id].new_seal for unit in units}, by=record.act.actor, second=witness
    )
    readings = {unit: over[unit.id].reading for unit in units}
    weights.weigh_all(record, readings, occasion="check", by=record.act.actor, witness=witness)
    manifest.take_out(record, list(lines), reason="aborted")
    signatures.owe(
        record, [line.unit for line in lines], matter="witness", about=BURN_ABORTED.code, wanted=witness
    )
