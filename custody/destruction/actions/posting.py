"""The books of mass follow what happens: a reaction writes the postings of every event that moves mass (C10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.core.postings import NOTHING, RULES, Account, Held, How, Line, after, held_after, id_of, post
from custody.evidence.models import Discrepancy, HandlingUnit, Posting, Weighing

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def follow(record: Record, entry: Entry) -> None:
    """Post for all events of an act at once, in the order in which they were recorded.

    The postings are explained by the event that caused them: they are rows of it, written with it, and the replay
    folds them out of it again. A reaction must not append an event that posts: the books of the act are closed by then.
    """
    entries = [each for each in record.entries if each.type.code in RULES and isinstance(each.on, HandlingUnit)]
    if not entries or entries[0] is not entry:
        return
    held = held_by(each.on.id for each in entries)
    made: list[Posting] = []
    for each in entries:
        unit, code = cast("HandlingUnit", each.on), each.type.code
        lines = post(
            code,
            each.fields,
            kind=unit.kind,
            is_inside=unit.parent_id is not None,
            held=held.get(unit.id, NOTHING),
            found_mg=_found_mg(each) if RULES[code].how is How.EXPLAIN else None,
        )
        for line in lines:
            now = after(held.get(unit.id, NOTHING), line, code=code)
            held[unit.id] = now
            posting = _posting(record, unit, line, code=code, number=now.number)
            each.rows += (posting,)
            made.append(posting)
    Posting.objects.bulk_create(made)


def held_by(unit_ids: Iterable[UUID]) -> dict[UUID, Held]:
    """Return what the books say of some units; one that has no posting is left out."""
    lines: Mapping[UUID, list[tuple[str, Line]]] = defaultdict(list)
    for row in Posting.objects.raw(
        "SELECT * FROM custody_posting WHERE unit_id = ANY (%s::uuid[]) ORDER BY unit_id, number", [list(set(unit_ids))]
    ):
        line = Line(source=Account(row.from_account), to=Account(row.to_account), mg=row.mg, estimated=row.estimated)
        lines[row.unit_id].append((row.cause, line))
    return {unit_id: held_after(rows) for unit_id, rows in lines.items()}


def _posting(record: Record, unit: HandlingUnit, line: Line, *, code: str, number: int) -> Posting:
    return Posting(
        id=id_of(unit.id, number),
        unit=unit,
        stream_id=unit.stream_id,
        number=number,
        cause=code,
        from_account=line.source,
        to_account=line.to,
        mg=line.mg,
        estimated=line.estimated,
        owner=record.act.actor,
        posted_at=record.at,
    )


def _found_mg(entry: Entry) -> int | None:
    """Return what the unit weighed when the difference in weight that is now explained was found."""
    explained = next((row for row in entry.rows if isinstance(row, Discrepancy)), None)
    if explained is None or explained.discrepancy_kind != "weight":
        return None
    seen = Weighing.objects.filter(unit=explained.unit_id, method="weighed", weighed_at__lte=explained.opened_at)
    return seen.order_by("-weighed_at").values_list("gross_mg", flat=True).first()
