"""Lists for the people who work with units: what is in my name, what waits for me, what lies in store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from custody.core.errors import InvalidInput, NotFound
from custody.core.identifiers import parse_label, parse_seal_number
from custody.core.lifecycle import CUSTODY, GONE, CustodyState, SearchState
from custody.evidence.lists import UNANSWERED
from custody.evidence.models import Discrepancy, HandlingUnit, Seal, Seizure, Transfer, TransferLine
from custody.evidence.models.unit import CONVEYANCE_KINDS, NOT_DRUGS
from custody.evidence.selectors.access import SEES_SEALED, visible_seizures, visible_units
from custody.evidence.selectors.facts import contents_of

if TYPE_CHECKING:
    from uuid import UUID

    from custody.organisation.models import Officer

_LIVE = Q(parent__isnull=True) & ~Q(custody_state__in=[state.value for state in GONE])

_MAY_DEPART = sorted(
    {before for (_, code), step in CUSTODY.items() if code == "unit.departed/1" for before in step if before}
)


def my_custody(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the live outermost units in the custody of the officer, longest held first. The caller pages."""
    mine = Q(custodian=officer) | Q(co_custodian=officer)
    return visible_units(officer).filter(_LIVE & mine).order_by("held_since", "label")


def located(units: QuerySet[HandlingUnit]) -> QuerySet[HandlingUnit]:
    """Return those of some units that are where they should be: with the others nothing is done before somebody found
    them."""
    return units.filter(search_state=SearchState.LOCATED)


