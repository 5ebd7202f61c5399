"""What a sample speaks for, and whether any of that is still there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Min

from custody.core.act import Basis
from custody.core.lifecycle import TERMINAL
from custody.destruction.sample_policies import SAMPLE
from custody.destruction.selectors.law import retentions_of, seizures_of, under_instruction
from custody.evidence.models import HandlingUnit, LabResult, Sample
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.exceptions import same_sample


@dataclass(frozen=True, slots=True)
class Bulk:
    """What a sample speaks for: the label of a unit of it whose end nobody has reconciled yet, when the last of it
    ended, and whether an investigating judge has the case. Of the sample itself: whether a result on it waits to be
    verified, and whether it is what an authority had retained of its seizure."""

    waiting: str | None
    ended_at: datetime | None
    is_instructed: bool
    has_open_result: bool
    is_retained: bool

    @property
    def is_served(self) -> bool:
        """Say whether nothing but the days that its law keeps it stands against an order."""
        return self.waiting is None and not (self.is_instructed or self.has_open_result or self.is_retained)


def bulks_of(units: Iterable[HandlingUnit]) -> dict[UUID, Bulk]:
    """Return, for each sample among the units, what it speaks for.

    That is the unit it was taken out of with all that this became, and everything of its exhibit: samples are taken
    out of some packages, and speak for all. Of a sample from before this record, everything of its case: out of which
    unit it was taken is in no books, and the sample of a brick is powder. Where its case holds nothing, all old
    stock of its substance: the old books may spell the case of its bag otherwise.
    """
    samples = [unit for unit in units if unit.kind == SAMPLE]
    if not samples:
        return {}
    instructed = under_instruction({unit.seizure_id for unit in samples if unit.seizure_id is not None})
    with connection.cursor() as cursor:
        ids = [unit.id for unit in samples]
        cursor.execute(_BULKS, [ids, ids, sorted(NOT_DRUGS), ids, sorted(NOT_DRUGS), sorted(TERMINAL)])
        left = {sample_id: (label, ended_at) for sample_id, label, ended_at in cursor.fetchall()}
    alone = [unit for unit in samples if unit.id not in left]
    old_stock = _old_stock_of({unit.substance for unit in alone})
    left |= {unit.id: (old_stock.get(unit.substance), None) for unit in alone}
    # What was asked of its bag before it was packed anew is asked of it.
    ever = {unit_id: {unit_id} for unit_id in ids} | same_sample(ids)
    waiting = LabResult.objects.filter(unit__in=ever, verified_at=None).values_list("unit_id", flat=True)
    said = {each for unit_id in waiting for each in ever[unit_id]}
    kept_for = set(Sample.objects.filter(sample_unit__in=ids, sample_kind="retained").values_list(
        "sample_unit_id", flat=True
    ))  # fmt: skip
    granted = {seizure_id for seizure_id, rows in retentions_of(seizures_of(samples)).items()
               if any(each.state == "granted" for each in rows)}  # fmt: skip
    return {
        unit.id: Bulk(
            *left[unit.id], is_instructed=unit.seizure_id in instructed,
            has_open_result=unit.id in said, is_retained=unit.id in kept_for and unit.seizure_id in granted,
        )
        for unit in samples
    }


_BULKS = """
WITH RECURSIVE line (sample_id, id) AS (
  (SELECT s.sample_unit_id, s.unit_id FROM custody_sample s WHERE s.sample_unit_id = ANY (%s::uuid[])
   UNION
   SELECT own.id, u.id FROM custody_handlingunit own JOIN custody_handlingunit u ON u.exhibit_id = own.exhibit_id
    WHERE own.id = ANY (%s::uuid[]) AND u.kind <> ALL (%s)
   UNION
   SELECT own.id, u.id FROM custody_handlingunit own JOIN custody_handlingunit u ON u.seizure_id = own.seizure_id
    WHERE own.id = ANY (%s::uuid[]) AND u.kind <> ALL (%s)
      AND NOT EXISTS (SELECT FROM custody_sample s WHERE s.sample_unit_id = own.id))
  UNION
  SELECT line.sample_id, after.id FROM line CROSS JOIN LATERAL (
    SELECT d.unit_id AS id FROM custody_derivation d WHERE d.sources @> jsonb_build_array(line.id::text)
    UNION ALL SELECT r.inner_id FROM custody_removal r WHERE r.unit_id = line.id
  ) after
), around (sample_id, id) AS (
  SELECT sample_id, id FROM line
  UNION
  SELECT around.sample_id, u.parent_id FROM around JOIN custody_handlingunit u ON u.id = around.id
   WHERE u.custody_state = 'inside' AND u.parent_id IS NOT NULL
)
SELECT around.sample_id, min(u.label) FILTER (WHERE u.custody_state <> ALL (%s)), max(u.state_since)
  FROM around JOIN custody_handlingunit u ON u.id = around.id
 WHERE u.kind <> 'sample' AND u.custody_state <> 'inside'
 GROUP BY around.sample_id
"""
"""What became of the unit of a sample and of its exhibit. What lies inside another shares its state, down to the
fire."""


def _old_stock_of(substances: Collection[str | None]) -> dict[str | None, str]:
    """Return, by substance, the label of a unit of old stock that is still there; nothing asked costs no query."""
    if not substances:
        return {}
    rows = HandlingUnit.objects.filter(seizure__basis=Basis.OPENING.value, exhibit__substance__in=substances)
    there = rows.exclude(kind__in=[*NOT_DRUGS, SAMPLE]).exclude(custody_state__in=TERMINAL)
    return dict(there.order_by().values_list("exhibit__substance").annotate(Min("label")))


def served_samples(rows: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of some samples of whose bulk nothing is left: an order of their own may let them go."""
    samples = list(rows)
    bulks = bulks_of(samples)
    return [unit for unit in samples if bulks[unit.id].is_served]
