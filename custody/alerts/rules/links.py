"""The rule of a magistrate's link in the hands of somebody else."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

LINK = Rule(
    code="LINK",
    title=_("Another person tried a magistrate's link"),
    trigger="Somebody with the code of an authenticator tried a link to a request that was made for another person",
    response=_("Ask the magistrate and who tried it how the link came to them, and make a new one"),
    stages=(Stage("tried", 2, (at.LEGAL, at.HEAD_AND_INDEPENDENT)),),
    cure=_("A new link is made, or the request is answered"),
    dedupe="link:{request}",
    silenceable=False,
)
"""A good link that others have was passed on, or taken (C16)."""
