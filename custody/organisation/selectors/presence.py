"""Reads of who is at which site now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from custody.core.errors import NotFound
from custody.organisation.models import Duty, Officer, Presence, Site
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

COMMAND = (Role.SUPERVISOR, Role.DUTY_OFFICER)
"""Who sees who is on each site, and records it for others."""


def is_on_site(officer: Officer) -> bool:
    """Say whether the officer is on any site now."""
    return Presence.objects.filter(officer=officer, left_at__isnull=True).exists()


def people_on(site: Site) -> list[Presence]:
    """Return who is at a site now: its guards in front, then by badge."""
    return list(_here().filter(site=site))


def people_on_each(sites: Iterable[Site]) -> dict[UUID, list[Presence]]:
    """Return who is at each of some sites now, by site id; a site where nobody is has an empty list."""
    out: dict[UUID, list[Presence]] = {site.id: [] for site in sites}
    for presence in _here().filter(site__in=list(out)):
        out[presence.site_id].append(presence)
    return out


def presence_of(officer: Officer) -> Presence | None:
    """Return the stretch that an officer is in now, with its site, or ``None`` when the officer is nowhere."""
    return _here().filter(officer=officer).first()


def sites_of_officers(officer_ids: Iterable[UUID]) -> dict[UUID, Site]:
    """Return the sites where some officers are recorded to be now, by officer; who is nowhere is left out."""
    return {here.officer_id: here.site for here in _here().filter(officer__in=list(officer_ids))}


def current_site_of(officer: Officer) -> Site | None:
    """Return the site where an officer is recorded to be now, or ``None``."""
    here = presence_of(officer)
    return None if here is None else here.site


def stands_at(officer: Officer) -> set[UUID]:
    """Return the sites where an officer is recorded to be now, or is rostered for now; empty where nobody knows, or
    where the duty is for all sites."""
    running = Duty.objects.filter(officer=officer, cancelled_at__isnull=True, begins_at__lte=Now(), ends_at__gt=Now())
    sites = set(running.values_list("site_id", flat=True))
    if None in sites:
        return set()
    here = current_site_of(officer)
    return sites | (set() if here is None else {here.id})


def on_shift_beside(officer: Officer, *, roles: Collection[Role]) -> list[str]:
    """Return the badges of the others with one of the roles who are at the site of the officer now, or are rostered
    for it now, by badge. Nobody where the officer is at no site."""
    site = current_site_of(officer)
    if site is None:
        return []
    here = Presence.objects.filter(site=site, left_at__isnull=True).values("officer")
    rostered = Duty.objects.filter(site=site, cancelled_at__isnull=True, begins_at__lte=Now(), ends_at__gt=Now())
    people = Officer.objects.filter(Q(id__in=here) | Q(id__in=rostered.values("officer")), is_active=True)
    return [each.badge for each in people.exclude(id=officer.id).order_by("badge") if each.has_role(*roles)]


def visible_presences(officer: Officer) -> QuerySet[Presence]:
    """Return the stretches an officer may read of: their own, those of who is where they are, and every one for who
    commands."""
    rows = Presence.objects.select_related("officer", "site")
    if not officer.is_active:
        return rows.none()
    if officer.has_role(*COMMAND):
        return rows
    here = Presence.objects.filter(officer=officer, left_at__isnull=True).values("site")
    return rows.filter(Q(officer=officer) | Q(site__in=here, left_at__isnull=True))


def presence_for(officer: Officer, *, presence_id: UUID) -> Presence:
    """Return a stretch the officer may read of; raise ``NotFound`` otherwise."""
    found = visible_presences(officer).filter(id=presence_id).first()
    if found is None:
        raise NotFound
    return found


def guarded_sites() -> set[UUID]:
    """Return the sites where somebody stands guard now."""
    return set(_here().filter(on_guard=True).values_list("site_id", flat=True))


def last_guard_left(site_id: UUID) -> datetime | None:
    """Return when the last guard of a site left, or ``None`` when it never had one."""
    rows = Presence.objects.filter(site=site_id, on_guard=True, left_at__isnull=False)
    return rows.order_by("-left_at").values_list("left_at", flat=True).first()


def _here() -> QuerySet[Presence]:
    rows = Presence.objects.filter(left_at__isnull=True).select_related("officer", "site")
    return rows.order_by("-on_guard", "officer__badge")
