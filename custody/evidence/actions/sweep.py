"""Tracker sweeps: goods leave the place of the seizure only when they were swept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import SWEEP_RECORDED
from custody.evidence import entries, lists, permissions, sweep_policies
from custody.evidence.actions import signatures
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit, Sweep
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act


def record_sweep(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    witness_badge: str,
    methods: Sequence[str],
    started_at: datetime,
    ended_at: datetime,
    result: str,
    device: str | None = None,
) -> list[Sweep]:
    """Record that units were swept for trackers, and return a sweep for each. The actor is the operator.

    ``clear`` ends the flag ``unswept``; ``found`` keeps it and opens an incident; ``unfinished`` changes
    nothing.
    ``started_at`` and ``ended_at`` are what the operator says. It may have begun before the goods were seized, on what
    was found until then, and cannot have ended before.

    Who: anybody who may handle goods, with a witness who is another person. When: while the units are live.
    Appends ``sweep.recorded/1`` for each unit, and ``signature.owed/1`` once for the units of one seizure.
    """
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    permissions.check_witness(act.actor, witness)
    if not methods:
        raise InvalidInput("sweep.methods", "Say how the sweep was done", field="methods")
    for method in methods:
        entries.chosen(method, lists.SWEEP_METHODS, field="methods")
    entries.chosen(result, lists.SWEEP_RESULTS, field="result")
    device = entries.clean_text(device, field="device", most=60)
    if ended_at < started_at:
        raise InvalidInput("sweep.backwards", "The sweep cannot end before it began", field="ended_at")
    with recording(act) as record:
        if ended_at > record.now:
            raise InvalidInput("sweep.future", "The sweep cannot end in the future", field="ended_at")
        units = lock_units(unit_ids)
        permissions.check_can_sweep(act.actor, units)
        sweep_policies.check_not_before_seizure(units, ended_at=ended_at)
        sweeps = [
            Sweep(
                unit=unit,
                stream_id=unit.stream_id,
                result=result,
                device=device,
                operator=act.actor,
                witness=witness,
                started_at=started_at,
                ended_at=ended_at,
            )
            for unit in units
        ]
        Sweep.objects.bulk_create(sweeps)
        swept = HandlingUnit.objects.filter(pk__in=[unit.pk for unit in units])
        if result == "clear":
            swept.update(unswept=False)
        if result == "found":
            swept.update(incident_open=True)
        for sweep in sweeps:
            record.append(
                SWEEP_RECORDED,
                on=sweep.unit,
                rows=[sweep],
                sweep_id=sweep.id,
                methods=list(methods),
                device=device,
                started_at=started_at,
                ended_at=ended_at,
                result=result,
                operator=act.actor.pseudonym,
                witness=witness.pseudonym,
            )
        signatures.owe_second(record, units, about=SWEEP_RECORDED.code, wanted=witness)
        record.result = {
            "sweeps": [str(sweep.id) for sweep in sweeps],
            "units": [str(unit.id) for unit in units],
        }
    return sweeps
