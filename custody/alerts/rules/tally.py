"""The rule of a burn for which two people signed no tally."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

TALLY = Rule(
    code="TALLY",
    title=_("Burnt without a tally"),
    trigger="A burn was recorded before two people had signed what went into the fire",
    response=_("Find out who saw the load go in, and have both sign the tally or ask for a waiver"),
    stages=(
        Stage("untallied", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
        Stage("due", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
    ),
    cure=_("Both sign the tally, or a waiver is granted"),
    dedupe="tally:{session}, {clock}:{session}",
    silenceable=False,
)
