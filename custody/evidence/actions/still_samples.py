"""What was made of a sample is the sample that it was: packed anew, split, or gone and here again. A step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Sum

from custody.core.events import SAMPLE_CARRIED
from custody.evidence.models import Sample

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def carry(record: Record, made: Sequence[HandlingUnit], sources: Sequence[HandlingUnit]) -> None:
    """Write of each of the units that it is still the sample that their one source was: of what it was taken, by whom,
    and where it is bound for. Appends ``sample.carried/1`` for each. Of a sample whose bulk lies in no books of ours
    there is nothing to carry. All of them together are no more of it than was taken: a heavier bag is none, nor what
    somebody added."""
    if len(sources) != 1:
        return  # samples are never merged
    was = Sample.objects.filter(sample_unit=sources[0]).first()
    if was is None:
        return
    before = Sample.objects.filter(sample_unit__derivation__sources__contains=[str(was.sample_unit_id)])
    left_mg = was.gross_mg - (before.aggregate(mg=Sum("gross_mg"))["mg"] or 0)
    for unit in made:
        still_mg = max(1, min(unit.gross_mg or was.gross_mg, left_mg))
        left_mg -= still_mg
        again = Sample(
            unit_id=was.unit_id, stream_id=unit.stream_id, sample_unit=unit, sample_kind=was.sample_kind,
            gross_mg=still_mg, bound_for=was.bound_for, sampler=was.sampler, witness=was.witness,
            taken_at=was.taken_at, carried_from_id=was.carried_from_id or was.id,
        )  # fmt: skip
        again.save(force_insert=True)
        record.append(
            SAMPLE_CARRIED, on=unit, rows=[again], sample_id=again.id, carried_from_id=again.carried_from_id,
            taken_from_id=again.unit_id, sample_kind=again.sample_kind, taken_at=again.taken_at,
            gross_mg=again.gross_mg, bound_for=again.bound_for, sampler=again.sampler.pseudonym,
            witness=again.witness.pseudonym,
        )  # fmt: skip
