"""Hot seizures: the list opens with what makes a seizure hot, and its lines are ticked by what is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.canonical import parse_utc_text
from custody.core.events import EXHIBIT_DESCRIBED_2
from custody.core.exceptional import GUARD
from custody.core.hot import EMBARGO, NOT_YET_WEIGHED, SEEN_BY_UNIT, WEIGHED_OR_MORE
from custody.evidence.actions import checklist
from custody.evidence.models import Countersignature, HandlingUnit, Seizure
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.checklists import (
    checklists_waiting_for,
    done_lines,
    is_seen_done,
    open_checklists,
    where_it_lies,
)
from custody.ledger import reactions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from custody.ledger.recording import Entry, Record

GONE_BY = (
    "unit.destroyed/1", "unit.superseded/1", "unit.exchanged/1", "unit.returned/1", "unit.handed_over/1",
    "unit.disposed/1",
    "unit.consumed/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1",
)  # fmt: skip


def register() -> None:
    """Register the handlers of hot seizures."""
    for code in WEIGHED_OR_MORE:
        reactions.register(code, _once(_grew))
    reactions.register(EXHIBIT_DESCRIBED_2.code, _described)
    for code in SEEN_BY_UNIT:
        reactions.register(code, _once(_seen))
    for code in GONE_BY:
        reactions.register(code, _once(_gone))
    reactions.register("signature.given/1", _once(_guard_spoke))
    reactions.register("presence.began/1", _guard_came)
    reactions.register("publication.decided/1", _press_waits)


def _once(handle: Callable[[Record, list[Entry]], None]) -> Callable[[Record, Entry], None]:
    """Return a handler that hands all events of a code in an act to ``handle`` with the first of them."""

    def handler(record: Record, entry: Entry) -> None:
        together = [each for each in record.entries if each.type is entry.type]
        if together[0] is entry:
            handle(record, together)

    return handler


def _grew(record: Record, entries: list[Entry]) -> None:
    """Open the list of every seizure that is hot by now. What lay there before the record began is no intake."""
    if record.act.basis is Basis.OPENING:
        return
    units = [unit for unit in _units(entries) if unit.kind not in NOT_DRUGS and unit.kind != "sample"]
    if entries[0].type.code == NOT_YET_WEIGHED:
        # A scale that checks what was booked changes nothing; an estimate of what was never weighed does.
        units = [unit for unit in units if unit.gross_mg is None]
    ids = {unit.seizure_id for unit in units if unit.seizure_id is not None}
    for seizure in Seizure.objects.filter(pk__in=ids).order_by("pk") if ids else ():
        checklist.open_where_hot(record, seizure)
    more = {unit.seizure_id for unit in units if unit.unswept and unit.seizure_id is not None}
    if more:
        # What came out later is not swept because the rest is.
        lines = [line for line in done_lines(more, "sweep") if not is_seen_done(line.checklist, "sweep")]
        checklist.reopen(record, lines, by=entries[0].type.code)


def _described(record: Record, entry: Entry) -> None:
    """How it was hidden counts too, and may be said later than what it weighs."""
    if record.act.basis is not Basis.OPENING and isinstance(entry.on, Seizure):
        checklist.open_where_hot(record, entry.on)


def _seen(record: Record, entries: list[Entry]) -> None:
    units = _units(entries)
    ids = {unit.seizure_id for unit in units if unit.seizure_id is not None}
    stood_at = [unit.id for unit in units if unit.seizure_id is None]
    if stood_at:
        ids |= set(Seizure.objects.filter(conveyance__in=stood_at).values_list("pk", flat=True))
    checklist.look(record, open_checklists(ids) if ids else (), by=entries[0].type.code)


def _guard_spoke(record: Record, entries: list[Entry]) -> None:
    """A guard who was posted by somebody else counts once they say that they stand there."""
    said = [UUID(each.fields["signature_id"]) for each in entries]
    words = set(Countersignature.objects.filter(pk__in=said, matter=GUARD).values_list("pk", flat=True))
    heard = [entry for entry, signature_id in zip(entries, said, strict=True) if signature_id in words]
    if heard:
        _seen(record, heard)


def _gone(record: Record, entries: list[Entry]) -> None:
    ids = {unit.seizure_id for unit in _units(entries) if unit.seizure_id is not None}
    checklist.lapse_where_gone(record, ids, by=entries[0].type.code)


def _guard_came(record: Record, entry: Entry) -> None:
    if not entry.fields["on_guard"]:
        return
    site_id = UUID(entry.fields["site_id"])
    here = [
        each for each in checklists_waiting_for("guard")
        if site_id in {site.id for site in where_it_lies(each.seizure)}
    ]  # fmt: skip
    checklist.look(record, here, by=entry.type.code)


def _press_waits(record: Record, entry: Entry) -> None:
    """Tick the line of the press when nothing is told for long enough; what is told sooner opens it again."""
    told_from = entry.fields["publishable_at"]
    if entry.fields["fields"] and told_from is not None and parse_utc_text(told_from) < record.now + EMBARGO:
        checklist.reopen(record, done_lines([entry.on.id], "embargo"), by=entry.type.code)
        return
    checklist.see_embargo(record, entry.on.id)


def _units(entries: Iterable[Entry]) -> Sequence[HandlingUnit]:
    return [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]
