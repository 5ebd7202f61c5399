"""The licences pass (LICENCE): furnaces that may soon burn nothing any more, or less than today, once an hour."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.passes.hourly import has_looked
from custody.alerts.raising import Finding, raise_many
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.alerts.rules.licences import LICENCE
from custody.deadlines.selectors import database_now
from custody.destruction.models import Facility
from custody.destruction.selectors.licences import Permit, day_at, licences_of, permit_on
from custody.ledger.recording import recording

WORK = "licences"
HORIZONS = ((7, 3), (30, 4))
"""Days ahead, and the level of what ends by then; the nearest in front."""
_PREFIX = "licence:"


@dataclass(frozen=True, slots=True)
class Ending:
    """A furnace that may burn less than today within so many days; 0: it had a licence, and has none any more."""

    furnace: Facility
    days: int
    level: int

    @property
    def key(self) -> str:
        """The key of its alert."""
        return f"{_PREFIX}{self.furnace.id}"


def licences(*, engine: str) -> int:
    """Raise what ends soon and end what goes on, once an hour; return how many alerts changed."""
    now = database_now()
    if has_looked(WORK, at=now):
        return 0
    done = 0
    with suppress(NothingDue), recording(engine_act()) as record:
        ending = {each.key: each for each in endings(at=record.now)}
        over = [alert for alert in lock_open_alerts(Q(dedupe_key__startswith=_PREFIX))
                if alert.dedupe_key not in ending or ending[alert.dedupe_key].level > alert.level]  # fmt: skip
        resolve(record, over, by="licences.read")
        raised = raise_many(record, [_finding(each, at=record.now) for each in ending.values()], engine=engine)
        done = len(over) + len(raised)
        if not done:
            raise NothingDue
    beat(engine=engine, work=WORK, done=done)
    return done


def endings(*, at: datetime) -> list[Ending]:
    """Return the furnaces that had a licence and have none, or that lose one, or a part of one, within the horizons.

    A furnace of which no licence was ever recorded is told of where a burn is booked.
    """
    furnaces = list(Facility.objects.select_related("place", "place__site").order_by("code_word"))
    recorded = licences_of([each.id for each in furnaces])
    out = []
    for furnace in furnaces:
        of_it, today = recorded.get(furnace.id, []), day_at(furnace, at)
        now = permit_on(of_it, today)
        if not now.licences:
            if any(each.valid_until_on is not None and each.valid_until_on < today for each in of_it):
                out.append(Ending(furnace, 0, 2))
            continue
        for days, level in HORIZONS:
            # A gap between two licences is an end too: no day of the way is left out.
            if any(_is_less(permit_on(of_it, today + timedelta(days=each)), now) for each in range(1, days + 1)):
                out.append(Ending(furnace, days, level))
                break
    return out


def _is_less(then: Permit, now: Permit) -> bool:
    lost = now.substances - then.substances if now.substances else frozenset("*")
    return not then.licences or bool(then.substances and lost)


def _finding(found: Ending, *, at: datetime) -> Finding:
    return Finding(
        rule=LICENCE.code, stage=f"{found.days}d" if found.days else "ended", level=found.level, subject_kind="place",
        subject_id=found.furnace.place_id, dedupe_key=found.key, fired_for=at, site=found.furnace.place.site,
    )  # fmt: skip
