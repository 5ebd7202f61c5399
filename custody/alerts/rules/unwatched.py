"""The rules of places that no camera or no alarm watches, and of drills: two, so that they are never mixed."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

OUTAGE, DRILL = "OUTAGE", "DRILL"
UNWATCHED: tuple[Rule, ...] = (
    Rule(
        code=OUTAGE,
        title=_("Camera or alarm down"),
        trigger="Somebody reported that a camera or an alarm of a place is down: level 1 at night, on a weekend or a "
        "holiday, or when neither is left; or it is not restored in its time",
        response=_("Have the place guarded and repaired, and record when it works again"),
        stages=(
            Stage("reported", 2, (at.COMMAND, at.HEAD, at.DIRECTOR)),
            Stage("alone", 1, (at.COMMAND, at.HEAD, at.DIRECTOR)),
            Stage("due", 1, at.UP_FROM_SITE),
        ),
        cure=_("Somebody who did not report it records that all works again"),
        dedupe="outage:{place}, {clock}:{place}",
        silenceable=False,
    ),
    Rule(
        code=DRILL,
        title=_("Drill"),
        trigger="Somebody above the watch, or an auditor, ordered a drill at a place; it is in no count of alerts",
        response=_("Open the drill and answer it: the time until then is measured"),
        stages=(Stage("drill", 2, (at.COMMAND, at.HEAD, at.DIRECTOR)),),
        cure=_("Somebody who did not order it answers, or it is called off"),
        dedupe="drill:{drill}",
        group="the drill",
        silenceable=False,
    ),
)
