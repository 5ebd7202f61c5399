"""AL5 and AL6: a weight, a count, a seal that is not what it should be; cured when a reason was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.core.act import Basis
from custody.core.events import DISCREPANCY_OPENED, DISCREPANCY_RESOLVED
from custody.core.exceptional import RECOVERED
from custody.deadlines.batches import together
from custody.evidence.selectors.facts import (
    AT_ONCE,
    BRICKS,
    ESTIMATE,
    OBJECTION,
    UNLISTED,
    UNSWEPT,
    discrepancy,
    found_at_once,
    outermost_of,
)
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record

_MASS = frozenset({"weight", "count", "missing", "size", BRICKS, ESTIMATE, UNLISTED, OBJECTION})
"""A unit that is not there, one too many, or what an ousted keeper objects to, is a count of the load that differs."""


def register() -> None:
    """Register the handlers of discrepancies."""
    reactions.register(DISCREPANCY_OPENED.code, together(_opened))
    reactions.register(DISCREPANCY_RESOLVED.code, together(_resolved))


def _opened(record: Record, entries: list[Entry]) -> None:
    if is_news(record):
        # What was brought unswept has an alert of its own, for all of its seizure; so has what came back.
        elsewhere = {*AT_ONCE, UNSWEPT, RECOVERED}
        alone = [entry for entry in entries if entry.fields["discrepancy_kind"] not in elsewhere]
        findings = [_finding(record, [entry]) for entry in alone]
        raise_many(record, [*findings, *_of_one_cause(record, entries)], engine="custody")
    elif record.act.basis is Basis.OPENING:
        # What lay there before is old; that it stands on no list is news.
        new = [entry for entry in entries if entry.fields["discrepancy_kind"] == UNLISTED]
        raise_many(record, [_finding(record, [entry]) for entry in new], engine="custody")


def _of_one_cause(record: Record, entries: list[Entry]) -> list[Finding]:
    """Return one finding for the units that rode under another seal, and one for all that an objection covers."""
    kinds = {kind: [each for each in entries if each.fields["discrepancy_kind"] == kind] for kind in sorted(AT_ONCE)}
    return [_finding(record, sorted(same, key=_discrepancy_of)) for same in kinds.values() if same]


def _discrepancy_of(entry: Entry) -> str:
    return str(entry.fields["discrepancy_id"])


def _finding(record: Record, entries: list[Entry]) -> Finding:
    """Return the finding of one discrepancy, or of several with one cause: it is about the first of them, and whoever
    has any of the units is asked."""
    entry = entries[0]
    unit = cast("HandlingUnit", entry.on)
    rule, stage = _rule_of(entry.fields["discrepancy_kind"])
    asked = {keeper for each in entries for keeper in _keepers_of(cast("HandlingUnit", each.on))}
    return Finding(
        rule=rule,
        stage=stage,
        level=1,
        subject_kind="unit",
        subject_id=unit.id,
        dedupe_key=f"{stage}:{entry.fields['discrepancy_id']}",
        fired_for=record.at,
        site=site_of(unit),
        about=tuple(sorted(asked)),
    )


def _rule_of(kind: str) -> tuple[str, str]:
    return ("AL5", "weight") if kind in _MASS else ("AL6", "seal")


def _keepers_of(unit: HandlingUnit) -> tuple[UUID, ...]:
    """Return who has the unit in custody: they are asked, and neither take nor close what is about their load."""
    outermost = outermost_of(unit)
    return tuple(each for each in (outermost.custodian_id, outermost.co_custodian_id) if each is not None)


def _resolved(record: Record, entries: list[Entry]) -> None:
    """End the alert of each; that of several with one cause once all of them are explained."""
    seen: set[UUID] = set()
    for entry in entries:
        row = discrepancy(UUID(entry.fields["discrepancy_id"]))
        if row.discrepancy_kind not in AT_ONCE:
            for stage in ("weight", "seal"):
                resolve_key(record, f"{stage}:{row.id}", by=DISCREPANCY_RESOLVED.code)
        elif row.id not in seen:
            same = found_at_once(row)
            seen |= {each.id for each in same}
            if all(each.resolved_at is not None for each in same):
                _rule, stage = _rule_of(row.discrepancy_kind)
                resolve_key(record, f"{stage}:{min(str(each.id) for each in same)}", by=DISCREPANCY_RESOLVED.code)
