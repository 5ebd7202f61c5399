"""What a stage that a clock reached means: which rule, which level, about what. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custody.alerts.raising import Finding
from custody.alerts.rules import RULES, level_of
from custody.deadlines.types import ClockType

if TYPE_CHECKING:
    from custody.core.clocks import Reached
    from custody.deadlines.models import Clock


def findings_of(stages: Sequence[tuple[Clock, Reached]]) -> dict[int, Finding]:
    """Return what must be raised, by the key of the clock. A stage that raises nothing is left out.

    Raises ``ValueError`` or ``KeyError`` for a clock whose type no rule knows.
    """
    found = {}
    for clock, reached in stages:
        clock_type = ClockType(clock.clock_type)
        level = level_of(clock_type, reached.stage)
        if level is None:
            continue
        found[clock.pk] = Finding(
            rule=RULES[clock_type].code,
            stage=reached.stage,
            level=level,
            subject_kind=clock.subject_kind,
            subject_id=clock.subject_id,
            dedupe_key=f"{clock.clock_type}:{clock.subject_id}",
            fired_for=reached.fire_at,
            site=clock.site,
            clock=clock,
            epoch=clock.epoch,
            collapsed_stages=reached.skipped,
        )
    return found
