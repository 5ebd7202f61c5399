"""Who may watch a burn, drawn by lot; and who meets whom more often than chance (C13)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.coincidence import Coincidence, coincidences
from custody.destruction.models import BurnSession, ManifestLine, WitnessDesignation, WitnessDraw
from custody.destruction.selectors import gates, sessions
from custody.evidence.models import TransferLine
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_WITNESSES = (Role.WITNESS, Role.SUPERVISOR)
_PAIRS = b"custody-witness-pairs-v1\x00"


def eligible_pairs(
    session: BurnSession, units: Sequence[HandlingUnit], *, drawn_by: Officer, reach: int
) -> list[tuple[Officer, Officer]]:
    """Return the pairs that may watch a burn, in the order of their badges.

    One at least is a supervisor; neither ever had a load of it, or had it open, planned, approved or checked it, or
    draws; the pair stands beside none of the ``reach`` burns before and after it (R11). Where there are pairs from two
    services, only those.
    """
    busy: set[UUID | None] = {session.planner_id, session.approver_id, drawn_by.id}
    busy |= {line.checker_id for line in gates.live_lines(session)}
    busy |= {person for people in gates.handled_by(units).values() for person in people}
    free = [each for each in officers_with_role(*_WITNESSES) if each.id not in busy and each.is_active]
    barred = sessions.neighbouring_pairs(session, begins_at=session.starts_at, reach=reach)
    pairs = [
        (first, second)
        for first, second in combinations(sorted(free, key=lambda each: each.badge), 2)
        if (first.has_role(Role.SUPERVISOR) or second.has_role(Role.SUPERVISOR))
        and frozenset((first.id, second.id)) not in barred
    ]
    mixed = [pair for pair in pairs if _agency(pair[0]) != _agency(pair[1])]
    return mixed or pairs


def names_of(pairs: Sequence[tuple[Officer, Officer]]) -> list[str]:
    """Return the pairs as texts that a lot can fall on: two pseudonyms each."""
    return [f"{first.pseudonym}+{second.pseudonym}" for first, second in pairs]


def pairs_hash(names: Sequence[str]) -> str:
    """Return the hash of the list that was drawn from, as hex."""
    return hashlib.sha256(_PAIRS + "\n".join(names).encode()).hexdigest()


def newest_draw(session: BurnSession) -> WitnessDraw | None:
    """Return the newest draw for a burn, ``None`` when nothing was drawn."""
    rows = WitnessDraw.objects.filter(session=session).select_related("witness_a", "witness_b")
    return rows.order_by("-drawn_at", "-pk").first()


def designated_for(session: BurnSession) -> QuerySet[WitnessDesignation]:
    """Return who was designated as a witness of a burn, and by whom."""
    return WitnessDesignation.objects.filter(session=session).select_related("witness", "designated_by")


def designations_of(session: BurnSession) -> list[WitnessDesignation]:
    """Return who was designated as a witness of a burn, the first in front."""
    return list(designated_for(session).order_by("designated_at", "id"))


def draws_of(session: BurnSession) -> int:
    """Return how often witnesses were drawn for a burn: more than once is a question."""
    return WitnessDraw.objects.filter(session=session).count()


def named_by_lot(session: BurnSession) -> bool:
    """Say whether the witnesses of a burn are those that the newest lot fell on."""
    draw = newest_draw(session)
    named = {session.witness_a_id, session.witness_b_id}
    return draw is not None and named == {draw.witness_a_id, draw.witness_b_id}


def who_meets_whom(*, since: datetime) -> list[Coincidence]:
    """Return the pairs of badges that met on burns and journeys since then, the least likely by chance first.

    An occasion is one burn or one journey: who planned, approved, checked, watched and brought it; who gave and took.
    """
    there: dict[Any, set[str]] = defaultdict(set)
    burns = ManifestLine.objects.filter(session__starts_at__gte=since, live=True).values_list(
        "session_id", "session__planner__badge", "session__approver__badge", "session__witness_a__badge",
        "session__witness_b__badge", "checker__badge",
    )  # fmt: skip
    moved = TransferLine.objects.filter(
        transfer__purpose="departure", transfer__state="accepted", transfer__closed_at__gte=since
    ).values_list(
        "transfer_id", "transfer__giver__badge", "transfer__receiver__badge", "transfer__receiver_second__badge"
    )
    for occasion, *people in [*burns.distinct(), *moved.distinct()]:
        there[occasion] |= {str(badge) for badge in people if badge}
    return coincidences(there.values())


def _agency(officer: Officer) -> str:
    return officer.unit.agency if officer.unit is not None else ""
