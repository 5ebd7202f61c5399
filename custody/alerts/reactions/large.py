"""AL8: a large seizure that will stay overnight in ordinary storage, with nobody on guard."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.core.clocks import end_of_day
from custody.core.errors import IntegrityBroken
from custody.core.events import PRESENCE_BEGAN, UNIT_DEPARTED, UNIT_DESTROYED, UNIT_PLACED, UNIT_STORED
from custody.core.lifecycle import CustodyState
from custody.core.mass import MG_PER_KG
from custody.core.rule_values import LARGE_SEIZURE
from custody.deadlines.batches import together
from custody.deadlines.starts import places_of, zone_of
from custody.destruction.models import ManifestLine
from custody.evidence.lists import VAULT
from custody.evidence.models import HandlingUnit, Seizure
from custody.evidence.selectors.places import lying_in
from custody.ledger import reactions
from custody.organisation.selectors import guarded_sites, policy_value

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from custody.ledger.recording import Entry, Record

LARGE_KG = 500
"""What is large where the rule has no value: it has no off switch."""
_PREFIX = "large:"


def register() -> None:
    """Register the handlers of large seizures."""
    for event in (UNIT_STORED, UNIT_PLACED, UNIT_DEPARTED, UNIT_DESTROYED):
        reactions.register(event.code, together(_moved))
    reactions.register(PRESENCE_BEGAN.code, _guard_came)


def _moved(record: Record, entries: list[Entry]) -> None:
    if not is_news(record):
        return
    ids = {entry.on.seizure_id for entry in entries if isinstance(entry.on, HandlingUnit) and entry.on.seizure_id}
    arrives = entries[0].type.code in {UNIT_STORED.code, UNIT_PLACED.code}
    findings = []
    for seizure in Seizure.objects.filter(id__in=ids).order_by("id"):
        finding = _judge(record, seizure)
        if finding is None:
            resolve_key(record, f"{_PREFIX}{seizure.id}", by=entries[0].type.code)
        elif arrives:
            findings.append(finding)
    raise_many(record, findings, engine="custody")


def _judge(record: Record, seizure: Seizure) -> Finding | None:
    """Return what must be raised about a seizure; ``None`` while it is not large, not here, or guarded."""
    lying = _overnight(seizure, at=record.now)
    mass_mg = lying.aggregate(mg=Sum("gross_mg"))["mg"] or 0
    if mass_mg < large_mg(seizure, at=record.now):
        return None
    places = places_of(lying.values_list("id", flat=True))
    guarded = guarded_sites()
    # A place of no site has no guard either.
    unguarded = [place.site for place in places.values() if place.site_id not in guarded]
    if not unguarded:
        return None
    return Finding(
        rule="AL8",
        stage="overnight",
        level=1,
        subject_kind="seizure",
        subject_id=seizure.id,
        dedupe_key=f"{_PREFIX}{seizure.id}",
        fired_for=record.at,
        site=unguarded[0],
    )


def _overnight(seizure: Seizure, *, at: datetime) -> QuerySet[HandlingUnit]:
    """Return what of a seizure is in ordinary storage and on the list of no burn before the end of the day."""
    midnight = end_of_day(at.date(), zone=zone_of(None))
    here = {"unit": OuterRef("id")}
    hardened = lying_in(VAULT).filter(**here)
    burns = ManifestLine.objects.filter(
        **here, live=True, session__state__in=["planned", "approved"], session__starts_at__lt=midnight
    )
    rows = HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True, custody_state=CustodyState.STORED)
    return rows.filter(~Exists(hardened), ~Exists(burns))


def large_mg(seizure: Seizure, *, at: datetime) -> int:
    """Return from which mass on a seizure is large where it was made."""
    try:
        return policy_value(key=LARGE_SEIZURE, jurisdiction=seizure.jurisdiction, at=at) * MG_PER_KG
    except IntegrityBroken:
        return LARGE_KG * MG_PER_KG


def _guard_came(record: Record, entry: Entry) -> None:
    if entry.fields["on_guard"]:
        there = Q(dedupe_key__startswith=_PREFIX, site=UUID(entry.fields["site_id"]))
        resolve(record, lock_open_alerts(there), by=PRESENCE_BEGAN.code)
