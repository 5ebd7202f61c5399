"""Reads of the roster: who is on duty, and whether anybody is.

A question for people to tell never has an empty answer while somebody holds the role: when nobody is rostered, every
holder of the role is told. A silent roster must not silence an alert.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from custody.core.errors import NotFound
from custody.organisation.models import Duty, Officer, Site
from custody.organisation.roles import Role
from custody.organisation.selectors.people import officers_with_role

READERS = (
    Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.INTERNAL_AFFAIRS, Role.ADMINISTRATOR,
    Role.AUDITOR,
)  # fmt: skip
"""Who may know who is on duty. Everybody else knows their own duties."""


def visible_duties(officer: Officer) -> QuerySet[Duty]:
    """Return the duties an officer may know of, cancelled ones too."""
    rows = Duty.objects.select_related("officer", "site")
    if not officer.is_active:
        return rows.none()
    return rows if officer.has_role(*READERS) else rows.filter(officer=officer)


def duty_for(officer: Officer, *, duty_id: UUID) -> Duty:
    """Return the duty; raise ``NotFound`` for one that is absent and for one that is not theirs to know alike."""
    found = visible_duties(officer).filter(id=duty_id).first()
    if found is None:
        raise NotFound
    return found


def on_duty(*, roles: Collection[Role], site: Site | None, at: datetime) -> list[Officer]:
    """Return the active officers on duty in one of the roles, for the site or for all sites, by badge.

    Without a site only the duties for all sites count. When nobody is on duty: every active officer who holds one of
    the roles.
    """
    rostered = list(
        Officer.objects.filter(is_active=True, id__in=_standing(roles=roles, site=site, at=at).values("officer"))
        .order_by("badge")
    )
    return rostered or officers_with_role(*roles)


def is_covered(*, role: Role, site: Site | None, at: datetime) -> bool:
    """Say whether an active officer is really rostered in the role at the moment, for the site or for all sites."""
    return _standing(roles=[role], site=site, at=at).filter(officer__is_active=True).exists()


def duties(*, site: Site | None = None, begins: datetime, ends: datetime) -> QuerySet[Duty]:
    """Return the duties, cancelled ones left out, that touch the stretch of time, by start.

    Of every site when none is given; else of that site and those for all sites.
    """
    rows = Duty.objects.filter(cancelled_at__isnull=True, begins_at__lt=ends, ends_at__gt=begins)
    if site is not None:
        rows = rows.filter(Q(site=site) | Q(site__isnull=True))
    return rows.select_related("officer", "site").order_by("begins_at", "officer__badge", "id")


def end_of_duty(officer: Officer, *, at: datetime) -> datetime | None:
    """Return when the officer's last duty that runs now ends; ``None`` for who has none."""
    running = duties(begins=at, ends=at + timedelta(seconds=1)).filter(officer=officer)
    return max((duty.ends_at for duty in running), default=None)


def duty_by_id(*, duty_id: UUID) -> Duty:
    """Return the duty with its officer and site; raise ``NotFound`` when there is none."""
    found = Duty.objects.select_related("officer", "site").filter(id=duty_id).first()
    if found is None:
        raise NotFound
    return found


def _standing(*, roles: Collection[Role], site: Site | None, at: datetime) -> QuerySet[Duty]:
    where = Q(site__isnull=True) if site is None else Q(site=site) | Q(site__isnull=True)
    return Duty.objects.filter(
        where, role__in=[role.value for role in roles], cancelled_at__isnull=True, begins_at__lte=at, ends_at__gt=at
    )
