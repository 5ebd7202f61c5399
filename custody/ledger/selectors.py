"""Reads of the ledger: streams as disclosed events, checkpoints, lag."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef

from custody.core.canonical import parse_canonical
from custody.core.events import ENVELOPE, EventType, Field, FieldClass, event_type, native
from custody.ledger.models import Checkpoint, Disclosure, Event, Installation
from custody.ledger.recording import ASKED_ONCE, disclosure_binding
from custody.ledger.sealing import unseal

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it may be shown: the fields that were asked for, as Python values.

    ``values`` holds open fields, and sealed or personal ones only where they were asked for. An erased field is
    absent from ``values`` and named in ``erased``.
    """

    type: EventType
    stream_id: UUID
    seq: int
    op_id: UUID
    actor: str
    recorded_at: datetime
    leaf_hash: str
    values: dict[str, Any]
    erased: tuple[str, ...]


def schema_of(event: EventType, name: str) -> Field:
    """Return the schema of a field of the event or of the envelope."""
    return ENVELOPE.get(name) or event.fields[name]


def disclosed(row: Disclosure) -> Any:
    """Return the canonical value of one disclosure; raise ``IntegrityBroken`` when it does not open."""
    raw = bytes(row.value)
    if row.encrypted:
        raw = unseal(raw, bound_to=disclosure_binding(stream=row.stream_id, seq=row.seq, name=row.name))
    return parse_canonical(raw)


def told(
    stream_ids: Iterable[UUID],
    *,
    classes: frozenset[FieldClass] = frozenset({FieldClass.OPEN}),
    newest_first: bool = True,
    limit: int = 200,
    before: tuple[datetime, int] | None = None,
    codes: Collection[str] | None = None,
) -> list[Told]:
    """Return the events of some streams in order of recording, at most ``limit``, with the fields of ``classes``.

    ``before`` is the (recorded_at, id) to continue from when paging backwards; ``codes`` are the types that are wanted,
    all of them where none is named.
    """
    events = Event.objects.filter(stream_id__in=list(stream_ids))
    if codes is not None:
        events = events.filter(code__in=codes)
    if before is not None:
        events = events.filter(id__lt=before[1])
    return _all_told(list(events.order_by("-id" if newest_first else "id")[:limit]), classes)


def told_by(op_id: UUID, *, classes: frozenset[FieldClass] = frozenset({FieldClass.OPEN})) -> list[Told]:
    """Return every event of one act in order of recording, with the fields of ``classes``."""
    return _all_told(list(Event.objects.filter(op_id=op_id).order_by("id")), classes)


def _all_told(rows: list[Event], classes: frozenset[FieldClass]) -> list[Told]:
    if not rows:
        return []
    kept: dict[tuple[UUID, int], list[Disclosure]] = defaultdict(list)
    wanted = {(row.stream_id, row.seq) for row in rows}
    for row in Disclosure.objects.filter(
        stream_id__in={row.stream_id for row in rows}, seq__gte=min(seq for _, seq in wanted)
    ):
        if (row.stream_id, row.seq) in wanted:
            kept[row.stream_id, row.seq].append(row)
    return [_told(row, kept[row.stream_id, row.seq], classes) for row in rows]


def recorded_at(places: Iterable[tuple[UUID, int]]) -> dict[tuple[UUID, int], datetime]:
    """Return when some events were recorded, each named by its stream and its number in it; others are left out."""
    wanted = set(places)
    rows = Event.objects.filter(stream_id__in={stream for stream, _ in wanted}, seq__in={seq for _, seq in wanted})
    found = {(stream, seq): at for stream, seq, at in rows.values_list("stream_id", "seq", "recorded_at")}
    return {place: at for place, at in found.items() if place in wanted}


def telling(*, code: str) -> QuerySet[Event]:
    """Return, for ``Exists`` on a query of rows with a stream, the events of a type that stand in it."""
    return Event.objects.filter(stream_id=OuterRef("stream_id"), code=code)


def newest_seq(*, stream_id: UUID, code: str) -> int | None:
    """Return the number of the newest event of a type in a stream; ``None`` when it has none."""
    rows = Event.objects.filter(stream_id=stream_id, code=code).order_by("-seq")
    return rows.values_list("seq", flat=True).first()


def times_told(stream_ids: Iterable[UUID], *, codes: Iterable[str]) -> dict[UUID, Counter[str]]:
    """Return, for each of some streams, how many events of some types stand in it, by type."""
    found: dict[UUID, Counter[str]] = {stream_id: Counter() for stream_id in stream_ids}
    rows = Event.objects.filter(stream_id__in=list(found), code__in=list(codes))
    for stream_id, code in rows.values_list("stream_id", "code"):
        found[stream_id][code] += 1
    return found


def told_since(stream_ids: Iterable[UUID], *, at: datetime) -> set[UUID]:
    """Return those of some streams in which anything was recorded after a moment, by the database's clock."""
    rows = Event.objects.filter(stream__in=list(stream_ids), recorded_at__gt=at)
    return set(rows.values_list("stream_id", flat=True))


