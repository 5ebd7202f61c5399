"""Locks on business rows: by primary key, in one order everywhere (docs/explanation/locking.md).

A hand-over is locked before its units, units before the place they are put in and the transport they ride with. Called
inside ``recording`` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Q

from custody.core.errors import NotFound, StaleVersion
from custody.core.lifecycle import GONE
from custody.evidence.lists import UNANSWERED
from custody.evidence.models import HandlingUnit, Incident, Mission, Seizure, Target, Tip, Transfer, TransferLine
from custody.organisation.models import Officer, Place

Row = TypeVar("Row")


def lock_units(unit_ids: Iterable[UUID]) -> list[HandlingUnit]:
    """Return the units as they stand now, locked, in the order they were named, each once.

    Raises ``NotFound`` when one of them does not exist.
    """
    wanted = list(dict.fromkeys(unit_ids))
    if not wanted:
        return []
    # Every act on goods begins with it: written out, for Django takes longer to write it than PostgreSQL to answer.
    rows = HandlingUnit.objects.raw(
        "SELECT * FROM custody_handlingunit WHERE id = ANY (%s::uuid[]) ORDER BY id FOR UPDATE", [wanted]
    )
    found = {unit.id: unit for unit in rows}
    if len(found) != len(wanted):
        raise NotFound
    return [found[unit_id] for unit_id in wanted]


def lock_unit(unit_id: UUID) -> HandlingUnit:
    """Return one unit, locked; raise ``NotFound`` when it does not exist."""
    return lock_units([unit_id])[0]


def lock_unit_and_outermost(unit_id: UUID) -> tuple[HandlingUnit, HandlingUnit]:
    """Return a unit and the outermost unit around it (itself when it lies in none), both locked."""
    around = _outermost_id(unit_id)
    locked = {unit.id: unit for unit in lock_units([unit_id, around])}
    if not _lies_in(locked[unit_id], locked[around]):
        # It was taken out, or came to lie in another unit, while we waited for the lock.
        raise StaleVersion
    return locked[unit_id], locked[around]


def lock_units_with_contents(unit_ids: Iterable[UUID]) -> tuple[list[HandlingUnit], list[HandlingUnit]]:
    """Return units and what lies directly in them, by label, all locked in one go."""
    wanted = list(dict.fromkeys(unit_ids))
    inside = set(HandlingUnit.objects.filter(parent__in=wanted).values_list("id", flat=True))
    locked = lock_units([*wanted, *sorted(inside)])
    if set(HandlingUnit.objects.filter(parent__in=wanted).values_list("id", flat=True)) != inside:
        raise StaleVersion
    return locked[: len(wanted)], sorted(locked[len(wanted) :], key=lambda unit: unit.label)


def lock_transfer(transfer_id: UUID) -> Transfer:
    """Return a hand-over, locked; raise ``NotFound`` when it does not exist."""
    rows = Transfer.objects.raw("SELECT * FROM custody_transfer WHERE id = %s FOR UPDATE", [transfer_id])
    return _one(next(iter(rows), None))


def lock_transfers_of(giver: Officer) -> list[Transfer]:
    """Return the hand-overs that an officer, or the other custodian of something, offered and that nobody answered,
    locked, by primary key."""
    has = Q(unit__custodian=giver) | Q(unit__co_custodian=giver)
    beside = TransferLine.objects.filter(has).values("transfer_id")
    rows = Transfer.objects.select_for_update().filter(Q(giver=giver) | Q(pk__in=beside), state__in=UNANSWERED)
    return list(rows.order_by("pk"))


def lock_offers_by(giver: Officer, unit_ids: Iterable[UUID]) -> list[Transfer]:
    """Return the hand-overs that name some of the units, that an officer offered by themself and that nobody answered,
    locked, by primary key."""
    naming = TransferLine.objects.filter(unit__in=list(unit_ids)).values("transfer_id")
    rows = Transfer.objects.select_for_update().filter(
        pk__in=naming, giver=giver, commanded_by__isnull=True, state__in=UNANSWERED
    )
    return list(rows.order_by("pk"))


def lock_expired_of(unit_ids: Iterable[UUID]) -> list[Transfer]:
    """Return the hand-overs of some units that ran out, locked, by primary key."""
    rows = Transfer.objects.raw(
        "SELECT * FROM custody_transfer WHERE state = 'expired' AND id IN (SELECT transfer_id FROM custody_transferline"
        " WHERE unit_id = ANY (%s::uuid[]) AND state = 'expired') ORDER BY id FOR UPDATE",
        [list(unit_ids)],
    )
    return list(rows)


def lock_units_of(custodian: Officer) -> list[HandlingUnit]:
    """Return all live outermost units that an officer answers for, alone or beside another, locked, by primary key."""
    answers = Q(custodian=custodian) | Q(co_custodian=custodian)
    rows = HandlingUnit.objects.select_for_update().filter(answers, parent__isnull=True)
    return list(rows.exclude(custody_state__in=sorted(GONE)).order_by("pk"))


def lock_mission(mission_id: UUID) -> Mission:
    """Return a transport mission, locked; raise ``NotFound`` when it does not exist."""
    return _one(Mission.objects.select_for_update().filter(pk=mission_id).first())


def lock_targets(target_ids: Iterable[UUID]) -> list[Target]:
    """Return targets, locked, by primary key."""
    return list(Target.objects.select_for_update().filter(pk__in=list(target_ids)).order_by("pk"))


def lock_target(target_id: UUID) -> Target:
    """Return a target, locked; raise ``NotFound`` when it does not exist."""
    return _one(next(iter(lock_targets([target_id])), None))


def lock_tip(tip_id: UUID) -> Tip:
    """Return a tip, locked; raise ``NotFound`` when it does not exist."""
    return _one(Tip.objects.select_for_update().filter(pk=tip_id).first())


def lock_seizure(seizure_id: UUID) -> Seizure:
    """Return a seizure, locked; raise ``NotFound`` when it does not exist."""
    rows = Seizure.objects.raw("SELECT * FROM custody_seizure WHERE id = %s FOR UPDATE", [seizure_id])
    return _one(next(iter(rows), None))


def lock_incident(incident_id: UUID) -> Incident:
    """Return a report of danger, locked; raise ``NotFound`` when it does not exist."""
    return _one(Incident.objects.select_for_update().filter(pk=incident_id).first())


def lock_place(place: Place) -> Place:
    """Return the place, locked: whoever puts something in it next waits, so that its limit holds."""
    return Place.objects.raw("SELECT * FROM custody_place WHERE id = %s FOR UPDATE", [place.pk])[0]


def lock_seal_numbers(*, prefix: str, digits: int) -> None:
    """Let whoever takes in seals of the same writing next wait: no two deliveries share a number. There is no row yet
    that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"seals:{prefix}:{digits}"])


def lock_officer(officer: Officer) -> Officer:
    """Return the officer's row, locked, for what is written on the officer's own stream."""
    return Officer.objects.select_for_update().get(pk=officer.pk)


def _one(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row


def _lies_in(unit: HandlingUnit, outermost: HandlingUnit) -> bool:
    """Say whether a locked unit still lies in the outermost one, or is itself it."""
    if outermost.parent_id is not None or unit.id == outermost.id:
        return outermost.parent_id is None
    return unit.parent_id == outermost.id or (unit.parent_id is not None and _outermost_id(unit.id) == outermost.id)


def _outermost_id(unit_id: UUID) -> UUID:
    here, parent_id = unit_id, _parent_of(unit_id)
    while parent_id is not None:
        here, parent_id = parent_id, _parent_of(parent_id)
    return here


def _parent_of(unit_id: UUID) -> UUID | None:
    found = HandlingUnit.objects.filter(pk=unit_id).values_list("parent_id", flat=True)
    return _one(list(found) or None)[0]
