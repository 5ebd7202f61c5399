"""Many people, each with an address, a number and one unit whose clock is about to run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from custody.deadlines.models import Clock
from custody.organisation.actions import register
from custody.organisation.roles import Role
from tests import stories

KIND = "TARGET_DESTRUCTION"


@dataclass(frozen=True)
class Holder:
    """Somebody who holds one unit."""

    officer: UUID
    unit: UUID


def gather(cast, count, *, first=0):
    """Return so many new holders. Everything they hold got there by the real actions."""
    units = stories.swept(cast, stories.seized(cast, count=count))
    return [_holder(cast, first + turn, unit) for turn, unit in enumerate(units)]


def _holder(cast, number, unit):
    officer = register.register_officer(
        act=stories.act_of(cast.administrator), badge=f"H{number:05}", roles=[Role.STOREKEEPER]
    )
    register.record_contact(
        act=stories.act_of(cast.administrator), officer=officer, email=f"h{number:05}@custody.invalid",
        phone=f"+324710{number:05}", verified_at=stories.now(),
    )  # fmt: skip
    stories.accepted(stories.offered(cast, [unit], receiver=officer), by=officer)
    return Holder(officer.id, unit.id)


def let_run_out(units, *, over, after=timedelta(0)):
    """Set the clocks of the units so that they are due one by one: the first ``after`` from now, the last ``over``
    later. Their warnings lie behind them. Returns the due times by unit."""
    begin = stories.now() + after
    due = {unit: begin + over * (turn / max(1, len(units) - 1)) for turn, unit in enumerate(units)}
    for clock in Clock.objects.filter(subject_id__in=units, clock_type=KIND, closed_at__isnull=True):
        moved = due[clock.subject_id] - clock.due_at
        Clock.objects.filter(pk=clock.pk).update(
            started_at=clock.started_at + moved, due_at=clock.due_at + moved, next_fire_at=clock.due_at + moved,
            fired_stage="90%", next_stage="due",
        )  # fmt: skip
    return due
