"""When a clock is due: the rule that fits it, its measure, and the holds that made it stand still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Min

from custody.core.clocks import LEGAL_DAYS, Pause, due_after, due_after_pauses
from custody.core.holidays import holidays_of
from custody.deadlines.types import KINDS, ClockType
from custody.evidence.models import Hold
from custody.organisation.selectors import narrowest, policy_missing, valid_policies

if TYPE_CHECKING:
    from custody.organisation.models import Policy

_YEARS_AHEAD = 3


class Facts(Protocol):
    """What the length of a clock is found by."""

    @property
    def jurisdiction(self) -> str: ...
    @property
    def substance(self) -> str: ...
    @property
    def mass_mg(self) -> int: ...
    @property
    def place_class(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def started_at(self) -> datetime: ...


class Terms:
    """The lengths of some kinds of clock by the rules that hold at one moment, read once."""

    def __init__(self, *, clock_types: Iterable[ClockType], at: datetime) -> None:
        """Read the rules."""
        self._rows: dict[tuple[str, str], list[Policy]] = defaultdict(list)
        for row in valid_policies(keys={KINDS[each].policy for each in clock_types}, at=at):
            self._rows[row.key, row.jurisdiction].append(row)
        self._holidays: dict[tuple[str, int], frozenset[date]] = {}

    def extended(self, row: Policy) -> Terms:
        """Return the lengths as they would be if a row held that does not hold yet."""
        terms = copy(self)
        terms._rows = defaultdict(list, self._rows)
        terms._rows[row.key, row.jurisdiction] = [*self._rows[row.key, row.jurisdiction], row]
        return terms

    def rule(self, clock_type: ClockType, facts: Facts) -> Policy | None:
        """Return the row of the rule that fits; ``None`` where an optional clock has none.

        Raises ``IntegrityBroken`` when any other has none: there is no default that somebody forgot.
        """
        kind = KINDS[clock_type]
        found = narrowest(
            self._rows[kind.policy, facts.jurisdiction],
            substance=facts.substance,
            mass_mg=facts.mass_mg,
            place_class=facts.place_class,
        )
        if found is None and not kind.optional:
            raise policy_missing(key=kind.policy, jurisdiction=facts.jurisdiction)
        return found

    def due_at(self, clock_type: ClockType, facts: Facts, *, pauses: Sequence[Pause] = ()) -> datetime | None:
        """Return when a clock with these facts is due, its ended holds counted; ``None`` where it does not run."""
        rule = self.rule(clock_type, facts)
        if rule is None:
            return None
        zone = facts.zone or settings.CUSTODY_SITE_TIME_ZONE
        due = due_after(
            facts.started_at,
            rule.value,
            measure=rule.measure,
            zone=zone,
            holidays=self._free_days(facts.jurisdiction, facts.started_at.year),
        )
        ends = {pause: pause.ended_at for pause in pauses if pause.ended_at is not None}
        return due_after_pauses(
            due,
            ends,
            started_at=facts.started_at,
            at=max(ends.values(), default=facts.started_at),
            legal=KINDS[clock_type].legal,
            whole_days_in=zone if rule.measure in LEGAL_DAYS else None,
        )

    def _free_days(self, jurisdiction: str, year: int) -> frozenset[date]:
        key = (jurisdiction, year)
        if key not in self._holidays:
            self._holidays[key] = holidays_of(jurisdiction[:2], years=range(year, year + _YEARS_AHEAD))
        return self._holidays[key]


def pauses_of(subject_ids: Iterable[UUID]) -> dict[UUID, list[Pause]]:
    """Return the verified holds of some units as pauses, by unit; one that lasts has no end."""
    out: dict[UUID, list[Pause]] = defaultdict(list)
    rows = Hold.objects.filter(unit__in=list(subject_ids), verified_at__isnull=False).order_by("placed_at")
    for unit_id, began_at, ended_at in rows.values_list("unit_id", "placed_at", "lifted_at"):
        out[unit_id].append(Pause(began_at=began_at, ended_at=ended_at))
    return out


def reviews_of(subject_ids: Iterable[UUID]) -> dict[UUID, tuple[datetime, datetime]]:
    """Return since when verified holds lie on some units, and when the first of them is to be reviewed; units without
    are left out."""
    rows = Hold.objects.filter(unit__in=list(subject_ids), verified_at__isnull=False, lifted_at__isnull=True)
    found = rows.order_by("unit").values_list("unit_id").annotate(Min("placed_at"), Min("review_at"))
    return {unit_id: (placed_at, review_at) for unit_id, placed_at, review_at in found}
