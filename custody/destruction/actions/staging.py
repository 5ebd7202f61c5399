"""The independent check: seal, weight and count of every unit, by somebody outside the chain, before it
leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import prefetch_related_objects

from custody.core import mass
from custody.core.act import Basis
from custody.core.events import UNIT_STAGED
from custody.core.identifiers import shortened
from custody.core.lifecycle import CustodyState
from custody.destruction import permissions, policies
from custody.destruction.actions import manifest
from custody.destruction.entries import StageCheck, Staged
from custody.destruction.locking import lock_session
from custody.destruction.models import ManifestLine
from custody.destruction.selectors import gates, masses
from custody.evidence.actions import in_order, signatures, steps, weights
from custody.evidence.locking import lock_units
from custody.evidence.policies import check_weighed_by_itself, seal_reads_as
from custody.evidence.selectors import facts
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.balance import Balance
    from custody.evidence.models import HandlingUnit, Weighing
    from custody.ledger.recording import Record
    from custody.organisation.models import Scale


def stage_units(*, act: Act, session_id: UUID, checks: Sequence[StageCheck]) -> Staged:
    """Check units of a burn and stage them; return which were staged and which were refused.

    A unit whose seal, weight or count differs is not staged: it gets a discrepancy, is frozen, and is out of
    the burn (R12). Its mass is held against every earlier weighing, so that many small losses are seen
    together.

    Who: a checker who never had any of the units in custody (R19), nor planned, approved or watches the burn.
    Who keeps the units presents them, and signs for what was read by their own authentication before the units leave
    or burn (domain 4.1, row 9). When: the burn is approved, and the units are in it, in store, not frozen and not
    offered to anybody. Appends ``unit.weighed/1`` for every unit, then ``unit.staged/1`` and ``signature.owed/1``, or
    ``discrepancy.opened/1`` and ``unit.unscheduled/1``.
    """
    policies.check_each_once(checks)
    by_unit = {check.unit_id: check for check in checks}
    with recording(act) as record:
        session = lock_session(session_id)
        units = lock_units(by_unit)
        permissions.check_can_stage(act.actor, session, units, gates.handled_by(units))
        in_order.settle_time(record, units, not_before=session.approved_at)
        lines = {line.unit_id: line for line in gates.live_lines(session)}
        policies.check_on_manifest(units, lines)
        prefetch_related_objects(units, "exhibit")
        scales = steps.scales_of(check.reading for check in checks)
        wrong = _wrong_seals(record, units, by_unit, scales)
        readings = {unit: by_unit[unit.id].reading for unit in units}
        found = weights.weigh_all(record, readings, occasion="staging", by=act.actor, scales=scales)
        balances = masses.balances_of(units, weighed_mg={key: read.gross_mg for key, (read, _) in found.items()})
        answer = Staged()
        for unit in units:
            differs = unit.id in wrong or bool(found[unit.id][1]) or _leaks(record, unit, balances[unit.id])
            (answer.refused if differs else answer.staged).append(unit)
        manifest.take_out(
            record,
            manifest.with_units((lines[unit.id] for unit in answer.refused), answer.refused),
            reason="variance",
        )
        _stage(record, answer.staged, lines, {key: read for key, (read, _) in found.items()})
        signatures.owe_keepers(record, answer.staged, about=UNIT_STAGED.code)
        record.result = {
            "session": str(session.id),
            "staged": [str(unit.id) for unit in answer.staged],
            "refused": [str(unit.id) for unit in answer.refused],
        }
    return answer


def _wrong_seals(
    record: Record, units: Sequence[HandlingUnit], checks: Mapping[UUID, StageCheck], scales: Mapping[str, Scale]
) -> set[UUID]:
    """Return the units on which another seal was read, or none, and record it; raise where one was not weighed by
    itself, on a scale that nobody vouches for, or not counted where it has to be."""
    wrong = set()
    for unit in units:
        check = checks[unit.id]
        check_weighed_by_itself(unit, check.reading)
        scale = scales.get(check.reading.scale_code or "")
        if record.act.basis is Basis.LIVE:
            policies.check_scale_is_right(check, is_calibrated=steps.is_calibrated(record, scale))
        policies.check_counted(unit, check, load=facts.load_of(check.reading.gross_mg, scale))
        if not seal_reads_as(unit, check.seal_seen):
            wrong.add(unit.id)
            steps.open_discrepancy(
                record,
                unit,
                kind="seal",
                by=record.act.actor,
                expected=unit.seal or "none",
                found=shortened(check.seal_seen or "none or damaged", most=64),
            )
    return wrong


def _leaks(record: Record, unit: HandlingUnit, balance: Balance) -> bool:
    """Say whether the unit weighs too little or too much against all that was ever weighed, and record it if
    so.
    """
    if balance.closes:
        return False
    steps.open_discrepancy(
        record,
        unit,
        kind="weight",
        by=record.act.actor,
        expected=mass.in_words(balance.burnt_mg + balance.variance_mg),
        found=mass.in_words(balance.burnt_mg),
        difference_mg=-balance.variance_mg,
        tolerance_mg=balance.tolerance_mg,
    )
    return True


def _stage(
    record: Record, units: Sequence[HandlingUnit], lines: dict[UUID, ManifestLine], read: dict[UUID, Weighing]
) -> None:
    manifest.set_on_units(units, custody_state=CustodyState.STAGED, state_since=record.at)
    staged = [lines[unit.id] for unit in units]
    for line in staged:
        line.staged_at, line.staged_mg = record.at, read[line.unit_id].gross_mg
        line.checker = record.act.actor
    ManifestLine.objects.bulk_update(staged, ["staged_at", "staged_mg", "checker"])
    for unit, line in zip(units, staged, strict=True):
        record.append(
            UNIT_STAGED,
            on=unit,
            rows=[line],
            session_id=line.session_id,
            line_id=line.id,
            staged_at=record.at,
            gross_mg=line.staged_mg,
            package_count=read[unit.id].package_count,
            checker=record.act.actor.pseudonym,
        )
