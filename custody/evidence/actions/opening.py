"""Going live with stock on the floor: the old list is read, the floor is counted blind, and then all of it is in
custody. What lies before that is shown as "before this record".
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.act import Basis
from custody.core.errors import NotAllowedNow, NotFound
from custody.core.events import (
    EXHIBIT_RECORDED_2,
    OPENING_IMPORTED,
    OPENING_LISTED,
    OPENING_REGISTERED,
    OPENING_SETTLED,
)
from custody.evidence import lists, policies
from custody.evidence.actions import inventory, registering, steps
from custody.evidence.counting import permissions
from custody.evidence.entries import Reading, SealEntry
from custody.evidence.locking import lock_place
from custody.evidence.models import Exhibit, HandlingUnit, InventoryLine, OpeningLine, OpeningStock, Seizure
from custody.evidence.selectors import facts
from custody.evidence.selectors.opening import differences
from custody.evidence.stocklist import StockRow, read_stock
from custody.ledger.recording import recording
from custody.organisation.selectors import place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Place

NOON = time(12, tzinfo=UTC)
"""The old books know the day only."""


def import_opening(*, act: Act, place: str, text: str) -> OpeningStock:
    """Read a list of what lies in a place (a code word) since before the record, and return it. Its blind count is
    asked for at once; nothing is in custody yet.

    Who: the storekeeper who will answer for it. When: the place is a store, no list of it waits, and no label and no
    seal of the list is in use. Appends ``inventory.asked/1``, ``opening.imported/1``, and ``opening.listed/1`` for
    each line.
    """
    permissions.check_can_import(act.actor)
    where = place_by_code_word(code_word=place)
    policies.check_place_kind(where, lists.STORE_KINDS)
    with recording(act) as record:
        locked = lock_place(where)
        if OpeningStock.objects.filter(place=locked, registered_at__isnull=True).exists():
            raise NotAllowedNow("stock.waits", "A list of this place waits already. Have it counted first")
        rows = read_stock(text, today=record.now.date())
        _check_free(rows)
        stock = OpeningStock(
            place=locked, imported_by=act.actor, imported_at=record.now, line_count=len(rows),
            file_sha256=hashlib.sha256(text.encode()).hexdigest(),
            inventory=inventory.ask_opening(record, locked),
        )  # fmt: skip
        stock.stream_id = record.open_stream(kind="opening", ref=stock.id)
        stock.save(force_insert=True)
        record.append(
            OPENING_IMPORTED, on=stock, stock_id=stock.id, inventory_id=stock.inventory_id, imported_at=record.now,
            line_count=len(rows), file_sha256=stock.file_sha256, place_id=locked.id,
            imported_by=act.actor.pseudonym,
        )  # fmt: skip
        for row in rows:
            _list(record, stock, row)
        record.result = {"stock": str(stock.id)}
    return stock


def register_opening(*, act: Act, stock_id: UUID, demo: bool = False) -> OpeningStock:
    """Take everything on a list into custody, and return the list. The storekeeper who imported it answers for it.

    What was counted as it stands on the list is in store; what differs is in store and frozen; what was not found is
    in custody and missing, so that somebody looks for it. Everything is told with the basis ``opening``.

    Who: a supervisor who did not import it. When: its blind count is signed. Appends ``seizure.opened/1`` and
    ``exhibit.recorded/2`` for each case, ``unit.registered/1`` and ``unit.stored/1`` for each line,
    ``discrepancy.opened/1`` for each difference, ``opening.settled/1`` and ``opening.registered/1``.
    """
    act = replace(act, basis=Basis.OPENING, occurred_at=None)
    with steps.clashes_explained(), recording(act) as record:
        stock = _locked(stock_id)
        permissions.check_can_register_opening(act.actor, stock)
        lines = list(stock.lines.order_by("row"))
        units = _register(record, stock, lines, demo=demo)
        where = lock_place(stock.place)
        found = {line.label: line for line in InventoryLine.objects.filter(inventory=stock.inventory)}
        _put(record, [units[line.label] for line in lines], where)
        outcomes = [_settle(record, stock, line, units[line.label], found.get(line.label)) for line in lines]
        stock.registered_by, stock.registered_at = act.actor, record.now
        stock.save(update_fields=["registered_by", "registered_at"])
        record.append(
            OPENING_REGISTERED, on=stock, registered_at=record.now, agreed=outcomes.count("agrees"),
            differing=outcomes.count("differs"), not_found=outcomes.count("not_found"),
            registered_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"stock": str(stock.id)}
    return stock


def _check_free(rows: Sequence[StockRow]) -> None:
    labels = [row.label for row in rows]
    policies.check_labels_not_withdrawn(labels, field="file")
    if facts.labels_in_use(labels):
        raise policies.label_in_use(field="file")
    if facts.seals_in_use(row.seal for row in rows if row.seal is not None):
        raise policies.seal_in_use(field="file")


def _list(record: Record, stock: OpeningStock, row: StockRow) -> None:
    line = OpeningLine(
        stock=stock, stream_id=stock.stream_id, row=row.row, label=row.label, kind=row.kind, substance=row.substance,
        form=row.form, package_count=row.package_count, gross_mg=row.gross_mg, seal=row.seal, seized_on=row.seized_on,
        case_reference=row.case_reference,
    )  # fmt: skip
    line.save(force_insert=True)
    record.append(
        OPENING_LISTED, on=stock, rows=[line], line_id=line.id, row=row.row, label=row.label, kind=row.kind,
        substance=row.substance, form=row.form, package_count=row.package_count, gross_mg=row.gross_mg, seal=row.seal,
        seized_on=row.seized_on, case_reference=row.case_reference,
    )  # fmt: skip


def _register(
    record: Record, stock: OpeningStock, lines: Sequence[OpeningLine], *, demo: bool
) -> dict[str, HandlingUnit]:
    """Write a seizure for each case of the old books, and its units; return the units by label."""
    cases: dict[str, list[OpeningLine]] = defaultdict(list)
    for line in lines:
        cases[line.case_reference].append(line)
    drafts = []
    for reference in sorted(cases):
        seizure = _seizure(record, stock, cases[reference], demo=demo)
        exhibits = _exhibits(record, seizure, cases[reference])
        for line in cases[reference]:
            made = registering.draft(
                record,
                kind=line.kind,
                label=line.label,
                seizure=seizure,
                exhibit_id=exhibits[line.substance, line.form],
                parent=None,
                # What the old books say was on no scale of ours: the first weighing proves it.
                reading=None if line.gross_mg is None else Reading(gross_mg=line.gross_mg, method="declared"),
                package_count=line.package_count,
                seal=None if line.seal is None else SealEntry(number=line.seal),
                weighed_by=stock.imported_by,
                witness=record.act.actor,
                unswept=True,
            )
            made.unit.seized_at = datetime.combine(line.seized_on, NOON)
            drafts.append(made)
    written = registering.write(record, drafts, custodian=stock.imported_by, second=None)
    return {unit.label: unit for unit in written}


def _seizure(record: Record, stock: OpeningStock, lines: Sequence[OpeningLine], *, demo: bool) -> Seizure:
    """Write the case: who imported it and who registers it stand for the officers of the old books."""
    unknown: dict[str, Any] = dict.fromkeys(
        ("detection", "concealment", "cover_load", "hs_code", "origin_country", "origin_locode", "published_event",
         "published_source")
    )  # fmt: skip
    seizure = Seizure(
        code_word=registering.fresh_code_word(),
        jurisdiction=stock.place.jurisdiction,
        seized_at=datetime.combine(min(line.seized_on for line in lines), NOON),
        seizing_officer=stock.imported_by,
        second_officer=record.act.actor,
        basis=record.act.basis.value,
        demo=demo,
        **unknown,
    )
    return registering.write_seizure(record, seizure, **unknown)


def _exhibits(record: Record, seizure: Seizure, lines: Sequence[OpeningLine]) -> dict[tuple[str, str], UUID]:
    out: dict[tuple[str, str], UUID] = {}
    for number, (substance, form) in enumerate(sorted({(line.substance, line.form) for line in lines}), start=1):
        exhibit = Exhibit(
            seizure=seizure, stream_id=seizure.stream_id, number=number, substance=substance, form=form
        )
        exhibit.save(force_insert=True)
        record.append(
            EXHIBIT_RECORDED_2, on=seizure, rows=[exhibit], exhibit_kind=exhibit.exhibit_kind, description=None,
            exhibit_id=exhibit.id, number=number, substance=substance,
            form=form, finding_place=None, field_test=None,
        )  # fmt: skip
        out[substance, form] = exhibit.id
    return out


def _put(record: Record, units: Sequence[HandlingUnit], place: Place) -> None:
    """Put everything in store. It lies there whether or not there is room: that is told of as a place over its
    limit."""
    steps.put_all(record, units, place, code="unit.stored/1")


def _settle(
    record: Record, stock: OpeningStock, line: OpeningLine, unit: HandlingUnit, found: InventoryLine | None
) -> str:
    """Freeze what differs or is missing; return the outcome of a line."""
    if found is None:
        steps.open_discrepancy(record, unit, kind="missing", by=stock.imported_by)
        outcome = "not_found"
    else:
        differing = differences(line, seal=found.seal_seen, count=found.package_count, gross_mg=found.gross_mg)
        expected = {"seal": line.seal, "count": line.package_count, "weight": line.gross_mg}
        read = {"seal": found.seal_seen, "count": found.package_count, "weight": found.gross_mg}
        for kind in differing:
            steps.open_discrepancy(
                record, unit, kind=kind, by=found.found_by, expected=_words(expected[kind]), found=_words(read[kind])
            )
        outcome = "differs" if differing else "agrees"
    line.unit, line.outcome = unit, outcome
    line.save(update_fields=["unit", "outcome"])
    record.append(OPENING_SETTLED, on=stock, rows=[line], line_id=line.id, unit_id=unit.id, outcome=outcome)
    return outcome


def _words(value: object) -> str | None:
    return None if value is None else str(value)


def _locked(stock_id: UUID) -> OpeningStock:
    rows = OpeningStock.objects.select_for_update(of=("self",)).select_related("place", "imported_by", "inventory")
    found = rows.filter(pk=stock_id).first()
    if found is None:
        raise NotFound
    return found

