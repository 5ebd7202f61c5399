"""The rule of a burn that falls out late, or that is booked for an hour at which its furnace stands still."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Rung, Stage
from custody.organisation.roles import Role

_LADDER = (Rung((Role.SUPERVISOR, Role.REGIONAL_HEAD), parties=True), at.DIRECTOR)

FALLS_OUT = Rule(
    code="AL15",
    title=_("Burn cancelled late, or its furnace stands still"),
    trigger="A burn is cancelled, or a unit taken out of it, less than 48 hours before it begins, or its furnace is "
    "out of service at its hour",
    response=_("Book a new burn before the deadline, and find out why this one falls out"),
    stages=(Stage("cancelled", 2, _LADDER), Stage("down", 2, _LADDER)),
    cure=_("All its units stand on the list of another burn, or are destroyed; or its furnace burns again"),
    dedupe="slot:{session}, down:{session}",
    version=2,
    closed_by=(Role.SUPERVISOR, Role.REGIONAL_HEAD),
)
"""A burn that was cancelled, or will not be: its planner and its approver are told."""
