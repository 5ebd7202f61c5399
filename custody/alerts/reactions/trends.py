"""TREND, the quiet part of AL5: a custodian whose units lose a little every time, each loss within tolerance.

What a unit lost is laid to everybody who had it since the weighing before, and to nobody else. Only what was accepted
is added up: a loss beyond tolerance freezes its unit and is AL5 by itself. What dries by itself proves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import Max

from custody.alerts.models import Alert, Drift
from custody.alerts.raising import Finding, raise_many
from custody.alerts.reactions.fresh import is_news, site_of
from custody.core.events import UNIT_WEIGHED
from custody.core.tolerance import drift_mg, uncertainty_mg
from custody.core.trend import Change, trend, usual_loss
from custody.deadlines.batches import together
from custody.evidence.models import HandlingUnit, Sample, TransferLine, Weighing
from custody.evidence.selectors.facts import load_of, outermost_of
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

WITHIN = timedelta(days=90)
"""How long a loss is remembered."""
MOST, MOST_OTHERS = 40, 60
"""How many of the newest weighings are looked at: of the custodian, and of all others on one scale."""


@dataclass(frozen=True, slots=True)
class _Loss:
    """What one weighing found less what the weighing before let expect."""

    weighing: Weighing
    since: datetime
    difference_mg: int
    uncertainty_mg: int


def register() -> None:
    """Register the handler of weighings."""
    reactions.register(UNIT_WEIGHED.code, together(_weighed))


def _weighed(record: Record, entries: list[Entry]) -> None:
    if not is_news(record):
        return
    units = {each.on.id: each.on for each in entries if isinstance(each.on, HandlingUnit)}
    weighings = [row for each in entries for row in each.rows if isinstance(row, Weighing)]
    losses = list(_losses(weighings, units))
    if not losses:
        return
    outer = {unit.id: unit if unit.parent_id is None else outermost_of(unit) for unit in units.values()}
    lines = _accepted([each.id for each in outer.values()])
    drifts = [
        Drift(
            officer_id=officer,
            unit_id=each.weighing.unit_id,
            weighing=each.weighing,
            scale_id=each.weighing.scale_id,
            difference_mg=each.difference_mg,
            uncertainty_mg=each.uncertainty_mg,
            weighed_at=each.weighing.weighed_at,
        )
        for each in losses
        for officer in sorted(holders(outer[each.weighing.unit_id], lines, since=each.since, until=record.at))
    ]
    Drift.objects.bulk_create(drifts)
    site = site_of(next(iter(units.values())))
    findings = [
        Finding(
            rule="TREND",
            stage="trend",
            level=1,
            subject_kind="officer",
            subject_id=officer,
            dedupe_key=_key(officer),
            group_key=_key(officer),
            fired_for=record.at,
            site=site,
            about=(officer,),
        )
        for officer in sorted({each.officer_id for each in drifts})
        if trend(_changes_of(officer, since=_since(record, officer))) is not None
    ]
    raise_many(record, findings, engine="custody")


def _losses(weighings: Sequence[Weighing], units: Mapping[UUID, HandlingUnit]) -> Iterator[_Loss]:
    """Yield what each accepted weighing found less than the one before, samples apart."""
    before: dict[UUID, Weighing] = {}
    ids, now = {each.id for each in weighings}, {each.unit_id for each in weighings}
    known = Weighing.objects.filter(unit__in=now, method="weighed").exclude(id__in=ids).select_related("scale")
    for row in known.order_by("weighed_at", "id"):
        before[row.unit_id] = row
    taken: dict[UUID, list[Sample]] = defaultdict(list)
    for sample in Sample.objects.filter(unit__in=now):
        taken[sample.unit_id].append(sample)
    for each in weighings:
        last = before.get(each.unit_id)
        if last is None or not _is_accepted(each) or _dries(units[each.unit_id]):
            continue
        loads = [load_of(last.gross_mg, last.scale), load_of(each.gross_mg, each.scale)]
        known_loads = [load for load in loads if load is not None]
        if len(known_loads) == len(loads):
            sampled = sum(row.gross_mg for row in taken[each.unit_id] if row.taken_at > last.weighed_at)
            yield _Loss(
                each, last.weighed_at, each.gross_mg - (last.gross_mg - sampled), uncertainty_mg(known_loads)
            )


def _is_accepted(weighing: Weighing) -> bool:
    expected, tolerance = weighing.expected_mg, weighing.tolerance_mg
    return expected is not None and tolerance is not None and abs(weighing.gross_mg - expected) <= tolerance


def _dries(unit: HandlingUnit) -> bool:
    return unit.exhibit is not None and drift_mg(substance=unit.exhibit.substance, hours=24, mass_mg=10**6) > 0


def _accepted(unit_ids: Iterable[UUID]) -> dict[UUID, list[TransferLine]]:
    """Return the hand-overs of some outermost units that were accepted, the oldest first."""
    out: dict[UUID, list[TransferLine]] = defaultdict(list)
    rows = TransferLine.objects.filter(unit__in=set(unit_ids), state="accepted").select_related("transfer")
    for line in rows.order_by("transfer__closed_at"):
        out[line.unit_id].append(line)
    return out


def holders(
    unit: HandlingUnit, lines: Mapping[UUID, Sequence[TransferLine]], *, since: datetime, until: datetime
) -> set[UUID]:
    """Return who had an outermost unit in custody between two weighings; who only took it for the second did not."""
    people: set[UUID | None] = set()
    transfers = [line.transfer for line in lines.get(unit.id, ())]
    earlier = [each for each in transfers if each.closed_at is not None and each.closed_at <= since]
    between = [each for each in transfers if each.closed_at is not None and since < each.closed_at <= until]
    if earlier:
        people |= {earlier[-1].receiver_id, earlier[-1].receiver_second_id}
    for each in between:
        people.add(each.giver_id)
        if each.closed_at is not None and each.closed_at < until:
            people |= {each.receiver_id, each.receiver_second_id}
    if unit.held_since is not None and unit.held_since < until and not between:
        people |= {unit.custodian_id, unit.co_custodian_id}
    return {each for each in people if each is not None}


def _changes_of(officer: UUID, *, since: datetime) -> list[Change]:
    """Return what the officer's units lost, the oldest first, each with what others lose on the same scale."""
    rows = list(Drift.objects.filter(officer=officer, weighed_at__gt=since).order_by("-weighed_at", "-id")[:MOST])
    usual = {scale: _usual_on(scale, officer, since=since) for scale in {row.scale_id for row in rows}}
    return [Change(row.difference_mg, row.uncertainty_mg, usual[row.scale_id]) for row in reversed(rows)]


def _usual_on(scale: UUID | None, officer: UUID, *, since: datetime) -> int:
    others = Drift.objects.filter(scale=scale, weighed_at__gt=since).exclude(officer=officer)
    newest = others.order_by("-weighed_at").values_list("difference_mg", "uncertainty_mg")[:MOST_OTHERS]
    return usual_loss(Change(difference, uncertainty) for difference, uncertainty in newest)


def _since(record: Record, officer: UUID) -> datetime:
    """Return from when on losses count: what somebody has looked at counts no more."""
    looked = Alert.objects.filter(dedupe_key=_key(officer), state="resolved").aggregate(at=Max("resolved_at"))["at"]
    since = record.now - WITHIN
    return since if looked is None else max(since, cast("datetime", looked))


def _key(officer: UUID) -> str:
    return f"trend:{officer.hex}"
