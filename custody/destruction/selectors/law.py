"""What the law asks for before goods may burn, and how far it has come: authority, notices, samples, retentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import database_now
from custody.destruction.models import (
    Instruction,
    JudgeConsent,
    Notice,
    OrderLine,
    OrderRequest,
    RetentionRequest,
    SpokenOrder,
)
from custody.destruction.sample_policies import SAMPLE
from custody.evidence.models import Exhibit, HandlingUnit, Sample, Seizure
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.contents import exhibits_inside
from custody.evidence.selectors.reports import numbers_of as numbers_of
from custody.evidence.selectors.sampling import kept_still
from custody.organisation.selectors.requirements import Law, Requirements

KEPT_KINDS = ("counter_expertise", "retained")
"""Samples that are kept for the court, beside the one that is used up in the laboratory."""
BARRING = ("running", "answered", "upheld")
"""Times for an appeal that bar the fire, the last the most."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many samples of an exhibit there are and should be; ``kept`` of them for a second analysis."""

    exhibit: int
    taken: int
    least: int
    kept: int
    least_kept: int


def notice_texts(seizure: Seizure, *, language: str) -> list[str]:
    """Return what a notice about a seizure says in the words of its law, in ``language``; none where it has none."""
    goods = HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True).exclude(kind__in=NOT_DRUGS).count()
    given = {"seizure": seizure.code_word, "count": goods,
             "reference": ", ".join(numbers_of([seizure.id]).get(seizure.id, [])) or "–"}  # fmt: skip
    found = [each.text("notice", language=language, **given) for each in asked_of_seizure(seizure)]
    return [text for text in dict.fromkeys(found) if text]


def rotation_of(asked: Mapping[UUID, Sequence[Requirements]]) -> int:
    """Return for how many burns before and after one the strictest law of its units lets its pair watch none."""
    return max((each.rotation for found in asked.values() for each in found), default=1)


def asked_of(
    units: Sequence[HandlingUnit], *, at: datetime | None = None, inside: Mapping[UUID, Sequence[Exhibit]] | None = None
) -> dict[UUID, list[Requirements]]:
    """Return, by unit, what its jurisdiction asks for: once for each substance that is in it.

    The quantity that counts is that of the whole seizure in that substance: an order in parts needs no lesser
    authority. ``at`` is now where none is given; ``inside`` the exhibits in each unit, where those were read before.
    """
    moment = at or database_now()
    exhibits = exhibits_inside(units) if inside is None else inside
    masses = _masses(unit.seizure_id for unit in units if unit.seizure_id is not None)
    book = Law(jurisdictions={unit.jurisdiction for unit in units}, at=moment)
    known: dict[tuple[str, str | None, int], Requirements] = {}
    out: dict[UUID, list[Requirements]] = {}
    for unit in units:
        substances: set[str | None] = {each.substance for each in exhibits[unit.id]} or {None}
        out[unit.id] = []
        for substance in sorted(substances, key=str):
            mass_mg = unit.gross_mg or 0
            if unit.seizure_id is not None and substance is not None:
                mass_mg = max(mass_mg, masses.get((unit.seizure_id, substance), 0))
            key = (unit.jurisdiction, substance, mass_mg)
            if key not in known:
                known[key] = book.asks(unit.jurisdiction, substance=substance, mass_mg=mass_mg)
            out[unit.id].append(known[key])
    return out


def asked_of_seizure(seizure: Seizure, *, at: datetime | None = None) -> list[Requirements]:
    """Return what the jurisdiction of a seizure asks for, once for each substance in it."""
    moment = at or database_now()
    masses = _masses([seizure.id])
    substances: set[str | None] = set(seizure.exhibits.values_list("substance", flat=True)) or {None}
    book = Law(jurisdictions=[seizure.jurisdiction], at=moment)
    return [
        book.asks(
            seizure.jurisdiction, substance=each, mass_mg=0 if each is None else masses.get((seizure.id, each), 0)
        )
        for each in sorted(substances, key=str)
    ]


def short_of_samples(
    units: Sequence[HandlingUnit],
    asked: Mapping[UUID, Sequence[Requirements]],
    *,
    until: datetime | None = None,
    inside: Mapping[UUID, Sequence[Exhibit]] | None = None,
    samples: Sequence[Sample] | None = None,
) -> dict[UUID, Shortage]:
    """Return, by unit, the first exhibit in it of which too few samples were taken; units with enough are left out.
    With ``until``: too few before that moment. ``inside`` as in ``asked_of``; ``samples`` those that are kept of all of
    it, where they were read before (``gates.samples_in``)."""
    exhibits = exhibits_inside(units) if inside is None else inside
    ids = {each.id for found in exhibits.values() for each in found}
    outer = {unit.id for unit in units}
    if samples is None:
        rows = Sample.objects.filter(Q(unit__exhibit__in=ids) | Q(unit__in=outer))
        samples = list(kept_still(rows, until=until).select_related("unit"))
    taken: dict[UUID, int] = defaultdict(int)
    kept: dict[UUID, int] = defaultdict(int)
    # One that was gone and came back in two parts is one sample.
    about = [row for row in samples if row.unit_id in outer or row.unit.exhibit_id in ids]
    once = {row.carried_from_id or row.id: row for row in about}
    for row in once.values():
        key: UUID = row.unit_id if row.unit.exhibit_id is None else row.unit.exhibit_id
        taken[key] += 1
        kept[key] += row.sample_kind in KEPT_KINDS
    out = {}
    for unit in units:
        if unit.kind == SAMPLE:
            continue
        least = max(each.samples for each in asked[unit.id])
        least_kept = max(each.kept_samples for each in asked[unit.id])
        for key, number in [(each.id, each.number) for each in exhibits[unit.id]] or [(unit.id, 0)]:
            if taken[key] < least or kept[key] < least_kept:
                out[unit.id] = Shortage(number, taken[key], least, kept[key], least_kept)
                break
    return out


