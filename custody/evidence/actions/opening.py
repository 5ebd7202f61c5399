"""Going live with stock on the floor: the old list is read, the floor is counted blind, and then all of it is in
custody. What lies before that is shown as "before this record".
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from custody.core.act import Basis
from custody.core.errors import CustodyError, InvalidInput, NotAllowedNow, NotFound
from custody.core.events import (
    EXHIBIT_RECORDED_2,
    INVENTORY_TAKEN,
    OPENING_IMPORTED,
    OPENING_LEFT_OUT,
    OPENING_LISTED_3,
    OPENING_REGISTERED,
    OPENING_SETTLED,
    SAMPLE_BROUGHT,
    UNIT_REGISTERED,
)
from custody.core.texts import kept
from custody.evidence import lists, policies
from custody.evidence.actions import inventory, registering, search_steps, signatures, steps
from custody.evidence.actions.beside import KIND_OF, NO_SUBSTANCE, told
from custody.evidence.counting import permissions
from custody.evidence.entries import Reading, SealEntry
from custody.evidence.locking import lock_place
from custody.evidence.models import Exhibit, HandlingUnit, InventoryLine, OpeningLine, OpeningStock, Seizure
from custody.evidence.models.unit import BESIDE_DRUGS
from custody.evidence.permissions import check_witness
from custody.evidence.selectors import counting, facts
from custody.evidence.selectors.opening import differences
from custody.evidence.stocklist import OWN, StockList, StockRow, read_stock
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word
from custody.organisation.selectors.law_here import law_at

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Place

NOON = time(12, tzinfo=UTC)
"""The old books know the day only."""
FOUND_UNLISTED = kept("found by a count, on no list")
UNKNOWN_KIND, UNKNOWN = "box", ("unknown", "unknown")
"""What stands on no list, and of which who counted said no kind, is a package of something: substance and form are not
known."""
_EXHIBIT_OF = {kind: exhibit for exhibit, kind in KIND_OF.items()}


class What(NamedTuple):
    """What an exhibit is: drugs of a substance and a form, or a thing beside them."""

    exhibit_kind: str
    substance: str
    form: str
    description: str


def import_opening(*, act: Act, place: str, text: str) -> OpeningStock:
    """Read a list of what lies in a place (a code word) since before the record, and return it. Its blind count is
    asked for at once; nothing is in custody yet. A line that cannot be right, or whose label or seal is in use or twice
    in the list, is left out and told of: what it means is counted with the rest.

    Who: the storekeeper who will answer for it. When: the place is a store, no list of it waits, and one line at least
    is right. Appends ``inventory.asked/1``, ``opening.imported/1``, ``opening.listed/3`` for each line, and
    ``opening.line_left_out/1`` for each that is not right.
    """
    permissions.check_can_import(act.actor)
    where = place_by_code_word(code_word=place)
    policies.check_place_kind(where, lists.STORE_KINDS)
    with recording(act) as record:
        locked = lock_place(where)
        if OpeningStock.objects.filter(place=locked, registered_at__isnull=True).exists():
            raise NotAllowedNow("stock.waits", "A list of this place waits already. Have it counted first")
        read = read_stock(text, today=record.now.date())
        _leave_out_used(read)
        seconds = _seconds(act.actor, read)
        read.check_any()
        stock = OpeningStock(
            place=locked, imported_by=act.actor, imported_at=record.now, line_count=len(read.rows),
            file_sha256=hashlib.sha256(text.encode()).hexdigest(),
            inventory=inventory.ask_opening(record, locked),
        )  # fmt: skip
        stock.stream_id = record.open_stream(kind="opening", ref=stock.id)
        stock.save(force_insert=True)
        record.append(
            OPENING_IMPORTED, on=stock, stock_id=stock.id, inventory_id=stock.inventory_id, imported_at=record.now,
            line_count=len(read.rows), file_sha256=stock.file_sha256, place_id=locked.id,
            imported_by=act.actor.pseudonym,
        )  # fmt: skip
        for row in read.rows:
            _list(record, stock, row, second=seconds.get(row.second_badge))
        for each in sorted(read.left_out, key=lambda each: each.row):
            record.append(OPENING_LEFT_OUT, on=stock, row=each.row, field=each.column, said=each.said)
        record.result = {"stock": str(stock.id)}
    return stock


def register_opening(*, act: Act, stock_id: UUID, demo: bool = False) -> OpeningStock:
    """Take everything on a list into custody, and return the list. The storekeeper who imported it answers for it.

    What was counted as it stands on the list is in store; what differs is in store and frozen; what was not found is
    in custody and missing, so that somebody looks for it. What was found and stands on no list is a unit too, of a
    seizure of its own, of the kind that who counted saw it is, frozen until somebody finds out what it is. A second
    keeper whom the list names has it too, and signs later by their own authentication. Everything is told with the
    basis ``opening``.

    Who: a supervisor who did not import it, and is no second keeper on it. When: its blind count is signed. Appends
    ``seizure.opened/1`` and ``exhibit.recorded/2`` for each case, ``unit.registered/1`` and ``unit.stored/1`` for each
    line, ``discrepancy.opened/1`` for each difference, ``opening.settled/1`` and ``opening.registered/1``, and
    ``inventory.unlisted_taken/1`` for each thing that is on no list, ``sample.brought/1`` for each sample, and
    ``signature.owed/1`` for each second keeper.
    """
    act = replace(act, basis=Basis.OPENING, occurred_at=None)
    with steps.clashes_explained(), recording(act) as record:
        stock = _locked(stock_id)
        permissions.check_can_register_opening(act.actor, stock)
        lines = list(stock.lines.select_related("second").order_by("row"))
        permissions.check_no_second_keeper(act.actor, lines)
        units = _register(record, stock, lines, demo=demo)
        where = lock_place(stock.place)
        found = {line.label: line for line in counting.lines_of(stock.inventory)}
        _put(record, [units[line.label] for line in lines], where)
        outcomes = [_settle(record, stock, line, units[line.label], found.get(line.label)) for line in lines]
        _take_unlisted(record, stock, found.values(), where, demo=demo)
        stock.registered_by, stock.registered_at = act.actor, record.now
        stock.save(update_fields=["registered_by", "registered_at"])
        record.append(
            OPENING_REGISTERED, on=stock, registered_at=record.now, agreed=outcomes.count("agrees"),
            differing=outcomes.count("differs"), not_found=outcomes.count("not_found"),
            registered_by=act.actor.pseudonym,
        )  # fmt: skip
        record.result = {"stock": str(stock.id)}
    return stock


def _leave_out_used(read: StockList) -> None:
    """Leave out the lines whose label or seal is in use, or whose label is from a roll that was withdrawn."""
    used = facts.labels_in_use(row.label for row in read.rows)
    refused = dict.fromkeys(used, policies.label_in_use())
    for row in read.rows:
        try:
            policies.check_labels_not_withdrawn([row.label])
        except InvalidInput as refusal:
            refused[row.label] = refusal
    read.leave_out("label", OWN["label"], refused)
    seals = facts.seals_in_use(row.seal for row in read.rows if row.seal is not None)
    read.leave_out("seal", OWN["seal"], {each: policies.seal_in_use(each) for each in seals})


def _seconds(importer: Officer, read: StockList) -> dict[str | None, Officer]:
    """Return who keeps what beside the importer, by badge; leave out the lines that name somebody who cannot."""
    known: dict[str | None, Officer] = {}
    refused: dict[str, CustodyError] = {}
    for badge in {row.second_badge for row in read.rows if row.second_badge is not None}:
        try:
            known[badge] = officer_by_badge(badge=badge, field="second_badge")
            check_witness(importer, known[badge])
        except CustodyError as refusal:
            refused[badge] = refusal
    read.leave_out("second_badge", lambda row: row.second_badge, refused)
    return known


def _list(record: Record, stock: OpeningStock, row: StockRow, *, second: Officer | None) -> None:
    amount = {"currency": None if row.money is None else row.money.currency,
              "amount_minor": None if row.money is None else row.money.amount_minor}  # fmt: skip
    line = OpeningLine(
        stock=stock, stream_id=stock.stream_id, row=row.row, label=row.label, kind=row.kind, substance=row.substance,
        form=row.form, package_count=row.package_count, gross_mg=row.gross_mg, seal=row.seal, seized_on=row.seized_on,
        case_reference=row.case_reference, description=row.description, tare_mg=row.tare_mg, net_mg=row.net_mg,
        volume_ml=row.volume_ml, order_reference=row.order_reference, second=second, **amount,
    )  # fmt: skip
    line.save(force_insert=True)
    record.append(
        OPENING_LISTED_3, on=stock, rows=[line], line_id=line.id, row=row.row, label=row.label, kind=row.kind,
        substance=row.substance, form=row.form, package_count=row.package_count, gross_mg=row.gross_mg, seal=row.seal,
        seized_on=row.seized_on, case_reference=row.case_reference, description=row.description, tare_mg=row.tare_mg,
        net_mg=row.net_mg, volume_ml=row.volume_ml, order_reference=row.order_reference,
        second=None if second is None else second.pseudonym, **amount,
    )  # fmt: skip


def _register(
    record: Record, stock: OpeningStock, lines: Sequence[OpeningLine], *, demo: bool
) -> dict[str, HandlingUnit]:
    """Write a seizure for each case of the old books, and its units; return the units by label."""
    cases: dict[str, list[OpeningLine]] = defaultdict(list)
    for line in lines:
        cases[line.case_reference].append(line)
    drafts: dict[Officer | None, list[registering.Draft]] = defaultdict(list)
    for reference in sorted(cases):
        seized_on = min(line.seized_on for line in cases[reference])
        seizure = _seizure(record, stock, seized_at=datetime.combine(seized_on, NOON), demo=demo)
        exhibits = _exhibits(record, seizure, {_what(line) for line in cases[reference]})
        for line in cases[reference]:
            made = registering.draft(
                record,
                kind=line.kind,
                label=line.label,
                seizure=seizure,
                exhibit_id=exhibits[_what(line)],
                parent=None,
                # What the old books say was on no scale of ours: the first weighing proves it.
                reading=None
                if line.gross_mg is None
                else Reading(gross_mg=line.gross_mg, tare_mg=line.tare_mg, net_mg=line.net_mg, method="declared"),
                volume_ml=line.volume_ml,
                # Worth nothing until two counted it, as any cash.
                money=line.money,
                package_count=line.package_count,
                seal=None if line.seal is None else SealEntry(number=line.seal),
                weighed_by=stock.imported_by,
                witness=record.act.actor,
                unswept=line.kind not in BESIDE_DRUGS,
            )
            made.unit.seized_at = datetime.combine(line.seized_on, NOON)
            drafts[line.second if line.second is not None and line.second.is_active else None].append(made)
    units: dict[str, HandlingUnit] = {}
    for second, theirs in drafts.items():
        written = registering.write(record, theirs, custodian=stock.imported_by, second=second)
        _book_samples(record, written)
        if second is not None:
            signatures.owe_second_keeper(
                record, written, about=UNIT_REGISTERED.code, wanted=second, owed_by=stock.imported_by
            )
        units |= {unit.label: unit for unit in written}
    return units


def _what(line: OpeningLine) -> What:
    """Return what the exhibit of a line is."""
    if line.kind not in BESIDE_DRUGS:
        return What(exhibit_kind="drugs", substance=line.substance, form=line.form, description=line.description or "")
    # Without a description the old books' own name of the case is all that tells one weapon from another.
    described = line.description or line.case_reference
    return What(exhibit_kind=_EXHIBIT_OF[line.kind], substance=line.substance, form=line.form, description=described)


def _book_samples(record: Record, units: Iterable[HandlingUnit]) -> None:
    """Book samples from before the record: what they were taken from is in no books here."""
    for unit in units:
        if unit.kind == "sample":
            record.append(SAMPLE_BROUGHT, on=unit, brought_at=record.at)


def _take_unlisted(
    record: Record, stock: OpeningStock, found: Iterable[InventoryLine], where: Place, *, demo: bool
) -> None:
    """Take what was found and stands on no list into custody: where it was before this record, nobody knows.

    It is what who counted saw: a box of something unknown only where nobody said. A seal that it shares with something
    else is not its own, and stays in the discrepancy.
    """
    seen = [line for line in found if line.outcome == "unknown"]
    known = facts.labels_in_use(line.label for line in seen)
    lines = sorted((line for line in seen if line.label not in known), key=lambda line: line.found_at)
    if not lines:
        return
    seizure = _seizure(record, stock, seized_at=lines[0].found_at, demo=demo)
    what = {line.id: _what_was_seen(line.kind_seen or UNKNOWN_KIND) for line in lines}
    exhibits = _exhibits(record, seizure, set(what.values()))
    used = facts.seals_in_use(line.seal_seen for line in lines if line.seal_seen is not None)
    drafts = []
    for line in lines:
        own = line.seal_seen is not None and line.seal_seen not in used
        drafts.append(
            registering.draft(
                record, kind=line.kind_seen or UNKNOWN_KIND, label=line.label, seizure=seizure,
                exhibit_id=exhibits[what[line.id]], parent=None,
                reading=None if line.gross_mg is None else Reading(gross_mg=line.gross_mg, method="declared"),
                package_count=line.package_count, seal=SealEntry(number=str(line.seal_seen)) if own else None,
                weighed_by=line.found_by, witness=record.act.actor, unswept=line.kind_seen not in BESIDE_DRUGS,
            )
        )  # fmt: skip
        used.add(str(line.seal_seen))
    units = registering.write(record, drafts, custodian=stock.imported_by, second=None)
    _book_samples(record, units)
    _put(record, units, where)
    for line, unit in zip(lines, units, strict=True):
        line.unit = unit
        line.save(update_fields=["unit"])
        record.append(INVENTORY_TAKEN, on=stock.inventory, rows=[line], line_id=line.id, unit_id=unit.id)
        steps.open_discrepancy(record, unit, kind=facts.UNLISTED, by=line.found_by, found=line.seal_seen)


def _what_was_seen(kind: str) -> What:
    beside = kind in BESIDE_DRUGS
    return What(
        exhibit_kind=_EXHIBIT_OF[kind] if beside else "drugs", substance=NO_SUBSTANCE if beside else UNKNOWN[0],
        form="other" if beside else UNKNOWN[1], description=FOUND_UNLISTED if beside else "",
    )  # fmt: skip


def _seizure(record: Record, stock: OpeningStock, *, seized_at: datetime, demo: bool) -> Seizure:
    """Write the case: who imported it and who registers it stand for the officers of the old books."""
    unknown: dict[str, Any] = dict.fromkeys(
        ("detection", "concealment", "cover_load", "hs_code", "origin_country", "origin_locode", "published_event",
         "published_source")
    )  # fmt: skip
    seizure = Seizure(
        code_word=registering.fresh_code_word(),
        jurisdiction=law_at(stock.place, at=record.now),
        seized_at=seized_at,
        seizing_officer=stock.imported_by,
        second_officer=record.act.actor,
        basis=record.act.basis.value,
        demo=demo,
        **unknown,
    )
    return registering.write_seizure(record, seizure, **unknown)


def _exhibits(record: Record, seizure: Seizure, kinds: set[What]) -> dict[What, UUID]:
    out: dict[What, UUID] = {}
    for number, what in enumerate(sorted(kinds), start=1):
        exhibit = Exhibit(
            seizure=seizure, stream_id=seizure.stream_id, number=number, substance=what.substance, form=what.form,
            exhibit_kind=what.exhibit_kind, description=what.description or None,
        )  # fmt: skip
        exhibit.save(force_insert=True)
        record.append(EXHIBIT_RECORDED_2, on=seizure, rows=[exhibit], **told(exhibit))
        out[what] = exhibit.id
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
        search_steps.miss(record, [unit], by=stock.imported_by)
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
    rows = OpeningStock.objects.select_for_update(of=("self", "inventory"))
    rows = rows.select_related("place", "imported_by", "inventory")
    found = rows.filter(pk=stock_id).first()
    if found is None:
        raise NotFound
    return found

