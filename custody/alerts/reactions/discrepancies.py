"""AL5 and AL6: a weight, a count, a seal that is not what it should be; cured when a reason was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.core.act import Basis
from custody.core.events import DISCREPANCY_OPENED, DISCREPANCY_RESOLVED
from custody.deadlines.batches import together
from custody.evidence.selectors.facts import (
    BRICKS,
    UNLISTED,
    UNSWEPT,
    VEHICLE,
    discrepancy,
    outermost_of,
    same_vehicle,
)
from custody.evidence.selectors.objections import OBJECTION
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record

_MASS = frozenset({"weight", "count", "missing", "size", BRICKS, UNLISTED, OBJECTION})
"""A unit that is not there, one too many, or what an ousted keeper objects to, is a count of the load that differs."""


def register() -> None:
    """Register the handlers of discrepancies."""
    reactions.register(DISCREPANCY_OPENED.code, together(_opened))
    reactions.register(DISCREPANCY_RESOLVED.code, _resolved)


def _opened(record: Record, entries: list[Entry]) -> None:
    if is_news(record):
        # What was brought unswept has an alert of its own, for all of its seizure.
        alone = [entry for entry in entries if entry.fields["discrepancy_kind"] not in {VEHICLE, UNSWEPT}]
        raise_many(record, [_finding(record, entry) for entry in [*alone, *_of_one_vehicle(entries)]], engine="custody")
    elif record.act.basis is Basis.OPENING:
        # What lay there before is old; that it stands on no list is news.
        new = [entry for entry in entries if entry.fields["discrepancy_kind"] == UNLISTED]
        raise_many(record, [_finding(record, entry) for entry in new], engine="custody")


def _of_one_vehicle(entries: list[Entry]) -> list[Entry]:
    """Return one of the units that rode under another seal: it is one seal, and one alert."""
    rode = [entry for entry in entries if entry.fields["discrepancy_kind"] == VEHICLE]
    return sorted(rode, key=lambda entry: str(entry.fields["discrepancy_id"]))[:1]


def _finding(record: Record, entry: Entry) -> Finding:
    unit = cast("HandlingUnit", entry.on)
    rule, stage = ("AL5", "weight") if entry.fields["discrepancy_kind"] in _MASS else ("AL6", "seal")
    return Finding(
        rule=rule,
        stage=stage,
        level=1,
        subject_kind="unit",
        subject_id=unit.id,
        dedupe_key=f"{stage}:{entry.fields['discrepancy_id']}",
        fired_for=record.at,
        site=site_of(unit),
        about=_keepers_of(unit),
    )


def _keepers_of(unit: HandlingUnit) -> tuple[UUID, ...]:
    """Return who has the unit in custody: they are asked, and neither take nor close what is about their load."""
    outermost = outermost_of(unit)
    return tuple(each for each in (outermost.custodian_id, outermost.co_custodian_id) if each is not None)


def _resolved(record: Record, entry: Entry) -> None:
    row = discrepancy(UUID(entry.fields["discrepancy_id"]))
    if row.discrepancy_kind == VEHICLE:
        rode = same_vehicle(row)
        if all(each.resolved_at is not None for each in rode):
            resolve_key(record, f"seal:{min(str(each.id) for each in rode)}", by=DISCREPANCY_RESOLVED.code)
        return
    for stage in ("weight", "seal"):
        resolve_key(record, f"{stage}:{entry.fields['discrepancy_id']}", by=DISCREPANCY_RESOLVED.code)
