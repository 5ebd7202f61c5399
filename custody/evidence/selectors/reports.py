"""Reads of the official reports of seizures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q

from custody.core.errors import NotFound
from custody.evidence.models import OfficialReport, Placement, ReportCorrection
from custody.evidence.placing import unseal_place
from custody.evidence.report_permissions import check_waits
from custody.evidence.selectors.access import visible_seizures
from custody.organisation.selectors import place_by_id, site_by_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Seizure
    from custody.organisation.models import Officer


def visible_reports(officer: Officer) -> QuerySet[OfficialReport]:
    """Return the reports of the seizures that the officer may know of, the initial one of each in front."""
    rows = OfficialReport.objects.filter(seizure__in=visible_seizures(officer)).select_related("recorded_by", "seizure")
    return rows.order_by(F("initial").desc(), "drawn_on", "number", "id")


def report_for(officer: Officer, *, report_id: UUID) -> OfficialReport:
    """Return a report of a seizure the officer may know of; raise ``NotFound`` otherwise."""
    found = visible_reports(officer).filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found


def correction_of(report: OfficialReport) -> ReportCorrection | None:
    """Return the correction of a report that waits for its second person."""
    return report.corrections.filter(state="asked").select_related("asked_by").first()


def waiting_correction(report: OfficialReport) -> ReportCorrection:
    """Return the correction of a report that waits; raise as ``check_waits`` does when none does."""
    return check_waits(correction_of(report), was_asked=report.corrections.exists())


def numbers_of(seizure_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return the numbers of the official reports of some seizures, by seizure, the initial one in front."""
    out: dict[UUID, list[str]] = defaultdict(list)
    rows = OfficialReport.objects.filter(seizure__in=list(seizure_ids))
    for row in rows.order_by(F("initial").desc(), "drawn_on", "number", "id"):
        out[row.seizure_id].append(row.number)
    return out


def site_of_reports(seizure: Seizure) -> str | None:
    """Return the code word of the site where a seizure was made: where its conveyance was stopped, or else where its
    first unit lay first. Where the goods lie now changes nothing: a refused number would tell it.

    For actions only.
    """
    of = Q(unit__seizure=seizure) if seizure.conveyance_id is None else Q(unit=seizure.conveyance_id)
    first = Placement.objects.filter(of).order_by("since_at", "id").first()
    if first is None:
        return None
    place = place_by_id(place_id=unseal_place(first.place_sealed, placement_id=first.id))
    return None if place.site_id is None else site_by_id(site_id=place.site_id).code_word
