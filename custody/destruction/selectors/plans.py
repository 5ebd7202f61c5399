"""The plans, and what they are made with, for those who plan and oversee burns."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotFound
from custody.destruction.plan_models import BurnPlan, CrewShift, Outage, PlanLine, Slot
from custody.destruction.selectors.access import SEES_SESSIONS
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

SEES_PLANS = (Role.PLANNER, Role.SUPERVISOR, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""A plan says where and when tonnes move: the most dangerous paper of the house. A crew learns its own burn only."""


def sees_plans(officer: Officer) -> bool:
    """Say whether the officer reads plans of burns."""
    return officer.is_active and officer.has_role(*SEES_PLANS)


def visible_plans(officer: Officer) -> QuerySet[BurnPlan]:
    """Return the plans that the officer may know of, the newest first."""
    rows = BurnPlan.objects.select_related("planner", "decided_by").order_by("-made_at", "-id")
    return rows if sees_plans(officer) else rows.none()


def plan_for(officer: Officer, *, plan_id: UUID) -> BurnPlan:
    """Return a plan; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_plans(officer).filter(pk=plan_id).first()
    if found is None:
        raise NotFound
    return found


def newest_plan_id(*, jurisdiction: str) -> UUID | None:
    """Return the plan that was made last, decided or not."""
    newest = BurnPlan.objects.filter(jurisdiction=jurisdiction).order_by("-made_at", "-id")
    return newest.values_list("id", flat=True).first()


def lines_of(plan: BurnPlan) -> list[PlanLine]:
    """Return what a plan says of every slot, the first one first."""
    return list(
        PlanLine.objects.filter(plan=plan).select_related("slot", "slot__facility").order_by("slot__starts_at", "id")
    )


def visible_slots(officer: Officer) -> QuerySet[Slot]:
    """Return the slots that were not given back, to those who read plans and burns."""
    return _slots(officer).filter(withdrawn_at__isnull=True)


def _slots(officer: Officer) -> QuerySet[Slot]:
    rows = Slot.objects.select_related("facility").order_by("starts_at", "id")
    return rows if officer.is_active and officer.has_role(*SEES_SESSIONS) else rows.none()


def visible_shifts(officer: Officer) -> QuerySet[CrewShift]:
    """Return the numbers of crews that were not taken back, to those who read plans."""
    return _shifts(officer).filter(cancelled_at__isnull=True)


def _shifts(officer: Officer) -> QuerySet[CrewShift]:
    rows = CrewShift.objects.order_by("begins_at", "id")
    return rows if sees_plans(officer) else rows.none()


def visible_outages(officer: Officer) -> QuerySet[Outage]:
    """Return the stretches of time without a furnace, to those who read plans and burns."""
    rows = Outage.objects.select_related("facility").order_by("begins_at", "id")
    return rows if officer.is_active and officer.has_role(*SEES_SESSIONS) else rows.none()


def slot_for(officer: Officer, *, slot_id: UUID) -> Slot:
    """Return a slot, also one that was given back: who tries that again is told so. Raise ``NotFound`` as ``plan_for``
    does."""
    found = _slots(officer).filter(pk=slot_id).first()
    if found is None:
        raise NotFound
    return found


def shift_for(officer: Officer, *, shift_id: UUID) -> CrewShift:
    """Return a number of crews, also one that was taken back, as ``slot_for`` does."""
    found = _shifts(officer).filter(pk=shift_id).first()
    if found is None:
        raise NotFound
    return found


def outage_for(officer: Officer, *, outage_id: UUID) -> Outage:
    """Return a stretch without a furnace; raise ``NotFound`` as ``plan_for`` does."""
    found = visible_outages(officer).filter(pk=outage_id).first()
    if found is None:
        raise NotFound
    return found
