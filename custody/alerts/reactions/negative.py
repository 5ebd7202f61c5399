"""NEGATIVE: a laboratory found no drugs; cured when the goods have gone the way the authority chose, or drugs were
found after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.alerts.rules.authorities import NEGATIVE
from custody.core.clock_kinds import GONE_BY
from custody.core.events import HOLD_LIFTED, HOLD_LIFTED_BESIDE, HOLD_LIFTED_WITH_ORDER, UNIT_DOUBTED, UNIT_IDENTIFIED
from custody.deadlines.batches import together
from custody.evidence.models.unit import NO_DRUGS
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of results that found nothing."""
    for said in (UNIT_IDENTIFIED, UNIT_DOUBTED):
        reactions.register(said.code, together(_said))
    for code in (HOLD_LIFTED.code, HOLD_LIFTED_BESIDE.code, HOLD_LIFTED_WITH_ORDER.code, *GONE_BY):
        reactions.register(code, _over)


def _said(record: Record, entries: list[Entry]) -> None:
    said = [entry for entry in entries if entry.fields["outcome"] == "negative"]
    if said and is_news(record):
        raise_many(record, [_finding(record, cast("HandlingUnit", entry.on)) for entry in said], engine="custody")


def _finding(record: Record, unit: HandlingUnit) -> Finding:
    return Finding(
        rule=NEGATIVE,
        stage="found",
        level=2,
        subject_kind="unit",
        subject_id=unit.id,
        dedupe_key=f"negative:{unit.id}",
        fired_for=record.at,
        site=site_of(unit),
    )


def _over(record: Record, entry: Entry) -> None:
    unit = cast("HandlingUnit", entry.on)
    if unit.is_gone or unit.substance_found != NO_DRUGS:
        resolve_key(record, f"negative:{unit.id}", by=entry.type.code)
