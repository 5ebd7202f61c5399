"""Holds: an authority's written bar to the fire. It holds at once, and needs a second pair of eyes to stop clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import (
    HOLD_CAME_LATE,
    HOLD_FELL_AWAY,
    HOLD_LIFTED,
    HOLD_LIFTED_BESIDE,
    HOLD_LIFTED_WITH_ORDER,
    HOLD_PLACED,
    HOLD_RENEWED,
    HOLD_VERIFIED,
    EventType,
)
from custody.core.texts import kept
from custody.destruction import decision_permissions, hold_policies, law_policies, lists, permissions
from custody.destruction.actions import contradicting, manifest
from custody.destruction.actions.deciding import write_decision
from custody.destruction.locking import lock_burns_of, lock_hold
from custody.destruction.selectors import gates, holds, local_days
from custody.evidence import entries
from custody.evidence.locking import lock_unit, lock_units
from custody.evidence.models import HandlingUnit, Hold
from custody.evidence.photos import StoredFiles
from custody.evidence.policies import check_version
from custody.evidence.selectors.exceptions import BY_LABORATORY, is_over
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.entries import DecisionPaper
    from custody.destruction.models import AuthorityDecision
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Officer

REVIEW_AFTER = timedelta(days=30)
"""When it is asked whether a hold still stands, unless the authority names an earlier day."""
HELD_BACK = "held"
HELD, GONE_BEFORE = kept("held back by an authority"), kept("gone before its act came")
USED_UP = kept("used up by a laboratory")
"""As a discrepancy tells them."""


def place_hold(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    authority: str,
    reference: str,
    reason: str,
    review_at: datetime | None = None,
) -> list[Hold]:
    """Hold units back from the fire, at once, and return the holds. Those that are in a burn leave it.

    The clocks of the law stand still from now on, once another person has verified the hold. ``reference`` and
    ``reason`` are the paper's own.

    Who: anybody of the house who holds the letter. When: goods in custody that lie in no other unit, that this act does
    not hold yet (others may: each holds until it is lifted), and that did not go into the fire before two witnesses.
    What they only signed for is held all the same, and frozen: they said that they saw it burn. Goods that burnt, were
    given away or came to another end before the letter did are named by it as well: nothing of them changes, and
    somebody has to explain it. Appends ``hold.placed/1`` for every unit, and ``unit.unscheduled/1`` for one that was in
    a burn; for what is gone ``hold.came_late/1`` and ``discrepancy.opened/1``.
    """
    who = entries.chosen(authority, lists.HOLD_AUTHORITIES, field="authority")
    paper = entries.clean_text(reference, field="reference", most=lists.REFERENCE_MOST)
    if paper is None:
        raise InvalidInput("hold.no_reference", "Enter the reference of the written act", field="reference")
    why = entries.clean_reason(reason, most=lists.REASON_MOST)
    with recording(act, authorises=True) as record:
        lock_burns_of(unit_ids)
        units = lock_units(unit_ids)
        permissions.check_can_place_hold(act.actor, units, gates.seen_burning(units))
        review = review_at or record.at + REVIEW_AFTER
        hold_policies.check_review(review, at=record.at, most=REVIEW_AFTER)
        late, there = [unit for unit in units if is_over(unit)], [unit for unit in units if not is_over(unit)]
        _write_late(record, late, authority=who, reference=paper, reason=why)
        placed = (
            write_holds(record, there, authority=who, reference=paper, reason=why, review_at=review) if there else []
        )
        record.result = {"holds": [str(hold.id) for hold in placed]}
    return placed


def _write_late(
    record: Record, units: Sequence[HandlingUnit], *, authority: str, reference: str, reason: str
) -> None:
    """Write that an act names units which are gone: a fact that is told, and that holds nothing. A step."""
    for unit in units:
        record.append(
            HOLD_CAME_LATE, on=unit, authority=authority, recorded_at=record.at, reference=reference, reason=reason,
            recorded_by=record.act.actor.pseudonym,
        )  # fmt: skip
        contradicting.differs(record, unit, expected=HELD, found=GONE_BEFORE, kind="late_hold")


def write_holds(
    record: Record,
    units: Sequence[HandlingUnit],
    *,
    authority: str,
    reference: str,
    reason: str,
    review_at: datetime,
    placed_by: Officer | None = None,
) -> list[Hold]:
    """Hold locked units back and return the holds; those that are in a burn leave it. A step.

    What a laboratory holds back the authority holds back from now on: no two people send it away in spite of that.
    Where the authority lifts its hold, and no drugs were found since either, the laboratory's holds again. What another
    authority holds back it holds on: the goods are free when the last of them lets go.

    Raises ``NotAllowedNow`` for a unit that this very act holds back already.
    """
    who = placed_by or record.act.actor
    standing = holds.holds_on(unit.id for unit in units)
    for unit in units:
        hold_policies.check_other_act(unit, standing[unit.id], authority=authority, reference=reference)
        for hold in standing[unit.id]:
            if hold.authority == BY_LABORATORY:
                permissions.check_can_take_place(record.act.actor, hold)
                end(record, unit, hold)
    manifest.take_out(record, manifest.with_units(gates.scheduled_lines(units), units), reason=HELD_BACK)
    manifest.set_authority(units, code=HOLD_PLACED.code)
    placed = [
        Hold(
            unit=unit, stream_id=unit.stream_id, authority=authority, reference=reference, reason=reason,
            placed_by=who, placed_at=record.at, review_at=review_at,
        )
        for unit in units
    ]  # fmt: skip
    Hold.objects.bulk_create(placed)
    for hold in placed:
        record.append(
            HOLD_PLACED,
            on=hold.unit,
            rows=[hold],
            hold_id=hold.id,
            authority=authority,
            placed_at=record.at,
            review_at=review_at,
            reference=reference,
            reason=reason,
            placed_by=who.pseudonym,
        )
    return placed


def verify_hold(*, act: Act, hold_id: UUID, expected_seq: int | None = None) -> Hold:
    """Confirm that a hold is what its paper says, and return it: the clocks of the law stand still from when it was
    placed.

    Who: a case officer or supervisor other than who placed it. When: it lasts and nobody has verified it. Appends
    ``hold.verified/1``.
    """
    with recording(act, authorises=True) as record:
        hold, unit = _locked(hold_id, expected_seq)
        permissions.check_can_verify_hold(act.actor, hold)
        hold.verified_by, hold.verified_at = act.actor, record.at
        hold.save(update_fields=["verified_by", "verified_at"])
        record.append(
            HOLD_VERIFIED,
            on=unit,
            rows=[hold],
            hold_id=hold.id,
            verified_at=record.at,
            verified_by=act.actor.pseudonym,
        )
        record.result = {"holds": [str(hold.id)]}
    return hold


def renew_hold(
    *, act: Act, hold_id: UUID, review_at: datetime | None = None, expected_seq: int | None = None
) -> Hold:
    """Say that a hold still stands and when it is asked again, thirty days at most from now; return it.

    Who: a case officer. When: it lasts. Appends ``hold.renewed/1``.
    """
    with recording(act, authorises=True) as record:
        hold, unit = _locked(hold_id, expected_seq)
        permissions.check_can_renew_hold(act.actor, hold)
        review = review_at or record.at + REVIEW_AFTER
        hold_policies.check_review(review, at=record.at, most=REVIEW_AFTER)
        hold.review_at = review
        hold.save(update_fields=["review_at"])
        record.append(
            HOLD_RENEWED,
            on=unit,
            rows=[hold],
            hold_id=hold.id,
            review_at=review,
            renewed_by=act.actor.pseudonym,
        )
        record.result = {"holds": [str(hold.id)]}
    return hold


def lift_hold(
    *, act: Act, hold_id: UUID, paper: DecisionPaper, expected_seq: int | None = None
) -> AuthorityDecision:
    """Record that its authority lifted a hold, and return the decision. It holds until another person has verified it.

    Who: a case officer or supervisor. When: it lasts, and where a laboratory placed it, drugs were found after all.
    Appends ``decision.recorded/1``.
    """
    with StoredFiles() as files, recording(act, authorises=True) as record:
        hold, unit = _locked(hold_id, expected_seq)
        decision_permissions.check_can_record_decision(act.actor)
        law_policies.check_liftable(hold)
        return write_decision(
            record, files, paper, kind="lift_hold", subject_id=hold.id, authority=hold.authority,
            seized=local_days.seized_there([unit]),
        )  # fmt: skip


def end_hold(record: Record, decision: AuthorityDecision) -> None:
    """Lift the hold that a verified decision is about. With the last one on the unit the clocks of the law run on, and
    an order that was verified counts again. A step.

    Who: not who placed it. When: still liftable, and where it is the last, no order on the unit waits for its second
    pair of eyes. Appends what ``end`` does.
    """
    hold, unit = _locked(decision.subject_id, None)
    permissions.check_can_lift_hold(record.act.actor, hold)
    if not holds.others_on(hold):
        hold_policies.check_order_settled(unit, holds.order_of(unit))
    end(record, unit, hold)


def end(record: Record, unit: HandlingUnit, hold: Hold) -> None:
    """End a hold on a locked unit. Appends ``hold.lifted_beside/1`` where another one lasts, else
    ``hold.lifted_with_order/1``, or ``hold.lifted/1`` where there is no order either. A step."""
    event: EventType = HOLD_LIFTED if holds.order_of(unit) is None else HOLD_LIFTED_WITH_ORDER
    if holds.others_on(hold):
        event = HOLD_LIFTED_BESIDE
    manifest.set_authority([unit], code=event.code)
    who = record.act.actor
    hold.lifted_by, hold.lifted_at = who, record.at
    hold.save(update_fields=["lifted_by", "lifted_at"])
    record.append(event, on=unit, rows=[hold], hold_id=hold.id, lifted_at=record.at, lifted_by=who.pseudonym)


def fall_away(record: Record, entries: list[Entry]) -> None:
    """End every hold on a sample that was used up, and freeze what an authority held back: that it is no more is a
    fact, and so is that it happened in spite of a written act. Nobody lifted the hold. A step; runs as a reaction.

    Appends ``hold.fell_away/1`` for each hold, and ``discrepancy.opened/1`` for each unit.
    """
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    for unit_id, standing in holds.holds_on(units).items():
        unit = units[unit_id]
        for hold in standing:
            hold.lifted_at = record.at
            hold.save(update_fields=["lifted_at"])
            record.append(HOLD_FELL_AWAY, on=unit, rows=[hold], hold_id=hold.id, lifted_at=record.at)
        if any(hold.authority != BY_LABORATORY for hold in standing):
            contradicting.differs(record, unit, expected=HELD, found=USED_UP, kind="held_used")


def _locked(hold_id: UUID, expected_seq: int | None) -> tuple[Hold, HandlingUnit]:
    """Return the hold and its unit as they stand now; the unit is locked first, like everywhere."""
    unit = lock_unit(holds.unit_id_of(hold_id))
    hold = lock_hold(hold_id)
    check_version(hold, expected_seq)
    hold.unit = unit
    return hold, unit
