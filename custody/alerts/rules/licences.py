"""The rule of a furnace whose licence runs out: what is booked after its last day cannot burn there (R26)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

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
