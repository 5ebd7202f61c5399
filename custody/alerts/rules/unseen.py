"""The rule of a fire that a witness does not sign for: the loudest sign there is at its mouth."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

UNSEEN = Rule(
    code="UNSEEN",
    title=_("A witness does not sign for a fire"),
    trigger="A witness of a burn refuses to sign, or signs that they did not see all of it",
    response=_("Call the witness and the crew at once, stop what still burns, and find out what was not seen"),
    stages=(Stage("witness", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),),
    cure=_("The burn is recorded, broken off or cancelled"),
    dedupe="unseen:{session}",
    silenceable=False,
)
"""What a witness did not see burn, or will not sign for."""
