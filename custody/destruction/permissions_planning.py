"""Who: booking what burns need, planning them, and telling the public. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.destruction import policies_planning as policies
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.destruction.plan_models import BurnPlan
    from custody.organisation.models import Officer

BOOKERS = (Role.PLANNER, Role.SUPERVISOR)
"""Who books slots, names crews and records outages."""
PUBLISHERS = (Role.DIRECTOR, Role.REGIONAL_HEAD)


def check_can_book(officer: Officer) -> None:
    """Return when the officer may book slots, name crews and record outages."""
    check_holds_role(officer, *BOOKERS)


def check_can_license(officer: Officer) -> None:
    """Return when the officer may record what a furnace is licensed for: an administrator, who registers furnaces."""
    check_holds_role(officer, Role.ADMINISTRATOR)


def check_can_make_plan(officer: Officer) -> None:
    """Return when the officer may make a plan of burns: a planner."""
    check_holds_role(officer, Role.PLANNER)


def check_can_decide_plan(officer: Officer, plan: BurnPlan) -> None:
    """Return when the officer may approve or refuse the plan: a supervisor who did not make it."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id == plan.planner_id:
        raise NotPermitted("plan.own", "Another person must approve the plan that you made")
    policies.check_undecided(plan)


def check_can_publish(officer: Officer) -> None:
    """Return when the officer may decide what is told the public: a regional head or a director."""
    check_holds_role(officer, *PUBLISHERS)
