"""Furnaces, what was proposed about them, and what that would do to the burns to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, Sum

from custody.core.clocks import is_within_hours
from custody.core.errors import NotFound
from custody.destruction.models import BurnSession, Facility, ManifestLine
from custody.destruction.plan_models import FacilityProposal, Outage, Slot
from custody.organisation.selectors.staffing import READERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def visible_furnaces(reader: Officer) -> QuerySet[Facility]:
    """Return the furnaces, to who reads how they work."""
    rows = Facility.objects.select_related("place__site")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def furnace_for(reader: Officer, *, facility_id: UUID) -> Facility:
    """Return a furnace; raise ``NotFound`` when there is none or the reader may not know how it works."""
    found = visible_furnaces(reader).filter(pk=facility_id).first()
    if found is None:
        raise NotFound
    return found


def visible_facility_proposals(reader: Officer) -> QuerySet[FacilityProposal]:
    """Return the proposals about furnaces that the reader may know of."""
    rows = FacilityProposal.objects.select_related("facility", "place__site", "proposed_by", "decided_by")
    return rows if reader.is_active and reader.has_role(*READERS) else rows.none()


def facility_proposal_for(reader: Officer, *, proposal_id: UUID) -> FacilityProposal:
    """Return a proposal; raise ``NotFound`` when there is none or the reader may not know of it."""
    found = visible_facility_proposals(reader).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class FurnaceEffect:
    """The code words of the burns to come that no longer fit, by what is wrong; the number of free slots outside the
    hours; and the badges of who planned those burns: theirs to plan anew."""

    too_heavy: tuple[str, ...] = ()
    out_of_hours: tuple[str, ...] = ()
    slots_out_of_hours: int = 0
    told: tuple[str, ...] = ()


def effect_of_furnace(proposal: FacilityProposal, *, at: datetime) -> FurnaceEffect:
    """Return what a proposal would do to what is booked from a moment on; nothing where the furnace is new."""
    if proposal.facility_id is None:
        return FurnaceEffect()
    ahead = Q(facility_id=proposal.facility_id, starts_at__gt=at)
    burns = BurnSession.objects.filter(ahead, state__in=["planned", "approved"]).select_related("planner")
    sessions = list(burns.order_by("starts_at", "code_word"))
    booked = ManifestLine.objects.filter(session__in=sessions, live=True).values_list("session_id")
    planned_mg = dict(booked.annotate(mg=Sum("expected_mg")))
    heavy = [each for each in sessions if (planned_mg.get(each.id) or 0) > proposal.session_limit_mg]
    closed = [each for each in sessions if not is_open_at(proposal, each.starts_at)]
    taken = {session.starts_at for session in sessions}
    slots = Slot.objects.filter(ahead, withdrawn_at__isnull=True).values_list("starts_at", flat=True)
    return FurnaceEffect(
        tuple(each.code_word for each in heavy),
        tuple(each.code_word for each in closed),
        sum(each not in taken and not is_open_at(proposal, each) for each in slots),
        tuple(sorted({each.planner.badge for each in (*heavy, *closed)})),
    )


def is_open_at(furnace: Facility | FacilityProposal, starts_at: datetime) -> bool:
    """Say whether a burn may begin at a moment, on the clock of the furnace's site, else on that of the house."""
    site = furnace.place.site
    return is_within_hours(
        starts_at, opens_minute=furnace.opens_minute, closes_minute=furnace.closes_minute,
        zone=settings.CUSTODY_SITE_TIME_ZONE if site is None else site.zone,
    )  # fmt: skip


def is_down_at(furnace: Facility, moments: Iterable[datetime]) -> bool:
    """Say whether the furnace is out of service at one of the moments."""
    down = [(row.begins_at, row.ended_at or row.ends_at) for row in Outage.objects.filter(facility=furnace)]
    return any(begins_at <= each < ends_at for each in moments for begins_at, ends_at in down)
