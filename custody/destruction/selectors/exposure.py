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

Weighted, an hour counts by where the goods lay in it: the kind of place, what was known against it then, and whether a
camera or an alarm of it was down (``core.place_risk``); on the road, and where nobody recorded a place, as on the road.
The places stay sealed: placements are held against weights by their tokens. It is told of the port only. Of one seizure
the two sums together would tell where it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import GONE, CustodyState
from custody.core.place_risk import ON_THE_ROAD_PERCENT
from custody.core.planning.risk import STANDARD
from custody.destruction.selectors.place_weights import place_weights
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
    weighted: dict[str, int] = field(default_factory=dict)
    """The same hours by what each counted where the goods lay, times a hundred; empty where it was not asked for."""

    @property
    def total(self) -> int:
        """All stages."""
        return sum(self.by_stage.values())

    def milli_tonne_hours(self, stage: str | None = None) -> int:
        """Return a thousandth of a tonne for an hour (a kilogram-hour), whole, rounded down."""
        amount = self.total if stage is None else self.by_stage[stage]
        return amount * 1_000 // MG_US_PER_TONNE_HOUR

    def weighted_milli_tonne_hours(self, stage: str | None = None) -> int:
        """Return the weighted kilogram-hours, whole, rounded down."""
        amount = sum(self.weighted.values()) if stage is None else self.weighted[stage]
        return amount * 1_000 // (MG_US_PER_TONNE_HOUR * STANDARD)

    def weighted_percent(self, stage: str) -> int:
        """Return the share of a stage in the weighted hours in whole percent, 0 where nothing lay."""
        total = sum(self.weighted.values())
        return rounded_percent(self.weighted[stage], of=total)

    @property
    def weight_percent(self) -> int:
        """What an hour counted on average, in whole percent; 0 where nothing lay."""
        return sum(self.weighted.values()) // self.total if self.total else 0

    def percent(self, stage: str) -> int:
        """Return the share of a stage in whole percent, 0 where nothing lay."""
        return rounded_percent(self.by_stage[stage], of=self.total)


def rounded_percent(part: int, *, of: int) -> int:
    """Return a share in whole percent, half of one upwards; 0 of nothing."""
    return (part * 200 + of) // (of * 2) if of else 0


def exposure(
    buckets: Sequence[tuple[datetime, datetime]], *, jurisdiction: str | None = None, seizure_id: UUID | None = None
) -> list[Exposure]:
    """Return the exposure of each stretch of time, in the order given. A stretch must not reach into the future.

    Samples and what is inside another unit are not counted: it is in the mass of what is around it. While goods were
    gone they lay in nobody's custody: what came back counts from then on, and so does what was made of it.
    """
    if not buckets:
        return []
    weights = [] if seizure_id is not None else place_weights()
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
                "recovered": RECOVERED,
                "jurisdiction": jurisdiction,
                "seizure": seizure_id,
                "road": ON_THE_ROAD_PERCENT,
                "tokens": [each.token for each in weights],
                "weight_since": [each.since for each in weights],
                "weight_until": [each.until for each in weights],
                "percents": [each.percent for each in weights],
            },
        )
        found: dict[tuple[int, str], tuple[int, int]] = {}
        for place, stage, amount, weighted in cursor.fetchall():
            found[int(place), stage] = int(amount), int(weighted)
    return [
        Exposure(
            since,
            until,
            {stage: found.get((place, stage), (0, 0))[0] for stage in STAGES},
            {} if seizure_id is not None else {stage: found.get((place, stage), (0, 0))[1] for stage in STAGES},
        )
        for place, (since, until) in enumerate(buckets, start=1)
    ]


