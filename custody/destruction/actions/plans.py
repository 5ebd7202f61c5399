"""Plans of burns: made by a planner, approved or refused by a supervisor; approved, they become burns at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import CustodyError, NotFound
from custody.core.events import PLAN_APPROVED, PLAN_MADE, PLAN_REFUSED, PLAN_SLOT_JUDGED
from custody.core.planning import Plan, Sentence, idle_exposure, plan_by_rule, sentences_of
from custody.destruction import furnace_policies, lists, permissions_planning, policies, policies_planning
from custody.destruction.actions import manifest
from custody.destruction.locking import lock_facilities
from custody.destruction.models import Facility
from custody.destruction.plan_models import BurnPlan, PlanLine
from custody.destruction.selectors import book, plans, sessions
from custody.evidence import entries
from custody.evidence import policies as evidence
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from datetime import datetime

    from custody.core.act import Act

_RISK_HOUR = 1_000_000 * 3_600 * 100
"""Milligrams x seconds x percent of one kilogram of cocaine that lies still for an hour."""


def make_plan(*, act: Act, jurisdiction: str) -> BurnPlan:
    """Make a plan of burns for the next 30 days from what lies here now, and return it. Nothing is booked yet.

    Who: a planner. When: always; it takes the place of the plan before it. Appends ``plan.made/1``, and
    ``plan.slot_judged/1`` for every free slot.
    """
    permissions_planning.check_can_make_plan(act.actor)
    with recording(act, authorises=True) as record:
        made = plan_by_rule(book.book_now(at=record.now, jurisdiction=jurisdiction))
        plan = _row(made, act=act, jurisdiction=jurisdiction, at=record.at)
        plan.stream_id = record.open_stream(kind="plan", ref=plan.id)
        plan.save(force_insert=True)
        filled = {slot.key: booked for slot, booked in made.sessions()}
        judged = sorted(
            [*((slot, None) for slot, _ in made.sessions()), *((slot, reason.value) for slot, reason in made.unfilled)],
            key=lambda row: (row[0].starts_at, row[0].key),
        )
        lines = [
            PlanLine(
                plan=plan,
                stream_id=plan.stream_id,
                slot_id=UUID(slot.key),
                reason=reason,
                planned_mg=sum(each.mg for each in filled.get(slot.key, [])),
                unit_ids=[piece.key for each in filled.get(slot.key, []) for piece in each.pieces],
            )
            for slot, reason in judged
        ]
        PlanLine.objects.bulk_create(lines)
        record.append(
            PLAN_MADE,
            on=plan,
            plan_id=plan.id,
            planner=act.actor.pseudonym,
            **{
                name: getattr(plan, name)
                for name in (
                    "jurisdiction", "layer", "digest", "session_count", "unit_count", "unfilled_count", "risk_hours",
                    "idle_risk_hours", "planned_mg", "left_mg", "zero_at",
                )
            },
        )  # fmt: skip
        for line in lines:
            record.append(PLAN_SLOT_JUDGED, on=plan, rows=[line], line_id=line.id, reason=line.reason,
                          slot_id=line.slot_id, planned_mg=line.planned_mg, unit_ids=line.unit_ids)  # fmt: skip
        record.result = {"plan": str(plan.id)}
    return plan


def approve_plan(*, act: Act, plan_id: UUID) -> BurnPlan:
    """Approve a plan and book its burns, and return it. They are planned in the name of who made the plan; each still
    needs its own approval with two witnesses. What can no longer burn is left out.

    Who: a supervisor who did not make it. When: it is the newest, less than a day old, its furnaces are in service, and
    there are still crews for it. Appends ``plan.approved/1``, and ``session.planned/1`` and ``unit.scheduled/1`` for
    what is booked.
    """
    with recording(act, authorises=True) as record:
        furnaces = {furnace.id: furnace for furnace in lock_facilities()}
        plan = _lock_plan(plan_id)
        permissions_planning.check_can_decide_plan(act.actor, plan)
        policies_planning.check_plan_fresh(
            plan, at=record.now, newest=plans.newest_plan_id(jurisdiction=plan.jurisdiction)
        )
        lines = [line for line in plans.lines_of(plan) if line.reason is None]
        units = {unit.id: unit for unit in lock_units(UUID(key) for line in lines for key in line.unit_ids)}
        bookings = _bookings(lines, units, furnaces, at=record.now)
        policies_planning.check_plan_fills(len(bookings))
        _check_staff(plan, [line for line, _ in bookings])
        for line, _ in bookings:
            furnace_policies.check_in_service(furnaces[line.slot.facility_id], [line.slot.starts_at])
        for line, those in bookings:
            manifest.book(
                record,
                furnaces[line.slot.facility_id],
                starts_at=line.slot.starts_at,
                units=those,
                planner=plan.planner,
                limit_mg=line.slot.limit_mg,
            )
        plan.state, plan.decided_by, plan.decided_at = "approved", act.actor, record.at
        plan.save(update_fields=["state", "decided_by", "decided_at"])
        booked = sum(len(those) for _, those in bookings)
        record.append(
            PLAN_APPROVED,
            on=plan,
            decided_at=record.at,
            session_count=len(bookings),
            dropped_count=plan.unit_count - booked,
            decided_by=act.actor.pseudonym,
        )
        record.result = {"plan": str(plan.id), "sessions": len(bookings), "dropped": plan.unit_count - booked}
    return plan


def refuse_plan(*, act: Act, plan_id: UUID, reason: str) -> BurnPlan:
    """Refuse a plan and return it. ``reason`` is one of ``lists.REFUSE_REASONS``.

    Who: a supervisor who did not make it. When: it is not decided yet. Appends ``plan.refused/1``.
    """
    why = entries.chosen(reason, lists.REFUSE_REASONS, field="reason")
    with recording(act, authorises=True) as record:
        plan = _lock_plan(plan_id)
        permissions_planning.check_can_decide_plan(act.actor, plan)
        plan.state, plan.decided_by, plan.decided_at = "refused", act.actor, record.at
        plan.save(update_fields=["state", "decided_by", "decided_at"])
        record.append(PLAN_REFUSED, on=plan, decided_at=record.at, reason=why, decided_by=act.actor.pseudonym)
        record.result = {"plan": str(plan.id)}
    return plan


def _row(made: Plan, *, act: Act, jurisdiction: str, at: datetime) -> BurnPlan:
    planned = sum(each.mg for each in made.bookings)
    return BurnPlan(
        jurisdiction=jurisdiction,
        layer=made.layer,
        digest=made.book.digest(),
        session_count=len(made.sessions()),
        unit_count=sum(len(each.pieces) for each in made.bookings),
        unfilled_count=len(made.unfilled),
        risk_hours=made.exposure // _RISK_HOUR,
        idle_risk_hours=idle_exposure(made.book) // _RISK_HOUR,
        planned_mg=planned,
        left_mg=sum(lot.mg for lot in made.book.lots) - planned,
        zero_at=made.time_to_zero,
        planner=act.actor,
        made_at=at,
        sentences=[as_json(each) for each in sentences_of(made)],
    )


def as_json(said: Sentence) -> dict[str, Any]:
    """Return a sentence as it is kept: template and values, moments as text."""
    values = {name: value if isinstance(value, int) else value.isoformat() for name, value in said.values.items()}
    return {"lot": said.lot.key.split(" ")[0], "substance": said.lot.substance, "units": len(said.lot.pieces),
            "code": said.code, "template": said.template, "values": values}  # fmt: skip


def _lock_plan(plan_id: UUID) -> BurnPlan:
    found = BurnPlan.objects.select_for_update(of=("self",)).select_related("planner").filter(pk=plan_id).first()
    if found is None:
        raise NotFound
    return found


def _bookings(
    lines: Sequence[PlanLine], units: dict[UUID, HandlingUnit], furnaces: dict[UUID, Facility], *, at: datetime
) -> list[tuple[PlanLine, list[HandlingUnit]]]:
    """Return the slots that are still there, each with those of its units that may still burn."""
    # One question for all of them; unit by unit only where something is frozen.
    clean = _is_free(list(units.values()))
    out = []
    for line in lines:
        slot = line.slot
        if slot.withdrawn_at is not None or slot.starts_at <= at:
            continue
        if sessions.booked(furnaces[slot.facility_id], starts_at=slot.starts_at):
            continue
        those = [units[UUID(key)] for key in line.unit_ids if _may_burn(units[UUID(key)], clean=clean)]
        if those:
            out.append((line, those))
    return out


def _may_burn(unit: HandlingUnit, *, clean: bool) -> bool:
    try:
        policies.check_schedulable(unit)
    except CustodyError:
        return False
    return clean or _is_free([unit])


def _is_free(units: Sequence[HandlingUnit]) -> bool:
    try:
        evidence.check_not_frozen(units)
    except CustodyError:
        return False
    return True


def _check_staff(plan: BurnPlan, lines: Sequence[PlanLine]) -> None:
    """Return when the crews and escorts suffice for these burns and those that were booked before."""
    if not lines:
        return
    starts = [line.slot.starts_at for line in lines]
    since, until = min(starts), max(starts)
    # A burn that was booked before begins before ``since`` too, in the same shift.
    shifts = list(book.shifts(jurisdiction=plan.jurisdiction, since=since, until=until))
    crews: Counter[UUID] = Counter()
    escorts: Counter[UUID] = Counter()
    taken = book.burns_in(jurisdiction=plan.jurisdiction, shifts=shifts)
    for starts_at, number in [*taken, *((line.slot.starts_at, line.slot.escorts) for line in lines)]:
        for shift in shifts:
            if shift.begins_at <= starts_at < shift.ends_at:
                crews[shift.id] += 1
                escorts[shift.id] += number
    policies_planning.check_crewed(starts, shifts)
    policies_planning.check_staff(
        {shift.id: (crews[shift.id], escorts[shift.id]) for shift in shifts if crews[shift.id]},
        {shift.id: (shift.crews, shift.escorts) for shift in shifts},
    )
