"""When a clock is due, when it warns, and what a pause does to it. Instants in, instants out.

Hour clocks count real hours. Legal days end with the local day of the place; a local time that is missing or
comes twice (the nights the clocks change) stands for the earlier instant, so that a doubt never lengthens a
term.

The ladder warns at 50, 75 and 90 percent of the clock and when it is due; then 6 and 24 hours past due, and
every 24 hours after that for ever. An open clock always has a next stage; one that a hold lies on asks whether
the hold still stands, and asks again every week.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

DUE = "due"
REVIEW = "review"

_PERCENTS = (50, 75, 90)
_EARLY = tuple(f"{percent}%" for percent in _PERCENTS)
_FIRST_REMINDER = timedelta(hours=6)
_DAY = timedelta(hours=24)
_LATE = re.compile(r"\+([1-9][0-9]{0,6})h")
_WEEK = timedelta(days=7)
_REVIEW_AGAIN = re.compile(r"review\+([1-9][0-9]{0,3})d")
_MINUTES_OF_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A hold: from when to when the clock stands still; ``ended_at`` is None while it lasts."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The highest stage a clock has reached, when, and the lower ones that it swallows."""

    stage: str
    fire_at: datetime
    skipped: tuple[str, ...]


MEASURES = ("minutes", "hours", "days", "months", "working_days")
"""In what the length of a clock may be said. The last three end with the legal day of the place."""
LEGAL_DAYS = frozenset({"days", "months", "working_days"})


def due_after(
    started_at: datetime, length: int, *, measure: str, zone: str, holidays: Collection[date] = ()
) -> datetime:
    """Return when a clock of this length is due; raise InvalidInput for a measure that is no time."""
    match measure:
        case "minutes":
            return started_at.astimezone(UTC) + timedelta(minutes=length)
        case "hours":
            return due_after_hours(started_at, length)
        case "days":
            return due_after_days(started_at, length, zone=zone)
        case "months":
            return due_after_months(started_at, length, zone=zone)
        case "working_days":
            return due_after_working_days(started_at, length, zone=zone, holidays=holidays)
    raise InvalidInput("clock.measure", "{measure} is no measure of time", measure=measure)


def due_after_hours(started_at: datetime, hours: int) -> datetime:
    """Return the instant ``hours`` real hours after ``started_at``, in UTC."""
    return started_at.astimezone(UTC) + timedelta(hours=hours)


def due_after_days(started_at: datetime, days: int, *, zone: str) -> datetime:
    """Return the end of the local day that is ``days`` after the day of ``started_at`` in ``zone``.

    The end of a day is the first instant of the next one: the clock is due *at* it, and lawful before it.
    """
    return end_of_day(_local_date(started_at, zone) + timedelta(days=days), zone=zone)


def due_after_months(started_at: datetime, months: int, *, zone: str) -> datetime:
    """Return the end of the same day ``months`` later; where that month lacks the day, of its last day."""
    start = _local_date(started_at, zone)
    years, month0 = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month0 + 1
    return end_of_day(date(year, month, min(start.day, monthrange(year, month)[1])), zone=zone)


def due_after_working_days(
    started_at: datetime, days: int, *, zone: str, holidays: Collection[date] = ()
) -> datetime:
    """Return the end of the ``days``-th working day after that of ``started_at``: no weekend, no holiday."""
    day = _local_date(started_at, zone)
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            days -= 1
    return end_of_day(day, zone=zone)


