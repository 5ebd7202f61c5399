"""What the people of a scenario do about the list that opens with a hot seizure: all of it in time.

The sweep comes with the story and ticks its line by itself, and so do the guards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.evidence.actions.checklist import finish_lines, set_line_aside, take_lines
from custody.evidence.actions.stop import post_guard
from custody.evidence.models import ChecklistLine
from custody.organisation.roles import Role
from custody.scenario.timetable import MINUTE

if TYPE_CHECKING:
    from custody.scenario.house import House
    from custody.scenario.performing import Clerk
    from custody.scenario.timetable import CaseTimes

BY_HAND = ("prosecutor", "place", "decoy", "plan_b")
ASIDE = {
    "fast_lane": "DEMO: there is no order yet, and no furnace for tonnes: it burns in its turn",
    "embargo": "DEMO: nothing is told before all of it has burnt",
}


def answer_list(clerk: Clerk, house: House, times: CaseTimes, *, seizure_id: UUID, conveyance_id: UUID) -> None:
    """Take and do the lines of a seizure's list. Nothing happens where it has none."""
    lines = {line.what: line for line in ChecklistLine.objects.filter(checklist__seizure=seizure_id)}
    if not lines:
        return
    supervisor = house.one(Role.SUPERVISOR)
    free = [line.id for line in lines.values() if line.state == "open"]
    clerk.do("hot take", take_lines, by=supervisor, on=times.registered + 4 * MINUTE, line_ids=free)
    for number in (0, 1):
        # They are relieved when the emptied conveyance goes.
        clerk.do(f"hot guard {number}", post_guard, by=supervisor, on=times.registered + 5 * MINUTE,
                 unit_id=conveyance_id, guard_badge=house.one(Role.CREW, number).badge)  # fmt: skip
    clerk.do("hot done", finish_lines, by=supervisor, on=times.registered + 5 * MINUTE,
             line_ids=[lines[what].id for what in BY_HAND], remark="DEMO: done")  # fmt: skip
    for what, why in ASIDE.items():
        clerk.do(f"hot {what}", set_line_aside, by=supervisor, on=times.registered + 5 * MINUTE,
                 line_id=lines[what].id, reason=why)  # fmt: skip
