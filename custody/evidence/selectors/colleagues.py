"""Who is likely to stand beside an officer: people to choose from in a form, never to fill in for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.evidence.lists import HANDS
from custody.evidence.models import HandlingUnit, Mission, Seizure
from custody.organisation.selectors.presence import on_shift_beside

if TYPE_CHECKING:
    from custody.organisation.models import Officer

_LOOKED_AT = 20
_ON_THE_ROAD = ("planned", "moving", "stopped")
MOST = 5


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is likely here. ``why``: ``record`` has it or seized it together with the officer, ``crew`` rides
    with the same load, ``shift`` is at the site where the officer is, ``last`` worked with the officer before."""

    badge: str
    why: str


def likely_beside(officer: Officer, *, first: HandlingUnit | Seizure | None = None) -> list[Colleague]:
    """Return who is most likely beside the officer now, the likeliest first, at most five and nobody twice.

    ``first`` is the record at hand: who holds it or seized it together with the officer comes before all others. Then
    the crew of a load on the road, who is on shift at the site where the officer is (who worked with the officer last
    in front), and who worked with the officer last.
    """
    last = _worked_with(officer)
    here = on_shift_beside(officer, roles=HANDS)
    ranked = [
        *_each(_others(officer, [first] if first is not None else []), "record"),
        *_each(_crew_of(officer), "crew"),
        *_each(sorted(here, key=lambda badge: (last.index(badge) if badge in last else len(last), badge)), "shift"),
        *_each(last, "last"),
    ]
    found: dict[str, Colleague] = {}
    for each in ranked:
        found.setdefault(each.badge, each)
    return list(found.values())[:MOST]


def colleagues_of(officer: Officer, *, first: HandlingUnit | Seizure | None = None) -> list[str]:
    """Return the badges of ``likely_beside``."""
    return [each.badge for each in likely_beside(officer, first=first)]


def _each(badges: Iterable[str], why: str) -> list[Colleague]:
    return [Colleague(badge, why) for badge in badges]


def _crew_of(officer: Officer) -> list[str]:
    rides = Mission.objects.filter(Q(driver=officer) | Q(second=officer), state__in=_ON_THE_ROAD)
    return _others(officer, rides.select_related("driver", "second").order_by("-planned_at")[:MOST])


def _worked_with(officer: Officer) -> list[str]:
    pair = Q(custodian=officer, co_custodian__isnull=False) | Q(co_custodian=officer)
    held = HandlingUnit.objects.filter(pair).select_related("custodian", "co_custodian").order_by("-held_since")
    seized = Seizure.objects.filter(Q(seizing_officer=officer) | Q(second_officer=officer))
    seized = seized.select_related("seizing_officer", "second_officer").order_by("-seized_at")
    badges = _others(officer, held[:_LOOKED_AT]) + _others(officer, seized[:MOST])
    return list(dict.fromkeys(badges))


def _others(officer: Officer, rows: Iterable[HandlingUnit | Seizure | Mission]) -> list[str]:
    out = []
    pair: tuple[Officer | None, Officer | None]
    for row in rows:
        if isinstance(row, Seizure):
            pair = (row.seizing_officer, row.second_officer)
        elif isinstance(row, Mission):
            pair = (row.driver, row.second)
        else:
            pair = (row.custodian, row.co_custodian)
        out += [each.badge for each in pair if each is not None and each.id != officer.id and each.is_active]
    return out
