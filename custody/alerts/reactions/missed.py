"""MISSED: drugs were found, or somebody sees them in a scan image, in what two people had let go; or drugs in what had
left our custody with nothing found. Who decided is never told, and never takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_many
from custody.alerts.reactions.fresh import is_news
from custody.core.events import SCAN_READ, SEIZURE_OPENED, TARGET_FOUND_ELSEWHERE, TARGET_MET
from custody.evidence.models import Seizure, Target
from custody.evidence.selectors.targets import missed_targets, was_missed
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import ScanReading, TargetHit
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of what was let go."""
    reactions.register(SEIZURE_OPENED.code, _seized)
    reactions.register(TARGET_FOUND_ELSEWHERE.code, _found_elsewhere)
    reactions.register(TARGET_MET.code, _linked)
    reactions.register(SCAN_READ.code, _seen)


def _seized(record: Record, entry: Entry) -> None:
    if isinstance(entry.on, Seizure) and entry.on.conveyance_id is not None:
        _raise(record, missed_targets(entry.on.conveyance_id))


def _found_elsewhere(record: Record, entry: Entry) -> None:
    if isinstance(entry.on, Target) and was_missed(entry.on):
        _raise(record, [entry.on])


def _linked(record: Record, entry: Entry) -> None:
    """What is linked by hand may have been emptied before anybody saw that it had been let go."""
    hit = cast("TargetHit", entry.rows[0])
    if hit.after_let_go and Seizure.objects.filter(conveyance=hit.unit_id).exists():
        _raise(record, [cast("Target", entry.on)])


def _seen(record: Record, entry: Entry) -> None:
    """It was let go and may still be stopped: who commands hears what an image shows, and decides on a search."""
    target, reading = cast("Target", entry.on), cast("ScanReading", entry.rows[0])
    if target.state == "let_go" and reading.result == "suspicious":
        _raise(record, [target], stage="seen")


def _raise(record: Record, targets: list[Target], *, stage: str = "found") -> None:
    if not targets or not is_news(record):
        return
    findings = [
        Finding(
            rule="MISSED",
            stage=stage,
            level=1,
            subject_kind="target",
            subject_id=target.id,
            dedupe_key=f"missed:{target.id}" if stage == "found" else f"missed:{target.id}:{stage}",
            group_key=f"missed:{target.id}",
            fired_for=record.at,
            about=_who_decided(target),
        )
        for target in targets
    ]
    raise_many(record, findings, engine="custody")


def _who_decided(target: Target) -> tuple[UUID, ...]:
    return tuple(each for each in (target.asked_by_id, target.let_go_by_id) if each is not None)
