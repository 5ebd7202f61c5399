"""What a change of what an officer may do would leave behind, before anybody signs it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.core.lifecycle import GONE
from custody.evidence.models import HandlingUnit
from custody.organisation.models import Duty
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role

if TYPE_CHECKING:
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class StaffEffect:
    """The roles that come and go, those of the latter that nobody holds then, the duties ahead in them that somebody
    else must serve, and how many units the officer has in custody."""

    gained: tuple[Role, ...]
    lost: tuple[Role, ...]
    unheld: tuple[Role, ...]
    duties: int
    units: int


def effect_of_roles(officer: Officer | None, *, roles: Iterable[str], is_active: bool, at: datetime) -> StaffEffect:
    """Return what it would do to the officer of a badge; to a new one it does no harm."""
    then = {Role(each) for each in roles} if is_active else set()
    if officer is None:
        return StaffEffect(tuple(sorted(then)), (), (), 0, 0)
    now = {Role(each) for each in officer.roles} if officer.is_active else set()
    lost = sorted(now - then)
    unheld = [role for role in lost if not [each for each in officers_with_role(role) if each.id != officer.id]]
    duties = Duty.objects.filter(officer=officer, role__in=lost, cancelled_at__isnull=True, ends_at__gt=at)
    held = HandlingUnit.objects.filter(Q(custodian=officer) | Q(co_custodian=officer), parent__isnull=True)
    units = held.exclude(custody_state__in=sorted(GONE)).count() if lost else 0
    return StaffEffect(tuple(sorted(then - now)), tuple(lost), tuple(unheld), duties.count(), units)
