"""Orders of committees: who signed their minutes, how many have to, and what waits for a member (R17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.authority_rules import COMMITTEES, FEWEST_MEMBERS
from custody.core.errors import NotFound
from custody.destruction.models import DestructionOrder, MemberSignature
from custody.destruction.selectors import law
from custody.ledger.sealing import unseal
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer
    from custody.organisation.selectors.requirements import Requirements


@dataclass(frozen=True, slots=True)
class Standing:
    """How many members signed the minutes of an order, and how many have to; 0 where no committee is asked for.
    ``minutes`` is the number that most of them signed."""

    needed: int
    signed: int
    minutes: str | None


def standing_of(order: DestructionOrder, asked: Mapping[UUID, Sequence[Requirements]]) -> Standing:
    """Return how far the minutes of an order are signed; ``asked`` is ``law.asked_of`` its units.

    Who gave it on his own page speaks as a member already; as many as ``FEWEST_MEMBERS`` sign besides in any case.
    """
    needed = _needed(order, asked)
    if needed == 0:
        return Standing(0, 0, None)
    signers: dict[str, set[UUID]] = defaultdict(set)
    for row in signatures_of(order):
        signers[minutes_of(row)].add(row.member_id)
    minutes = max(signers, key=lambda number: len(signers[number]), default=None)
    return Standing(needed, 0 if minutes is None else len(signers[minutes]), minutes)


def standing_now(order: DestructionOrder) -> Standing:
    """Return the same by the law of now, for a page; nothing is looked up for an order that no committee gave."""
    if order.authority not in COMMITTEES:
        return Standing(0, 0, None)
    lines = order.lines.filter(live=True).select_related("unit")
    return standing_of(order, law.asked_of([line.unit for line in lines]))


def signatures_under(order: DestructionOrder) -> QuerySet[MemberSignature]:
    """Return the signatures under the minutes of an order."""
    return MemberSignature.objects.filter(order=order).select_related("member")


def signatures_of(order: DestructionOrder) -> list[MemberSignature]:
    """Return the signatures under the minutes of an order, the first in front."""
    return list(signatures_under(order).order_by("signed_at", "id"))


def minutes_of(row: MemberSignature) -> str:
    """Return the number of the minutes that a member signed; raise ``IntegrityBroken`` when it does not open."""
    return unseal(row.minutes_sealed, bound_to=f"minutes:{row.id}".encode()).decode()


def orders_of_committees(officer: Officer) -> QuerySet[DestructionOrder]:
    """Return the orders of committees, for a member of one; none for anybody else."""
    rows = DestructionOrder.objects.filter(authority__in=COMMITTEES).select_related("recorded_by")
    return rows if officer.is_active and officer.has_role(Role.COMMITTEE) else rows.none()


def minutes_to_sign(officer: Officer) -> list[DestructionOrder]:
    """Return the orders whose minutes this member may sign and has not, the oldest first."""
    rows = orders_of_committees(officer).filter(state="recorded").exclude(recorded_by=officer)
    return list(rows.exclude(members__member=officer).order_by("recorded_at", "id"))


def committee_order_for(officer: Officer, *, order_id: UUID) -> DestructionOrder:
    """Return the order of a committee; raise ``NotFound`` when there is none or the officer is no member of one."""
    found = orders_of_committees(officer).filter(pk=order_id).first()
    if found is None:
        raise NotFound
    return found


def _needed(order: DestructionOrder, asked: Mapping[UUID, Sequence[Requirements]]) -> int:
    most = max((each.members for found in asked.values() for each in found), default=0)
    if order.authority not in COMMITTEES or most == 0:
        return 0
    return max(FEWEST_MEMBERS, most - 1 if hasattr(order, "asked_for") else most)
