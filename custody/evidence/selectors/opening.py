"""Stock from before the record: the list of the old books, held against what two people counted blind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from custody.core.errors import NotFound
from custody.core.events import OPENING_LEFT_OUT
from custody.core.events.schema import FieldClass
from custody.core.lifecycle import GONE
from custody.evidence.models import HandlingUnit, InventoryLine, OpeningLine, OpeningStock, Weighing
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.counting import counts_now, lines_of
from custody.evidence.stocklist import MOST_ROWS
from custody.ledger.selectors import told
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.evidence.models import Inventory
    from custody.organisation.models import Officer

SEEN = frozenset({FieldClass.OPEN, FieldClass.SEALED})
READERS = (Role.STOREKEEPER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.DIRECTOR)
WEIGHT_PER_MILLE = 5
"""How far a weight may be from that of the old books before it differs: nobody knows on what scale it lay."""


def visible_stocks(officer: Officer) -> QuerySet[OpeningStock]:
    """Return the lists an officer may read; none to who counts at this moment."""
    rows = OpeningStock.objects.select_related("place", "imported_by", "registered_by", "inventory")
    may_read = officer.is_active and officer.has_role(*READERS) and counts_now(officer) is None
    return rows.order_by("-imported_at", "id") if may_read else rows.none()


def stock_for(officer: Officer, *, stock_id: UUID) -> OpeningStock:
    """Return a list; raise ``NotFound`` when there is none or the officer may not read it."""
    found = visible_stocks(officer).filter(pk=stock_id).first()
    if found is None:
        raise NotFound
    return found


def unlisted_in(stock: OpeningStock) -> list[HandlingUnit]:
    """Return the units of what was found with a list and stood on none, by label; empty until it is in custody."""
    lines = lines_of(stock.inventory).filter(outcome="unknown", unit__isnull=False)
    return [line.unit for line in lines.select_related("unit").order_by("label") if line.unit is not None]


def stocks_of(unit_ids: Collection[UUID]) -> set[UUID]:
    """Return the lists that some units came by: they stood on one, or were found with it."""
    listed = OpeningStock.objects.filter(lines__unit__in=unit_ids).values_list("id", flat=True)
    found = OpeningStock.objects.filter(inventory__lines__unit__in=unit_ids).values_list("id", flat=True)
    return {*listed, *found}


def unweighed_of(stock_id: UUID) -> QuerySet[HandlingUnit]:
    """Return the live goods that came by a list and lay on no scale of ours yet, by label. What the old books say, and
    what was read at the blind count, names no scale."""
    weighed = Weighing.objects.filter(unit=OuterRef("pk"), method="weighed")
    return _goods_of(stock_id).filter(~Exists(weighed))


def unsealed_of(stock_id: UUID) -> QuerySet[HandlingUnit]:
    """Return the live goods that came by a list and that nothing of ours closes (``facts.unsealed_among``), by label:
    each act on one of them asks whether any is left, and reads none."""
    inside = HandlingUnit.objects.filter(parent=OuterRef("pk"))
    return _goods_of(stock_id).filter(~Exists(inside) | Exists(inside.filter(seal__isnull=True)), seal__isnull=True)


def _goods_of(stock_id: UUID) -> QuerySet[HandlingUnit]:
    listed = OpeningLine.objects.filter(stock=stock_id, unit__isnull=False).values("unit")
    found = InventoryLine.objects.filter(inventory__opening_stock=stock_id, unit__isnull=False).values("unit")
    rows = HandlingUnit.objects.filter(Q(pk__in=listed) | Q(pk__in=found), parent__isnull=True)
    return rows.exclude(kind__in=NOT_DRUGS).exclude(custody_state__in=sorted(GONE)).order_by("label")


def left_out_of(stock: OpeningStock) -> list[dict[str, Any]]:
    """Return the lines of the file that were left out: ``row``, ``field`` (the column) and what it ``said``."""
    lines = told([stock.stream_id], classes=SEEN, newest_first=False, limit=MOST_ROWS)
    return [dict(line.values) for line in lines if line.type.code == OPENING_LEFT_OUT.code]


def opening_outcome(
    inventory: Inventory, label: str, *, seal: str | None, count: int | None, gross_mg: int | None
) -> str:
    """Return how one thing that was counted stands to the list: ``agrees``, ``differs`` or ``unknown``."""
    line = OpeningLine.objects.filter(stock__inventory=inventory, label=label).first()
    if line is None:
        return "unknown"
    return "differs" if differences(line, seal=seal, count=count, gross_mg=gross_mg) else "agrees"


def differences(line: OpeningLine, *, seal: str | None, count: int | None, gross_mg: int | None) -> list[str]:
    """Return in what a thing differs from its line: ``seal``, ``count``, ``weight``. What was not counted differs in
    nothing, and neither does what the list does not say."""
    out = []
    if line.seal is not None and seal != line.seal:
        out.append("seal")
    if None not in (count, line.package_count) and count != line.package_count:
        out.append("count")
    both = gross_mg is not None and line.gross_mg is not None
    if both and abs(gross_mg - line.gross_mg) * 1000 > line.gross_mg * WEIGHT_PER_MILLE:  # type: ignore[operator]
        out.append("weight")
    return out


def opening_missing(inventory: Inventory, found: Collection[str]) -> int:
    """Return how many lines of the list were not found; 0 for any other inventory."""
    return OpeningLine.objects.filter(stock__inventory=inventory).exclude(label__in=found).count()
