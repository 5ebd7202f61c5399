"""STRAY: a sample came into a laboratory or a registry that it was not bound for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.strayed import STRAYED
from custody.core.events import UNIT_CONSUMED, UNIT_DEPARTED, UNIT_DESTROYED, UNIT_PLACED, UNIT_STORED
from custody.deadlines.batches import together
from custody.deadlines.starts import places_of
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.sampling import strayed
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of samples that come somewhere."""
    for code in (UNIT_STORED.code, UNIT_PLACED.code):
        reactions.register(code, together(_came))
    for code in (UNIT_DEPARTED.code, UNIT_CONSUMED.code, UNIT_DESTROYED.code):
        reactions.register(code, together(_gone))


def _came(record: Record, entries: list[Entry]) -> None:
    samples = _samples(entries)
    if not samples or not is_news(record):
        return
    lies = places_of(samples)
    wrong = strayed(lies)
    _resolve(record, samples - wrong, by=entries[0].type.code)
    raise_many(
        record,
        [
            Finding(
                rule=STRAYED.code, stage="there", level=3, subject_kind="unit", subject_id=unit_id,
                dedupe_key=_key(unit_id), fired_for=record.at, site=lies[unit_id].site,
            )
            for unit_id in sorted(wrong)
        ],
        engine="custody",
    )  # fmt: skip


def _gone(record: Record, entries: list[Entry]) -> None:
    _resolve(record, _samples(entries), by=entries[0].type.code)


def _resolve(record: Record, unit_ids: set[UUID], *, by: str) -> None:
    for unit_id in sorted(unit_ids):
        resolve_key(record, _key(unit_id), by=by)


def _samples(entries: list[Entry]) -> set[UUID]:
    return {entry.on.id for entry in entries if isinstance(entry.on, HandlingUnit) and entry.on.kind == "sample"}


def _key(unit_id: UUID) -> str:
    return f"stray:{unit_id}"