# Microseconds, not seconds: what the clock counts is whole, and nothing is rounded before the sum.
_EXPOSURE = """
WITH buckets AS (
    SELECT * FROM unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS b (since, until, place)
), weights AS MATERIALIZED (
    SELECT * FROM unnest(%(tokens)s::bytea[], %(weight_since)s::timestamptz[], %(weight_until)s::timestamptz[],
                         %(percents)s::int[]) AS w (token, since, until, percent)
), back AS MATERIALIZED (
    -- What came back, since when, and what was split off or packed anew of it alone: the hours before are those of the
    -- unit that was gone (docs/adr/0014). Few rows.
    WITH RECURSIVE again AS (
        SELECT d.unit_id AS id, (
            SELECT min(x.opened_at) FROM custody_discrepancy x
            WHERE x.unit_id = d.unit_id AND x.discrepancy_kind = %(recovered)s
        ) AS at
        FROM custody_derivation d WHERE d.how = %(recovered)s
        UNION
        SELECT d.unit_id, a.at FROM again a JOIN custody_derivation d ON d.sources = jsonb_build_array(a.id)
    ) SELECT id, max(at) AS at FROM again GROUP BY id
), chosen AS MATERIALIZED (
    SELECT u.id, u.seizure_id, u.exhibit_id, u.label, u.gross_mg AS mg, greatest(u.seized_at, back.at) AS t1,
           back.id IS NOT NULL AS came_back,
           CASE WHEN u.custody_state = ANY (%(gone)s) THEN u.state_since ELSE %(last)s END AS gone_at
    FROM custody_handlingunit u
    LEFT JOIN back ON back.id = u.id
    WHERE u.parent_id IS NULL AND u.kind <> ALL (%(no_drugs)s)
      AND u.custody_state <> ALL (%(others)s) AND u.gross_mg IS NOT NULL
      AND u.seized_at IS NOT NULL
      -- What came to its end before the first stretch is left out before anything is looked up about it.
      AND (u.custody_state <> ALL (%(gone)s) OR u.custody_state = ANY (%(gone)s) AND u.state_since > %(first)s)
      AND (%(jurisdiction)s::text IS NULL OR u.jurisdiction = %(jurisdiction)s)
      AND (%(seizure)s::uuid IS NULL OR u.seizure_id = %(seizure)s::uuid)
), cases AS MATERIALIZED (
    SELECT c.seizure_id, s.conveyance_id
    FROM (SELECT DISTINCT seizure_id FROM chosen) c
    CROSS JOIN LATERAL (SELECT s.conveyance_id FROM custody_seizure s WHERE s.id = c.seizure_id OFFSET 0) s
), stays AS MATERIALIZED (
    -- Looked up thing by thing (OFFSET 0): the placements of all that ever lay here are never read through.
    SELECT p.*
    FROM (SELECT id FROM chosen UNION SELECT conveyance_id FROM cases) thing
    CROSS JOIN LATERAL (
        SELECT p.unit_id, p.place_token, p.since_at, p.until_at FROM custody_placement p
        WHERE p.unit_id = thing.id OFFSET 0
    ) p
), stops AS MATERIALIZED (
    SELECT c.seizure_id, min(p.since_at) AS at
    FROM cases c JOIN stays p ON p.unit_id = c.conveyance_id GROUP BY c.seizure_id
), samples AS MATERIALIZED (
    SELECT c.exhibit_id, min(x.taken_at) AS at
    FROM (SELECT DISTINCT exhibit_id FROM chosen) c
    CROSS JOIN LATERAL (SELECT y.id FROM custody_handlingunit y WHERE y.exhibit_id = c.exhibit_id OFFSET 0) y
    CROSS JOIN LATERAL (SELECT x.taken_at FROM custody_sample x WHERE x.unit_id = y.id OFFSET 0) x
    GROUP BY c.exhibit_id
), lines AS MATERIALIZED (
    SELECT c.id, line.staged_at, line.destroyed_at
    FROM chosen c CROSS JOIN LATERAL (
        SELECT l.staged_at, l.destroyed_at FROM custody_manifestline l WHERE l.unit_id = c.id AND l.live OFFSET 0
    ) line
), furnaces AS MATERIALIZED (
    SELECT l.id, min(p.since_at) AS at
    FROM lines l JOIN stays p ON p.unit_id = l.id AND p.since_at > l.staged_at GROUP BY l.id
), lives AS MATERIALIZED (
    SELECT c.id, s.conveyance_id, c.mg, CASE WHEN c.came_back THEN c.t1 ELSE least(stop.at, c.t1) END AS t0, c.t1,
           coalesce(drawn.at, sampled.at) AS m2, paper.verified_at AS m3, line.staged_at AS m4, furnace.at AS m5,
           coalesce(line.destroyed_at, c.gone_at) AS t6
    FROM chosen c
    LEFT JOIN cases s ON s.seizure_id = c.seizure_id
    LEFT JOIN stops stop ON stop.seizure_id = c.seizure_id
    LEFT JOIN samples sampled ON sampled.exhibit_id = c.exhibit_id
    LEFT JOIN LATERAL (
        SELECT min(r.recorded_at) AS at FROM custody_officialreport r
        WHERE r.seizure_id = c.seizure_id AND (r.whole OR r.labels @> to_jsonb(c.label))
    ) drawn ON true
    LEFT JOIN LATERAL (
        SELECT o.verified_at FROM custody_orderline l JOIN custody_destructionorder o ON o.id = l.order_id
        WHERE l.unit_id = c.id AND l.live AND o.state = 'verified' OFFSET 0
    ) paper ON true
    LEFT JOIN lines line ON line.id = c.id
    LEFT JOIN furnaces furnace ON furnace.id = c.id
), ends AS MATERIALIZED (
    -- A milestone that nobody recorded is that of the next one; none lies before the one in front of it.
    SELECT id, conveyance_id, mg, t0, greatest(t0, t1) AS e1,
           greatest(t1, least(t6, coalesce(m2, m3, m4, m5, t6))) AS e2,
           greatest(t1, m2, least(t6, coalesce(m3, m4, m5, t6))) AS e3,
           greatest(t1, m2, m3, least(t6, coalesce(m4, m5, t6))) AS e4,
           greatest(t1, m2, m3, m4, least(t6, coalesce(m5, t6))) AS e5, t6
    FROM lives WHERE t0 < %(last)s AND t6 > %(first)s
), spans AS MATERIALIZED (
    -- Until it is seized it lies where its conveyance does.
    SELECT e.id, CASE v.stage WHEN 'extraction' THEN e.conveyance_id ELSE e.id END AS lies, e.mg, v.stage,
           v.since, least(v.until, e.t6) AS until
    FROM ends e CROSS JOIN LATERAL (VALUES
        ('extraction', e.t0, e.e1), ('report', e.e1, e.e2), ('order', e.e2, e.e3), ('slot', e.e3, e.e4),
        ('escort', e.e4, e.e5), ('other', e.e5, e.t6)
    ) AS v (stage, since, until)
    WHERE least(v.until, e.t6) > v.since
), clipped AS MATERIALIZED (
    SELECT b.place, s.id, s.lies, s.mg, s.stage, greatest(s.since, b.since) AS since, least(s.until, b.until) AS until
    FROM spans s JOIN buckets b ON s.since < b.until AND s.until > b.since
), pieces AS MATERIALIZED (
    SELECT place, stage, lies, mg, since, until FROM clipped
    UNION ALL
    -- Hours under a hold leave their stage: counted against it, and for the last one.
    SELECT c.place, v.stage, c.lies, v.mg, greatest(c.since, h.placed_at),
           least(c.until, coalesce(h.lifted_at, c.until))
    FROM clipped c
    JOIN custody_hold h ON h.unit_id = c.id AND h.placed_at < c.until AND coalesce(h.lifted_at, c.until) > c.since
    CROSS JOIN LATERAL (VALUES (c.stage, -c.mg), ('other', c.mg)) AS v (stage, mg)
    WHERE c.stage <> 'other'
), parts AS (
    SELECT place, stage, mg * us AS amount, mg * us * %(road)s AS weighted FROM (
        SELECT place, stage, mg, round(extract(epoch FROM until - since) * 1000000) AS us FROM pieces
    ) lasting
    UNION ALL
    -- Where a place is recorded, its weight instead of that of the road.
    SELECT c.place, c.stage, 0, c.mg * (w.percent - %(road)s) * round(1000000 * extract(epoch FROM
               least(c.until, coalesce(p.until_at, c.until), w.until) - greatest(c.since, p.since_at, w.since)))
    FROM pieces c
    JOIN stays p ON p.unit_id = c.lies AND p.since_at < c.until AND coalesce(p.until_at, c.until) > c.since
    JOIN weights w ON w.token = p.place_token AND w.since < least(c.until, coalesce(p.until_at, c.until))
                  AND w.until > greatest(c.since, p.since_at)
)
SELECT place, stage, sum(amount), sum(weighted) FROM parts GROUP BY place, stage
"""
