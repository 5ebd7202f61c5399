"""The rule of a label that was found lying somewhere."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

FOUND = Rule(
    code="LABEL",
    title=_("A label was found lying somewhere"),
    trigger="Somebody reported a label that lay where it should not: level 2 when a unit in custody bears it, which "
    "may have lost it or been opened",
    response=_("Have the label fetched, see whether the goods it belongs to are where they should be, and settle it"),
    stages=(
        Stage("loose", 3, (at.COMMAND, at.HEAD)),
        Stage("borne", 2, (at.COMMAND, at.HEAD, at.DIRECTOR)),
    ),
    cure=_("Somebody in command who did not report it says what became of it"),
    dedupe="label:{report}",
    silenceable=False,
)
