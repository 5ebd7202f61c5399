"""Weighing again, and resolving what a weighing, a count or a seal showed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import DISCREPANCY_RESOLVED, SWAP_CONFIRMED
from custody.core.lifecycle import CustodyState
from custody.evidence import entries, lists, permissions, policies
from custody.evidence.actions import signatures, weights
from custody.evidence.exceptions.policies import check_located
from custody.evidence.locking import lock_unit_and_outermost, lock_units
from custody.evidence.other_weights import check_like_the_others
from custody.evidence.permissions_of_command import check_did_not_command
from custody.evidence.permissions_of_swaps import check_swap_answered, resolvers_of
from custody.evidence.selectors import disputes, facts, timeline
from custody.evidence.selectors.places import has_left_its_place
from custody.evidence.selectors.swaps import answer_to, is_confirmed
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import Reading
    from custody.evidence.models import Discrepancy, HandlingUnit, Weighing
    from custody.ledger.recording import Record

CHECK_OCCASIONS = tuple(each for each in lists.OCCASIONS if each not in {"seizure", "sampling"})
"""The first weight is taken when a unit is registered, that of a sample when it is taken."""


def record_weighing(
    *,
    act: Act,
    unit_id: UUID,
    reading: Reading,
    occasion: str = "check",
    witness_badge: str | None = None,
    expected_seq: int | None = None,
    looked_again: bool = False,
) -> Weighing:
    """Record what a unit weighs now, compare it with what was booked, and return the weighing.

    Beyond tolerance, or with another count than booked, a discrepancy is opened and the unit is frozen. What
    was
    booked stays: ``unit.gross_mg`` is not changed.

    The first weight of a unit that is far off those of its sisters is asked once again, for a comma slips easily;
    ``looked_again`` says that the scale really shows it, and then it is recorded as it is.

    Who: anybody who may handle goods; a device as a check. When: while the unit is live.
    Appends ``unit.weighed/1``, and ``discrepancy.opened/1`` for each difference; for the first weight of goods that
    left the quay without one ``unit.booked/1`` and ``signature.owed/1``: two people answer for it (R24).
    """
    entries.chosen(occasion, CHECK_OCCASIONS, field="occasion")
    witness = None if witness_badge is None else officer_by_badge(badge=witness_badge, field="witness_badge")
    with recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_weigh(act.actor, unit, outermost, occasion=occasion)
        if witness is not None:
            permissions.check_witness(act.actor, witness)
        if not looked_again:
            check_like_the_others(unit, reading)
        # What one officer carried from the quay to a store is still "seized" there.
        left_unweighed = unit.gross_mg is None and (
            unit.custody_state != CustodyState.SEIZED or has_left_its_place(outermost)
        )
        weighing, opened = weights.weigh(record, unit, reading, occasion=occasion, by=act.actor, witness=witness)
        if left_unweighed and unit.gross_mg is not None:
            signatures.owe_first_weight(record, unit, wanted=witness)
        record.result = {
            "weighing": str(weighing.id),
            "unit": str(unit.id),
            "discrepancies": [str(discrepancy.id) for discrepancy in opened],
        }
    return weighing


def resolve_discrepancy(
    *, act: Act, discrepancy_id: UUID, resolution: str, expected_seq: int | None = None
) -> Discrepancy:
    """Say what explains a discrepancy, and return it. The unit stays frozen while another one is open.

    From then on the weight or count that showed it is what the next weighing is compared with. Another seal on a
    vehicle is one difference on all that rode in it, and so is an objection on all that it covers, and what was open
    when a frozen unit was packed anew: what explains it for one explains it for all. What explains where goods were
    that came back whole explains where the unit was that they were written off as, unless who says so opened that.
    ``expected_seq`` is that of the unit.

    Who: a supervisor who neither opened it nor ever had the unit in custody, nor ordered what is objected to.
    When: while it is open. Where a unit is that is searched for nobody explains: it is found first, or written off by
    two. Where a negative test opened it, a laboratory has said what is in a sample taken since, and
    who resolves it had no part in the test, the sample or the result; where that found no drugs either, an auditor or
    internal affairs says so instead of a supervisor: the goods were swapped, what was in them is booked as lost, and
    what is there instead is destroyed as goods, on the act of an authority.
    Appends ``discrepancy.resolved/1``, and ``swap.confirmed/1`` for each unit that was swapped.
    """
    resolution = entries.clean_reason(resolution, field="resolution")
    with recording(act, authorises=True) as record:
        together = disputes.same_question(facts.discrepancy(discrepancy_id))
        asked = {row.unit_id for row in (*together, *disputes.answered_by_comeback(together))}
        if len(asked) > 1:
            lock_units(sorted(asked))
        unit, outermost = lock_unit_and_outermost(facts.discrepancy(discrepancy_id).unit_id)
        discrepancy = facts.discrepancy(discrepancy_id)
        policies.check_version(unit, expected_seq)
        roles = resolvers_of(together)
        permissions.check_can_resolve(act.actor, discrepancy, former=timeline.custodians_of(outermost), roles=roles)
        if discrepancy.discrepancy_kind in lists.OF_A_SEARCH and not unit.is_gone:
            check_located(unit)
        check_did_not_command(act.actor, discrepancy)
        check_swap_answered(act.actor, together)
        confirmed = {row.id: row for row in together if is_confirmed(row)}
        _resolve(record, unit, discrepancy, resolution)
        seen = {unit.id: unit}
        for row in disputes.same_question(discrepancy):
            if row.resolved_at is None:
                here = seen.setdefault(row.unit_id, row.unit)
                former = timeline.custodians_of(facts.outermost_of(here))
                permissions.check_can_resolve(act.actor, row, former=former, roles=roles)
                _resolve(record, here, row, resolution)
        for row in disputes.answered_by_comeback(together):
            here, former = seen.setdefault(row.unit_id, row.unit), timeline.custodians_of(row.unit)
            # Another supervisor is asked where this one opened it.
            if row.opened_by_id != act.actor.id and act.actor.pseudonym not in former:
                _resolve(record, here, row, resolution)
        for row in confirmed.values():
            _confirm_swap(record, seen[row.unit_id], row)
        record.result = {"discrepancy": str(discrepancy.id), "unit": str(unit.id)}
    return discrepancy


def _confirm_swap(record: Record, unit: HandlingUnit, found: Discrepancy) -> None:
    """Write that what was in a unit is gone, and what is in it now was put in its place."""
    answer = answer_to(found)
    assert answer is not None  # noqa: S101 - it was confirmed by it
    record.append(
        SWAP_CONFIRMED, on=unit, discrepancy_id=found.id, result_id=answer.id, confirmed_at=record.at,
        gross_mg=unit.gross_mg, confirmed_by=record.act.actor.pseudonym,
    )  # fmt: skip


def _resolve(record: Record, unit: HandlingUnit, discrepancy: Discrepancy, resolution: str) -> None:
    discrepancy.resolved_by = record.act.actor
    discrepancy.resolved_at = record.at
    discrepancy.resolution = resolution
    discrepancy.save(update_fields=["resolved_by", "resolved_at", "resolution"])
    still_open = facts.has_open_discrepancy(unit)
    unit.discrepancy_open = still_open
    unit.save(update_fields=["discrepancy_open"])
    record.append(
        DISCREPANCY_RESOLVED,
        on=unit,
        rows=[discrepancy],
        discrepancy_id=discrepancy.id,
        resolved_at=record.at,
        still_open=still_open,
        resolved_by=record.act.actor.pseudonym,
        resolution=resolution,
    )
