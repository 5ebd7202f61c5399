"""Goods of which a test before the fire was negative: what is open about them, and what a laboratory said since."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import SWAP_CONFIRMED, UNIT_TESTED
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit, LabResult, Sample
from custody.evidence.selectors.facts import made_out_of
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from django.db.models import QuerySet

POSITIVE_TEST, NEGATIVE_TEST = "positive test", "negative test"
"""What a discrepancy says was expected and found where a drawn unit was tested."""


def is_swap(discrepancy: Discrepancy) -> bool:
    """Say whether a negative test before the fire opened the discrepancy."""
    return (discrepancy.discrepancy_kind, discrepancy.found) == ("identity", NEGATIVE_TEST)


def answer_to(discrepancy: Discrepancy) -> LabResult | None:
    """Return the newest verified result on a sample that was taken out of the unit since the negative test."""
    rows = LabResult.objects.filter(unit__in=_taken_since(discrepancy).values("sample_unit"), verified_at__isnull=False)
    return rows.order_by("-verified_at", "-pk").first()


def is_confirmed(discrepancy: Discrepancy) -> bool:
    """Say whether a laboratory, too, found no drugs where a test before the fire was negative."""
    answer = answer_to(discrepancy) if is_swap(discrepancy) and not discrepancy.unit.is_gone else None
    return answer is not None and answer.outcome == "negative"


def was_swapped(unit: HandlingUnit) -> bool:
    """Say whether it stands on record that what was in a unit, or in what it was made of, is gone."""
    line = HandlingUnit.objects.filter(pk__in=made_out_of([unit.id])[unit.id])
    return bool(told(list(line.values_list("stream_id", flat=True)), codes={SWAP_CONFIRMED.code}, limit=1))


def people_of(discrepancy: Discrepancy) -> set[UUID | None]:
    """Return who watched the negative test, who took and watched the samples since, and who wrote down and verified
    what the laboratory said of them."""
    taken = _taken_since(discrepancy)
    out: set[UUID | None] = {each for pair in taken.values_list("sampler_id", "witness_id") for each in pair}
    said = LabResult.objects.filter(unit__in=taken.values("sample_unit"))
    out |= {each for pair in said.values_list("recorded_by_id", "verified_by_id") for each in pair}
    watched = Countersignature.objects.filter(unit=discrepancy.unit_id, about=UNIT_TESTED.code)
    return out | {each for pair in watched.values_list("wanted_id", "signed_by_id") for each in pair}


def _taken_since(discrepancy: Discrepancy) -> QuerySet[Sample]:
    return Sample.objects.filter(unit=discrepancy.unit_id, taken_at__gte=discrepancy.opened_at)
