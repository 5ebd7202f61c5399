"""The rule of goods in a country whose law this house never adopted."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

FOREIGN = Rule(
    code="LAW",
    title=_("Goods in a country without rules"),
    trigger="Something was stopped or seized at a place whose country has no rules in this house: it is under the law "
    "of the house until then",
    response=_("Have the rules of that country adopted, and ask a magistrate there who decides on these goods"),
    stages=(Stage("lacking", 2, (at.SUPERVISORS, at.HEAD)),),
    cure=_("The rules of that country are adopted"),
    dedupe="law:{place}",
    silenceable=False,
)
"""What was stopped where no law of the house holds."""
