"""LOSS: goods are gone, and the prosecutor is told (domain rules 4.2); cured when they are found. BACK: goods come
back that were written off; those who heard of the loss hear of that. Who had them last is asked, and neither told here
nor closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.alerts.rules.authorities import BACK, LOSS
from custody.core.events import DISCREPANCY_OPENED, DISCREPANCY_RESOLVED, UNIT_CAME_BACK, UNIT_FOUND
from custody.core.exceptional import RECOVERED
from custody.deadlines.batches import together
from custody.evidence.selectors.counting import last_kept
from custody.evidence.selectors.exceptions import sources_of
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record

LOST_BY = ("unit.missing/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1", "swap.confirmed/1")


def register() -> None:
    """Register the handlers of losses."""
    for code in LOST_BY:
        reactions.register(code, together(_lost))
    reactions.register(UNIT_FOUND.code, _found)
    reactions.register(UNIT_CAME_BACK.code, _came_back)
    reactions.register(DISCREPANCY_OPENED.code, together(_recovered))
    reactions.register(DISCREPANCY_RESOLVED.code, _explained)


def _lost(record: Record, entries: list[Entry]) -> None:
    if is_news(record):
        units = [cast("HandlingUnit", entry.on) for entry in entries]
        raise_many(record, [_finding(record, unit) for unit in units], engine="custody")


def _finding(record: Record, unit: HandlingUnit) -> Finding:
    return Finding(
        rule=LOSS,
        stage="missing",
        level=1,
        subject_kind="unit",
        subject_id=unit.id,
        dedupe_key=f"loss:{unit.id}",
        fired_for=record.at,
        site=site_of(unit),
        about=tuple(next(iter(last_kept(unit)), ())),
    )


def _found(record: Record, entry: Entry) -> None:
    resolve_key(record, f"loss:{entry.on.id}", by=entry.type.code)


def _came_back(record: Record, entry: Entry) -> None:
    """End the loss once all of it is there: half of a load that comes back leaves the other half gone."""
    if entry.fields["is_whole"]:
        _found(record, entry)


def _recovered(record: Record, entries: list[Entry]) -> None:
    """Tell of what came back: to those who heard that it was gone, and neither to who had it nor to who has it now."""
    if not is_news(record):
        return
    back = [entry for entry in entries if entry.fields["discrepancy_kind"] == RECOVERED]
    raise_many(record, [_back(record, entry) for entry in back], engine="custody")


def _back(record: Record, entry: Entry) -> Finding:
    unit = cast("HandlingUnit", entry.on)
    before = [each for source in sources_of(unit) for each in next(iter(last_kept(source)), ())]
    now = [each for each in (unit.custodian_id, unit.co_custodian_id) if each is not None]
    return Finding(
        rule=BACK,
        stage="back",
        level=1,
        subject_kind="unit",
        subject_id=unit.id,
        dedupe_key=f"back:{entry.fields['discrepancy_id']}",
        fired_for=record.at,
        site=site_of(unit),
        about=tuple(sorted({*before, *now})),
    )


def _explained(record: Record, entry: Entry) -> None:
    resolve_key(record, f"back:{entry.fields['discrepancy_id']}", by=entry.type.code)