def under_instruction(seizure_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the seizures whose case an investigating judge has."""
    rows = Instruction.objects.filter(seizure__in=list(seizure_ids), closed_at__isnull=True)
    return set(rows.values_list("seizure_id", flat=True))


def seizures_of(units: Iterable[HandlingUnit]) -> set[UUID]:
    """Return the seizures that some units came out of."""
    return {unit.seizure_id for unit in units if unit.seizure_id is not None}


def notices_of(seizure_ids: Iterable[UUID]) -> dict[UUID, list[Notice]]:
    """Return the notices served about some seizures, by seizure, the newest first."""
    out: dict[UUID, list[Notice]] = defaultdict(list)
    for row in Notice.objects.filter(seizure__in=list(seizure_ids)).order_by("-served_at"):
        assert row.seizure_id is not None  # noqa: S101 - filtered by it
        out[row.seizure_id].append(row)
    return out


def appeals_of(order_ids: Iterable[UUID]) -> dict[UUID, Notice]:
    """Return the time for an appeal of some orders, by order: of several, the newest of those that bar the most.

    What was upheld bars for good, however often the order is served again.
    """
    rows = list(Notice.objects.filter(order__in=list(order_ids)).order_by("served_at"))
    rows.sort(key=lambda row: BARRING.index(row.state) if row.state in BARRING else -1)
    return {row.order_id: row for row in rows if row.order_id is not None}


def retentions_of(seizure_ids: Iterable[UUID]) -> dict[UUID, list[RetentionRequest]]:
    """Return what was asked to be retained of some seizures, by seizure."""
    out: dict[UUID, list[RetentionRequest]] = defaultdict(list)
    for row in RetentionRequest.objects.filter(seizure__in=list(seizure_ids)).order_by("asked_at"):
        out[row.seizure_id].append(row)
    return out


def open_request_of(seizure_id: UUID) -> OrderRequest | None:
    """Return what a magistrate is asked about a seizure and has not settled."""
    return OrderRequest.objects.filter(
        Q(state="open") | Q(answer="ask", state="answered"), seizure=seizure_id
    ).first()


def reports_of(seizure_ids: Iterable[UUID]) -> list[str]:
    """Return the numbers of the official reports of some seizures, the initial ones in front.

    Of a seizure without any, those that were named when a magistrate was asked.
    """
    ids = list(seizure_ids)
    found = numbers_of(ids)
    numbers = [number for pk in sorted(found, key=str) for number in found[pk]]
    rows = OrderRequest.objects.filter(seizure__in=[pk for pk in ids if pk not in found])
    return list(dict.fromkeys([*numbers, *sorted(set(rows.values_list("reference", flat=True)))]))


def unconfirmed(lines: Iterable[OrderLine]) -> set[UUID]:
    """Return those of the orders that were given by word of mouth and have no paper yet."""
    orders = {line.order_id for line in lines}
    rows = SpokenOrder.objects.filter(order__in=orders, confirmed_at__isnull=True)
    return set(rows.values_list("order_id", flat=True))


def consented(order_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the orders that a judge authorised."""
    return set(JudgeConsent.objects.filter(order__in=list(order_ids)).values_list("order_id", flat=True))


def _masses(seizure_ids: Iterable[UUID]) -> dict[tuple[UUID, str], int]:
    """Return the mass of each substance in some seizures: of the innermost units, or of the outermost where more.

    What came out of one conveyance is one consignment, however many seizures were made of it: who writes them does not
    choose the authority."""
    with connection.cursor() as cursor:
        cursor.execute(_MASSES, [list(set(seizure_ids)), sorted(NOT_DRUGS), CustodyState.SUPERSEDED.value])
        return {(seizure_id, substance): int(mg) for seizure_id, substance, mg in cursor.fetchall()}


_MASSES = """
SELECT s.id, e.substance,
       greatest(sum(u.gross_mg) FILTER (WHERE u.parent_id IS NULL),
                sum(u.gross_mg) FILTER (WHERE NOT EXISTS (SELECT FROM custody_handlingunit c WHERE c.parent_id = u.id)),
                0)
  FROM custody_seizure s LEFT JOIN custody_seizure beside ON beside.conveyance_id = s.conveyance_id
  JOIN custody_handlingunit u ON u.seizure_id = coalesce(beside.id, s.id)
  JOIN custody_exhibit e ON e.id = u.exhibit_id
 WHERE s.id = ANY (%s::uuid[]) AND u.kind <> ALL (%s) AND u.custody_state <> %s
 GROUP BY s.id, e.substance
"""
