"""Labels that were found lying somewhere: each report for who made it and for who commands or audits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.core.lifecycle import GONE
from custody.evidence.models import FoundLabel, HandlingUnit, Label
from custody.evidence.selectors.access import READS_FOUND_LABELS, visible_units

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import LabelRoll
    from custody.organisation.models import Officer

MOST_WITHIN_THE_HOUR = 20
"""So many labels one person reports within an hour: who found a roll says so once."""
WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class WhatItIs:
    """What a label that was found is of, for who settles the report: a roll of the house, and a unit that bears it."""

    roll: LabelRoll | None
    unit: HandlingUnit | None


def visible_found_labels(officer: Officer) -> QuerySet[FoundLabel]:
    """Return the reports the officer may know of, the newest first."""
    rows = FoundLabel.objects.select_related("reported_by", "settled_by").prefetch_related("photos")
    rows = rows.order_by("-reported_at", "id")
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*READS_FOUND_LABELS) else rows.filter(reported_by=officer)


def found_label_for(officer: Officer, *, report_id: UUID) -> FoundLabel:
    """Return one report; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_found_labels(officer).filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found


def reported_lately(officer: Officer, *, at: datetime) -> int:
    """Return how many labels the officer reported within the hour before a moment."""
    return FoundLabel.objects.filter(reported_by=officer, reported_at__gt=at - WINDOW).count()


def what_it_is(officer: Officer, report: FoundLabel) -> WhatItIs | None:
    """Return of what a label is that somebody reported; ``None`` to who reported it and to who does not command or
    audit: a report is no way to find out which labels there are."""
    if report.reported_by_id == officer.id or not officer.is_active or not officer.has_role(*READS_FOUND_LABELS):
        return None
    label = Label.objects.filter(code=report.code).select_related("roll").first()
    return WhatItIs(
        roll=None if label is None else label.roll, unit=visible_units(officer).filter(label=report.code).first()
    )


def is_borne_now(code: str) -> bool:
    """Say whether a unit in custody bears a label. For alerts: no page and no answer depends on it."""
    return HandlingUnit.objects.filter(label=code).exclude(custody_state__in=[state.value for state in GONE]).exists()
