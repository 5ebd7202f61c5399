"""The units of a load in lots that stand alike: whatever holds one of a lot up holds up each of it.

A load of two thousand bags is a few lots, and its page reads one unit of each. What makes a difference to
``blocking.what_bars``, or to who has a unit, must be among the columns by which the lots are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from custody.core.exceptional import BARRING
from custody.evidence.lists import SHOWS_GOODS
from custody.evidence.models import HandlingUnit


@dataclass(frozen=True, slots=True)
class Alike:
    """So many units that stand alike, and the first of them by its label."""

    unit: HandlingUnit
    count: int = 1


def alike(rows: QuerySet[HandlingUnit]) -> list[Alike]:
    """Return some outermost units in lots that stand alike, by the first label of each."""
    try:
        asked, given = rows.order_by().select_related(None).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _LOTS.replace("{asked}", asked),
            [*given, list(SHOWS_GOODS), list(SHOWS_GOODS), sorted(BARRING)],
        )
        counts = dict(cursor.fetchall())
    if not counts:
        return []
    firsts = HandlingUnit.objects.filter(label__in=counts).order_by("label")
    shown = firsts.select_related("custodian", "co_custodian", "seizure", "exhibit")
    return [Alike(unit, counts[unit.label]) for unit in shown]


_LOTS = """
WITH RECURSIVE outermost AS MATERIALIZED (
  SELECT u.* FROM custody_handlingunit u WHERE u.id IN ({asked})
), inside AS (
  SELECT u.id, u.parent_id AS around, u.parent_id, u.seizure_id, u.exhibit_id, u.seal, u.discrepancy_open
    FROM custody_handlingunit u JOIN outermost o ON u.parent_id = o.id
  UNION ALL
  SELECT u.id, i.around, u.parent_id, u.seizure_id, u.exhibit_id, u.seal, u.discrepancy_open
    FROM custody_handlingunit u JOIN inside i ON u.parent_id = i.id
), within AS (
  SELECT i.around, bool_or(i.discrepancy_open) AS frozen,
         bool_and(i.seal IS NOT NULL OR i.parent_id <> i.around) AS shut,
         array_agg(DISTINCT i.exhibit_id) FILTER (WHERE i.exhibit_id IS NOT NULL) AS exhibits,
         array_agg(DISTINCT i.seizure_id) FILTER (WHERE i.seizure_id IS NOT NULL) AS seizures,
         bool_or(EXISTS (SELECT FROM custody_photo p WHERE p.unit_id = i.id AND p.slot = ANY (%s)
                            AND p.proposal_id IS NULL AND p.lab_result_id IS NULL)) AS pictured
    FROM inside i GROUP BY i.around
)
SELECT min(o.label), count(*) FROM outermost o LEFT JOIN within w ON w.around = o.id
 GROUP BY o.kind, o.jurisdiction, o.seizure_id, o.exhibit_id, o.substance_found, o.custody_state, o.authority_state,
          o.custodian_id, o.co_custodian_id, o.search_state, o.unswept, o.signature_owed,
          o.gross_mg IS NULL, o.seal IS NULL, o.discrepancy_open, w.frozen, w.shut, w.exhibits, w.seizures,
          coalesce(w.pictured, false) OR EXISTS (
            SELECT FROM custody_photo p WHERE p.unit_id = o.id AND p.slot = ANY (%s)
               AND p.proposal_id IS NULL AND p.lab_result_id IS NULL),
          -- Its own weight counts in law where it may be more than all that was seized of a substance in it.
          CASE WHEN o.exhibit_id IS NULL OR w.exhibits <> ARRAY[o.exhibit_id] THEN o.gross_mg END,
          -- Of what has no exhibit in it, each needs a sample of its own.
          CASE WHEN o.exhibit_id IS NULL AND w.exhibits IS NULL THEN o.id END,
          CASE WHEN o.signature_owed THEN (
            SELECT string_agg(DISTINCT c.about || ' ' || coalesce(c.wanted_id::text, ''), ',')
              FROM custody_countersignature c
             WHERE c.unit_id = o.id AND c.signed_at IS NULL AND c.matter = ANY (%s)) END
"""
"""How many units stand alike, by the first label of each lot."""
