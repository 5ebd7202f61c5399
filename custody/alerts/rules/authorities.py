"""The rules of what an authority has to be told or asked, so that the case goes on."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

NEGATIVE = "NEGATIVE"
AUTHORITIES: tuple[Rule, ...] = (
    Rule(
        code=NEGATIVE,
        title=_("The laboratory found no drugs"),
        trigger="A result that no drugs were found is verified; what the sample was taken from is held back at once",
        response=_("Ask the authority whether it goes back or is destroyed as goods, and ask for that here"),
        stages=(Stage("found", 2, (at.LEGAL, at.HEAD, at.DIRECTOR)),),
        cure=_("It goes back, is destroyed as goods or leaves custody another way, or another sample lifts the hold"),
        dedupe="negative:{unit}",
        silenceable=False,
    ),
)
