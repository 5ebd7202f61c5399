"""One click per badge: only in the embedded demo, and only from the same machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext

from custody.core.errors import NotFound
from custody.organisation.roles import ROLE_WORDS, Role
from custody.organisation.selectors import officers_with_role

if TYPE_CHECKING:
    from django.http import HttpRequest

    from custody.organisation.models import Officer

MACHINES = frozenset({Role.DEVICE, Role.ENGINE})
PEOPLE = tuple(role for role in Role if role not in MACHINES)


@dataclass(frozen=True, slots=True)
class DemoBadge:
    """A badge of the demo with what it is for."""

    badge: str
    roles: str


def is_demo_at_hand(request: HttpRequest) -> bool:
    """Say whether this is the demo and the reader sits at its own machine.

    A request that came through a proxy is not from this machine, whatever the address of the proxy.
    """
    if not settings.CUSTODY_DEMO or "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def demo_badges(request: HttpRequest) -> Sequence[DemoBadge]:
    """Return the badges to offer with one click, none outside the demo."""
    if not is_demo_at_hand(request):
        return ()
    return [DemoBadge(officer.badge, _in_words(officer)) for officer in officers_with_role(*PEOPLE)]


def demo_officer(request: HttpRequest, *, badge: str) -> Officer:
    """Return the officer of an offered badge; raise ``NotFound`` outside the demo and for any other badge."""
    if is_demo_at_hand(request):
        for officer in officers_with_role(*PEOPLE):
            if officer.badge == badge:
                return officer
    raise NotFound


def _in_words(officer: Officer) -> str:
    return ", ".join(gettext(ROLE_WORDS[Role(role)]) for role in officer.roles if Role(role) not in MACHINES)
