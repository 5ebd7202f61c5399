"""TREND, the quiet part of AL5: a custodian whose units lose a little every time, each loss within tolerance.

What a unit lost is laid to everybody who had it since the weighing before, and to nobody else. Only what was accepted
is added up: a loss beyond tolerance freezes its unit and is AL5 by itself. What dries by itself proves nothing. A first
weight is laid beside what was estimated: one honest estimate is a quarter off, a dozen are not all too high.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import Max

from custody.alerts.models import Alert, Drift
from custody.alerts.raising import Finding, raise_many
from custody.alerts.reactions.fresh import is_news, site_of
from custody.core.events import UNIT_EXCHANGED, UNIT_SUPERSEDED, UNIT_WEIGHED
from custody.core.exceptional import DUMMY
from custody.core.tolerance import drift_mg, estimate_tolerance_mg, uncertainty_mg
from custody.core.trend import Change, trend, usual_loss
from custody.deadlines.batches import together
from custody.evidence.models import Discrepancy, HandlingUnit, Removal, Sample, TransferLine, Weighing
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
    """What one weighing found less what the weighing before, or an estimate, let expect."""

    weighing: Weighing
    since: datetime
    difference_mg: int
    uncertainty_mg: int
    is_of_estimate: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """The newest weighing of a unit so far, and what it lets expect now: what was taken out since is off."""

    weighing: Weighing
    expected_mg: int


def register() -> None:
    """Register the handlers of weighings, and of units that become others: their parts are weighed."""
    reactions.register(UNIT_WEIGHED.code, together(_weighed))
    for event in (UNIT_SUPERSEDED, UNIT_EXCHANGED):
        reactions.register(event.code, together(_divided))


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
    people = [holders(outer[each.weighing.unit_id], lines, since=each.since, until=record.at) for each in losses]
    _lay(record, list(zip(losses, people, strict=True)), about=next(iter(units.values())))


def _divided(record: Record, entries: list[Entry]) -> None:
    """Lay what parts weigh less than the whole to who had it: a little at every packing adds up as well.

    The whole of an act is one loss, on its first part. What is beyond what is plain has its discrepancy.
    """
    wholes = {each.on.id: each.on for each in entries if isinstance(each.on, HandlingUnit)}
    known = _known(wholes)
    if not is_news(record) or len(known) < len(wholes) or any(map(_dries, wholes.values())):
        return
    ids = [UUID(each) for each in entries[0].fields["children"]]
    made = Weighing.objects.filter(unit__in=ids).exclude(unit__kind=DUMMY).select_related("scale", "unit")
    parts = sorted(made, key=lambda row: ids.index(row.unit_id))
    if Discrepancy.objects.filter(unit__in=ids, discrepancy_kind="weight").exists():
        return
    loads = [load_of(row.gross_mg, row.scale) for row in (*(each.weighing for each in known.values()), *parts)]
    known_loads = [load for load in loads if load is not None]
    if len(known_loads) < len(loads):
        return
    expected, found = sum(each.expected_mg for each in known.values()), sum(row.gross_mg for row in parts)
    first, lines = parts[0], _accepted(wholes)
    loss = _Loss(first, record.at, found - expected, uncertainty_mg(known_loads, packed_mg=expected))
    people = {each for each in (first.unit.custodian_id, first.unit.co_custodian_id) if each is not None}
    for unit in wholes.values():
        people |= holders(unit, lines, since=known[unit.id].weighing.weighed_at, until=record.at)
    _lay(record, [(loss, people)], about=first.unit)


def _lay(record: Record, losses: Sequence[tuple[_Loss, set[UUID]]], *, about: HandlingUnit) -> None:
    """Keep each loss for everybody who had the unit, and raise the trend of those who lost too much."""
    drifts = [
        Drift(
            officer_id=officer,
            unit_id=each.weighing.unit_id,
            weighing=each.weighing,
            scale_id=None if each.is_of_estimate else each.weighing.scale_id,
            difference_mg=each.difference_mg,
            uncertainty_mg=each.uncertainty_mg,
            weighed_at=each.weighing.weighed_at,
        )
        for each, people in losses
        for officer in sorted(people)
    ]
    Drift.objects.bulk_create(drifts)
    site = site_of(about)
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
    """Yield what each accepted weighing found less than the one before, samples and what was taken out apart."""
    before = _known({each.unit_id for each in weighings}, without={each.id for each in weighings})
    for each in weighings:
        last = before.get(each.unit_id)
        if last is None or not _is_accepted(each) or _dries(units[each.unit_id]):
            continue
        loads = [load_of(last.weighing.gross_mg, last.weighing.scale), load_of(each.gross_mg, each.scale)]
        known_loads = [load for load in loads if load is not None]
        if len(known_loads) == len(loads):
            yield _Loss(
                each, last.weighing.weighed_at, each.gross_mg - last.expected_mg, uncertainty_mg(known_loads)
            )
    yield from _against_estimates([each for each in weighings if each.unit_id not in before], units)


def _against_estimates(weighings: Sequence[Weighing], units: Mapping[UUID, HandlingUnit]) -> Iterator[_Loss]:
    """Yield what each first weight found less than was estimated; what is far from it is a discrepancy by itself.

    No scale is at fault there: what everybody's estimates are wrong by is taken off instead. Half of what an honest
    estimate is wrong by at most is its uncertainty.
    """
    first = {each.unit_id: each for each in weighings if each.method == "weighed" and not _dries(units[each.unit_id])}
    rows = Weighing.objects.filter(unit__in=first).exclude(method="weighed").order_by("-weighed_at", "-id")
    # Of several the first: a later one may be its keeper's alone.
    for unit_id, estimate in {row.unit_id: row for row in rows}.items():
        difference, most = first[unit_id].gross_mg - estimate.gross_mg, estimate_tolerance_mg(estimate.gross_mg)
        if abs(difference) <= most:
            yield _Loss(first[unit_id], estimate.weighed_at, difference, most // 2, is_of_estimate=True)


def _known(unit_ids: Iterable[UUID], *, without: Collection[UUID] = ()) -> dict[UUID, _Known]:
    """Return what is known of units that ever lay on a scale, some weighings left out."""
    ids = list(unit_ids)
    rows = Weighing.objects.filter(unit__in=ids, method="weighed").exclude(id__in=without).select_related("scale")
    last = {row.unit_id: row for row in rows.order_by("weighed_at", "id")}
    taken: dict[UUID, int] = defaultdict(int)
    out = [
        *Sample.objects.filter(unit__in=ids, carried_from=None).values_list("unit_id", "gross_mg", "taken_at"),
        *Removal.objects.filter(unit__in=ids).values_list("unit_id", "removed_mg", "removed_at"),
    ]
    for unit_id, mg, at in out:
        if unit_id in last and at > last[unit_id].weighed_at:
            taken[unit_id] += mg
    return {unit_id: _Known(row, row.gross_mg - taken[unit_id]) for unit_id, row in last.items()}


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
