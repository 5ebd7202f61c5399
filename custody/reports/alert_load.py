"""How much the alarms ask of people, month by month: the habit of ISA-18.2.

An alarm that nobody acts on teaches people to look away. So each month says, by rule and by person, how much came, how
long it took until somebody had it, what nobody ever took, what was noise, what came twice and what did not arrive.
Alerts that only internal affairs may see are in no count, and no drill is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from custody.alerts.rules import UNCOUNTED_RULES
from custody.core.errors import InvalidInput
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.organisation.models import Officer

MAY_READ = (Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR)
MANAGEABLE_A_DAY = 144
"""One in ten minutes, as EEMUA 191 and ISA-18.2 are commonly quoted."""
FLOOD_IN_TEN_MINUTES = 10


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month on the clock of the house."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def begins(self) -> datetime:
        """Its first instant."""
        return datetime(self.year, self.month, 1, tzinfo=ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.after().begins.date() - self.begins.date()).days

    def before(self) -> Month:
        """Return the month before."""
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    def after(self) -> Month:
        """Return the month after."""
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)


@dataclass(frozen=True, slots=True)
class RuleLoad:
    """What one rule asked. Times are seconds from raising to taking, of those that were taken; ``None``: none was."""

    rule: str
    raised: int
    median_s: float | None
    p95_s: float | None
    never_taken: int
    noise: int


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """What one officer got: messages, the alerts in them, and the worst day and the worst ten minutes."""

    badge: str
    messages: int
    alerts: int
    a_day: float
    most_in_a_day: int
    most_in_ten_minutes: int
    duplicates: int
    undelivered: int

    @property
    def is_flooded(self) -> bool:
        """More came at once than anybody can read."""
        return self.most_in_ten_minutes > FLOOD_IN_TEN_MINUTES or self.a_day > MANAGEABLE_A_DAY


@dataclass(frozen=True, slots=True)
class Load:
    """A month."""

    month: Month
    rules: list[RuleLoad]
    people: list[PersonLoad]

    @property
    def raised(self) -> int:
        """How many alerts there were."""
        return sum(each.raised for each in self.rules)

    @property
    def never_taken(self) -> int:
        """How many of them nobody ever took."""
        return sum(each.never_taken for each in self.rules)

    @property
    def noise(self) -> int:
        """How many of them were closed as noise."""
        return sum(each.noise for each in self.rules)

    @property
    def messages(self) -> int:
        """How many messages left for people."""
        return sum(each.messages for each in self.people)


def month_asked(text: str, *, now: datetime) -> Month:
    """Return the month of ``2026-10``; that before ``now`` for anything else."""
    try:
        return month_named(text)
    except InvalidInput:
        here = now.astimezone(ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE))
        return Month(here.year, here.month).before()


def month_named(text: str) -> Month:
    """Return the month of ``2026-10``; raise ``InvalidInput`` for anything else."""
    year, _, month = text.partition("-")
    written = year.isdecimal() and month.isdecimal() and len(text) <= len("2026-10")
    if not (written and 2000 <= int(year) <= 2999 and 1 <= int(month) <= 12):
        raise InvalidInput("report.month", "Write the month like 2026-10", field="month")
    return Month(int(year), int(month))


def load_of(month: Month, *, reader: Officer | None = None) -> Load:
    """Return the load of a month; for a page, without what is about its reader."""
    between = {
        "begins": month.begins, "ends": month.after().begins, "hidden": sorted(UNCOUNTED_RULES),
        "reader": [] if reader is None else [reader.id],
    }  # fmt: skip
    return Load(month, list(_rules(between)), list(_people(between, days=month.days)))


def _rules(between: dict[str, Any]) -> Iterator[RuleLoad]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rule, count(*), "
            "  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - raised_at)), "
            "  percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM acknowledged_at - raised_at)), "
            "  count(*) FILTER (WHERE acknowledged_at IS NULL AND outcome IS DISTINCT FROM 'superseded'), "
            "  count(*) FILTER (WHERE outcome = 'noise') "
            "FROM custody_alert WHERE raised_at >= %(begins)s AND raised_at < %(ends)s AND rule <> ALL(%(hidden)s) "
            "AND NOT about && %(reader)s::uuid[] "
            "GROUP BY rule ORDER BY count(*) DESC, rule",
            between,
        )
        for rule, raised, median, p95, never, noise in cursor.fetchall():
            yield RuleLoad(rule, raised, None if median is None else float(median),
                           None if p95 is None else float(p95), never, noise)


def _people(between: dict[str, Any], *, days: int) -> Iterator[PersonLoad]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH row AS ("
            "  SELECT d.officer_id, d.alert_id, coalesce(d.message, d.id) AS message, d.state, d.accepted_at, "
            "         (SELECT count(*) FROM custody_deliveryattempt t "
            "          WHERE t.delivery_id = d.id AND t.outcome = 'accepted') AS accepted "
            "  FROM custody_delivery d JOIN custody_alert a ON a.id = d.alert_id "
            "  WHERE d.created_at >= %(begins)s AND d.created_at < %(ends)s AND a.rule <> ALL(%(hidden)s) "
            "    AND NOT a.about && %(reader)s::uuid[] AND d.officer_id IS NOT NULL AND d.state <> 'superseded'"
            "), message AS ("
            "  SELECT officer_id, message, min(accepted_at) AS at, max(accepted) AS accepted, "
            "         bool_or(state = 'failed') AS failed FROM row GROUP BY officer_id, message"
            "), slot AS ("
            "  SELECT officer_id, date_bin('10 minutes', at, %(begins)s) AS slot, count(*) AS number "
            "  FROM message WHERE at IS NOT NULL GROUP BY 1, 2"
            "), day AS ("
            "  SELECT officer_id, date_bin('24 hours', at, %(begins)s) AS day, count(*) AS number "
            "  FROM message WHERE at IS NOT NULL GROUP BY 1, 2"
            ") "
            "SELECT o.badge, count(m.at), (SELECT count(DISTINCT alert_id) FROM row WHERE row.officer_id = o.id), "
            "  coalesce((SELECT max(number) FROM day WHERE day.officer_id = o.id), 0), "
            "  coalesce((SELECT max(number) FROM slot WHERE slot.officer_id = o.id), 0), "
            "  count(*) FILTER (WHERE m.accepted > 1), count(*) FILTER (WHERE m.failed) "
            "FROM message m JOIN custody_officer o ON o.id = m.officer_id GROUP BY o.id, o.badge "
            "ORDER BY count(m.at) DESC, o.badge",
            between,
        )
        for badge, messages, alerts, in_a_day, in_ten, duplicates, undelivered in cursor.fetchall():
            yield PersonLoad(badge, messages, alerts, messages / days, in_a_day, in_ten, duplicates, undelivered)
