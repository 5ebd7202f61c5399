"""Counting blind: two people count, one after the other, and neither is told how many there should be."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotPermitted
from custody.core.events import UNIT_COUNTED_2, UNIT_VALUED
from custody.evidence import entries, permissions, policies
from custody.evidence.actions import overloading, steps
from custody.evidence.locking import lock_place, lock_unit_and_outermost
from custody.evidence.models import Count
from custody.evidence.selectors import room
from custody.evidence.selectors.counts import is_settled, unsettled_count
from custody.evidence.selectors.places import place_now
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.core.money import Money
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


def record_count(
    *, act: Act, unit_id: UUID, package_count: int, currency: str | None = None, amount_minor: int | None = None,
    expected_seq: int | None = None,
) -> Count:
    """Record how many packages somebody counted in a unit, and return the count.

    The first count waits for a second person, who does not see it. Two that agree are held against the books: another
    number than booked opens a discrepancy, without tolerance. Two that do not agree settle nothing: a third person
    counts, against the second. Of cash they also say how much money it is: two that agree on another amount than was
    told open a discrepancy as well, and from then on the unit is worth what two counted.

    Who: anybody who may handle goods, and made none of the counts that wait. When: while the unit is live. Appends
    ``unit.counted/2``, ``discrepancy.opened/1`` where two agree on another number or amount than the books, and
    ``unit.valued/1`` where they agree on an amount; ``place.overfilled/1`` where that brings its place above what it
    may hold in euros: it lies there all the same.
    """
    entries.clean_count(package_count)
    with recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_weigh(act.actor, unit, outermost, occasion="count")
        policies.check_goods(unit)
        if unit.kind == "sample":
            raise InvalidInput("count.sample", "A sample is weighed, not counted", field="package_count")
        money = entries.clean_money(currency=currency, amount_minor=amount_minor, kind=unit.kind)
        first = unsettled_count(unit)
        _check_another(first, act)
        count = Count(
            unit=unit, stream_id=unit.stream_id, answers=first, package_count=package_count, currency=currency,
            amount_minor=amount_minor, counted_by=act.actor, counted_at=record.at,
        )  # fmt: skip
        count.save(force_insert=True)
        record.append(
            UNIT_COUNTED_2,
            on=unit,
            rows=[count],
            count_id=count.id,
            answers_id=None if first is None else first.id,
            package_count=package_count,
            currency=currency,
            amount_minor=amount_minor,
            counted_by=act.actor.pseudonym,
        )
        if is_settled(count):
            _compare(record, unit, package_count, money, outermost=outermost)
        record.result = {"count": str(count.id), "unit": str(unit.id), "settled": is_settled(count)}
    return count


def _check_another(first: Count | None, act: Act) -> None:
    """Return when the actor made neither the count that waits nor the one that it answers."""
    if first is None:
        return
    before = {first.counted_by_id, None if first.answers is None else first.answers.counted_by_id}
    if act.actor.id in before:
        raise NotPermitted("count.own", "You counted this already. Another person must count it now")


def _compare(
    record: Record, unit: HandlingUnit, package_count: int, money: Money | None, *, outermost: HandlingUnit
) -> None:
    """Hold what two agree on against the books: one discrepancy, whether it is the number or the amount."""
    booked, found = [], []
    if unit.package_count is not None and unit.package_count != package_count:
        booked.append(str(unit.package_count))
        found.append(str(package_count))
    if money is not None and unit.money is not None and unit.money != money:
        booked.append(str(unit.money))
        found.append(str(money))
    if booked:
        steps.open_discrepancy(
            record, unit, kind="count", by=record.act.actor, expected=", ".join(booked), found=", ".join(found)
        )
    if money is not None:
        place = place_now(outermost)
        place = None if place is None or place.cap_eur is None else lock_place(place)
        was_over = 0 if place is None else room.excess(place).eur
        unit.currency, unit.amount_minor, unit.amount_counted = money.currency, money.amount_minor, True
        unit.save(update_fields=["currency", "amount_minor", "amount_counted"])
        steps.tell_value(record, unit)
        if place is not None and room.excess(place).eur > was_over:
            overloading.note(record, place, cause=UNIT_VALUED.code)
