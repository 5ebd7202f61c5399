"""The rule of goods whose law is not that of the country they lie in."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage
from custody.organisation.roles import Role

FOREIGN = Rule(
    code="LAW",
    title=_("Goods under the law of one country lie in another"),
    trigger="Goods lie at a place of another country than their law, wherever they are brought (`elsewhere`), or were "
    "stopped or seized at a place of a country that has no rules in this house, so that it is under the "
    "law of the house until then (`lacking`)",
    response=_(
        "Ask where it was found and which magistrate decides, and have the rules of a country that has none adopted"
    ),
    stages=(
        Stage("elsewhere", 1, (at.SUPERVISOR_AND_HEAD, at.DIRECTOR)),
        Stage("lacking", 2, (at.SUPERVISORS, at.HEAD)),
    ),
    cure=_("Two verify the paper of who decides on it, or find it out; where a country had no rules, they are adopted"),
    dedupe="elsewhere:{seizure}, law:{place}",
    version=3,
    silenceable=False,
    closed_by=(Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR),
    two_people=True,
)
"""The law says who may order goods to the fire: where it does not fit the place, somebody may have chosen it."""
