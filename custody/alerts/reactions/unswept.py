"""AL2: a load left before its tracker sweep, or came unswept to where only swept goods lie.

It ends when nothing of the seizure is unswept any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import DISCREPANCY_OPENED, SWEEP_DEFERRED, SWEEP_RECORDED
from custody.core.lifecycle import GONE
from custody.deadlines.batches import together
from custody.deadlines.starts import places_of
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.facts import UNSWEPT
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of sweeps."""
    reactions.register(SWEEP_DEFERRED.code, together(_deferred))
    reactions.register(DISCREPANCY_OPENED.code, together(_brought))
    reactions.register(SWEEP_RECORDED.code, together(_swept))


def _deferred(record: Record, entries: list[Entry]) -> None:
    _raise(record, entries, stage="due", level=2)


def _brought(record: Record, entries: list[Entry]) -> None:
    unswept = [entry for entry in entries if entry.fields["discrepancy_kind"] == UNSWEPT]
    _raise(record, unswept, stage="elsewhere", level=1)


def _raise(record: Record, entries: list[Entry], *, stage: str, level: int) -> None:
    if not is_news(record):
        return
    first = {unit.seizure_id: unit for unit in _units(entries) if unit.seizure_id is not None}
    places = places_of(unit.id for unit in first.values())
    raise_many(
        record,
        [
            Finding(
                rule="AL2",
                stage=stage,
                level=level,
                subject_kind="seizure",
                subject_id=seizure_id,
                dedupe_key=_key(seizure_id),
                fired_for=record.at,
                site=places[unit.id].site if unit.id in places else None,
            )
            for seizure_id, unit in sorted(first.items(), key=lambda each: str(each[0]))
        ],
        engine="custody",
    )


def _swept(record: Record, entries: list[Entry]) -> None:
    seizures = {unit.seizure_id for unit in _units(entries) if unit.seizure_id is not None}
    unswept = HandlingUnit.objects.filter(seizure__in=seizures, parent__isnull=True, unswept=True)
    left = set(unswept.exclude(custody_state__in=sorted(GONE)).values_list("seizure_id", flat=True))
    for seizure_id in sorted(seizures - left):
        resolve_key(record, _key(seizure_id), by=SWEEP_RECORDED.code)


def _units(entries: list[Entry]) -> list[HandlingUnit]:
    return [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]


def _key(seizure_id: UUID) -> str:
    return f"unswept:{seizure_id}"
