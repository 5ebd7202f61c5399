"""What came of a stretch of time: seized, burnt, how long it took, and which slots stayed empty and why (C26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Min, Q

from custody.core.exceptional import RECOVERED
from custody.core.lifecycle import GONE
from custody.core.planning import Unfilled
from custody.core.postings import COMES_BACK_FROM
from custody.destruction.models import BurnSession
from custody.destruction.plan_models import Outage, PlanLine, Slot
from custody.destruction.selectors.exposure import BECAME_OTHERS
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import NOT_DRUGS

NOT_PLANNED = "not_planned"
CANCELLED = "cancelled"
NOT_BURNT = "not_burnt"
SLOT_REASONS = (*(reason.value for reason in Unfilled), NOT_PLANNED, CANCELLED, NOT_BURNT)
"""Why a slot that is over stayed empty."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was seized and burnt in a stretch of time. Masses are milligrams.

    ``fair_mg`` is what was seized more than 48 hours before the moment of asking: younger goods may still make it, and
    are not held against the share burnt within 24 and 48 hours. ``median_hours`` is from seizure to ash of what burnt
    in the stretch, by unit and by mass; ``None`` where nothing burnt.
    """

    seizures: int
    seized_units: int
    seized_mg: int
    fair_mg: int
    mg_within_24h: int
    mg_within_48h: int
    burnt_units: int
    burnt_mg: int
    median_hours: int | None
    median_hours_by_mass: int | None

    def percent_within(self, hours: int) -> int | None:
        """Return the share of the mass that burnt within 24 or 48 hours, in percent; ``None`` where none was due."""
        burnt = self.mg_within_24h if hours == 24 else self.mg_within_48h
        return burnt * 100 // self.fair_mg if self.fair_mg else None


@dataclass(frozen=True, slots=True)
class SlotFigures:
    """Of the slots of a stretch of time that are over: how many burnt, and the others by reason."""

    filled: int
    unfilled: dict[str, int]

    @property
    def total(self) -> int:
        """All slots."""
        return self.filled + sum(self.unfilled.values())

    @property
    def fill_percent(self) -> int | None:
        """The share of slots in which something burnt; ``None`` without slots."""
        return self.filled * 100 // self.total if self.total else None


def outcomes_of(
    buckets: Sequence[tuple[datetime, datetime]], *, at: datetime, jurisdiction: str | None = None
) -> list[Outcome]:
    """Return the figures of some stretches of time as they stand at ``at``, in the order given, in one question.
    Samples and what is inside another unit are not counted. What was seized is what the books took in (C10), by the
    units in which it was taken in: a sample, a loss, a split or a recovery changes neither. The shares within 24 and 48
    hours are of what there is: what was gone and came back is one mass, that of what came back, and of the one that was
    gone what is gone still."""
    if not buckets:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTCOMES,
            {
                "begins": [since for since, _ in buckets],
                "ends": [until for _, until in buckets],
                "first": min(since for since, _ in buckets),
                "last": max(until for _, until in buckets),
                "at": at,
                "jurisdiction": jurisdiction,
                "no_drugs": list(NOT_DRUGS),
                "others": list(BECAME_OTHERS),
                "recovered": RECOVERED,
                "gone_to": [account.value for account in COMES_BACK_FROM],
            },
        )
        return [
            Outcome(*(None if value is None else int(value) for value in row))  # type: ignore[arg-type]
            for row in cursor.fetchall()
        ]


def standing_in(buckets: Sequence[tuple[datetime, datetime]]) -> list[bool]:
    """Return for each stretch of time whether something that was seized in it still lies somewhere, in one question.
    For stretches of few seizures: it reads what was seized in them."""
    if not buckets:
        return []
    within = [Q(seized_at__gte=since, seized_at__lt=until) for since, until in buckets]
    rows = HandlingUnit.objects.filter(reduce(or_, within), parent__isnull=True).exclude(kind__in=NOT_DRUGS)
    firsts = rows.exclude(custody_state__in=sorted(GONE)).values("seizure_id").annotate(first=Min("seized_at"))
    standing = [row["first"] for row in firsts]
    return [any(since <= first < until for first in standing) for since, until in buckets]


def slot_figures(*, since: datetime, until: datetime, jurisdiction: str | None = None) -> SlotFigures:
    """Return how the slots from ``since`` to before ``until`` were used; ``until`` is not ahead of us. The reasons add
    up to the slots that stayed empty."""
    judged = judged_slots(since=since, until=until, jurisdiction=jurisdiction)
    reasons = Counter(reason for _, reason in judged if reason is not None)
    return SlotFigures(
        filled=sum(reason is None for _, reason in judged),
        unfilled=dict(sorted(reasons.items(), key=lambda row: (-row[1], row[0]))),
    )


def judged_slots(
    *, since: datetime, until: datetime, jurisdiction: str | None = None
) -> list[tuple[Slot, str | None]]:
    """Return the slots from ``since`` to before ``until``, each with the reason why it stayed empty; ``None`` where
    something burnt.

    A slot that was given back is no slot. The reason is what the last plan before it said; where that plan meant to
    fill it, or there was none, what became of it says the rest.
    """
    slots = Slot.objects.filter(starts_at__gte=since, starts_at__lt=until, withdrawn_at__isnull=True)
    if jurisdiction is not None:
        slots = slots.filter(facility__place__jurisdiction=jurisdiction)
    rows = list(slots.select_related("facility").order_by("starts_at", "id"))
    burns = {
        (facility_id, starts_at): state
        for facility_id, starts_at, state in BurnSession.objects.filter(
            starts_at__in={slot.starts_at for slot in rows}
        ).order_by("last_seq").values_list("facility_id", "starts_at", "state")
    }  # fmt: skip
    became = [(slot, burns.get((slot.facility_id, slot.starts_at))) for slot in rows]
    said = _last_word(slot for slot, state in became if state != "burnt")
    down = list(Outage.objects.filter(begins_at__lt=until, ends_at__gt=since))
    return [
        (slot, None if state == "burnt" else _reason(slot, state=state, said=said, down=down)) for slot, state in became
    ]


def _last_word(slots: Iterable[Slot]) -> dict[object, str | None]:
    """Return, by slot, what the last plan made before it said of it; a slot that no plan judged is not named."""
    rows = (
        PlanLine.objects.filter(slot__in=[slot.id for slot in slots])
        .order_by("slot_id", "-plan__made_at")
        .distinct("slot_id")
    )
    return dict(rows.values_list("slot_id", "reason"))


def _reason(slot: Slot, *, state: str | None, said: dict[object, str | None], down: list[Outage]) -> str:
    if any(
        each.facility_id == slot.facility_id and each.begins_at <= slot.starts_at < (each.ended_at or each.ends_at)
        for each in down
    ):
        return Unfilled.FURNACE_DOWN.value
    if state is not None:
        return CANCELLED if state == "cancelled" else NOT_BURNT
    # A plan that meant to fill it and was never approved is no plan.
    return said.get(slot.id) or NOT_PLANNED


_OUTCOMES = """
WITH buckets AS (
    SELECT * FROM unnest(%(begins)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS b (since, until, place)
), asked AS MATERIALIZED (
    -- Each arm has an index of its own that begins at the first day; what happened before is not read.
    SELECT u.* FROM custody_handlingunit u WHERE u.seized_at >= %(first)s AND u.seized_at < %(last)s
    UNION ALL
    SELECT u.* FROM custody_manifestline l
    CROSS JOIN LATERAL (SELECT * FROM custody_handlingunit u WHERE u.id = l.unit_id OFFSET 0) u
    WHERE l.live AND l.destroyed_at IS NOT NULL AND l.destroyed_at >= %(first)s AND l.destroyed_at < %(last)s
      AND NOT (u.seized_at >= %(first)s AND u.seized_at < %(last)s)
), returned AS MATERIALIZED (
    -- What came back of what was gone, by the books: it is seized once (docs/adr/0014). Few rows, read once.
    SELECT source::uuid AS id, coalesce(sum(p.mg), 0) AS mg
    FROM custody_derivation d CROSS JOIN LATERAL jsonb_array_elements_text(d.sources) AS source
    LEFT JOIN custody_posting p ON p.unit_id = d.unit_id AND p.from_account = ANY (%(gone_to)s)
    WHERE d.how = %(recovered)s GROUP BY 1
), taken_in AS MATERIALIZED (
    -- What was made of other units was taken in with those.
    SELECT u.seizure_id, u.seized_at, d.unit_id IS NULL AND u.parent_id IS NULL AS original, books.mg
    FROM asked u
    LEFT JOIN custody_derivation d ON d.unit_id = u.id
    CROSS JOIN LATERAL (
        SELECT sum(CASE WHEN p.from_account = 'seized' THEN p.mg WHEN p.to_account = 'seized' THEN -p.mg END) AS mg
        FROM custody_posting p WHERE p.unit_id = u.id
    ) books
    WHERE u.kind <> ALL (%(no_drugs)s) AND u.seized_at >= %(first)s AND u.seized_at < %(last)s
      AND (%(jurisdiction)s::text IS NULL OR u.jurisdiction = %(jurisdiction)s)
), goods AS MATERIALIZED (
    SELECT u.id, greatest(u.gross_mg - coalesce(r.mg, 0), 0) AS gross_mg, u.seized_at,
           line.destroyed_at, line.burnt_mg, line.destroyed_at - u.seized_at AS took
    FROM asked u
    LEFT JOIN returned r ON r.id = u.id
    LEFT JOIN LATERAL (
        SELECT l.destroyed_at, l.burnt_mg FROM custody_manifestline l
        WHERE l.unit_id = u.id AND l.live AND l.destroyed_at IS NOT NULL OFFSET 0
    ) line ON true
    WHERE u.parent_id IS NULL AND u.kind <> ALL (%(no_drugs)s)
      AND u.custody_state <> ALL (%(others)s) AND u.seized_at IS NOT NULL
      AND (%(jurisdiction)s::text IS NULL OR u.jurisdiction = %(jurisdiction)s)
)
SELECT seized.*, fair.*, burnt.*, half.*
FROM buckets b
CROSS JOIN LATERAL (
    SELECT count(DISTINCT seizure_id) FILTER (WHERE original), count(*) FILTER (WHERE original), coalesce(sum(mg), 0)
    FROM taken_in t WHERE t.seized_at >= b.since AND t.seized_at < b.until
) seized
CROSS JOIN LATERAL (
    SELECT coalesce(sum(gross_mg) FILTER (WHERE fair), 0),
           coalesce(sum(gross_mg) FILTER (WHERE fair AND took <= interval '24 hours'), 0),
           coalesce(sum(gross_mg) FILTER (WHERE fair AND took <= interval '48 hours'), 0)
    FROM (SELECT *, seized_at < %(at)s - interval '48 hours' AS fair FROM goods) g
    WHERE g.seized_at >= b.since AND g.seized_at < b.until
) fair
CROSS JOIN LATERAL (
    SELECT count(*), coalesce(sum(burnt_mg), 0),
           floor(extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY took)) / 3600)
    FROM goods g WHERE g.destroyed_at >= b.since AND g.destroyed_at < b.until
) burnt
CROSS JOIN LATERAL (
    SELECT floor(extract(epoch FROM min(took)) / 3600) FROM (
        SELECT took, sum(burnt_mg) OVER (ORDER BY took, id) AS so_far, sum(burnt_mg) OVER () AS altogether
        FROM goods g WHERE g.destroyed_at >= b.since AND g.destroyed_at < b.until
    ) h WHERE 2 * so_far >= altogether
) half
ORDER BY b.place
"""
