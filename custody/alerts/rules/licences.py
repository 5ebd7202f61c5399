"""The rule of a furnace whose licence runs out: what is booked after its last day cannot burn there (R26)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage
from custody.organisation.roles import Role

LICENCE = Rule(
    code="LICENCE",
    title=_("The licence of a furnace ends"),
    trigger="In 30 or 7 days a furnace may burn nothing any more, or less than today, or it may burn nothing already, "
    "by the licences recorded of it",
    response=_("Ask the operator for the new licence and have it recorded, or book burns at another furnace"),
    stages=(
        Stage("30d", 4, (at.PLANNING,)),
        Stage("7d", 3, (at.PLANNING, at.SYSTEM_AND_SUPERVISOR)),
        Stage("ended", 2, (at.PLANNING, at.SYSTEM_AND_SUPERVISOR, at.HEAD)),
    ),
    cure=_("A licence that goes on is recorded"),
    dedupe="licence:{furnace}",
)

LICENSED = Rule(
    code="LICENSED",
    title=_("A licence of a furnace was recorded"),
    trigger="An administrator recorded a licence of a furnace: goods may be booked there by one person's word",
    response=_("Read the licence, and close it with what you read or have it put right"),
    stages=(Stage("recorded", 3, (at.PLANNING, at.SUPERVISORS)),),
    cure=_("Somebody who did not record it read the paper"),
    dedupe="licensed:{licence}",
    silenceable=False,
    closed_by=(Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR),
)
"""Who makes a furnace licensed decides where goods burn: one badge is not enough for that (R26)."""
