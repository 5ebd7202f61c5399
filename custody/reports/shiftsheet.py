"""What goes over at a change of shifts: what the next one must know. No place and no mass stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from custody.alerts.selectors import untaken_alerts
from custody.deadlines.selectors import open_clocks
from custody.evidence.selectors.counting import visible_inventories
from custody.evidence.selectors.guarding import unguarded_conveyances, visible_posts
from custody.evidence.selectors.holding import discrepancies_on, my_custody, offered_by, waiting_for
from custody.organisation.roles import Role
from custody.organisation.selectors.presence import current_site_of, people_on
from custody.organisation.selectors.waivers import visible_waivers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.evidence.models import GuardPost, HandlingUnit, Transfer
    from custody.organisation.models import Officer, Waiver

READERS = (Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER)
COMMAND = (Role.SUPERVISOR, Role.DUTY_OFFICER)
AHEAD = timedelta(hours=12)
"""What falls due within a shift stands on the sheet."""
MOST = 300


@dataclass(frozen=True, slots=True)
class Due:
    """A clock that ends within the next shift, or that ended."""

    label: str
    clock_type: str
    due_at: datetime
    is_past: bool


@dataclass(frozen=True, slots=True)
class Command:
    """What the next one in command must know."""

    untaken: int
    unguarded: list[str]
    waivers: list[Waiver]
    inventories: int


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """The sheet of one officer. ``left_out``: more is in custody than fits. ``command`` is for who commands."""

    at: datetime
    badge: str
    units: list[HandlingUnit]
    left_out: bool
    due: list[Due]
    frozen: list[tuple[str, datetime]]
    offered: list[Transfer]
    waiting: list[Transfer]
    posts: list[GuardPost]
    site: str | None
    people: list[tuple[str, bool]]
    command: Command | None


def shift_sheet(officer: Officer, *, at: datetime) -> ShiftSheet:
    """Return what goes over with the shift of the officer."""
    units = list(my_custody(officer)[: MOST + 1])
    left_out, units = len(units) > MOST, units[:MOST]
    site = current_site_of(officer)
    return ShiftSheet(
        at=at,
        badge=officer.badge,
        units=units,
        left_out=left_out,
        due=_due(units, at=at),
        frozen=[(unit.label, row.opened_at) for unit, row in discrepancies_on(units)],
        offered=list(offered_by(officer)),
        waiting=list(waiting_for(officer)),
        posts=[post for post in visible_posts(officer)[:MOST] if post.guard_id == officer.id],
        site=None if site is None else site.code_word,
        people=[] if site is None else [(each.officer.badge, each.on_guard) for each in people_on(site)],
        command=_command(officer, at=at) if officer.has_role(*COMMAND) else None,
    )


def _command(officer: Officer, *, at: datetime) -> Command:
    return Command(
        untaken=untaken_alerts(officer)[0],
        unguarded=[unit.label for unit in unguarded_conveyances(officer)[:MOST]],
        waivers=list(visible_waivers(officer).filter(state="granted", expires_at__gt=at)[:MOST]),
        inventories=visible_inventories(officer).exclude(state="signed").count(),
    )


def _due(units: Sequence[HandlingUnit], *, at: datetime) -> list[Due]:
    """Return what falls due within the next shift or is past due, the earliest first."""
    labels = {unit.id: unit.label for unit in units}
    clocks = [clock for each in open_clocks(labels).values() for clock in each if clock.due_at <= at + AHEAD]
    return [
        Due(labels[clock.subject_id], clock.clock_type, clock.due_at, clock.due_at <= at)
        for clock in sorted(clocks, key=lambda clock: clock.due_at)
    ]
