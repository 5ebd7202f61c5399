"""When: what an authority may hold back, and what its hold needs. Several may hold one unit: each act is a fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.evidence import policies as evidence

if TYPE_CHECKING:
    from custody.destruction.models import DestructionOrder
    from custody.evidence.models import HandlingUnit, Hold


def check_holdable(unit: HandlingUnit) -> None:
    """Return for goods in custody that lie in no other unit, held back by others or not. A sample too: once its bulk is
    gone an order may let it go.
    """
    evidence.check_outermost(unit)
    evidence.check_goods(unit)
    evidence.check_live(unit)
    check_named(unit)


def check_named(unit: HandlingUnit) -> None:
    """Return for goods that the letter of a hold may name though they came to their end before it came."""
    evidence.check_outermost(unit)
    evidence.check_goods(unit)


def check_other_act(unit: HandlingUnit, standing: Iterable[Hold], *, authority: str, reference: str) -> None:
    """Return unless this very act holds the unit back already; what other acts hold back stays held by each of them."""
    if holds_already(standing, authority=authority, reference=reference):
        raise NotAllowedNow("hold.placed", "{label} is held back by this act already", label=unit.label)


def holds_already(standing: Iterable[Hold], *, authority: str, reference: str) -> bool:
    """Say whether one of the holds rests on this act; a reference is the same however it is written."""
    act = (authority, reference.casefold())
    return any((hold.authority, hold.reference.casefold()) == act for hold in standing)


def check_same_holds(holds: Iterable[Sequence[Hold]]) -> None:
    """Return when the same written acts hold back all of what becomes one unit, or nothing holds back any of it."""
    if len({frozenset((hold.authority, hold.reference) for hold in each) for each in holds}) > 1:
        raise NotAllowedNow(
            "merge.holds", "Units under different holds never become one. Leave them apart until the holds are lifted"
        )


def check_review(review_at: datetime, *, at: datetime, most: timedelta) -> None:
    """Return for a day to come, within the time after which a hold is asked for again."""
    if not at < review_at <= at + most:
        raise InvalidInput(
            "hold.review", "A hold is reviewed within {days} days. Choose a day to come", field="review_at",
            days=most.days,
        )  # fmt: skip


def check_hold_lasts(hold: Hold) -> None:
    """Return while the hold is not lifted."""
    if hold.lifted_at is not None:
        raise NotAllowedNow("hold.lifted", "This hold is lifted already")


def check_hold_unverified(hold: Hold) -> None:
    """Return while the hold lasts and waits for its second pair of eyes."""
    check_hold_lasts(hold)
    if hold.verified_at is not None:
        raise NotAllowedNow("hold.verified", "This hold is verified already")


def check_order_settled(unit: HandlingUnit, order: DestructionOrder | None) -> None:
    """Return when no order on the unit waits to be verified: nobody could say what the unit goes back to."""
    if order is not None and order.state == "recorded":
        raise NotAllowedNow(
            "hold.order_waits", "An order on {label} waits to be verified. Do that first", label=unit.label
        )
