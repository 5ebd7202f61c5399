"""LOSS: goods are gone, and the prosecutor is told (domain rules 4.2); cured when they are found. Who had them last is
asked, and neither told here nor closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.alerts.rules.authorities import LOSS
from custody.core.events import UNIT_FOUND
from custody.deadlines.batches import together
from custody.evidence.selectors.counting import last_kept
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record

LOST_BY = ("unit.missing/1", "unit.stolen/1", "unit.lost/1", "unit.destroyed_by_event/1")


def register() -> None:
    """Register the handlers of losses."""
    for code in LOST_BY:
        reactions.register(code, together(_lost))
    reactions.register(UNIT_FOUND.code, _found)


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
