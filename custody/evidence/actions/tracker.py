"""A tracker in the load: it becomes an exhibit of its own, and every place of the load counts as known to others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import TRACKER_FOUND, UNIT_INCIDENT_ENDED
from custody.evidence import entries, policies
from custody.evidence.actions import beside, signatures, steps, vaults
from custody.evidence.actions.endangering import BURNT, endanger
from custody.evidence.entries import SealEntry
from custody.evidence.locking import lock_seizure, lock_unit
from custody.evidence.models import HandlingUnit
from custody.evidence.permissions import check_can_sweep, check_witness
from custody.evidence.permissions_of_danger import check_can_end_unit_incident
from custody.evidence.selectors import facts
from custody.evidence.selectors.exceptions import places_since_seizure
from custody.evidence.selectors.places import place_now
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act

POWERED = ("on", "off", "unknown")


def record_tracker(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    description: str,
    powered: str,
    seal: SealEntry,
    label: str | None = None,
    expected_seq: int | None = None,
) -> HandlingUnit:
    """Record a tracker that was found in a unit, and return the digital exhibit that it became.

    ``description`` is what stands on it (make, IMEI, ICCID), ``seal`` that of the shielded bag it lies in now. Every
    place where the load has lain counts as known to others from now on.

    Who: whoever may handle goods, with a witness who signs later by their own authentication. When: the unit is live
    and lies in no other. Appends ``exhibit.recorded/2``, ``unit.registered/1`` for the exhibit, ``tracker.found/1``,
    ``place.endangered/1`` for each place, and ``signature.owed/1``.
    """
    what = entries.clean_reason(description, field="description", most=500)
    power = entries.chosen(powered, POWERED, field="powered")
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    load = HandlingUnit.objects.get(pk=unit_id)
    policies.check_goods(load)
    seizure_id = facts.seizure_of(load).id
    with steps.clashes_explained(), recording(act) as record:
        seizure = lock_seizure(seizure_id)
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        check_can_sweep(act.actor, [unit])
        check_witness(act.actor, witness)
        exhibit = beside.new_exhibit(record, seizure, exhibit_kind="digital", description=what, form="other")
        made = beside.new_unit(
            record, seizure, exhibit, kind="digital", label=label, seal=seal, package_count=1, reading=None,
            witness=witness,
        )  # fmt: skip
        where = place_now(unit)
        if where is not None:
            vaults.owe_passage(record, [made], where, about=TRACKER_FOUND.code, second=witness)
            steps.put_in_place(record, made, where, code="unit.placed/1")
        places = places_since_seizure(unit)
        unit.incident_open = True
        unit.save(update_fields=["incident_open"])
        record.append(
            TRACKER_FOUND,
            on=unit,
            found_at=record.at,
            exhibit_unit_id=made.id,
            place_ids=[str(place.id) for place in places],
            powered=power,
            operator=act.actor.pseudonym,
            witness=witness.pseudonym,
        )
        signatures.owe(record, [unit], matter="witness", about=TRACKER_FOUND.code, wanted=witness)
        endanger(record, places, danger=BURNT, cause="tracker")
        record.result = {"unit": str(made.id), "found_in": str(unit.id)}
    return made


def end_unit_incident(
    *, act: Act, unit_id: UUID, finding: str, expected_seq: int | None = None
) -> HandlingUnit:
    """Say that the incident on a unit is over, and what it was; return the unit.

    What is known against the places where it lay stays until two commanders say that they are safe.

    Who: a supervisor or duty officer who neither has the unit nor found anything on it. When: an incident is open, and
    a sweep after the last find was clear. Appends ``unit.incident_ended/1``.
    """
    said = entries.clean_reason(finding, field="finding", most=500)
    with recording(act, authorises=True) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        check_can_end_unit_incident(act.actor, unit)
        unit.incident_open = False
        unit.save(update_fields=["incident_open"])
        record.append(
            UNIT_INCIDENT_ENDED, on=unit, ended_at=record.at, finding=said, ended_by=act.actor.pseudonym
        )
        record.result = {"unit": str(unit.id)}
    return unit