def may_be_given(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the units in the custody of the officer that may be given away or moved now: offered to nobody, and where
    they should be. What is being searched for is found first."""
    rows = my_custody(officer).exclude(transfer_lines__state="offered")
    return rows.filter(search_state=SearchState.LOCATED)


def may_depart(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the units in the custody of the officer that may leave now: of those the ones not on the road."""
    return may_be_given(officer).filter(custody_state__in=_MAY_DEPART)


def waiting_for(officer: Officer, *, limit: int = 50) -> list[Transfer]:
    """Return the open hand-overs offered to the officer, as receiver or as second, oldest first."""
    return _open_transfers(Q(receiver=officer) | Q(receiver_second=officer), limit=limit)


def kinds_offered(transfers: Iterable[Transfer]) -> dict[UUID, list[tuple[str, str, int]]]:
    """Return by hand-over how many units of which kind it has, each with the code word of its seizure, "" for none;
    the largest number first. Many hand-overs cost as much as one."""
    lines = TransferLine.objects.filter(transfer__in=list(transfers)).order_by()
    counted = lines.values_list("transfer", "unit__seizure__code_word", "unit__kind").annotate(n=Count("unit"))
    found: dict[UUID, list[tuple[str, str, int]]] = {}
    for transfer_id, word, kind, count in sorted(counted, key=lambda row: -row[3]):
        found.setdefault(transfer_id, []).append((word or "", kind, count))
    return found


def offered_by(officer: Officer, *, limit: int = 50) -> list[Transfer]:
    """Return the open hand-overs that the officer offered, oldest first: the officer is still responsible."""
    return _open_transfers(Q(giver=officer), limit=limit)


def unsealed_of(officer: Officer, seizure_id: UUID) -> list[HandlingUnit]:
    """Return the outermost goods of a seizure in the officer's custody that bear no seal, by label."""
    rows = my_custody(officer).filter(seizure_id=seizure_id, seal__isnull=True)
    return list(rows.exclude(kind__in=NOT_DRUGS).order_by("label"))


def read_off(officer: Officer, codes: Sequence[str]) -> dict[str, HandlingUnit]:
    """Return code -> unit for labels, and for seals that units bear now, however they were typed or scanned; what is
    absent and what the officer may not find by it are left out. Many codes cost as much as one.

    By its seal a unit is found in the officer's own custody; any that is known by who commands, decides or audits:
    whoever must read a seal off a unit finds none by guessing.
    """
    labels = {code: label for code in codes if (label := _parsed(parse_label, code))}
    by_label = {unit.label: unit for unit in visible_units(officer).filter(label__in=labels.values())} if labels else {}
    found = {code: by_label[label] for code, label in labels.items() if label in by_label}
    seals = {code: seal for code in codes if code not in found and (seal := _parsed(parse_seal_number, code))}
    by_seal = {unit.seal: unit for unit in _findable_by_seal(officer).filter(seal__in=seals.values())} if seals else {}
    return found | {code: by_seal[seal] for code, seal in seals.items() if seal in by_seal}


def _findable_by_seal(officer: Officer) -> QuerySet[HandlingUnit]:
    rows = visible_units(officer)
    if officer.has_role(*SEES_SEALED):
        return rows
    # Who took it over with another seal does not learn which one it should be.
    differing = Discrepancy.objects.filter(discrepancy_kind="seal", resolved_at__isnull=True)
    return rows.filter(Q(custodian=officer) | Q(co_custodian=officer)).exclude(pk__in=differing.values("unit"))


def _parsed(parse: Callable[[str], str], code: str) -> str | None:
    try:
        return parse(code)
    except InvalidInput:
        return None


def put_on_with(officer: Officer, *, seizure_id: UUID, seal_id: UUID) -> list[Seal]:
    """Return the seals that were put on units of a seizure in one act, one of them named by its id, by label; raise
    ``NotFound`` for what the officer does not have in custody: its numbers are nobody else's to read."""
    seals = Seal.objects.filter(unit__in=my_custody(officer), unit__seizure=seizure_id).select_related("unit")
    one = seals.filter(pk=seal_id).first()
    if one is None:
        raise NotFound
    return list(seals.filter(applied_at=one.applied_at).order_by("unit__label"))


def accepted_lately(officer: Officer, *, since: datetime, limit: int = 5) -> list[Transfer]:
    """Return the hand-overs of the officer that others accepted since a moment, newest first."""
    rows = Transfer.objects.filter(giver=officer, state="accepted", closed_at__gte=since)
    return list(rows.select_related("receiver", "receiver_second").order_by("-closed_at")[:limit])


def units_of(transfer: Transfer, *, state: str | None = None) -> QuerySet[HandlingUnit]:
    """Return the units of a hand-over, by label; with ``state`` those whose line is in it. The caller pages."""
    rows = HandlingUnit.objects.filter(transfer_lines__transfer=transfer)
    if state is not None:
        rows = HandlingUnit.objects.filter(transfer_lines__transfer=transfer, transfer_lines__state=state)
    return rows.select_related("custodian", "co_custodian", "seizure").order_by("label")


def transfer_units(transfer: Transfer) -> list[HandlingUnit]:
    """Return the units of a hand-over, by label."""
    return list(units_of(transfer))


def bags_inside(transfer: Transfer) -> int:
    """Return how many bags lie inside the units of a hand-over, at any depth."""
    with connection.cursor() as cursor:
        cursor.execute(_BAGS_INSIDE, [transfer.pk])
        return int(cursor.fetchone()[0])


_BAGS_INSIDE = """
WITH RECURSIVE inside AS (
  SELECT u.id, u.kind FROM custody_handlingunit u JOIN custody_transferline l ON l.unit_id = u.parent_id
   WHERE l.transfer_id = %s
  UNION ALL
  SELECT u.id, u.kind FROM custody_handlingunit u JOIN inside i ON u.parent_id = i.id
) SELECT count(*) FROM inside WHERE kind = 'bag'
"""


def units_inside(unit: HandlingUnit) -> QuerySet[HandlingUnit]:
    """Return what lies directly inside a unit, by label. The caller pages."""
    return HandlingUnit.objects.filter(parent=unit).select_related("exhibit").order_by("label")


def open_discrepancies(officer: Officer) -> QuerySet[Discrepancy]:
    """Return the discrepancies nobody has resolved yet, oldest first. The caller pages."""
    rows = Discrepancy.objects.filter(resolved_at__isnull=True, unit__in=visible_units(officer))
    return rows.select_related("unit", "opened_by").order_by("opened_at", "id")


def my_conveyances(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the stopped conveyances in the officer's custody that something may still be found in, the newest
    first. The caller pages."""
    open_ = [CustodyState.CONTAINED, CustodyState.EXTRACTION, CustodyState.EMPTIED]
    rows = my_custody(officer).filter(kind__in=CONVEYANCE_KINDS, custody_state__in=open_)
    return rows.order_by("-held_since", "label")


def open_seizures_of(officer: Officer, *, conveyance: HandlingUnit) -> list[Seizure]:
    """Return the open seizures that were made out of a conveyance, the newest first."""
    rows = visible_seizures(officer).filter(conveyance=conveyance, state="open")
    return list(rows.order_by("-seized_at"))


def unfinished_by(
    officer: Officer, *, limit: int = 3
) -> tuple[list[tuple[Seizure, list[HandlingUnit]]], list[Seizure]]:
    """Return the open seizures of the officer, as first or second, that are not off their hands: nothing is registered
    yet, or goods still lie where they were seized. The oldest first: a new find pushes none of them away. The first
    few, each with its outermost units, and the others."""
    goods = HandlingUnit.objects.filter(seizure=OuterRef("pk"), parent__isnull=True)
    mine = Q(custodian=officer) | Q(co_custodian=officer)
    rows = visible_seizures(officer).filter(Q(seizing_officer=officer) | Q(second_officer=officer), state="open")
    rows = rows.filter(~Exists(goods) | Exists(goods.filter(mine, custody_state=CustodyState.SEIZED)))
    every = list(rows.order_by("seized_at", "id"))
    found, others = every[:limit], every[limit:]
    units = visible_units(officer).filter(seizure__in=found, parent__isnull=True).order_by("label")
    of_each: dict[object, list[HandlingUnit]] = {each.pk: [] for each in found}
    for unit in units:
        of_each[unit.seizure_id].append(unit)
    return [(each, of_each[each.pk]) for each in found], others


def discrepancies_on(units: Iterable[HandlingUnit]) -> list[tuple[HandlingUnit, Discrepancy]]:
    """Return what freezes each of some outermost units: the open discrepancies on it and on what lies inside it."""
    outermost = {unit.id: unit for unit in units}
    around = contents_of(outermost) | {key: key for key in outermost}
    rows = Discrepancy.objects.filter(unit__in=around, resolved_at__isnull=True)
    found = rows.select_related("unit", "opened_by").order_by("opened_at", "id")
    return [(outermost[around[row.unit_id]], row) for row in found]


def _open_transfers(which: Q, *, limit: int) -> list[Transfer]:
    rows = Transfer.objects.filter(which, state__in=UNANSWERED)
    return list(rows.select_related("giver", "receiver", "receiver_second").order_by("offered_at")[:limit])


def registered_in(seizure: Seizure) -> int:
    """Return how many outermost units of a seizure are registered, without its samples."""
    return HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True).exclude(kind="sample").count()
