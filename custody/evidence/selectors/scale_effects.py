"""What hangs on a scale: the weights that were read on it last, and the scales that are left without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from custody.core.lifecycle import GONE
from custody.evidence.models import Weighing
from custody.organisation.models import Scale


@dataclass(frozen=True, slots=True)
class ScaleEffect:
    """``units`` are here still and were weighed last on this scale; of them ``since`` were since it was calibrated, or
    ever where it was not. ``left`` are the codes of the other scales in use that are calibrated today."""

    units: int
    since: int
    left: tuple[str, ...]


def effect_of_scale(scale: Scale, *, at: datetime) -> ScaleEffect:
    """Return what hangs on a scale at a moment. Three queries, however much was weighed on it."""
    approved = scale.calibrations.filter(state="approved").order_by("-calibrated_on")
    calibrated_on = approved.values_list("calibrated_on", flat=True).first()
    later = Weighing.objects.filter(unit=OuterRef("unit"), method="weighed", weighed_at__gt=OuterRef("weighed_at"))
    rows = Weighing.objects.filter(scale=scale, method="weighed").exclude(unit__custody_state__in=sorted(GONE))
    since = Q() if calibrated_on is None else Q(weighed_at__date__gte=calibrated_on)
    counted = rows.filter(~Exists(later)).aggregate(
        units=Count("unit", distinct=True), since=Count("unit", distinct=True, filter=since or None)
    )
    others = Scale.objects.exclude(pk=scale.pk).filter(withdrawn_at__isnull=True, calibrated_until__gte=at.date())
    left = tuple(others.order_by("code").values_list("code", flat=True))
    return ScaleEffect(counted["units"], counted["since"], left)
