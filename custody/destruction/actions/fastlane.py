"""The fast lane: quay to furnace without a store. The intake is the check, as long as the vehicle seal is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import UNIT_STAGED_ON_INTAKE
from custody.core.identifiers import shortened
from custody.destruction import abort_policies, permissions, policies
from custody.destruction.actions import manifest
from custody.destruction.entries import Staged
from custody.destruction.locking import lock_session
from custody.destruction.models import ManifestLine
from custody.destruction.selectors import fastlane, gates
from custody.evidence.actions import signatures, steps
from custody.evidence.actions.readings import check_vehicle_read_again
from custody.evidence.locking import lock_units
from custody.evidence.policies import seal_reads_as
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def stage_on_intake(
    *, act: Act, session_id: UUID, vehicle_seal: str, seals: Mapping[UUID, str | None]
) -> Staged:
    """Let the intake of units count as their check, at the furnace; return which count and which were refused.

    ``vehicle_seal`` is what is read off the vehicle, ``seals`` what is read off each unit. A vehicle seal that reads as
    another is read once more, as on the road; where it is another, all are refused; where a unit's is, that unit is.
    Refused is: a discrepancy, frozen, out of the burn. The
    lottery is drawn all the same.

    Who: a checker who never had any of the units in custody. When: the burn is approved; the units are in it and at
    the furnace, came under one vehicle seal straight from where they were seized, and were weighed there less than 24
    hours ago; two may have opened them for a sample since, and weighed what is left, and nobody opened them
    otherwise. Who brought them signs for what was read before they burn. Appends ``unit.staged_on_intake/1`` and
    ``signature.owed/1``, or ``discrepancy.opened/1`` and ``unit.unscheduled/1``, or ``seal.misread/1``.
    """
    with recording(act) as record:
        session = lock_session(session_id)
        units = lock_units(seals)
        permissions.check_can_stage_on_intake(act.actor, session, units, gates.handled_by(units))
        lines = {line.unit_id: line for line in gates.live_lines(session)}
        policies.check_on_manifest(units, lines)
        policies.check_at_furnace(units, gates.at_furnace_of(session, units))
        weighed, stored = fastlane.weighings_of(units), fastlane.ever_stored(units)
        unsealed = fastlane.unsealed_at(units)
        intakes = {
            unit.id: abort_policies.check_intake_counts(
                unit,
                weighed.get(unit.id, []),
                was_stored=unit.id in stored,
                at=record.at,
                unsealed_at=unsealed.get(unit.id),
            )
            for unit in units
        }
        under = abort_policies.check_one_journey(units, fastlane.vehicle_seals_of(units))
        whole = fastlane.reads_as(vehicle_seal, under)
        came = min((unit.state_since for unit in units if unit.state_since), default=record.now)
        read = [under if whole else vehicle_seal.strip() or None]
        known = {unit.id: under for unit in units}
        check_vehicle_read_again(record, units, units, known, read, occasion="staging", since=came)
        answer = Staged()
        for unit in units:
            right = whole and seal_reads_as(unit, seals[unit.id])
            (answer.staged if right else answer.refused).append(unit)
        for unit in answer.refused:
            _open(record, unit, expected=unit.seal if whole else under, found=seals[unit.id] if whole else vehicle_seal)
        manifest.take_out(
            record, manifest.with_units((lines[unit.id] for unit in answer.refused), answer.refused), reason="variance"
        )
        for unit in answer.staged:
            line = lines[unit.id]
            line.staged_at, line.staged_mg = intakes[unit.id].weighed_at, intakes[unit.id].gross_mg
            line.checker = act.actor
            record.append(
                UNIT_STAGED_ON_INTAKE,
                on=unit,
                rows=[line],
                session_id=session.id,
                line_id=line.id,
                staged_at=line.staged_at,
                checked_at=record.at,
                gross_mg=line.staged_mg,
                vehicle_seal=under,
                checker=act.actor.pseudonym,
            )
        signatures.owe_keepers(record, answer.staged, about=UNIT_STAGED_ON_INTAKE.code)
        here = [lines[unit.id] for unit in answer.staged]
        ManifestLine.objects.bulk_update(here, ["staged_at", "staged_mg", "checker"])
        record.result = {
            "session": str(session.id),
            "staged": [str(unit.id) for unit in answer.staged],
            "refused": [str(unit.id) for unit in answer.refused],
        }
    return answer


def _open(record: Record, unit: HandlingUnit, *, expected: str | None, found: str | None) -> None:
    steps.open_discrepancy(
        record, unit, kind="seal", by=record.act.actor, expected=expected or "none",
        found=shortened(found or "none or damaged", most=64),
    )  # fmt: skip
