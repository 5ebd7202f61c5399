"""What a rule is made of, and the times that hang on the level of an alert."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from custody.core.clocks import DUE
from custody.organisation.roles import Role

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_LATE = re.compile(r"\+([0-9]+)h")

DANGER_LEVEL = 0
ACKNOWLEDGE_WITHIN: Mapping[int, timedelta] = {
    DANGER_LEVEL: _MINUTE, 1: 5 * _MINUTE, 2: 15 * _MINUTE, 3: 4 * _HOUR, 4: 24 * _HOUR,
}  # fmt: skip
"""How long an alert of a level may be nobody's before the next rung is told."""
ACKNOWLEDGED_FOR: Mapping[int, timedelta] = {
    DANGER_LEVEL: 15 * _MINUTE, 1: 30 * _MINUTE, 2: 2 * _HOUR, 3: 8 * _HOUR, 4: 24 * _HOUR,
}  # fmt: skip
"""How long "I have it" holds. It may be extended once by as much."""
PASSED_ON_FOR: Mapping[int, timedelta] = {
    level: min(2 * within, ACKNOWLEDGED_FOR[level]) for level, within in ACKNOWLEDGE_WITHIN.items()
}
"""How long an alert that was passed on is the other's before the other takes it: twice the time of a rung."""
NAG_AT_MOST = 6 * _HOUR
CHANNELS: Mapping[int, tuple[str, ...]] = {
    DANGER_LEVEL: ("sms", "email"), 1: ("email", "sms"), 2: ("email", "sms"), 3: ("email",), 4: ("email",),
}  # fmt: skip
"""By what people are told. Who has none of the channels of a level is told by any that works."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Who is told together: whoever is on duty in these roles at the site of the alert, and with ``parties`` whoever
    has the thing in custody or takes part in the hand-over."""

    roles: tuple[Role, ...] = ()
    parties: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a rule: its level and its ladder. Of a rule without a clock the stages are degrees of the matter.

    ``unless_booked``: nothing is raised for a thing that stands on the list of a burn before its deadline.
    """

    name: str
    level: int
    rungs: tuple[Rung, ...]
    unless_booked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``response`` is what whoever takes the alert must do, in one sentence.

    ``independent``: known to those on its rungs only, in every list and count; nobody in command of a site is among
    them. ``closed_by``: who may close it with a finding,
    where no event of custody ends it; ``two_people``: one of them
    writes the finding, and another confirms it. ``may_be_noise``: it may be closed as a
    false alarm. ``waits_for_burn``: while its thing is on the list of a burn that runs, messages about it wait.
    ``later`` says which issue gives it its trigger; empty when it has one.
    """

    code: str
    title: str
    trigger: str
    response: str
    stages: tuple[Stage, ...]
    cure: str
    dedupe: str
    version: int = 1
    group: str = "the rule and the site"
    independent: bool = False
    silenceable: bool = True
    closed_by: tuple[Role, ...] = ()
    two_people: bool = False
    may_be_noise: bool = False
    waits_for_burn: bool = False
    later: str = ""

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Every rung that somebody may be told on, the worst stage's first."""
        worst_first = sorted(self.stages, key=lambda stage: stage.level)
        return tuple(dict.fromkeys(rung for stage in worst_first for rung in stage.rungs))

    @property
    def roles(self) -> frozenset[Role]:
        """Every role that stands on a rung."""
        return frozenset(role for rung in self.rungs for role in rung.roles)

    @property
    def levels(self) -> Mapping[str, int]:
        """The level of each stage."""
        return {stage.name: stage.level for stage in self.stages}

    def ladder(self, *, stage: str, level: int) -> tuple[Rung, ...]:
        """Return the rungs for an alert of this stage; for a stage of another name, those of its level."""
        found = stage_of(self.stages, stage)
        if found is None:
            found = min(self.stages, key=lambda each: abs(each.level - level))
        return found.rungs


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRule:
    """How a kind of clock is put to a rule: its own words, stages and ladder, under the rule's code.

    ``instead`` says who is told, at every stage, of a subject of another kind, which others decide.
    """

    rule: Rule
    title: str
    response: str
    stages: tuple[Stage, ...]
    waits_for_burn: bool = False
    instead: Mapping[str, Rung] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The code of the rule."""
        return self.rule.code

    @property
    def due_level(self) -> int:
        """The level once the clock is due."""
        return next(stage.level for stage in self.stages if stage.name == DUE)


def stage_of(stages: tuple[Stage, ...], name: str) -> Stage | None:
    """Return the stage of a name; for hours past due the last one reached; ``None`` for one that raises nothing."""
    by_name = {stage.name: stage for stage in stages}
    late = _LATE.fullmatch(name)
    if name in by_name or late is None:
        return by_name.get(name)
    hours = int(late[1])
    reached = [stage for stage in stages if (since := _hours_past_due(stage.name)) is not None and since <= hours]
    return reached[-1] if reached else None


def _hours_past_due(name: str) -> int | None:
    late = _LATE.fullmatch(name)
    if late is not None:
        return int(late[1])
    return 0 if name == DUE else None


def wait_before(*, level: int, step: int, rungs: int = 1) -> timedelta:
    """Return how long nobody may be silent at this step before the next rung is told.

    Within a round over the ladder every rung has the same time; it doubles with every round, up to six hours or the
    level's own time: the ladder never ends, it nags. Danger never slows down.
    """
    first = ACKNOWLEDGE_WITHIN[level]
    if level == DANGER_LEVEL:
        return first
    doubled: timedelta = first * 2 ** min(max(step, 0) // max(rungs, 1), 12)
    return min(doubled, max(NAG_AT_MOST, first))
