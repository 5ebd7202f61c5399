"""What the law asked for before the fire began, and came only after: the burn is a fact, and somebody looks at why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from custody.core.texts import kept
from custody.destruction import law_policies
from custody.destruction.actions import contradicting
from custody.destruction.models import Instruction, JudgeConsent, SpokenOrder
from custody.destruction.selectors import gates, law

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from custody.destruction.models import BurnSession
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record

PAPER, NO_PAPER = kept("confirmed in writing before the fire began"), kept("confirmed after the fire began")
JUDGE, NO_JUDGE = kept("authorised by a judge before the fire began"), kept("authorised after the fire began")
SETTLED, UNSETTLED = kept("the time of the law over before the fire"), kept("the time of the law not over at the fire")
SAMPLED, UNSAMPLED = kept("sampled before the fire began"), kept("not sampled enough when the fire began")
PICTURED, UNPICTURED = kept("photographed before the fire began"), kept("photographed after the fire began")
"""As a discrepancy tells them."""


def came_later(record: Record, session: BurnSession, units: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy on the first unit of each seizure that burnt before something was there which the release
    asks for (invariant 3): the release asks when the burn is recorded, this asks when the fire began.

    An officer enters whole minutes: what came in the minute in which the fire began came in time.
    """
    assert session.burn_started_at is not None  # noqa: S101 - it burnt
    until = session.burn_started_at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    late: dict[tuple[str, str], list[HandlingUnit]] = {}
    for unit, words in came_from(units, until=until):
        late.setdefault(words, []).append(unit)
    for (expected, found), those in late.items():
        for unit in contradicting.first_of_each_seizure(those):
            contradicting.differs(record, unit, expected=expected, found=found, kind="time")


def came_from(units: Sequence[HandlingUnit], *, until: datetime) -> Iterator[tuple[HandlingUnit, tuple[str, str]]]:
    """Yield each unit with what it was burnt without, as expected and found. What came from ``until`` on is late."""
    lines, asked, seizures = gates.order_lines(unit.id for unit in units), law.asked_of(units), law.seizures_of(units)
    orders = {line.order_id for line in lines.values()}
    spoken = _ids(SpokenOrder.objects.filter(order__in=orders, confirmed_at__gte=until).values_list("order"))
    consents = _ids(JudgeConsent.objects.filter(order__in=orders, authorised_at__gte=until).values_list("order"))
    instructed = _ids(
        Instruction.objects.filter(seizure__in=seizures, opened_at__lt=until, closed_at=None).values_list("seizure")
    )
    appeals, notices, retentions = law.appeals_of(orders), law.notices_of(seizures), law.retentions_of(seizures)
    lacking, short = gates.lacks(units, until=until), law.short_of_samples(units, asked, until=until)
    for unit in units:
        order = lines[unit.id].order
        if order.id in spoken:
            yield unit, (PAPER, NO_PAPER)
        if order.id in consents and law_policies.lacks_judge(
            order, [asked[unit.id]], instructed=unit.seizure_id in instructed, consented=False
        ):
            yield unit, (JUDGE, NO_JUDGE)
        appeal = appeals.get(order.id) if any(each.appeal == "suspensive" for each in asked[unit.id]) else None
        waited: list[tuple[datetime | None, datetime | None]] = [] if appeal is None else [(None, appeal.closed_at)]
        if unit.seizure_id is not None:
            waited += [(each.served_at, each.closed_at) for each in notices.get(unit.seizure_id, [])]
            waited += [(each.asked_at, each.decided_at) for each in retentions.get(unit.seizure_id, [])]
        if any((began is None or began < until) and ended is not None and ended >= until for began, ended in waited):
            yield unit, (SETTLED, UNSETTLED)
        if unit.id in short or "sample" in lacking.get(unit.id, ()):
            yield unit, (SAMPLED, UNSAMPLED)
        if "photo" in lacking.get(unit.id, ()):
            yield unit, (PICTURED, UNPICTURED)


def _ids(found: Iterable[tuple[UUID]]) -> set[UUID]:
    return {each for (each,) in found}