def end_of_day(day: date, *, zone: str) -> datetime:
    """Return the instant in UTC at which the local ``day`` is over."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return instant_of(midnight, zone=zone)


def instant_of(local: datetime, *, zone: str) -> datetime:
    """Return the instant in UTC of a local time; of two possible ones, and for a missing one, the earlier."""
    if local.tzinfo is not None:
        raise InvalidInput("time.not_local", "A local time carries no time zone of its own")
    place = _zone(zone)
    return min(local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))


def is_within_hours(at: datetime, *, opens_minute: int | None, closes_minute: int | None, zone: str) -> bool:
    """Say whether an instant lies in the hours of a day, given as minutes after local midnight; they may run past it.
    Without hours every instant does."""
    if opens_minute is None or closes_minute is None:
        return True
    local = at.astimezone(_zone(zone))
    since_opening = (local.hour * 60 + local.minute - opens_minute) % _MINUTES_OF_DAY
    return since_opening < (closes_minute - opens_minute) % _MINUTES_OF_DAY


def paused_for(pauses: Iterable[Pause], *, began_at: datetime, ended_at: datetime) -> timedelta:
    """Return how long the clock stood still between two instants; holds that overlap count once."""
    total = timedelta(0)
    counted_to = began_at
    for pause in sorted(pauses, key=lambda pause: pause.began_at):
        begin = max(pause.began_at, counted_to)
        end = min(pause.ended_at or ended_at, ended_at)
        if end > begin:
            total += end - begin
            counted_to = end
    return total


def is_paused(pauses: Iterable[Pause], *, at: datetime) -> bool:
    """Tell whether a hold lies on the clock at the instant ``at``."""
    return any(pause.began_at <= at and (pause.ended_at is None or at < pause.ended_at) for pause in pauses)


def due_after_pauses(
    due_at: datetime,
    pauses: Iterable[Pause],
    *,
    started_at: datetime,
    at: datetime,
    legal: bool,
    whole_days_in: str | None = None,
) -> datetime:
    """Return when the clock is due, seen at the instant ``at``, its holds taken into account.

    Only legal clocks stand still: for a risk clock (``legal=False``) ``due_at`` comes back. A hold that began
    when the clock was already due changes nothing. ``whole_days_in`` names the zone of a clock that counts
    legal days: the moved term then ends with its local day.
    """
    if not legal:
        return due_at
    moved = due_at
    counted_to = started_at
    for pause in sorted(pauses, key=lambda pause: pause.began_at):
        if pause.began_at >= moved:
            break
        begin = max(pause.began_at, counted_to)
        end = at if pause.ended_at is None else min(pause.ended_at, at)
        if end > begin:
            moved += end - begin
            counted_to = end
    if whole_days_in is not None and moved != due_at:
        # The last instant before the moved one names the day in which the term now ends.
        last_day = _local_date(moved - timedelta(microseconds=1), whole_days_in)
        moved = end_of_day(last_day, zone=whole_days_in)
    return moved


def stage_at(number: int) -> str:
    """Return the name of rung ``number``, counted from 0: ``50%``, ``75%``, ``90%``, ``due``, ``+6h`` ..."""
    if number < len(_EARLY):
        return _EARLY[number]
    late = number - len(_EARLY)
    if late == 0:
        return DUE
    return "+6h" if late == 1 else f"+{24 * (late - 1)}h"


def stage_number(stage: str) -> int:
    """Return the rung of a stage, counted from 0; raise InvalidInput for a name not on the ladder."""
    if stage in _EARLY:
        return _EARLY.index(stage)
    if stage == DUE:
        return len(_EARLY)
    if stage == "+6h":
        return len(_EARLY) + 1
    late = _LATE.fullmatch(stage)
    if late and int(late[1]) % 24 == 0:
        return len(_EARLY) + 1 + int(late[1]) // 24
    raise InvalidInput("clock.stage", "There is no stage {stage} on the ladder", stage=stage)


def stage_fires_at(stage: str, *, started_at: datetime, due_at: datetime) -> datetime:
    """Return when the clock reaches ``stage``."""
    number = stage_number(stage)
    if number < len(_EARLY):
        return started_at + (due_at - started_at) * _PERCENTS[number] // 100
    late = number - len(_EARLY)
    if late < 2:
        return due_at + late * _FIRST_REMINDER
    return due_at + (late - 1) * _DAY


def stages_for(started_at: datetime, due_at: datetime) -> tuple[tuple[str, datetime], ...]:
    """Return the stages from the clock's start to 24 hours past due, each with its instant.

    A clock that is due at or before its own start (a term already over) has no percents: it begins at due.
    """
    first = 0 if due_at > started_at else len(_EARLY)
    stages = (stage_at(number) for number in range(first, len(_EARLY) + 3))
    return tuple((stage, stage_fires_at(stage, started_at=started_at, due_at=due_at)) for stage in stages)


def next_stage(started_at: datetime, due_at: datetime, *, after: str | None = None) -> tuple[str, datetime]:
    """Return the stage that follows ``after`` (None: the first) and when it fires. There always is one."""
    if after is None:
        return stages_for(started_at, due_at)[0]
    first = 0 if due_at > started_at else len(_EARLY)
    stage = stage_at(max(stage_number(after) + 1, first))
    return stage, stage_fires_at(stage, started_at=started_at, due_at=due_at)


def highest_reached(
    started_at: datetime, due_at: datetime, *, at: datetime, after: str | None = None
) -> Reached | None:
    """Return the highest stage reached by the instant ``at`` and not fired yet, or None when there is none.

    After an outage one alert stands for all stages missed: ``skipped`` names those between ``after`` and it.
    """
    stage, fire_at = next_stage(started_at, due_at, after=after)
    if fire_at > at:
        return None
    first = stage_number(stage)
    highest = _rung_reached(started_at, due_at, at)
    stage = stage_at(highest)
    return Reached(
        stage=stage,
        fire_at=stage_fires_at(stage, started_at=started_at, due_at=due_at),
        skipped=tuple(stage_at(number) for number in range(first, highest)),
    )


def _rung_reached(started_at: datetime, due_at: datetime, at: datetime) -> int:
    """Return the highest rung at the instant ``at``, which lies at or after the first stage."""
    if at >= due_at + _DAY:
        return len(_EARLY) + 1 + (at - due_at) // _DAY
    reached = [stage for stage, fire_at in stages_for(started_at, due_at) if fire_at <= at]
    return stage_number(reached[-1])


def is_review(stage: str) -> bool:
    """Tell whether a stage asks if a hold still stands, and is not a rung of the ladder."""
    return stage == REVIEW or _REVIEW_AGAIN.fullmatch(stage) is not None


def review_after(stage: str, fire_at: datetime) -> tuple[str, datetime]:
    """Return the question that follows a review nobody answered: the same one, a week later, for ever."""
    return _review_at(_review_number(stage) + 1), fire_at + _WEEK


def review_reached(stage: str, fire_at: datetime, *, at: datetime) -> Reached | None:
    """Return the newest review asked for by the instant ``at``, or None while ``stage`` lies ahead."""
    if fire_at > at:
        return None
    first = _review_number(stage)
    weeks = (at - fire_at) // _WEEK
    return Reached(
        stage=_review_at(first + weeks),
        fire_at=fire_at + weeks * _WEEK,
        skipped=tuple(_review_at(number) for number in range(first, first + weeks)),
    )


def _review_at(number: int) -> str:
    return REVIEW if number == 0 else f"{REVIEW}+{7 * number}d"


def _review_number(stage: str) -> int:
    if stage == REVIEW:
        return 0
    again = _REVIEW_AGAIN.fullmatch(stage)
    if again and int(again[1]) % 7 == 0:
        return int(again[1]) // 7
    raise InvalidInput("clock.stage", "There is no stage {stage} on the ladder", stage=stage)


def _local_date(at: datetime, zone: str) -> date:
    if at.utcoffset() is None:
        raise InvalidInput("time.naive", "A time without a time zone does not name an instant")
    return at.astimezone(_zone(zone)).date()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput("time.zone", "There is no time zone {zone}", zone=name) from error
