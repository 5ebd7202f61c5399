"""What another time zone or police number of a site would do, before anybody signs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from custody.deadlines.models import Clock
from custody.organisation.models import Duty, Place

if TYPE_CHECKING:
    from custody.organisation.models import SiteProposal


@dataclass(frozen=True, slots=True)
class SiteEffect:
    """``places`` stand on the site and ``duties`` there are still to be served, shown at another local time then;
    ``clocks`` run there and keep the days they began with. ``calls`` and ``calls_then``: the number of the police that
    somebody in danger there calls, now and then."""

    places: int
    duties: int
    clocks: int
    calls: str | None
    calls_then: str | None


def effect_of_site(proposal: SiteProposal, *, at: datetime) -> SiteEffect:
    """Return what the proposal would do at a moment. Three counts, however large the site is."""
    site, moves = proposal.site, proposal.site.zone != proposal.zone
    duties = Duty.objects.filter(site=site, cancelled_at__isnull=True, ends_at__gt=at)
    clocks = Clock.objects.filter(site=site, closed_at__isnull=True).exclude(zone=proposal.zone)
    return SiteEffect(
        places=Place.objects.filter(site=site).count(),
        duties=duties.count() if moves else 0,
        clocks=clocks.count() if moves else 0,
        calls=site.police_phone,
        calls_then=proposal.police_phone,
    )