def newest_values(stream_ids: Iterable[UUID], *, codes: Iterable[str], name: str) -> dict[UUID, Any]:
    """Return, by stream, a field of its newest event of some types, as a canonical value; sealed fields too.

    A stream without such an event, or whose newest one has no such field or an erased one, is left out. Events of one
    act and type are taken to say the same: one of them is opened for all.
    """
    rows = Event.objects.filter(stream_id__in=list(stream_ids), code__in=list(codes))
    newest = list(
        rows.order_by("stream_id", "-seq").distinct("stream_id").values_list("stream_id", "seq", "op_id", "code")
    )
    said: dict[tuple[UUID, str], tuple[UUID, int]] = {(op, code): (stream, seq) for stream, seq, op, code in newest}
    opened = {
        (row.stream_id, row.seq): disclosed(row)
        for row in Disclosure.objects.filter(stream_id__in=[stream for stream, _ in said.values()], name=name)
        if (row.stream_id, row.seq) in said.values()
    }
    return {stream: opened[said[op, code]] for stream, _, op, code in newest if said[op, code] in opened}


@dataclass(frozen=True, slots=True)
class Said:
    """What an event said in one field of the thing whose stream it is in. ``value`` is ``None`` where it has none."""

    ref: UUID
    code: str
    recorded_at: datetime
    value: Any


def history(*, codes: Iterable[str], name: str) -> list[Said]:
    """Return a field of every event of some types, as canonical values and in order of recording; sealed fields too.

    For types of which there are few. Two queries.
    """
    events = list(Event.objects.filter(code__in=list(codes)).select_related("stream").order_by("id"))
    places = {(each.stream_id, each.seq) for each in events}
    opened = {
        (row.stream_id, row.seq): disclosed(row)
        for row in Disclosure.objects.filter(stream_id__in={stream for stream, _ in places}, name=name)
        if (row.stream_id, row.seq) in places
    }
    return [
        Said(each.stream.ref, each.code, each.recorded_at, opened.get((each.stream_id, each.seq))) for each in events
    ]


def did(actor: UUID | str, *, stream_id: UUID, code: str) -> bool:
    """Say whether whoever has this pseudonym ever did an act that left an event of a type in a stream."""
    payloads = Event.objects.filter(stream_id=stream_id, code=code).values_list("payload", flat=True)
    return any(parse_canonical(bytes(payload))["actor"] == str(actor) for payload in payloads)


def times_done(actor: UUID | str, *, stream_ids: Iterable[UUID], code: str, since: datetime) -> Counter[UUID]:
    """Return, by stream, how often whoever has this pseudonym left an event of a type there since a moment."""
    rows = Event.objects.filter(stream_id__in=list(stream_ids), code=code, recorded_at__gte=since)
    return Counter(
        stream_id
        for stream_id, payload in rows.values_list("stream_id", "payload")
        if parse_canonical(bytes(payload))["actor"] == str(actor)
    )


def streams_of(op_id: UUID, *, code: str) -> set[UUID]:
    """Return the streams in which an operation left an event of a type."""
    return set(Event.objects.filter(op_id=op_id, code=code).values_list("stream_id", flat=True))


def begun_with(stream_ids: Iterable[UUID], *, names: Iterable[str]) -> dict[UUID, dict[str, Any]]:
    """Return, by stream, some fields of its first event as canonical values; an erased field is absent."""
    out: dict[UUID, dict[str, Any]] = {stream_id: {} for stream_id in stream_ids}
    for row in Disclosure.objects.filter(stream_id__in=out, seq=1, name__in=list(names)):
        out[row.stream_id][row.name] = disclosed(row)
    return out


def begun_at(stream_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return, by stream, when its first event was recorded."""
    return dict(Event.objects.filter(stream_id__in=list(stream_ids), seq=1).values_list("stream_id", "recorded_at"))


def _told(row: Event, disclosures: list[Disclosure], classes: frozenset[FieldClass]) -> Told:
    kind = event_type(row.code)
    leaf = parse_canonical(bytes(row.payload))
    values = {
        each.name: native(schema_of(kind, each.name), disclosed(each))
        for each in disclosures
        if schema_of(kind, each.name).field_class in classes
    }
    present = {each.name for each in disclosures}
    return Told(
        type=kind,
        stream_id=row.stream_id,
        seq=row.seq,
        op_id=row.op_id,
        actor=leaf["actor"],
        recorded_at=row.recorded_at,
        leaf_hash=bytes(row.leaf_hash).hex(),
        values=values,
        erased=tuple(sorted(set(leaf["c"]) - present)),
    )


def newest_checkpoint() -> Checkpoint | None:
    """Return the newest signed checkpoint, or ``None`` before the first."""
    return Checkpoint.objects.order_by("-size").first()


def installation() -> Installation:
    """Return what this database is."""
    return Installation.objects.get(id=1)


def changes_of_the_house() -> int:
    """Return how many events tell of what an act asks once: it stays as long as the rules, places and people do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(seq), 0)::bigint FROM custody_stream WHERE kind = ANY (%s)",
                       [sorted(ASKED_ONCE)])  # fmt: skip
        return int(cursor.fetchone()[0])


def oldest_pending_seconds() -> float:
    """Return how long the oldest committed event has waited for its place in the tree; 0 when none waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0) FROM custody_pending")
        return float(cursor.fetchone()[0])


def oldest_unsigned_seconds() -> float:
    """Return the age of the oldest event that has its place in the tree and no signed checkpoint covers; 0 for none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.recorded_at)), 0) FROM custody_leaf l "
            "JOIN custody_event e ON e.id = l.event_id "
            "WHERE l.index = (SELECT coalesce(max(size), 0) FROM custody_checkpoint)"
        )
        return float(cursor.fetchone()[0])
