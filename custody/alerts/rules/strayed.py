"""The rule of a sample that came somewhere else than it was bound for."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.shape import Rule, Stage

STRAYED = Rule(
    code="STRAY",
    title=_("A sample came elsewhere"),
    trigger="A sample comes into a laboratory or a registry though it was bound for another when it was taken",
    response=_("Ask who brought it there and why, and have it brought where it was bound for"),
    stages=(Stage("there", 3, (at.SUPERVISORS, at.COMMAND)),),
    cure=_("It lies there no more, or it came to its end"),
    dedupe="stray:{unit}",
)
"""``sample.taken/2`` says where a sample goes; who takes it there may be another."""
