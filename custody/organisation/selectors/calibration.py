"""The register of scales: which weigh right today, which did on another day, and what was reported of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q

from custody.core.errors import NotFound
from custody.organisation.models import Calibration, Scale
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

SCALE_READERS = (
    Role.OFFICER, Role.STOREKEEPER, Role.SAMPLER, Role.CHECKER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
    Role.ADMINISTRATOR, Role.REGIONAL_HEAD, Role.DIRECTOR,
)  # fmt: skip
"""Who weighs, and who answers for the weights."""
SOON = timedelta(days=30)


def was_calibrated(scale: Scale, *, at: datetime, is_live: bool = True) -> bool:
    """Tell whether a scale was known to weigh right at that moment; one that was withdrawn was not.

    What was weighed earlier and is entered late is judged by the calibrations of that day, where there are any. Rows of
    ``scales_by_code`` answer without a query.
    """
    day = at.date()
    if scale.withdrawn_at is not None and scale.withdrawn_at <= at:
        return False
    approved = [] if is_live else [each for each in scale.calibrations.all() if each.state == "approved"]
    if approved:
        return any(each.calibrated_on <= day <= each.valid_until for each in approved)
    return scale.calibrated_until is not None and scale.calibrated_until >= day


def standing_of(scale: Scale, *, at: datetime) -> str:
    """Return how a scale stands: ``good``, ``soon`` (it ends within 30 days), ``expired`` or ``withdrawn``."""
    if scale.withdrawn_at is not None:
        return "withdrawn"
    if not was_calibrated(scale, at=at):
        return "expired"
    return "good" if was_calibrated(scale, at=at + SOON) else "soon"


def visible_scales(officer: Officer) -> QuerySet[Scale]:
    """Return the scales, with how many reports wait; none for who neither weighs nor answers for weights."""
    waiting = Count("calibrations", filter=Q(calibrations__state="reported"))
    rows = Scale.objects.annotate(waiting=waiting)
    return rows if officer.is_active and officer.has_role(*SCALE_READERS) else rows.none()


def scale_for(officer: Officer, *, scale_id: UUID) -> Scale:
    """Return a scale the officer may know of; raise ``NotFound`` otherwise."""
    found = visible_scales(officer).filter(pk=scale_id).first()
    if found is None:
        raise NotFound
    return found


def visible_calibrations(officer: Officer) -> QuerySet[Calibration]:
    """Return what was reported of the scales; none for who may not know of them."""
    rows = Calibration.objects.select_related("scale", "reported_by", "decided_by")
    return rows if officer.is_active and officer.has_role(*SCALE_READERS) else rows.none()


def calibration_for(officer: Officer, *, calibration_id: UUID) -> Calibration:
    """Return a report of a calibration; raise ``NotFound`` when there is none for this officer."""
    found = visible_calibrations(officer).filter(pk=calibration_id).first()
    if found is None:
        raise NotFound
    return found


def history_of(scale: Scale) -> list[Calibration]:
    """Return what was reported of a scale, the newest first."""
    rows = scale.calibrations.select_related("reported_by", "decided_by")
    return list(rows.order_by("-reported_at")[:100])
