"""Furnaces that stand still: which burns to come that touches, and which burns are said to have been on meanwhile."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce

from custody.destruction.models import BurnSession
from custody.destruction.plan_models import Outage
from custody.destruction.selectors.furnaces import is_down_at

BOOKED = ("planned", "approved")


def stands_still(session: BurnSession, *, now: datetime) -> bool:
    """Say whether a burn that is planned or approved would begin while its furnace is out of service: at its hour, or
    now where that is past."""
    return session.state in BOOKED and is_down_at(session.facility, [max(session.starts_at, now)])


def burns_stopped_by(outage: Outage, *, now: datetime) -> list[BurnSession]:
    """Return the burns of the furnace, planned or approved, that would begin within the outage, the next one first."""
    booked = BurnSession.objects.filter(facility=outage.facility_id, state__in=BOOKED, starts_at__lt=outage.ends_at)
    ended_at = outage.ended_at or outage.ends_at
    return [
        each for each in booked.select_related("facility__place__site").order_by("starts_at", "code_word")
        if outage.begins_at <= max(each.starts_at, now) < ended_at
    ]  # fmt: skip


def outages_during(session: BurnSession) -> list[Outage]:
    """Return the outages of the furnace within which its fire is said to have begun, the first one first. A furnace
    that stops in the middle of a fire is none of them, nor what is not recorded as burnt."""
    began = session.burn_started_at
    if began is None or session.burnt_at is None:
        return []
    lasted = Outage.objects.alias(until=Coalesce("ended_at", "ends_at"))
    inside = lasted.filter(facility=session.facility_id, begins_at__lte=began, until__gt=began)
    return list(inside.order_by("begins_at", "id"))


def burnt_during(outage: Outage) -> list[BurnSession]:
    """Return the burns of the furnace whose fire is said to have begun within the outage, the first one first."""
    began = {"burn_started_at__gte": outage.begins_at, "burn_started_at__lt": outage.ended_at or outage.ends_at}
    burnt = BurnSession.objects.filter(facility=outage.facility_id, burnt_at__isnull=False, **began)
    return list(burnt.order_by("burn_started_at", "code_word"))
