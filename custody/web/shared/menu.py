"""The main menu: which pages an officer finds, by role. The rooms still decide what may be done there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link of the menu."""

    link: str
    label: str | Promise
    icon: str
    is_current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    url_name: str
    label: str | Promise
    icon: str
    roles: frozenset[Role] = frozenset()  # empty: everybody


_ALERTS = "alerts:alerts"
_DESK = frozenset({Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER, Role.AUDITOR, Role.CASE_OFFICER})
_ENTRIES = (
    _Entry("home:home", _("My custody"), "house"),
    _Entry("board:board", _("Overview"), "layout-dashboard", _DESK),
    _Entry(_ALERTS, _("Alerts"), "bell"),
    _Entry("units:units", _("Units"), "package"),
    _Entry("places:places", _("Places"), "warehouse"),
    _Entry("orders:orders", _("Orders"), "gavel", _DESK),
    _Entry("sessions:sessions", _("Burns"), "flame"),
)


def menu_for(request: HttpRequest, *, alerts: int | Callable[[], int] = 0) -> list[MenuItem]:
    """Return the entries for the officer behind the request, the page being shown marked.

    An entry whose screen is not installed is left out.
    """
    held = set(getattr(request.user, "roles", ()))
    items = []
    for entry in _ENTRIES:
        if entry.roles and held.isdisjoint(role.value for role in entry.roles):
            continue
        try:
            link = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        count = (alerts() if callable(alerts) else alerts) if entry.url_name == _ALERTS else 0
        current = request.path == link or (link != "/" and request.path.startswith(link))
        items.append(MenuItem(link, entry.label, entry.icon, current, count))
    return items
