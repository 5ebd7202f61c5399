"""The book a plan is made from: what lies here now, the slots to come, the crews, and the furnaces that stand still.

Nothing of it grows with history: live goods, and what is booked within the horizon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.lifecycle import GONE, AuthorityState, CustodyState
from custody.core.planning import HORIZON, Book, Lot, Outage, Piece, Shift, Slot, Waits, risk_percent
from custody.deadlines.selectors import open_clocks
from custody.deadlines.types import ClockType
from custody.destruction import plan_models as rows
from custody.destruction.models import BurnSession
from custody.destruction.selectors import gates, licences
from custody.destruction.selectors.furnaces import is_open_at
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.facts import frozen_units
from custody.evidence.selectors.surroundings import SAFE, surroundings_of
from custody.evidence.selectors.treatment import unusable_among

if TYPE_CHECKING:
    from django.db.models import QuerySet

TAKING = ("planned", "approved", "burnt")
"""States of a burn that takes its slot and its crew."""


def book_now(*, at: datetime, jurisdiction: str) -> Book:
    """Return the book of a jurisdiction at this moment."""
    end = at + HORIZON
    return Book(
        at=at,
        lots=tuple(_lots(at=at, jurisdiction=jurisdiction)),
        slots=tuple(_slots(at=at, end=end, jurisdiction=jurisdiction)),
        shifts=tuple(
            Shift(begins_at=each.begins_at, ends_at=each.ends_at, crews=each.crews, escorts=each.escorts)
            for each in shifts(jurisdiction=jurisdiction, since=at, until=end)
        ),
        outages=tuple(
            Outage(facility=each.facility.code_word, begins_at=each.begins_at, ends_at=each.ended_at or each.ends_at)
            for each in outages(jurisdiction=jurisdiction, since=at, until=end)
        ),
    )


def slots(*, jurisdiction: str, since: datetime, until: datetime) -> QuerySet[rows.Slot]:
    """Return the slots that begin after ``since`` and up to ``until`` and were not given back, the first one first."""
    return (
        rows.Slot.objects.filter(
            facility__place__jurisdiction=jurisdiction, withdrawn_at__isnull=True, starts_at__gt=since,
            starts_at__lte=until,
        )
        .select_related("facility__place__site")
        .order_by("starts_at", "facility__code_word")
    )  # fmt: skip


def shifts(*, jurisdiction: str, since: datetime, until: datetime) -> QuerySet[rows.CrewShift]:
    """Return the stretches with crews that touch a time, the first one first."""
    return rows.CrewShift.objects.filter(
        jurisdiction=jurisdiction, cancelled_at__isnull=True, ends_at__gt=since, begins_at__lte=until
    ).order_by("begins_at", "id")


def crews_at(moment: datetime, *, jurisdiction: str) -> tuple[list[rows.CrewShift], bool]:
    """Return the crews there are at a moment, and whether any were named for it, also such as were taken back."""
    named = rows.CrewShift.objects.filter(jurisdiction=jurisdiction, begins_at__lte=moment, ends_at__gt=moment)
    there = [each for each in named if each.cancelled_at is None]
    return there, bool(there) or named.exists()


def outages(*, jurisdiction: str, since: datetime, until: datetime) -> QuerySet[rows.Outage]:
    """Return the stretches without a furnace that touch a time, the first one first."""
    return (
        rows.Outage.objects.filter(
            facility__place__jurisdiction=jurisdiction, ends_at__gt=since, begins_at__lte=until
        )
        .select_related("facility")
        .order_by("begins_at", "id")
    )


def taken_hours(slots: Iterable[rows.Slot]) -> set[tuple[UUID, datetime]]:
    """Return (furnace, moment) of those slots in which a burn begins."""
    wanted = list(slots)
    found = BurnSession.objects.filter(
        facility__in={slot.facility_id for slot in wanted},
        starts_at__in={slot.starts_at for slot in wanted},
        state__in=TAKING,
    )
    return set(found.values_list("facility_id", "starts_at"))


def _slots(*, at: datetime, end: datetime, jurisdiction: str) -> list[Slot]:
    booked = [each for each in slots(jurisdiction=jurisdiction, since=at, until=end)
              if each.facility.opens_minute is None or is_open_at(each.facility, each.starts_at)]  # fmt: skip
    burns = {
        (burn.facility_id, burn.starts_at): burn
        for burn in BurnSession.objects.filter(
            facility__place__jurisdiction=jurisdiction, starts_at__gt=at, starts_at__lte=end, state__in=TAKING
        ).select_related("facility")
    }
    held = licences.licences_of({slot.facility_id for slot in booked})
    out = []
    for slot in booked:
        burn = burns.pop((slot.facility_id, slot.starts_at), None)
        day = licences.day_at(slot.facility, slot.starts_at)
        permit = licences.permit_on(held.get(slot.facility_id, ()), day)
        out.append(
            Slot(
                key=str(slot.id), facility=slot.facility.code_word, starts_at=slot.starts_at,
                limit_mg=min(slot.limit_mg, slot.facility.session_limit_mg),
                licensed=bool(permit.licences), substances=permit.substances, escorts=slot.escorts,
                taken_mg=None if burn is None else burn.limit_mg,
            )
        )  # fmt: skip
    # A burn outside every slot needs its crew all the same.
    out += [
        Slot(key=str(burn.id), facility=burn.facility.code_word, starts_at=burn.starts_at, limit_mg=burn.limit_mg,
             taken_mg=burn.limit_mg)
        for burn in burns.values()
    ]  # fmt: skip
    return out


def _lots(*, at: datetime, jurisdiction: str) -> list[Lot]:
    units = list(
        HandlingUnit.objects.filter(parent__isnull=True, jurisdiction=jurisdiction, seized_at__isnull=False)
        .exclude(kind__in=NOT_DRUGS)
        .exclude(custody_state__in=[state.value for state in GONE])
        .exclude(authority_state=AuthorityState.SCHEDULED)
        .select_related("seizure", "exhibit")
        .order_by("label")
    )
    waits = _waits(units)
    due = {
        key: min((clock.due_at for clock in clocks if clock.clock_type == ClockType.TARGET_DESTRUCTION), default=None)
        for key, clocks in open_clocks(unit.id for unit in units).items()
    }
    around = surroundings_of(unit.id for unit in units)
    useless = unusable_among(units)
    grouped: dict[tuple[Any, ...], list[HandlingUnit]] = defaultdict(list)
    for unit in units:
        assert unit.seized_at is not None  # noqa: S101 - asked for above
        # What was made useless is worth no move.
        here = SAFE if unit.id in useless else around.get(unit.id, SAFE)
        risk = risk_percent(
            substance=unit.substance,
            age=max(timedelta(0), at - unit.seized_at),
            unswept=unit.unswept,
            incident=unit.incident_open,
            danger=here.danger,
            unwatched=here.unwatched,
            neutralised=unit.id in useless,
        )
        word = "" if unit.seizure is None else unit.seizure.code_word
        substance = unit.substance or ""
        grouped[word, substance, waits[unit.id], risk, here.danger > 0, here.unwatched].append(unit)
    return [
        Lot(
            key=f"{word or those[0].label} {substance} {state} {risk}{_marks(in_danger, unwatched)}",
            pieces=tuple(Piece(key=str(unit.id), mg=unit.gross_mg or 0) for unit in those),
            risk=risk,
            seized_at=min(unit.seized_at for unit in those if unit.seized_at is not None),
            ready_at=at,
            substance=substance,
            waits=state,
            due_at=min((moment for unit in those if (moment := due.get(unit.id)) is not None), default=None),
            in_danger=in_danger,
            unwatched=unwatched,
        )
        for (word, substance, state, risk, in_danger, unwatched), those in grouped.items()
    ]


def _marks(in_danger: bool, unwatched: bool) -> str:
    """Return what tells lots apart that differ in nothing but where they lie."""
    return (" danger" if in_danger else "") + (" unwatched" if unwatched else "")


def _waits(units: list[HandlingUnit]) -> dict[UUID, Waits]:
    """Return, by unit, what keeps it from being booked; what must go first in front."""
    out: dict[UUID, Waits] = {}
    asked = [unit for unit in units if unit.authority_state in (AuthorityState.NONE, AuthorityState.REQUESTED)]
    lacking, frozen = gates.lacks(asked), frozen_units(units)
    for unit in units:
        if unit.id in frozen:
            out[unit.id] = Waits.DISCREPANCY
        elif unit.authority_state == AuthorityState.HELD:
            out[unit.id] = Waits.HOLD
        elif unit.authority_state == AuthorityState.ORDERED:
            staged = unit.custody_state == CustodyState.STAGED
            out[unit.id] = Waits.STORE if staged else Waits.NOTHING
        elif unit.custody_state != CustodyState.STORED or unit.id in lacking:
            out[unit.id] = Waits.REPORT
        else:
            out[unit.id] = Waits.ORDER
    return out


def burns_in(*, jurisdiction: str, shifts: Iterable[rows.CrewShift]) -> list[tuple[datetime, int]]:
    """Return when the burns booked within some shifts begin, and how many escorts each needs."""
    stretches = list(shifts)
    if not stretches:
        return []
    since = min(shift.begins_at for shift in stretches)
    until = max(shift.ends_at for shift in stretches)
    burns = BurnSession.objects.filter(
        facility__place__jurisdiction=jurisdiction, starts_at__gte=since, starts_at__lt=until, state__in=TAKING
    ).values_list("facility_id", "starts_at")
    of_slot = {
        (facility_id, starts_at): escorts
        for facility_id, starts_at, escorts in rows.Slot.objects.filter(
            withdrawn_at__isnull=True, starts_at__gte=since, starts_at__lt=until
        ).values_list("facility_id", "starts_at", "escorts")
    }
    return [(starts_at, of_slot.get((facility_id, starts_at), 1)) for facility_id, starts_at in burns]
