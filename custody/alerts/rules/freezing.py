"""The rule of a badge that stops goods by saying that something is wrong with them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

FREEZING = Rule(
    code="FREEZING",
    title=_("One badge freezes what it does not have"),
    trigger="A badge reports seals or units that are not found at a site where it does not stand, or of 5 units in an "
    "hour",
    response=_("Ask the badge what was seen and where, and let somebody else look at the units at once"),
    stages=(
        Stage("elsewhere", 3, (at.SUPERVISORS, at.HEAD)),
        Stage("many", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
    ),
    cure=_("Every unit that the badge froze so is explained"),
    dedupe="freezing:{officer}",
    group="the officer",
    silenceable=False,
)
"""A report is a fact and is never refused; frozen goods lie, and lie longer, and somebody may want just that."""
