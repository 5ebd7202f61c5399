"""AL14: the same two people did too many acts that need two."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import Max, Q

from custody.alerts.models import Alert
from custody.alerts.raising import Finding, raise_alert
from custody.alerts.reactions.fresh import is_news, site_of
from custody.core.events import SAMPLE_TAKEN_2, SESSION_APPROVED
from custody.deadlines.batches import together
from custody.destruction.models import BurnSession
from custody.evidence.models import Sample
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Site

WITHIN = timedelta(days=30)
SAMPLINGS, BURNS = 6, 4
"""From so many acts of one pair in that time on, somebody looks at them."""


def register() -> None:
    """Register the handlers of pairs."""
    reactions.register(SAMPLE_TAKEN_2.code, together(_sampled))
    reactions.register(SESSION_APPROVED.code, _approved)


def _sampled(record: Record, entries: list[Entry]) -> None:
    if not is_news(record):
        return
    unit = cast("HandlingUnit", entries[0].on)
    newest = Sample.objects.filter(unit=unit).order_by("-taken_at").first()
    if newest is None:
        return
    pair = _pair(newest.sampler_id, newest.witness_id)
    both = Q(sampler=pair[0], witness=pair[1]) | Q(sampler=pair[1], witness=pair[0])
    acts = Sample.objects.filter(both, taken_at__gt=_since(record, pair)).values("unit", "taken_at").distinct().count()
    if acts >= SAMPLINGS:
        _raise(record, pair, kind="unit", subject_id=unit.id, site=site_of(unit))


def _approved(record: Record, entry: Entry) -> None:
    session = cast("BurnSession", entry.on)
    if not is_news(record) or session.witness_a_id is None or session.witness_b_id is None:
        return
    pair = _pair(session.witness_a_id, session.witness_b_id)
    both = Q(witness_a=pair[0], witness_b=pair[1]) | Q(witness_a=pair[1], witness_b=pair[0])
    burns = BurnSession.objects.filter(both, approved_at__gt=_since(record, pair)).exclude(state="cancelled")
    if burns.count() >= BURNS:
        _raise(record, pair, kind="session", subject_id=session.id, site=session.facility.place.site)


def _pair(first: UUID, second: UUID) -> tuple[UUID, UUID]:
    return (first, second) if first < second else (second, first)


def _since(record: Record, pair: tuple[UUID, UUID]) -> datetime:
    """Return from when on acts of the pair count: what somebody has looked at counts no more."""
    looked = Alert.objects.filter(dedupe_key=_key(pair), state="resolved").aggregate(at=Max("resolved_at"))["at"]
    since = record.now - WITHIN
    return since if looked is None else max(since, looked)


def _raise(record: Record, pair: tuple[UUID, UUID], *, kind: str, subject_id: UUID, site: Site | None) -> None:
    finding = Finding(
        rule="AL14",
        stage="pair",
        level=2,
        subject_kind=kind,
        subject_id=subject_id,
        dedupe_key=_key(pair),
        fired_for=record.at,
        site=site,
        about=pair,
    )
    raise_alert(record, finding)


def _key(pair: tuple[UUID, UUID]) -> str:
    return f"dual:{pair[0].hex}:{pair[1].hex}"
