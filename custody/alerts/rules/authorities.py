"""The rules of what an authority has to be told or asked, so that the case goes on."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage
from custody.organisation.roles import Role

NEGATIVE, LOSS, BACK = "NEGATIVE", "LOSS", "BACK"
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
    Rule(
        code=LOSS,
        title=_("Goods are missing, stolen, lost or destroyed by an event"),
        trigger="The search for a unit has failed, two people wrote it off as stolen, lost or destroyed by an event, "
                "or it is confirmed that it was swapped",
        response=_("Tell the prosecutor of the case, and write here when and what the answer was"),
        stages=(Stage("missing", 1, (at.PROSECUTOR_TOO, at.HEAD_AND_INDEPENDENT, at.DIRECTOR)),),
        cure=_("The unit is found, or all of it comes back, or two people close it with what the prosecutor was told "
               "and answered"),
        dedupe="loss:{unit}",
        silenceable=False,
        closed_by=(Role.CASE_OFFICER, Role.SUPERVISOR, Role.INTERNAL_AFFAIRS, Role.PROSECUTOR),
        two_people=True,
    ),
    Rule(
        code=BACK,
        title=_("Goods that were gone came back"),
        trigger="Two officers record that goods came back that were stolen, lost or destroyed by an event",
        response=_("Ask where they were and who brought them, and tell the prosecutor of the case"),
        stages=(Stage("back", 1, (at.PROSECUTOR_TOO, at.HEAD_AND_INDEPENDENT, at.DIRECTOR)),),
        cure=_("A supervisor who never had them explains where they were"),
        dedupe="back:{discrepancy}",
        silenceable=False,
    ),
)
