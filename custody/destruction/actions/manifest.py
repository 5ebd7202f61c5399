"""Steps on the manifest of a burn that several acts share. Each takes ``record`` first and appends its
events.

They write many units in one statement: a burn may hold hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from custody.core.act import Basis
from custody.core.events import SESSION_PLANNED, UNIT_SCHEDULED, UNIT_UNSCHEDULED
from custody.destruction import furnace_policies, lists, policies
from custody.destruction.actions import contradicting
from custody.destruction.models import BurnSession, Facility, ManifestLine
from custody.destruction.selectors import gates
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.organisation.names import fresh_code_word

if TYPE_CHECKING:
    from custody.core.lifecycle import AuthorityState
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer


def set_authority(units: Sequence[HandlingUnit], *, code: str) -> None:
    """Write the authority state that event ``code`` leads each unit to; the caller appends the events.

    Raises ``NotAllowedNow`` when one of the units has no such step.
    """
    reached: dict[AuthorityState, list[HandlingUnit]] = {}
    for unit in units:
        reached.setdefault(policies.check_authority_step(unit, code=code), []).append(unit)
    for state, those in reached.items():
        set_on_units(those, authority_state=state)


def set_on_units(units: Iterable[HandlingUnit], **columns: Any) -> None:
    """Write the same values into columns of all the units, in one statement."""
    rows = list(units)
    HandlingUnit.objects.filter(pk__in=[unit.pk for unit in rows]).update(**columns)
    for unit in rows:
        for name, value in columns.items():
            setattr(unit, name, value)


def book(
    record: Record,
    furnace: Facility,
    *,
    starts_at: datetime,
    units: Sequence[HandlingUnit],
    planner: Officer,
    limit_mg: int | None = None,
) -> BurnSession:
    """Book a burn of these units and return it; its code word is drawn by chance. The furnace and the units are
    locked, and whether they may burn was checked by the caller. ``limit_mg`` is what a slot takes, where that is less
    than what the furnace takes in one burn.

    Raises ``NotAllowedNow`` when it is more than that, at an hour the furnace does not burn, or on a day for which it
    has no licence for them; what a demo replays burnt. Appends ``session.planned/1``, and ``unit.scheduled/1`` for
    every unit.
    """
    most_mg = min(furnace.session_limit_mg, limit_mg or furnace.session_limit_mg)
    planned_mg = sum(unit.gross_mg or 0 for unit in units)
    policies.check_fits(planned_mg=planned_mg, limit_mg=most_mg)
    furnace_policies.check_open(furnace, [starts_at])
    if record.act.basis is not Basis.SCENARIO:
        furnace_policies.check_licensed(furnace, starts_at, units, now=record.now)
    session = BurnSession(
        code_word=fresh_code_word(among=BurnSession.objects.all()), facility=furnace, starts_at=starts_at,
        limit_mg=most_mg, planner=planner,
    )
    session.stream_id = record.open_stream(kind="session", ref=session.id)
    session.save(force_insert=True)
    lines = [
        ManifestLine(session=session, unit=unit, stream_id=unit.stream_id, expected_mg=unit.gross_mg) for unit in units
    ]
    ManifestLine.objects.bulk_create(lines)
    set_authority(units, code=UNIT_SCHEDULED.code)
    record.append(
        SESSION_PLANNED,
        on=session,
        session_id=session.id,
        code_word=session.code_word,
        unit_count=len(units),
        facility_id=furnace.id,
        starts_at=starts_at,
        limit_mg=session.limit_mg,
        planned_mg=planned_mg,
        planner=planner.pseudonym,
    )
    for line in lines:
        record.append(
            UNIT_SCHEDULED,
            on=line.unit,
            rows=[line],
            session_id=session.id,
            line_id=line.id,
            expected_mg=line.expected_mg,
        )
    return session


_SAID_OF_EACH = ("not_burnt", "aborted")
"""Who brought the loads says then of each whether it burnt, and that is what was said before."""


def take_out(record: Record, lines: Sequence[ManifestLine], *, reason: str) -> None:
    """Take units out of their burn: back to ordered, wherever they are. The lines carry their units, locked.

    Appends ``unit.unscheduled/1`` for each, and ``discrepancy.opened/1`` for one that was seen to burn, or said to have
    burnt: that is a fact, and who says otherwise is asked; and for one that somebody chose to leave out though it was
    drawn for a test.
    """
    units = [line.unit for line in lines]
    set_authority(units, code=UNIT_UNSCHEDULED.code)
    ManifestLine.objects.filter(pk__in=[line.pk for line in lines]).update(live=False)
    for line, unit in zip(lines, units, strict=True):
        line.live = False
        record.append(
            UNIT_UNSCHEDULED, on=unit, rows=[line], session_id=line.session_id, line_id=line.id, reason=reason
        )
    if reason in lists.LEAVE_REASONS:
        contradicting.not_tested(record, lines)
    contradicting.not_burnt(record, lines, told=reason not in _SAID_OF_EACH)


def take_out_staged(record: Record, units: Sequence[HandlingUnit], *, reason: str) -> None:
    """Take those of the units out of their burn that were checked for it already. The units are locked."""
    take_out(record, with_units(gates.staged_lines(units), units), reason=reason)


def locked_lines(session: BurnSession) -> list[ManifestLine]:
    """Return the lines of a burn that count, by label, with their units locked. The burn is locked by the
    caller.

    The lines are read again once the units are locked: a unit that goes back in store leaves the burn
    meanwhile.
    """
    units = lock_units(line.unit_id for line in gates.live_lines(session))
    return sorted(with_units(gates.live_lines(session), units), key=lambda line: line.unit.label)


def with_units(lines: Iterable[ManifestLine], units: Iterable[HandlingUnit]) -> list[ManifestLine]:
    """Return the lines with the locked rows of their units, so that both speak of one object."""
    locked = {unit.id: unit for unit in units}
    rows = list(lines)
    for line in rows:
        line.unit = locked[line.unit_id]
    return rows
