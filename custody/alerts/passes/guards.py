"""The guards pass: a site where much lies and nobody stands guard is told of, and so is its cure.

What is much, and how long a site may be without a guard, are rules with a history like every other limit. A guard who
comes ends the alert at once (``reactions/guards.py``); this pass ends it when the load has gone.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.alerts.models import Alert
from custody.alerts.passes.engine import NothingDue, beat, engine_act
from custody.alerts.raising import Finding, raise_many
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.core.errors import IntegrityBroken
from custody.core.mass import MG_PER_KG
from custody.core.rule_values import GUARD_GRACE, HOT_LOAD, RULE_VALUES
from custody.deadlines.selectors import database_now
from custody.evidence.selectors.counting import lain_since
from custody.evidence.selectors.stock import hot_since
from custody.evidence.selectors.unwatched import down_at
from custody.ledger.recording import recording
from custody.organisation.selectors import guarded_sites, last_guard_left, places, policy_value, sites

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.evidence.models import WatchReport
    from custody.organisation.models import Place, Site

RULE, STAGE, LEVEL = "AL8", "unguarded", 1

@dataclass(frozen=True, slots=True)
class Unguarded:
    """A site where much lies and nobody stands guard: since when, and when that becomes an alert."""

    site: Site
    since: datetime
    told_at: datetime


def key_of(site_id: UUID) -> str:
    """Return the key of the alert of a site."""
    return f"unguarded:{site_id}"


def guards(*, engine: str) -> int:
    """Raise what is unguarded for too long and end what is not any more; return how many alerts changed."""
    now = database_now()
    unguarded = unguarded_sites(now)
    standing = {key_of(each.site.id) for each in unguarded}
    late = [_finding(each) for each in unguarded if each.told_at <= now]
    open_keys = set(_open().values_list("dedupe_key", flat=True))
    done = 0
    if open_keys - standing or {each.dedupe_key for each in late} - open_keys:
        with suppress(NothingDue), recording(engine_act()) as record:
            cured = lock_open_alerts(Q(dedupe_key__in=open_keys - standing))
            resolve(record, cured, by=f"{RULE}:{STAGE}")
            raised = raise_many(record, late, engine=engine)
            if not cured and not raised:
                raise NothingDue
            done = len(cured) + len(raised)
    beat(engine=engine, work="guards", done=done)
    return done


def unguarded_sites(now: datetime) -> list[Unguarded]:
    """Return the sites where much lies and nobody stands guard, whether or not it is told of already.

    Where a camera or an alarm is down, people must watch instead: whatever lies there is much, and nobody has a grace.
    """
    guarded, there, down = guarded_sites(), _places_by_site(), _down_by_site()
    found = []
    for site in sites():
        if site.id in guarded or site.id not in there:
            continue
        unwatched = _unwatched_since(down.get(site.id, ()))
        if unwatched is not None:
            since = max(filter(None, (unwatched, last_guard_left(site.id))))
            found.append(Unguarded(site, since, since))
            continue
        limit_mg = _value(key=HOT_LOAD, site=site, now=now) * MG_PER_KG
        hot = hot_since(there[site.id], at_least_mg=limit_mg)
        if hot is None:
            continue
        since = max(filter(None, (hot, last_guard_left(site.id))))
        grace = timedelta(minutes=_value(key=GUARD_GRACE, site=site, now=now))
        found.append(Unguarded(site, since, since + grace))
    return found


def _unwatched_since(reports: Iterable[WatchReport]) -> datetime | None:
    """Return since when something lies where a camera or an alarm is down; ``None`` where nothing does."""
    both = ((report.reported_at, lain_since(report.place)) for report in reports)
    return min((max(down, lain) for down, lain in both if lain is not None), default=None)


def _down_by_site() -> dict[UUID, list[WatchReport]]:
    out: dict[UUID, list[WatchReport]] = defaultdict(list)
    for report in down_at().select_related("place"):
        if report.place.site_id is not None:
            out[report.place.site_id].append(report)
    return out


def _value(*, key: str, site: Site, now: datetime) -> int:
    """Return the value of a rule at a site. Where nobody set one the strictest holds: no site hides the others."""
    try:
        return policy_value(key=key, jurisdiction=site.jurisdiction, at=now)
    except IntegrityBroken:
        return RULE_VALUES[key].least


def _places_by_site() -> dict[UUID, list[Place]]:
    out: dict[UUID, list[Place]] = defaultdict(list)
    for place in places():
        if place.site_id is not None:
            out[place.site_id].append(place)
    return dict(out)


def _open() -> QuerySet[Alert]:
    return Alert.objects.filter(rule=RULE, stage=STAGE).exclude(state="resolved")


def _finding(found: Unguarded) -> Finding:
    return Finding(
        rule=RULE,
        stage=STAGE,
        level=LEVEL,
        subject_kind="site",
        subject_id=found.site.id,
        dedupe_key=key_of(found.site.id),
        fired_for=found.told_at,
        site=found.site,
    )
