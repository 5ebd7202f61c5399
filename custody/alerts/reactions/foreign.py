"""LAW: something came into custody in a country without rules; cured when they are adopted (C17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts.models import Alert
from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.foreign import FOREIGN
from custody.core.events import POLICY_SET, POLICY_SET_2, UNIT_PLACED
from custody.core.lifecycle import CustodyState
from custody.deadlines.batches import together
from custody.deadlines.starts import places_of
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions
from custody.organisation.models import Place
from custody.organisation.selectors.law_here import holds_here

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_PREFIX = "law:"
_WHERE_SEIZED = frozenset({CustodyState.CONTAINED, CustodyState.EXTRACTION, CustodyState.SEIZED})


def register() -> None:
    """Register the handlers of places whose country has no rules."""
    reactions.register(UNIT_PLACED.code, together(_placed))
    for event in (POLICY_SET, POLICY_SET_2):
        reactions.register(event.code, together(_adopted))


def _placed(record: Record, entries: list[Entry]) -> None:
    units = [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]
    if not is_news(record):
        return
    laws = {unit.id: unit.jurisdiction for unit in units if unit.custody_state in _WHERE_SEIZED}
    places = {place.id: place for unit_id, place in places_of(laws).items() if place.jurisdiction != laws[unit_id]}
    findings = [
        Finding(
            rule=FOREIGN.code, stage="lacking", level=2, subject_kind="place", subject_id=place.id,
            dedupe_key=f"{_PREFIX}{place.id}", fired_for=record.at, site=place.site,
        )
        for place in places.values() if not holds_here(place.jurisdiction, at=record.now)
    ]  # fmt: skip
    raise_many(record, findings, engine="custody")


def _adopted(record: Record, entries: list[Entry]) -> None:
    waiting = Alert.objects.filter(dedupe_key__startswith=_PREFIX).exclude(state="resolved")
    for place in Place.objects.filter(id__in=waiting.values("subject_id")):
        if holds_here(place.jurisdiction, at=record.now):
            resolve_key(record, f"{_PREFIX}{place.id}", by=entries[0].type.code)
