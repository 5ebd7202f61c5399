"""The readings pass (AL10): who looks up more places and containers than ever before, off duty, without a task, or unit
by unit through one case; or scans more codes of what is not theirs.

An insider needs to know where the goods lie, and which container is looked for. Every look is recorded with a reason;
this pass compares an officer's day with the officer's own last month. Internal affairs alone are told, and nobody else
sees that there is anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, Sum

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.passes.hourly import has_looked
from custody.alerts.raising import Finding, raise_many
from custody.alerts.reactions.large import large_mg
from custody.core.clocks import instant_of
from custody.deadlines.selectors import database_now
from custody.evidence.models import Consultation, HandlingUnit, Seizure
from custody.evidence.selectors.targets import subjects_of_task
from custody.ledger.recording import recording
from custody.organisation.models import Duty, Officer

if TYPE_CHECKING:
    from datetime import date

WORK = "readings"
COMPARED_WITH = timedelta(days=30)
USUAL = 99
"""Percent of an officer's own days that are below what is unusual."""
NEVER_UNUSUAL = 10
"""So many readings a day are nobody's business, whatever the month was like."""
OF_ONE_CASE = 10
"""From so many units of one seizure on, read in a day, somebody goes through the case."""
WITHOUT_NEED = 3
"""From so many targets and container numbers on, looked at in a day without any part in them, somebody looks for
others: an officer was convicted of that."""
NUMBERS = frozenset({"target", "container"})
AROUND_DUTY = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at where a unit lies, at the plan of a store, at a target, its image or its source, up a container
    number, or for a code of nothing they may know of."""

    officer: UUID
    unit: UUID
    at: datetime
    kind: str = "unit"


@dataclass(frozen=True, slots=True)
class Unusual:
    """What an officer read on a day that is unusual: why, and whether a large seizure is in it."""

    officer: UUID
    reasons: tuple[str, ...]  # many, off_duty, one_case, without_need
    large: bool


def readings(*, engine: str) -> int:
    """Raise what is unusual today, once an hour; return how many alerts there are."""
    now = database_now()
    if has_looked(WORK, at=now):
        return 0
    raised = 0
    found = unusual_today(now)
    if found:
        day = now.astimezone(_zone()).date()
        with suppress(NothingDue), recording(engine_act()) as record:
            fresh = [finding for each in found if (finding := _finding(each, day, now)) is not None]
            raised = len(raise_many(record, fresh, engine=engine))
            if not raised:
                raise NothingDue
    beat(engine=engine, work=WORK, done=raised)
    return raised


def unusual_today(now: datetime) -> list[Unusual]:
    """Return who read what is unusual since the beginning of the local day, by officer."""
    begins = _begin_of_day(now)
    today: dict[UUID, list[Look]] = defaultdict(list)
    for look in _looks(since=begins, until=now):
        today[look.officer].append(look)
    usual = _usual(today, before=begins)
    cases = _cases(look.unit for looks in today.values() for look in looks)
    out = []
    for officer, looks in sorted(today.items()):
        through = _gone_through(looks, cases)
        reasons = []
        if len(looks) > max(NEVER_UNUSUAL, usual.get(officer, 0)):
            reasons.append("many")
        if _off_duty(officer, looks, begins):
            reasons.append("off_duty")
        if through:
            reasons.append("one_case")
        if _without_need(officer, looks):
            reasons.append("without_need")
        if reasons:
            seen = {cases[look.unit] for look in looks if look.unit in cases}
            out.append(Unusual(officer, tuple(reasons), large=_any_large(seen, at=now)))
    return out


def percentile(counts: Sequence[int], percent: int) -> int:
    """Return the smallest of some counts that this percent of them do not pass; 0 for none."""
    if not counts:
        return 0
    rank = -(-len(counts) * percent // 100)
    return sorted(counts)[rank - 1]


def _finding(each: Unusual, day: date, now: datetime) -> Finding | None:
    """Return what must be raised; ``None`` when it was, as bad, on the same day, whatever came of it."""
    key, level = f"access:{each.officer}:{day.isoformat()}", 1 if each.large else 2
    if Alert.objects.filter(dedupe_key=key, level__lte=level).exists():
        return None
    return Finding(
        rule="AL10",
        stage="large" if each.large else "reading",
        level=level,
        subject_kind="officer",
        subject_id=each.officer,
        dedupe_key=key,
        group_key=f"access:{each.officer}",
        fired_for=now,
        about=(each.officer,),
    )


def _looks(*, since: datetime, until: datetime, officers: Iterable[UUID] | None = None) -> list[Look]:
    of_a_place = Q(field_group="place", subject_kind="unit") | Q(field_group="plan", subject_kind="place")
    before_the_stop = Q(subject_kind__in=["target", "container", "scan", "tip"])
    not_theirs = Q(subject_kind="code")
    rows = Consultation.objects.filter(of_a_place | before_the_stop | not_theirs, seen_at__range=(since, until))
    if officers is not None:
        rows = rows.filter(officer__in=list(officers))
    return [Look(*row) for row in rows.values_list("officer_id", "subject_id", "seen_at", "subject_kind")]


def _usual(officers: Iterable[UUID], *, before: datetime) -> dict[UUID, int]:
    """Return what each officer reads on the busiest of a hundred of the officer's own days of the last month."""
    zone = _zone()
    days: dict[UUID, Counter[date]] = defaultdict(Counter)
    for look in _looks(since=before - COMPARED_WITH, until=before, officers=list(officers)):
        days[look.officer][look.at.astimezone(zone).date()] += 1
    idle = COMPARED_WITH.days
    return {
        officer: percentile([*counts.values(), *[0] * (idle - len(counts))], USUAL) for officer, counts in days.items()
    }


