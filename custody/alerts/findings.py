"""What a stage that a clock reached means: which rule, which level, about what. Nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts.raising import Finding
from custody.alerts.rules import rule_of, stage_for
from custody.deadlines.types import ClockType
from custody.destruction.models import ManifestLine

if TYPE_CHECKING:
    from custody.core.clocks import Reached
    from custody.deadlines.models import Clock


def finding_of(clock: Clock, reached: Reached) -> Finding | None:
    """Return what must be raised, ``None`` when the stage raises nothing.

    Raises ``ValueError`` or ``KeyError`` for a clock whose type no rule knows.
    """
    clock_type = ClockType(clock.clock_type)
    stage = stage_for(clock_type, reached.stage)
    if stage is None or (stage.unless_booked and _is_booked(clock)):
        return None
    return Finding(
        rule=rule_of(clock_type, reached.stage).code,
        stage=reached.stage,
        level=stage.level,
        subject_kind=clock.subject_kind,
        subject_id=clock.subject_id,
        dedupe_key=f"{clock.clock_type}:{clock.subject_id}",
        fired_for=reached.fire_at,
        site=clock.site,
        clock=clock,
        epoch=clock.epoch,
        collapsed_stages=reached.skipped,
    )


def _is_booked(clock: Clock) -> bool:
    """Say whether the unit stands on the list of a burn that begins before its deadline."""
    lines = ManifestLine.objects.filter(unit=clock.subject_id, live=True, session__state__in=["planned", "approved"])
    return lines.filter(session__starts_at__lte=clock.due_at).exists()
