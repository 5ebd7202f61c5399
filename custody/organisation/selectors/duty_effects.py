"""Who would be told of alerts in a role while a duty lasts, before anybody signs it.

While nobody is rostered in a role everybody who holds it is told, so one name in an empty roster takes all others off
the ladder: who writes the roster sees that first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from custody.organisation.roles import Role
from custody.organisation.selectors.duty import duties
from custody.organisation.selectors.people import officers_with_role

if TYPE_CHECKING:
    from custody.organisation.models import Duty


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom alerts go to in one role for a stretch of time, by badge: without the duty and with it. ``is_everybody``:
    without it nobody is rostered, and so everybody who holds the role is told."""

    begins_at: datetime
    ends_at: datetime
    without: tuple[str, ...]
    within: tuple[str, ...]
    is_everybody: bool


def effect_of_duty(duty: Duty, *, at: datetime) -> list[Reach]:
    """Return what a duty, written or not, changes from a moment on, in the order of time. Two queries, however full
    the roster is."""
    begins = max(duty.begins_at, at)
    if begins >= duty.ends_at:
        return []
    rows = duties(site=duty.site, begins=begins, ends=duty.ends_at).filter(role=duty.role, officer__is_active=True)
    others = [each for each in rows.exclude(pk=duty.pk) if duty.site_id is not None or each.site_id is None]
    holders = tuple(each.badge for each in officers_with_role(Role(duty.role)))
    inside = {moment for each in others for moment in (each.begins_at, each.ends_at) if begins < moment < duty.ends_at}
    found = []
    for since, until in pairwise([begins, *sorted(inside), duty.ends_at]):
        there = {each.officer.badge for each in others if each.begins_at <= since and each.ends_at >= until}
        without = tuple(sorted(there)) or holders
        found.append(Reach(since, until, without, tuple(sorted({*there, duty.officer.badge})), is_everybody=not there))
    out = []
    for (without, within, everybody), run in groupby(
        found, key=lambda each: (each.without, each.within, each.is_everybody)
    ):
        same = list(run)
        out.append(Reach(same[0].begins_at, same[-1].ends_at, without, within, is_everybody=everybody))
    return out
