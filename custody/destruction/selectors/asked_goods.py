"""What became of the goods that a magistrate was asked about, and what of them an order of his leaves out (C16)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.destruction.models import OrderLine
from custody.destruction.selectors.papers import units_asked
from custody.evidence.models.unit import NO_DRUGS
from custody.evidence.selectors.exceptions import became, is_over
from custody.evidence.selectors.facts import made_out_of, what_became_of

if TYPE_CHECKING:
    from custody.destruction.models import OrderRequest
    from custody.evidence.models import HandlingUnit


def asked_now(request: OrderRequest) -> list[UUID]:
    """Return the units that the goods of a request are now, by primary key: themselves, or what they became.

    What is gone is left out, and so is what has more in it than was shown: a bag that was merged with another, which
    nobody asked about, or a load that was put in their place.
    """
    shown = units_asked(request)
    now = [unit for unit in became(shown) if not is_over(unit) and (unit in shown or unit.kind not in NO_DRUGS)]
    ids = [unit.id for unit in shown]
    known = what_became_of(ids).union(*made_out_of(ids).values())
    sources = made_out_of(unit.id for unit in now)
    return sorted(unit.id for unit in now if sources[unit.id] <= known)


def left_out(request: OrderRequest) -> list[str]:
    """Return the labels of what was asked about and stands neither itself nor as what it became under the order that
    the request was answered with; none where there is no order."""
    if request.order_id is None:
        return []
    ordered = set(OrderLine.objects.filter(order=request.order_id).values_list("unit_id", flat=True))
    return [unit.label for unit in units_asked(request) if not _stands_for(unit) & ordered]


def _stands_for(unit: HandlingUnit) -> set[UUID]:
    return {unit.id, *(each.id for each in became([unit]))}
