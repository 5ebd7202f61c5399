"""The rule of a load that was driven to a place that others know of: a fact, and one that cannot wait."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage
from custody.organisation.roles import Role

UNSAFE = "UNSAFE"
UNSAFE_PLACES: tuple[Rule, ...] = (
    Rule(
        code=UNSAFE,
        title=_("A load goes to a place that others know"),
        trigger="Goods were moved in an emergency to a place that counts as burnt, and were on their way already",
        response=_("Send a guard there, and move it on to another place"),
        stages=(Stage("moved", 1, (at.COMMAND, at.HEAD, at.DIRECTOR)),),
        cure=_("It is moved on at once to another place, or two people close it with where it went"),
        dedupe="unsafe:{unit}",
        silenceable=False,
        closed_by=(Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR),
        two_people=True,
    ),
)
