"""Burns: what is coming, how full it is, where its loads are, and which pairs of witnesses stand beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from custody.core.lifecycle import CustodyState
from custody.destruction.models import BurnSession, Facility, ManifestLine
from custody.destruction.selectors.access import visible_sessions
from custody.destruction.selectors.gates import lines_with_people

if TYPE_CHECKING:

    from custody.organisation.models import Officer


SOON = timedelta(minutes=15)
"""Nobody unloads, tallies and burns two lots in this time. A house value: no source says how long a furnace needs."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A burn that is planned or approved, and how much of the furnace's limit it takes."""

    session: BurnSession
    unit_count: int
    planned_mg: int
    fill_percent: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Where the loads of a burn are now, in units."""

    at_furnace: int
    on_the_road: int
    staged: int
    elsewhere: int

    @property
    def complete(self) -> bool:
        """Every load is at the furnace."""
        return self.at_furnace > 0 and not (self.on_the_road or self.staged or self.elsewhere)


def sessions_upcoming(officer: Officer) -> list[Upcoming]:
    """Return the burns to come that the officer may know of, the next one first."""
    rows = (
        visible_sessions(officer)
        .filter(state__in=["planned", "approved"])
        .annotate(
            unit_count=Count("lines", filter=Q(lines__live=True)),
            planned_mg=Coalesce(Sum("lines__expected_mg", filter=Q(lines__live=True)), 0),
        )
        .order_by("starts_at", "code_word")
    )
    return [
        Upcoming(row, row.unit_count, int(row.planned_mg), int(row.planned_mg) * 100 // row.limit_mg) for row in rows
    ]


def on_a_list() -> Exists:
    """Return the condition that a unit, as the outer row of a query, is on the list of a burn."""
    return Exists(ManifestLine.objects.filter(unit=OuterRef("pk"), live=True))


def sessions_to_attest(officer: Officer) -> list[BurnSession]:
    """Return the approved burns that wait for the officer's word as a witness, the next one first."""
    named = visible_sessions(officer).filter(Q(witness_a=officer) | Q(witness_b=officer), state="approved")
    return list(named.exclude(attestations__witness=officer).order_by("starts_at"))


def manifest(session: BurnSession) -> list[ManifestLine]:
    """Return the lines of a burn that count, by label, with their units and who has them."""
    return lines_with_people(session)


def tally(session: BurnSession) -> Tally:
    """Return where the loads of a burn are now."""
    states = Counter(
        ManifestLine.objects.filter(session=session, live=True).values_list("unit__custody_state", flat=True)
    )
    counted = {
        state: states.pop(state.value, 0)
        for state in (CustodyState.AT_FURNACE, CustodyState.IN_TRANSIT, CustodyState.STAGED)
    }
    return Tally(
        at_furnace=counted[CustodyState.AT_FURNACE],
        on_the_road=counted[CustodyState.IN_TRANSIT],
        staged=counted[CustodyState.STAGED],
        elsewhere=sum(states.values()),
    )


def booked(facility: Facility, *, starts_at: datetime) -> bool:
    """Say whether another burn of the furnace begins at the same moment."""
    return BurnSession.objects.filter(
        facility=facility, starts_at=starts_at, state__in=["planned", "approved", "burnt"]
    ).exists()


def burnt_beside(session: BurnSession) -> list[BurnSession]:
    """Return the other burns of the same furnace whose fire was on at the same time, or began within ``SOON`` of this
    one, the first one first. What is not recorded as burnt stands beside nothing."""
    began, ended = session.burn_started_at, session.burnt_at
    if began is None or ended is None:
        return []
    together = Q(burn_started_at__lt=ended, burnt_at__gt=began)
    together |= Q(burn_started_at__gt=began - SOON, burn_started_at__lt=began + SOON)
    others = BurnSession.objects.filter(together, facility=session.facility_id, state="burnt").exclude(pk=session.pk)
    return list(others.order_by("burn_started_at", "code_word"))


def neighbouring_pairs(
    session: BurnSession, *, begins_at: datetime, reach: int, states: tuple[str, ...] = ("approved", "burnt")
) -> list[frozenset[UUID]]:
    """Return the pairs of witnesses of the burns next to this one: the ``reach`` just before ``begins_at``, and as many
    after it.

    Both at the same furnace and in the same jurisdiction: a pair that alternates between two furnaces would
    otherwise watch every burn of the house (R11). A burn that nothing is left in is watched by nobody.
    """
    jurisdiction = session.facility.place.jurisdiction
    asked: dict[str, Any] = {
        "session": session.pk, "states": list(states), "facility": session.facility_id, "reach": reach,
        "jurisdiction": jurisdiction, "begins_at": begins_at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURS, asked)
        return [frozenset(found) for found in cursor.fetchall()]


_NEIGHBOURS = """
WITH others AS MATERIALIZED (
    SELECT b.id, b.witness_a_id, b.witness_b_id, coalesce(b.burn_started_at, b.starts_at) AS begins_at,
           b.facility_id = %(facility)s AS here, p.jurisdiction = %(jurisdiction)s AS near
      FROM custody_burnsession b
      JOIN custody_facility f ON f.id = b.facility_id JOIN custody_place p ON p.id = f.place_id
     WHERE b.state = ANY (%(states)s) AND b.witness_a_id IS NOT NULL AND b.id <> %(session)s
       AND EXISTS (SELECT 1 FROM custody_manifestline l WHERE l.session_id = b.id AND l.live)
       AND (b.facility_id = %(facility)s OR p.jurisdiction = %(jurisdiction)s))
SELECT witness_a_id, witness_b_id FROM (
   (SELECT * FROM others WHERE here AND begins_at <= %(begins_at)s ORDER BY begins_at DESC, id DESC LIMIT %(reach)s)
    UNION ALL
   (SELECT * FROM others WHERE here AND begins_at > %(begins_at)s ORDER BY begins_at, id LIMIT %(reach)s)
    UNION ALL
   (SELECT * FROM others WHERE near AND begins_at <= %(begins_at)s ORDER BY begins_at DESC, id DESC LIMIT %(reach)s)
    UNION ALL
   (SELECT * FROM others WHERE near AND begins_at > %(begins_at)s ORDER BY begins_at, id LIMIT %(reach)s)) AS beside
"""
