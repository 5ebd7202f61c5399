"""What burns need beside goods: slots at a furnace, crews and escorts, furnaces that stand still, licences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotFound
from custody.core.events import (
    CREWS_CANCELLED,
    CREWS_ROSTERED,
    FACILITY_LICENSED_2,
    OUTAGE_ENDED,
    OUTAGE_RECORDED,
    SLOT_BOOKED,
    SLOT_WITHDRAWN,
)
from custody.destruction import furnace_policies, lists, permissions_planning, policies_planning
from custody.destruction.actions import contradicting
from custody.destruction.locking import lock_facilities, lock_facility
from custody.destruction.models import ManifestLine
from custody.destruction.plan_models import CrewShift, Licence, Outage, Slot
from custody.destruction.selectors import book, outages
from custody.destruction.selectors.access import facility_by_code_word
from custody.evidence import entries
from custody.evidence import lists as evidence
from custody.evidence.locking import lock_units
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act


def book_slots(
    *, act: Act, facility: str, starts_at: Sequence[datetime], escorts: int = 1, limit_mg: int | None = None
) -> list[Slot]:
    """Book hours at a furnace and return the slots. ``facility`` is a code word; without ``limit_mg`` a slot takes
    what the furnace takes in one burn. ``escorts`` is how many escorts the way there needs.

    Who: a planner or a supervisor. When: the hours lie ahead and are free. Appends ``slot.booked/1`` for each.
    """
    permissions_planning.check_can_book(act.actor)
    policies_planning.check_number(escorts, most=policies_planning.MOST_ESCORTS, field="escorts")
    named = facility_by_code_word(code_word=facility)
    with recording(act, authorises=True) as record:
        furnace = lock_facility(named)
        policies_planning.check_hours(starts_at, at=record.at)
        furnace_policies.check_open(furnace, starts_at)
        most_mg = furnace.session_limit_mg if limit_mg is None else limit_mg
        policies_planning.check_limit(most_mg, most_mg=furnace.session_limit_mg)
        booked = Slot.objects.filter(facility=furnace, starts_at__in=starts_at, withdrawn_at__isnull=True)
        policies_planning.check_hours_free(starts_at, list(booked.values_list("starts_at", flat=True)))
        made = [
            Slot(facility=furnace, stream_id=furnace.stream_id, starts_at=each, limit_mg=most_mg, escorts=escorts)
            for each in sorted(starts_at)
        ]
        Slot.objects.bulk_create(made)
        for slot in made:
            record.append(SLOT_BOOKED, on=furnace, rows=[slot], slot_id=slot.id, escorts=escorts,
                          starts_at=slot.starts_at, limit_mg=slot.limit_mg)  # fmt: skip
        record.result = {"slots": [str(slot.id) for slot in made], "facility": str(furnace.id)}
    return made


def withdraw_slot(*, act: Act, slot_id: UUID, reason: str) -> Slot:
    """Give a slot back and return it. ``reason`` is one of ``lists.WITHDRAW_REASONS``.

    Who: a planner or a supervisor. When: it lies ahead and no burn is booked in it. Appends ``slot.withdrawn/1``.
    """
    permissions_planning.check_can_book(act.actor)
    why = entries.chosen(reason, lists.WITHDRAW_REASONS, field="reason")
    named = Slot.objects.filter(pk=slot_id).select_related("facility").first()
    if named is None:
        raise NotFound
    with recording(act, authorises=True) as record:
        furnace = lock_facility(named.facility)
        slot = Slot.objects.select_for_update().get(pk=named.pk)
        policies_planning.check_slot_kept(slot, at=record.now, taken=bool(book.taken_hours([slot])))
        slot.withdrawn_at, slot.reason = record.at, why
        slot.save(update_fields=["withdrawn_at", "reason"])
        record.append(SLOT_WITHDRAWN, on=furnace, rows=[slot], slot_id=slot.id, withdrawn_at=record.at, reason=why)
        record.result = {"slot": str(slot.id)}
    return slot


def record_outage(*, act: Act, facility: str, begins_at: datetime, ends_at: datetime, reason: str) -> Outage:
    """Record that a furnace does not burn, and return the row. ``reason`` is one of ``lists.OUTAGE_REASONS``. Burns
    that are booked meanwhile stay, and whoever planned and approved them is told. One that is over already is a fact
    too: it says why a slot stayed empty; what is said to have burnt meanwhile is a difference.

    Who: a planner or a supervisor. When: always. Appends ``outage.recorded/1``, and ``discrepancy.opened/1`` on the
    first unit of each seizure that burnt meanwhile.
    """
    permissions_planning.check_can_book(act.actor)
    why = entries.chosen(reason, lists.OUTAGE_REASONS, field="reason")
    named = facility_by_code_word(code_word=facility)
    with recording(act) as record:
        furnace = lock_facility(named)
        policies_planning.check_stretch(begins_at=begins_at, ends_at=ends_at, at=None)
        outage = Outage(facility=furnace, stream_id=furnace.stream_id, begins_at=begins_at, ends_at=ends_at, reason=why)
        outage.save(force_insert=True)
        record.append(OUTAGE_RECORDED, on=furnace, rows=[outage], outage_id=outage.id, reason=why,
                      begins_at=begins_at, ends_at=ends_at)  # fmt: skip
        for session in outages.burnt_during(outage):
            burnt = ManifestLine.objects.filter(session=session, destroyed_at__isnull=False)
            units = lock_units(burnt.values_list("unit_id", flat=True))
            contradicting.burnt_while_down(record, session, units)
        record.result = {"outage": str(outage.id)}
    return outage


def end_outage(*, act: Act, outage_id: UUID) -> Outage:
    """Record that a furnace burns again, and return the row.

    Who: a planner or a supervisor. When: by that entry it does not burn, now or later. Appends ``outage.ended/1``.
    """
    permissions_planning.check_can_book(act.actor)
    named = Outage.objects.filter(pk=outage_id).select_related("facility").first()
    if named is None:
        raise NotFound
    with recording(act) as record:
        furnace = lock_facility(named.facility)
        outage = Outage.objects.select_for_update().get(pk=named.pk)
        policies_planning.check_outage_lasts(outage, at=record.now)
        outage.ended_at = record.at
        outage.save(update_fields=["ended_at"])
        record.append(OUTAGE_ENDED, on=furnace, rows=[outage], outage_id=outage.id, ended_at=record.at)
        record.result = {"outage": str(outage.id)}
    return outage


def license_facility(
    *, act: Act, facility: str, number: str, valid_from_on: date, valid_until_on: date | None = None,
    substances: Sequence[str] = (),
) -> Licence:  # fmt: skip
    """Record a licence of a furnace, and return the row; no substance named: everything. ``valid_until_on`` is its last
    day; without one it has no end.

    Who: an administrator. When: always; of each number the newest entry counts. Appends ``facility.licensed/2``.
    """
    permissions_planning.check_can_license(act.actor)
    numbered = entries.clean_reason(number, field="number", most=lists.LICENCE_MOST)
    policies_planning.check_licence_days(valid_from_on=valid_from_on, valid_until_on=valid_until_on)
    if len(set(substances)) != len(substances) or not set(substances) <= set(evidence.SUBSTANCES):
        raise InvalidInput("licence.substances", "Choose substances of the list, each once", field="substances")
    named = facility_by_code_word(code_word=facility)
    with recording(act, authorises=True) as record:
        furnace = lock_facility(named)
        licence = Licence(
            facility=furnace, stream_id=furnace.stream_id, substances=sorted(substances), licensed_at=record.at,
            number=numbered, valid_from_on=valid_from_on, valid_until_on=valid_until_on,
        )  # fmt: skip
        licence.save(force_insert=True)
        record.append(FACILITY_LICENSED_2, on=furnace, rows=[licence], licence_id=licence.id,
                      substances=licence.substances, licensed_at=record.at, number=numbered,
                      valid_from_on=valid_from_on, valid_until_on=valid_until_on)  # fmt: skip
        record.result = {"licence": str(licence.id)}
    return licence


def roster_crews(
    *, act: Act, jurisdiction: str, begins_at: datetime, ends_at: datetime, crews: int, escorts: int
) -> CrewShift:
    """Say how many crews and escorts there are for burns that start in a stretch of time, and return the row.

    Who: a planner or a supervisor. When: nothing was said for that time yet. Appends ``crews.rostered/1``.
    """
    permissions_planning.check_can_book(act.actor)
    policies_planning.check_number(crews, most=policies_planning.MOST_CREWS, field="crews")
    policies_planning.check_number(escorts, most=policies_planning.MOST_CREWS, field="escorts")
    with recording(act, authorises=True) as record:
        # Two who name crews for one time at once would each miss the other's: the furnaces' locks settle it.
        lock_facilities()
        policies_planning.check_stretch(begins_at=begins_at, ends_at=ends_at, at=record.at)
        policies_planning.check_no_other_shift(
            CrewShift.objects.filter(
                jurisdiction=jurisdiction, cancelled_at__isnull=True, begins_at__lt=ends_at, ends_at__gt=begins_at
            )
        )
        shift = CrewShift(
            jurisdiction=jurisdiction, begins_at=begins_at, ends_at=ends_at, crews=crews, escorts=escorts
        )
        shift.stream_id = record.open_stream(kind="crews", ref=shift.id)
        shift.save(force_insert=True)
        record.append(CREWS_ROSTERED, on=shift, shift_id=shift.id, jurisdiction=jurisdiction, begins_at=begins_at,
                      ends_at=ends_at, crews=crews, escorts=escorts)  # fmt: skip
        record.result = {"shift": str(shift.id)}
    return shift


def cancel_crews(*, act: Act, shift_id: UUID) -> CrewShift:
    """Take back how many crews there are, and return the row.

    Who: a planner or a supervisor. When: the time is not over. Appends ``crews.cancelled/1``.
    """
    permissions_planning.check_can_book(act.actor)
    with recording(act, authorises=True) as record:
        shift = CrewShift.objects.select_for_update().filter(pk=shift_id).first()
        if shift is None:
            raise NotFound
        policies_planning.check_shift_open(shift, at=record.now)
        shift.cancelled_at = record.at
        shift.save(update_fields=["cancelled_at"])
        record.append(CREWS_CANCELLED, on=shift, shift_id=shift.id, cancelled_at=record.at)
        record.result = {"shift": str(shift.id)}
    return shift
