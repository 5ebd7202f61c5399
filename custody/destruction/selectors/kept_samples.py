"""What a sample speaks for, and whether any of that is still there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from custody.core.lifecycle import GONE
from custody.destruction.sample_policies import SAMPLE
from custody.destruction.selectors.law import under_instruction
from custody.evidence.models import HandlingUnit, Sample
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.facts import outermost_of, what_became_of


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a sample speaks for: the label of a unit of it that is still in custody, when the last of it ended, and
    whether an investigating judge has the case."""

    waiting: str | None
    ended_at: datetime | None
    is_instructed: bool


def bulks_of(units: Iterable[HandlingUnit]) -> dict[UUID, Bulk]:
    """Return, for each sample among the units, what it speaks for.

    That is the unit it was taken out of with all that this became, and everything of its exhibit: samples are taken
    out of some packages, and speak for all. Of a sample of which neither is known, everything of its seizure.
    """
    samples = [unit for unit in units if unit.kind == SAMPLE]
    if not samples:
        return {}
    taken = dict(Sample.objects.filter(sample_unit__in=samples).values_list("sample_unit", "unit"))
    instructed = under_instruction({unit.seizure_id for unit in samples if unit.seizure_id is not None})
    found: dict[tuple[UUID | None, UUID | None, UUID | None], tuple[str | None, datetime | None]] = {}
    out = {}
    for unit in samples:
        key = (taken.get(unit.id), unit.exhibit_id, unit.seizure_id)
        if key not in found:
            found[key] = _left_of(*key)
        out[unit.id] = Bulk(*found[key], is_instructed=unit.seizure_id in instructed)
    return out


def served_samples(rows: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of some samples of whose bulk nothing is left: an order of their own may let them go."""
    samples = list(rows)
    bulks = bulks_of(samples)
    return [unit for unit in samples if bulks[unit.id].waiting is None and not bulks[unit.id].is_instructed]


def _left_of(
    unit_id: UUID | None, exhibit_id: UUID | None, seizure_id: UUID | None
) -> tuple[str | None, datetime | None]:
    """Return the label of what is still in custody of a bulk, ``None`` where nothing is, and when the last ended."""
    which = Q()
    if unit_id is not None:
        which |= Q(pk__in=what_became_of([unit_id]))
    if exhibit_id is not None:
        which |= Q(exhibit=exhibit_id) & ~Q(kind__in=NOT_DRUGS)
    if not which:
        which = Q(seizure=seizure_id) & ~Q(kind__in=NOT_DRUGS)
    ended: list[datetime] = []
    for each in HandlingUnit.objects.filter(which).exclude(kind=SAMPLE).order_by("label"):
        # What lies inside another shares its state, down to the fire.
        outer = outermost_of(each)
        if outer.custody_state not in GONE:
            return each.label, None
        if outer.state_since is not None:
            ended.append(outer.state_since)
    return None, max(ended, default=None)