def _off_duty(officer: UUID, looks: Sequence[Look], begins: datetime) -> bool:
    """Say whether somebody who is on the roster looked while not on duty. Who is on no roster has no hours."""
    rows = Duty.objects.filter(officer=officer, cancelled_at__isnull=True, ends_at__gt=begins - COMPARED_WITH)
    stretches = list(rows.values_list("begins_at", "ends_at"))
    if not stretches:
        return False
    return any(
        not any(begin - AROUND_DUTY <= look.at <= end + AROUND_DUTY for begin, end in stretches) for look in looks
    )


def _without_need(officer: UUID, looks: Sequence[Look]) -> bool:
    """Say whether somebody looked at several targets or container numbers in which they have no part."""
    asked = {look.unit for look in looks if look.kind in NUMBERS}
    if len(asked) < WITHOUT_NEED:
        return False
    return len(asked - subjects_of_task(Officer.objects.get(pk=officer))) >= WITHOUT_NEED


def _cases(units: Iterable[UUID]) -> dict[UUID, UUID]:
    rows = HandlingUnit.objects.filter(id__in=set(units), seizure__isnull=False)
    return dict(rows.values_list("id", "seizure_id"))


def _gone_through(looks: Sequence[Look], cases: dict[UUID, UUID]) -> set[UUID]:
    """Return the cases of which many units were read."""
    counts = Counter(cases[unit] for unit in {look.unit for look in looks} if unit in cases)
    return {case for case, count in counts.items() if count >= OF_ONE_CASE}


def _any_large(seizures: Iterable[UUID], *, at: datetime) -> bool:
    for seizure in Seizure.objects.filter(id__in=list(seizures)):
        lying = HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True)
        if int(lying.aggregate(mg=Sum("gross_mg"))["mg"] or 0) >= large_mg(seizure, at=at):
            return True
    return False


def _begin_of_day(now: datetime) -> datetime:
    day = now.astimezone(_zone()).date()
    return instant_of(datetime.combine(day, datetime.min.time()), zone=str(_zone()))


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
