"""Hours of exposure: kilograms x hours in custody, split by what the goods waited for (C5).

Read off the projections of the ledger. A unit is in exactly one stage at a time; a stage whose end nobody recorded
ends with the next one that was:

- *extraction*: from the stop of the conveyance to the seizure;
- *report*: to the first official report that covers it; where none was recorded, to the first sample of its exhibit;
- *order*: to the verified order;
- *slot*: to the check at the store before its burn, when a session has come up;
- *escort*: to the arrival at the furnace;
- *other*: the wait at the fire, and every hour under a hold, whatever else was missing.

Sums are milligrams x microseconds, whole numbers: the stages of a bucket add up to its total, to the last unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from custody.core.lifecycle import GONE, CustodyState
from custody.evidence.models.unit import NOT_DRUGS

STAGES = ("extraction", "report", "order", "slot", "escort", "other")
BECAME_OTHERS = (CustodyState.SUPERSEDED.value, CustodyState.SUBSTITUTED.value)
"""A unit that was split, or whose place a dummy took, lives on in others that bear its seizure: they are counted."""
MG_US_PER_TONNE_HOUR = 1_000_000_000 * 3_600_000_000


@dataclass(frozen=True, slots=True)
class Exposure:
    """What lay for how long in one stretch of time, in milligrams x microseconds by stage."""

    since: datetime
    until: datetime
    by_stage: dict[str, int]

    @property
    def total(self) -> int:
        """All stages."""
        return sum(self.by_stage.values())

    def milli_tonne_hours(self, stage: str | None = None) -> int:
        """Return a thousandth of a tonne for an hour (a kilogram-hour), whole, rounded down."""
        amount = self.total if stage is None else self.by_stage[stage]
        return amount * 1_000 // MG_US_PER_TONNE_HOUR

    def percent(self, stage: str) -> int:
        """Return the share of a stage in whole percent, 0 where nothing lay."""
        return self.by_stage[stage] * 100 // self.total if self.total else 0


def exposure(
    buckets: Sequence[tuple[datetime, datetime]], *, jurisdiction: str | None = None, seizure_id: UUID | None = None
) -> list[Exposure]:
    """Return the exposure of each stretch of time, in the order given. A stretch must not reach into the future.

    Samples and what is inside another unit are not counted: it is in the mass of what is around it.
    """
    if not buckets:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _EXPOSURE,
            {
                "begins": [since for since, _ in buckets],
                "ends": [until for _, until in buckets],
                "first": min(since for since, _ in buckets),
                "last": max(until for _, until in buckets),
                "no_drugs": list(NOT_DRUGS),
                "others": list(BECAME_OTHERS),
                "gone": sorted(state.value for state in GONE),
                "jurisdiction": jurisdiction,
                "seizure": seizure_id,
            },
        )
        found: dict[int, dict[str, int]] = {}
        for place, stage, amount in cursor.fetchall():
            found.setdefault(int(place), {})[stage] = int(amount)
    return [
        Exposure(since, until, {stage: found.get(place, {}).get(stage, 0) for stage in STAGES})
        for place, (since, until) in enumerate(buckets, start=1)
    ]


# Microseconds, not seconds: what the clock counts is whole, and nothing is rounded before the sum.
_EXPOSURE = """
WITH buckets AS (
    SELECT * FROM unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS b (since, until, place)
), lives AS (
    SELECT u.id, u.gross_mg AS mg, least(stop.at, u.seized_at) AS t0, u.seized_at AS t1,
           coalesce(drawn.at, sampled.at) AS m2, paper.verified_at AS m3, line.staged_at AS m4, furnace.at AS m5,
           coalesce(line.destroyed_at, CASE WHEN u.custody_state = ANY (%(gone)s) THEN u.state_since END,
                    %(last)s) AS t6
    FROM custody_handlingunit u
    LEFT JOIN custody_seizure s ON s.id = u.seizure_id
    LEFT JOIN LATERAL (
        SELECT min(p.since_at) AS at FROM custody_placement p WHERE p.unit_id = s.conveyance_id
    ) stop ON true
    LEFT JOIN LATERAL (
        SELECT min(x.taken_at) AS at FROM custody_sample x JOIN custody_handlingunit y ON y.id = x.unit_id
        WHERE y.exhibit_id = u.exhibit_id
    ) sampled ON true
    LEFT JOIN LATERAL (
        SELECT min(r.recorded_at) AS at FROM custody_officialreport r
        WHERE r.seizure_id = u.seizure_id AND (r.whole OR r.labels @> to_jsonb(u.label))
    ) drawn ON true
    LEFT JOIN LATERAL (
        SELECT o.verified_at FROM custody_orderline l JOIN custody_destructionorder o ON o.id = l.order_id
        WHERE l.unit_id = u.id AND l.live AND o.state = 'verified'
    ) paper ON true
    LEFT JOIN custody_manifestline line ON line.unit_id = u.id AND line.live
    LEFT JOIN LATERAL (
        SELECT min(p.since_at) AS at FROM custody_placement p WHERE p.unit_id = u.id AND p.since_at > line.staged_at
    ) furnace ON true
    WHERE u.parent_id IS NULL AND u.kind <> ALL (%(no_drugs)s)
      AND u.custody_state <> ALL (%(others)s) AND u.gross_mg IS NOT NULL
      AND u.seized_at IS NOT NULL
      -- What came to its end before the first stretch is left out before anything is looked up about it.
      AND (u.custody_state <> ALL (%(gone)s) OR u.custody_state = ANY (%(gone)s) AND u.state_since > %(first)s)
      AND (%(jurisdiction)s::text IS NULL OR u.jurisdiction = %(jurisdiction)s)
      AND (%(seizure)s::uuid IS NULL OR u.seizure_id = %(seizure)s::uuid)
), ends AS (
    -- A milestone that nobody recorded is that of the next one; none lies before the one in front of it.
    SELECT id, mg, t0, greatest(t0, t1) AS e1,
           greatest(t1, least(t6, coalesce(m2, m3, m4, m5, t6))) AS e2,
           greatest(t1, m2, least(t6, coalesce(m3, m4, m5, t6))) AS e3,
           greatest(t1, m2, m3, least(t6, coalesce(m4, m5, t6))) AS e4,
           greatest(t1, m2, m3, m4, least(t6, coalesce(m5, t6))) AS e5, t6
    FROM lives WHERE t0 < %(last)s AND t6 > %(first)s
), spans AS (
    SELECT e.id, e.mg, v.stage, v.since, least(v.until, e.t6) AS until
    FROM ends e CROSS JOIN LATERAL (VALUES
        ('extraction', e.t0, e.e1), ('report', e.e1, e.e2), ('order', e.e2, e.e3), ('slot', e.e3, e.e4),
        ('escort', e.e4, e.e5), ('other', e.e5, e.t6)
    ) AS v (stage, since, until)
    WHERE least(v.until, e.t6) > v.since
), clipped AS (
    SELECT b.place, s.id, s.mg, s.stage, greatest(s.since, b.since) AS since, least(s.until, b.until) AS until
    FROM spans s JOIN buckets b ON s.since < b.until AND s.until > b.since
), weighed AS (
    SELECT c.place, c.stage, c.mg,
           round(extract(epoch FROM c.until - c.since) * 1000000) AS us,
           coalesce((
               SELECT sum(round(extract(epoch FROM least(c.until, coalesce(h.lifted_at, c.until))
                                                   - greatest(c.since, h.placed_at)) * 1000000))
               FROM custody_hold h
               WHERE h.unit_id = c.id AND h.placed_at < c.until AND coalesce(h.lifted_at, c.until) > c.since
           ), 0) AS held
    FROM clipped c
)
SELECT place, stage, sum(amount) FROM (
    SELECT place, stage, mg * (us - held) AS amount FROM weighed WHERE stage <> 'other'
    UNION ALL SELECT place, 'other', mg * held FROM weighed WHERE stage <> 'other'
    UNION ALL SELECT place, stage, mg * us FROM weighed WHERE stage = 'other'
) parts GROUP BY place, stage
"""
