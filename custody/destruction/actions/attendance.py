"""Who from outside stood by at a fire: somebody of the furnace, the delegate of the authority. They have no badge."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import BURN_ATTENDED
from custody.destruction import attendance_permissions, lists
from custody.destruction.locking import lock_session
from custody.destruction.models import BurnAttendance
from custody.evidence import entries
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def record_attendance(
    *,
    act: Act,
    session_id: UUID,
    attends_for: str,
    name: str,
    position: str,
    answer: str,
    reason: str | None = None,
    temperature_c: int | None = None,
) -> BurnAttendance:
    """Record who of the furnace, or for the authority, stood by at a burn and whether they signed; return the row.

    Whoever refuses to sign, or cannot, is written down with the ``reason`` (R5); it keeps nothing from burning.
    ``temperature_c`` is what the furnace says of its fire, in degrees Celsius.

    Who: who may load a burn or be its witness. When: the burn is approved, and afterwards too. Appends
    ``burn.attended/1``.
    """
    whose = entries.chosen(attends_for, lists.ATTENDS_FOR, field="attends_for")
    said = entries.chosen(answer, lists.ATTENDANCE_ANSWERS, field="answer")
    who = entries.clean_text(name, field="name", most=lists.NAME_MOST)
    what = entries.clean_text(position, field="position", most=lists.NAME_MOST)
    why = entries.clean_text(reason, field="reason", most=lists.REASON_MOST)
    if who is None or what is None:
        raise InvalidInput("attendance.nobody", "Enter the name and the position",
                           field="name" if who is None else "position")  # fmt: skip
    if said != lists.SIGNED and why is None:
        raise InvalidInput("attendance.no_reason", "Say why they did not sign", field="reason")
    if temperature_c is not None and (whose != lists.FACILITY or not 1 <= temperature_c <= lists.HOTTEST_C):
        raise InvalidInput(
            "attendance.temperature", "The furnace alone says how hot its fire was: 1 to {most} degrees",
            field="temperature_c", most=lists.HOTTEST_C,
        )  # fmt: skip
    with recording(act) as record:
        session = lock_session(session_id)
        attendance_permissions.check_can_record_attendance(act.actor, session)
        row = BurnAttendance(
            session=session, stream_id=session.stream_id, attends_for=whose, name=who, position=what, answer=said,
            reason=why, temperature_c=temperature_c, recorded_by=act.actor, recorded_at=record.at,
        )  # fmt: skip
        row.save(force_insert=True)
        record.append(
            BURN_ATTENDED, on=session, rows=[row], attendance_id=row.id, attends_for=whose, answer=said,
            recorded_at=record.at, temperature_c=temperature_c, name=who, position=what, reason=why,
            recorded_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"session": str(session.id)}
    return row
