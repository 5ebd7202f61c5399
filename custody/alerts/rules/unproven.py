"""The rule of what burnt though something that releases a burn was missing."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

UNPROVEN = Rule(
    code="UNPROVEN",
    title=_("Burnt all the same"),
    trigger="Loads are said to have burnt though a signature, a check or a paper that releases them was missing",
    response=_("Ask those who were there what burnt, and have who is missing sign or ask for a waiver"),
    stages=(
        Stage("told", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
        Stage("due", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
    ),
    cure=_("The burn is recorded, broken off or cancelled"),
    dedupe="unproven:{session}, {clock}:{session}",
    silenceable=False,
)
"""What is said to have burnt and cannot be recorded as destroyed."""
