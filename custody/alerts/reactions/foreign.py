"""LAW: what came into custody lies in another country than its law, or in one without rules (C17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from custody.alerts.models import Alert
from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.foreign import FOREIGN
from custody.core.events import DECISION_VERIFIED, POLICY_SET, POLICY_SET_2, UNIT_PLACED
from custody.core.lifecycle import CustodyState
from custody.deadlines.batches import together
from custody.deadlines.starts import places_of
from custody.destruction.models import AuthorityDecision
from custody.destruction.selectors.whose_law import CONFIRMS, confirmed
from custody.evidence.models import HandlingUnit
from custody.ledger import reactions
from custody.organisation.models import Place
from custody.organisation.selectors.law_here import holds_here

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from custody.ledger.recording import Entry, Record

_PREFIX = "law:"
_WHERE_SEIZED = frozenset({CustodyState.CONTAINED, CustodyState.EXTRACTION, CustodyState.SEIZED})


def register() -> None:
    """Register the handlers of goods whose law is not that of where they lie."""
    reactions.register(UNIT_PLACED.code, together(_placed))
    reactions.register(DECISION_VERIFIED.code, together(_confirmed))
    for event in (POLICY_SET, POLICY_SET_2):
        reactions.register(event.code, together(_adopted))


def _placed(record: Record, entries: list[Entry]) -> None:
    if not is_news(record):
        return
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    # A sample goes where it is analysed or kept: what it was taken of was told.
    found = {pk: unit for pk, unit in units.items() if unit.kind != "sample"}
    lies = {pk: place for pk, place in places_of(found).items() if place.jurisdiction != found[pk].jurisdiction}
    without = {
        place.id: place for pk, place in lies.items()
        if found[pk].custody_state in _WHERE_SEIZED and found[pk].jurisdiction == settings.CUSTODY_JURISDICTION
        and not holds_here(place.jurisdiction, at=record.now)
    }  # fmt: skip
    findings = [
        Finding(
            rule=FOREIGN.code, stage="lacking", level=2, subject_kind="place", subject_id=place.id,
            dedupe_key=f"{_PREFIX}{place.id}", fired_for=record.at, site=place.site,
        )
        for place in without.values()
    ]  # fmt: skip
    # One for a seizure, however many units of it lie there and wherever it is brought: what is asked is where it was
    # found, and who sent it into custody may have named a place it never lay in.
    elsewhere = {
        found[pk].seizure_id or pk: (found[pk], place) for pk, place in lies.items() if place.id not in without
    }
    for known in (confirmed(elsewhere), _answered(elsewhere)) if elsewhere else ():
        elsewhere = {pk: each for pk, each in elsewhere.items() if pk not in known}
    findings += [
        Finding(
            rule=FOREIGN.code, stage="elsewhere", level=1,
            subject_kind="unit" if unit.seizure_id is None else "seizure", subject_id=subject_id,
            dedupe_key=f"elsewhere:{subject_id}", fired_for=record.at, site=place.site,
            # Who put it there neither takes the alert nor closes it.
            about=(record.act.actor.id,),
        )
        for subject_id, (unit, place) in elsewhere.items()
    ]  # fmt: skip
    raise_many(record, findings, engine="custody")


def _answered(subject_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of which two people closed the alert with a finding: it is not asked at every place anew."""
    rows = Alert.objects.filter(rule=FOREIGN.code, stage="elsewhere", subject_id__in=list(subject_ids))
    return set(rows.filter(state="resolved").values_list("subject_id", flat=True))


def _confirmed(record: Record, entries: list[Entry]) -> None:
    for entry in entries:
        if isinstance(entry.on, AuthorityDecision) and entry.on.decision_kind == CONFIRMS:
            resolve_key(record, f"elsewhere:{entry.on.subject_id}", by=entry.type.code)


def _adopted(record: Record, entries: list[Entry]) -> None:
    waiting = Alert.objects.filter(dedupe_key__startswith=_PREFIX).exclude(state="resolved")
    for place in Place.objects.filter(id__in=waiting.values("subject_id")):
        if holds_here(place.jurisdiction, at=record.now):
            resolve_key(record, f"{_PREFIX}{place.id}", by=entries[0].type.code)
