"""What the law asks of an order after it was recorded: again when it is verified, when its burn is approved, and at the
fire, whatever was asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.deadlines.selectors import database_now
from custody.destruction import authority_policies, decision_policies, law_policies, sample_policies
from custody.destruction.selectors import decisions, law
from custody.destruction.selectors.kept_samples import bulks_of
from custody.destruction.selectors.noticed import told_by
from custody.destruction.selectors.retained import short_of_retained
from custody.destruction.selectors.whose_law import lying_elsewhere

if TYPE_CHECKING:
    from custody.destruction.models import DestructionOrder, OrderLine
    from custody.evidence.models import HandlingUnit
    from custody.organisation.selectors.requirements import Requirements


def check_release(
    units: Sequence[HandlingUnit],
    lines: Mapping[UUID, OrderLine],
    *,
    asked: Mapping[UUID, Sequence[Requirements]],
) -> None:
    """Return when nothing of the law stands between the orders of the units and the fire; raise the first that does.

    ``asked`` is ``law.asked_of`` them. The rules are those that hold now, also for a burn that is recorded late; who
    may order a quantity, those of when it was ordered.
    """
    check_law_known(units)
    sample_policies.check_served(units, bulks_of(units), asked, at=database_now())
    law_policies.check_sampled(units, law.short_of_samples(units, asked))
    check_told_still(units, {key: line.order for key, line in lines.items()}, asked=asked)
    _check_authority_still(units, lines, asked=asked)
    spoken = law.unconfirmed(lines.values())
    orders = {line.order_id for line in lines.values()}
    consented, revoking = law.consented(orders), decisions.waiting_on(orders, kind="revoke_order")
    appeals = law.appeals_of(line.order_id for line in lines.values())
    seizures = law.seizures_of(units)
    instructed = law.under_instruction(seizures)
    retentions, short = law.retentions_of(seizures), short_of_retained(units)
    notices, reported = law.notices_of(seizures), law.numbers_of(seizures)
    for unit in units:
        line = lines[unit.id]
        seizure_id = unit.seizure_id
        law_policies.check_report_drawn(unit, asked[unit.id], reported=seizure_id in reported)
        decision_policies.check_not_being_revoked(unit, revoking=line.order_id in revoking)
        law_policies.check_judge_at_fire(
            unit, line.order, asked[unit.id], instructed=seizure_id in instructed,
            consented=line.order_id in consented,
        )  # fmt: skip
        law_policies.check_lawful(
            unit,
            asked=asked[unit.id],
            unconfirmed=line.order_id in spoken,
            appeal=appeals.get(line.order_id),
            notices=[] if seizure_id is None else notices.get(seizure_id, []),
            retentions=[] if seizure_id is None else retentions.get(seizure_id, []),
            is_short=unit.id in short,
        )


def check_law_known(units: Sequence[HandlingUnit]) -> None:
    """Return when each unit lies in the country of its law, or two people verified that it is under it all the same:
    who may order it to the fire follows from that law."""
    decision_policies.check_law_confirmed(lying_elsewhere(units))


def check_told_still(
    units: Sequence[HandlingUnit], orders: Mapping[UUID, DestructionOrder], *,
    asked: Mapping[UUID, Sequence[Requirements]],
) -> None:
    """Return when the notices still tell of each unit, by the rules of today, or by those of when it was ordered: a law
    that changed since takes back no order that was given. ``orders`` by unit."""
    by_order: dict[DestructionOrder, list[HandlingUnit]] = {}
    notices = law.notices_of(law.seizures_of(units))
    told = told_by(units, notices)
    for unit in units:
        if not law_policies.is_told(asked[unit.id], told[unit.id]):
            by_order.setdefault(orders[unit.id], []).append(unit)
    for order, those in by_order.items():
        then = law.asked_of(those, at=order.recorded_at)
        for unit in those:
            law_policies.check_told(unit, is_told=law_policies.is_told(then[unit.id], told[unit.id]))


def _check_authority_still(
    units: Sequence[HandlingUnit], lines: Mapping[UUID, OrderLine], *, asked: Mapping[UUID, Sequence[Requirements]]
) -> None:
    """Return when the authority of each order is enough for what its seizure weighs by now.

    What passes under the rules of today passes; the rest is asked under those of when it was ordered: a law that
    changed since takes back no order that was given.
    """
    by_order: dict[UUID, list[HandlingUnit]] = {}
    for unit in units:
        if not authority_policies.is_enough(asked[unit.id], authority=lines[unit.id].order.authority):
            by_order.setdefault(lines[unit.id].order_id, []).append(unit)
    for those in by_order.values():
        order = lines[those[0].id].order
        authority_policies.check_authority_at_fire(
            those, law.asked_of(those, at=order.recorded_at), authority=order.authority
        )
