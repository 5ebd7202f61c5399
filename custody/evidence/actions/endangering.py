"""Places that count as known to others, and the flight from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import EMERGENCY_DEPARTED, PLACE_CLEARED, PLACE_CLEARING_ASKED, PLACE_ENDANGERED
from custody.evidence import entries
from custody.evidence.actions import signatures, steps
from custody.evidence.exceptions import permissions
from custody.evidence.exceptions.policies import check_not_burnt
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.ledger.recording import Record, recording
from custody.organisation.models import Place
from custody.organisation.selectors import place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act

WATCHED, THREATENED, BURNT = 1, 2, 3
DANGER_OF = {
    "watched": WATCHED, "drone": WATCHED, "followed": WATCHED,
    "threat": THREATENED, "break_in": THREATENED, "stopped": THREATENED,
    "tracker": BURNT,
}  # fmt: skip
"""Kind of report -> what it means for the places of its site."""


def endanger(record: Record, places: Iterable[Place], *, danger: int, cause: str) -> None:
    """Write that places are in danger, where they were not in as much. A step; appends ``place.endangered/1``.

    A place that somebody holds locked is left out: a call for help waits for nobody.
    """
    wanted = sorted({place.pk for place in places})
    rows = Place.objects.select_for_update(skip_locked=True).filter(pk__in=wanted, danger__lt=danger)
    for place in rows.order_by("pk"):
        place.danger, place.danger_since, place.clearing_asked_by = danger, record.at, None
        place.save(update_fields=["danger", "danger_since", "clearing_asked_by"])
        record.append(
            PLACE_ENDANGERED, on=place, since_at=record.at, danger=danger, cause=cause,
            said_by=record.act.actor.pseudonym,
        )  # fmt: skip


def endanger_place(*, act: Act, place: str, danger: int, cause: str) -> Place:
    """Say that a place (a code word) counts as watched, threatened or known, and return it.

    Who: a supervisor or duty officer. When: always; a danger that is greater already stays. Appends
    ``place.endangered/1``.
    """
    why = entries.clean_reason(cause, field="cause", most=500)
    level = int(entries.chosen(str(danger), ("1", "2", "3"), field="danger"))
    found = place_by_code_word(code_word=place)
    permissions.check_can_command(act.actor)
    with recording(act) as record:
        row = Place.objects.select_for_update().get(pk=found.pk)
        row.danger, row.danger_since, row.clearing_asked_by = max(level, row.danger), record.at, None
        row.save(update_fields=["danger", "danger_since", "clearing_asked_by"])
        record.append(
            PLACE_ENDANGERED, on=row, since_at=record.at, danger=row.danger, cause=why,
            said_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"place": str(row.id)}
    return row


def ask_clearing(*, act: Act, place: str, reason: str) -> Place:
    """Ask whether a place is safe again, and return it; another commander says so.

    Who: a supervisor or duty officer. When: it is in danger. Appends ``place.clearing_asked/1``.
    """
    why = entries.clean_reason(reason, most=500)
    found = place_by_code_word(code_word=place)
    with recording(act, authorises=True) as record:
        row = Place.objects.select_for_update().get(pk=found.pk)
        permissions.check_can_ask_clearing(act.actor, row)
        row.clearing_asked_by = act.actor
        row.save(update_fields=["clearing_asked_by"])
        record.append(
            PLACE_CLEARING_ASKED, on=row, asked_at=record.at, asked_by=act.actor.pseudonym, reason=why
        )
        record.result = {"place": str(row.id)}
    return row


def clear_place(*, act: Act, place: str, reason: str) -> Place:
    """Say that a place is safe again, and return it.

    Who: a supervisor or duty officer other than who asked. When: it is in danger, and somebody asked. Appends
    ``place.cleared/1``.
    """
    why = entries.clean_reason(reason, most=500)
    found = place_by_code_word(code_word=place)
    with recording(act, authorises=True) as record:
        row = Place.objects.select_for_update().get(pk=found.pk)
        asked_by = row.clearing_asked_by
        permissions.check_can_clear(act.actor, row, asked_by=asked_by)
        row.danger, row.danger_since, row.clearing_asked_by = 0, None, None
        row.save(update_fields=["danger", "danger_since", "clearing_asked_by"])
        record.append(
            PLACE_CLEARED,
            on=row,
            cleared_at=record.at,
            cleared_by=act.actor.pseudonym,
            second="" if asked_by is None else asked_by.pseudonym,
            reason=why,
        )
        record.result = {"place": str(row.id)}
    return row


def move_in_emergency(
    *, act: Act, unit_ids: Sequence[UUID], destination: str, reason: str, vehicle: str | None = None,
    already: bool = False,
) -> list[HandlingUnit]:
    """Move units at once, without order, sweep or crew, and return them; they arrive like any load.

    What was commanded is a fact: nothing is asked but where to and why. Another commander signs for it afterwards, only
    those who must see the units from then on, and what arrives is counted. Their custodians stay the same.

    ``already`` says that they are on their way: then it is recorded where they go, also where others know that place,
    and others hear of that at once (UNSAFE).

    Who: a supervisor or duty officer. When: they are live and not on the road, and the destination is not known to
    others, unless they were driven there already. Appends ``emergency.departed/1`` and ``signature.owed/1`` for each.
    """
    why = entries.clean_reason(reason, most=500)
    van = entries.clean_text(vehicle, field="vehicle", most=80)
    where = place_by_code_word(code_word=destination, field="destination")
    if not already:
        check_not_burnt(where)
    with recording(act) as record:
        units = lock_units(unit_ids)
        permissions.check_can_move_in_emergency(act.actor, units)
        steps.advance_all(record, units, code=EMERGENCY_DEPARTED.code)
        left = steps.leave_places(record, units)
        HandlingUnit.objects.filter(pk__in=[unit.pk for unit in units]).update(emergency_move=True, sealed_view=True)
        for unit in units:
            unit.emergency_move = unit.sealed_view = True
            record.append(
                EMERGENCY_DEPARTED,
                on=unit,
                rows=left.get(unit.id, []),
                departed_at=record.at,
                vehicle=van,
                destination_id=where.id,
                commander=act.actor.pseudonym,
                custodian=act.actor.pseudonym if unit.custodian is None else unit.custodian.pseudonym,
                co_custodian=None if unit.co_custodian is None else unit.co_custodian.pseudonym,
                reason=why,
            )
        signatures.owe(record, units, matter="emergency", about=EMERGENCY_DEPARTED.code, wanted=None)
        record.result = {"units": [str(unit.id) for unit in units], "unit": str(units[0].id)}
    return units
