"""The main menu: which pages an officer finds, by role. The rooms still decide what may be done there.

The few pages that are opened many times a shift stand in the bar; all of them stand in the panel behind "Menu", in
groups named after what they are for.
"""

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
    in_bar: bool = False
    is_sign: bool = False
    """In the bar by its sign alone: everybody knows it, and the bar has no room for its words."""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Links that belong together, under their heading."""

    name: str
    heading: str | Promise
    items: tuple[MenuItem, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    url_name: str
    label: str | Promise
    icon: str
    roles: frozenset[Role] = frozenset()  # empty: everybody
    group: str = "load"


_ALERTS = "alerts:inbox"
_ENTRIES = (
    _Entry("home:home", _("My custody"), "house", group="day"),
    _Entry("presence:presence", _("On site"), "map-pin", frozenset({
        Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SAMPLER, Role.CHECKER, Role.SUPERVISOR,
        Role.DUTY_OFFICER}), group="day"),
    _Entry("dashboard:board", _("Overview"), "layout-dashboard", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.PLANNER}), group="day"),
    # The first page has it under "Scan"; at a desk nobody looks for a search there.
    _Entry("home:scan", _("Search or scan"), "search", frozenset({
        Role.CASE_OFFICER, Role.PLANNER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR,
        Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="day"),
    _Entry("warroom:board", _("War room"), "shield-alert", frozenset({
        Role.OFFICER, Role.CASE_OFFICER, Role.PLANNER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD,
        Role.DIRECTOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="day"),
    _Entry(_ALERTS, _("Alerts"), "bell", frozenset({
        Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.CASE_OFFICER, Role.PLANNER, Role.SUPERVISOR,
        Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD, Role.DIRECTOR,
        Role.ADMINISTRATOR}), group="day"),
    _Entry("duty:now", _("Duty"), "calendar-clock", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.INTERNAL_AFFAIRS,
        Role.ADMINISTRATOR}), group="watch"),
    _Entry("alarm:well", _("Alarm system"), "shield-check", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.ADMINISTRATOR}), group="watch"),
    _Entry("targets:list", _("Targets"), "scan", frozenset({
        Role.OFFICER, Role.SOURCE_HANDLER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR,
        Role.AUDITOR, Role.INTERNAL_AFFAIRS})),
    _Entry("targets:look_up", _("Look up a container"), "search", frozenset({Role.CREW})),
    _Entry("targets:tips", _("Tips"), "lock", frozenset({Role.SOURCE_HANDLER, Role.INTERNAL_AFFAIRS}), group="watch"),
    _Entry("mission:list", _("Transports"), "truck", frozenset({
        Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.PLANNER, Role.SUPERVISOR, Role.DUTY_OFFICER})),
    _Entry("transfer:command", _("Absent custodian"), "user-x", frozenset({Role.SUPERVISOR, Role.DUTY_OFFICER})),
    _Entry("holds:list", _("Holds"), "hand", frozenset({
        Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="law"),
    _Entry("decisions:list", _("Decisions"), "file-text", frozenset({
        Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="law"),
    _Entry("packets:every", _("Court packets"), "file-text", frozenset({
        Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="law"),
    _Entry("exceptions:list", _("Exceptions"), "alert-triangle", frozenset({
        Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SAMPLER, Role.CHECKER, Role.WITNESS, Role.CASE_OFFICER,
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS})),
    _Entry("duesheet:sheet", _("Due sheet"), "file-text", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR}), group="watch"),
    _Entry("policies:list", _("Rules"), "scale", frozenset({
        Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD,
        Role.DIRECTOR}), group="law"),
    _Entry("guarding:list", _("Guards"), "shield-check", frozenset({
        Role.OFFICER, Role.CREW, Role.SUPERVISOR, Role.DUTY_OFFICER})),
    _Entry("unwatched:list", _("Cameras and alarms"), "eye", frozenset({
        Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SAMPLER, Role.CHECKER, Role.WITNESS, Role.PLANNER,
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
        Role.INTERNAL_AFFAIRS}), group="watch"),
    _Entry("labels:found", _("Found labels"), "tag", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
        Role.INTERNAL_AFFAIRS}), group="watch"),
    _Entry("outbox:held_list", _("Held forms"), "list-checks", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
        Role.INTERNAL_AFFAIRS}), group="watch"),
    _Entry("drills:list", _("Drills"), "siren", frozenset({
        Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
        Role.INTERNAL_AFFAIRS}), group="watch"),
    _Entry("shift:sheet", _("Change of shifts"), "file-text", frozenset({
        Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER})),
    _Entry("inventories:list", _("Inventories"), "list-checks", frozenset({
        Role.STOREKEEPER, Role.SUPERVISOR, Role.CHECKER, Role.WITNESS, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
        Role.REGIONAL_HEAD, Role.DIRECTOR})),
    _Entry("waivers:list", _("Waivers"), "file-text", frozenset({
        Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD,
        Role.DIRECTOR}), group="law"),
    _Entry("packs:list", _("Jurisdictions"), "scale", frozenset({
        Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="law"),
    _Entry("magistrate:mine", _("Asked of me"), "gavel", frozenset({
        Role.PROSECUTOR, Role.JUDGE, Role.COMMITTEE}), group="day"),
    _Entry("balance:port", _("Mass balance"), "weight", frozenset({
        Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS, Role.REGIONAL_HEAD, Role.DIRECTOR}), group="mass"),
    _Entry("scales:list", _("Scales"), "scale", frozenset({
        Role.ADMINISTRATOR, Role.SUPERVISOR, Role.STOREKEEPER, Role.AUDITOR}), group="mass"),
    _Entry("officers:list", _("Officers"), "users", frozenset({
        Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="watch"),
    _Entry("sites:list", _("Sites"), "globe", frozenset({Role.ADMINISTRATOR}), group="watch"),
    _Entry("seizures:list", _("Seizures"), "package", frozenset({
        Role.OFFICER, Role.STOREKEEPER, Role.CASE_OFFICER, Role.PLANNER, Role.SUPERVISOR, Role.DUTY_OFFICER,
        Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="day"),
    _Entry("orders:list", _("Orders"), "gavel", frozenset({
        Role.CASE_OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="law"),
    _Entry("sessions:list", _("Burns"), "flame", frozenset({
        Role.PLANNER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.CHECKER, Role.WITNESS, Role.CREW, Role.AUDITOR,
        Role.INTERNAL_AFFAIRS}), group="fire"),
    _Entry("labels:list", _("Labels"), "tag", frozenset({
        Role.STOREKEEPER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS})),
    _Entry("plans:list", _("Plans"), "calendar-clock", frozenset({
        Role.PLANNER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="fire"),
    _Entry("figures:year", _("Figures"), "file-text", frozenset({
        Role.SUPERVISOR, Role.AUDITOR, Role.REGIONAL_HEAD, Role.DIRECTOR}), group="fire"),
    _Entry("places:list", _("Places"), "warehouse", frozenset({
        Role.SUPERVISOR, Role.STOREKEEPER, Role.ADMINISTRATOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS})),
    _Entry("furnaces:list", _("Furnaces"), "flame", frozenset({
        Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS}), group="fire"),
)


_HEADINGS: tuple[tuple[str, str | Promise], ...] = (
    ("day", _("Every day")),
    ("load", _("The load")),
    ("law", _("Orders and rules")),
    ("fire", _("The fire")),
    ("mass", _("Mass")),
    ("watch", _("Who watches")),
)
IN_THE_BAR = frozenset({
    "home:home", "presence:presence", "dashboard:board", _ALERTS, "seizures:list", "orders:list", "sessions:list",
    "magistrate:mine", "home:scan"})
_SIGNS = frozenset({"home:scan"})


def menu_for(request: HttpRequest, *, alerts: int | Callable[[], int] = 0) -> list[MenuGroup]:
    """Return the groups with the entries for the officer behind the request, the page being shown marked.

    An entry whose screen is not installed is left out, and so is a group without entries.
    """
    held = set(getattr(request.user, "roles", ()))
    found: dict[str, list[MenuItem]] = {}
    for entry in _ENTRIES:
        if entry.roles and held.isdisjoint(role.value for role in entry.roles):
            continue
        try:
            link = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        count = (alerts() if callable(alerts) else alerts) if entry.url_name == _ALERTS else 0
        current = request.path == link or (link != "/" and request.path.startswith(link))
        item = MenuItem(link, entry.label, entry.icon, current, count, entry.url_name in IN_THE_BAR,
                        entry.url_name in _SIGNS)  # fmt: skip
        found.setdefault(entry.group, []).append(item)
    return [MenuGroup(name, heading, tuple(found[name])) for name, heading in _HEADINGS if name in found]
