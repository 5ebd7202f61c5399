"""Burns: planned by one, approved with two witnesses by another, cancelled, or relieved of some of their
loads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.events import SESSION_APPROVED, SESSION_CANCELLED
from custody.destruction import furnace_policies, lists, permissions, policies, policies_planning
from custody.destruction.actions import lawful, manifest
from custody.destruction.locking import lock_facilities, lock_facility, lock_session
from custody.destruction.models import BurnSession
from custody.destruction.selectors import book, gates, law, sessions, waivers
from custody.destruction.selectors.access import facility_by_code_word
from custody.destruction.selectors.witnesses import designations_of
from custody.evidence import entries
from custody.evidence.locking import lock_units
from custody.evidence.policies import check_version
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.destruction.models import Facility
    from custody.ledger.recording import Record


def plan_session(*, act: Act, facility: str, starts_at: datetime, unit_ids: Sequence[UUID]) -> BurnSession:
    """Plan a burn of ordered goods and return it; its code word is drawn by chance. ``facility`` is a code
    word.

    Who: a planner. When: the time is to come, the furnace is free and in service then, and a crew is left where crews
    are named; every unit is ordered, not frozen and in no other burn, and back in store if it left one after its
    check; together they are within the furnace's limit.
    Appends ``session.planned/1``, and ``unit.scheduled/1`` for every unit.
    """
    named = facility_by_code_word(code_word=facility)
    with recording(act, authorises=True) as record:
        furnace = lock_facility(named)
        policies.check_starts_ahead(starts_at, at=record.at)
        policies.check_hour_free(taken=sessions.booked(furnace, starts_at=starts_at))
        units = lock_units(unit_ids)
        permissions.check_can_plan(act.actor, units)
        _check_manned(record, furnace, starts_at, booked=False)
        session = manifest.book(record, furnace, starts_at=starts_at, units=units, planner=act.actor)
        record.result = {"session": str(session.id), "code_word": session.code_word}
    return session


def approve_session(
    *, act: Act, session_id: UUID, witness_a_badge: str, witness_b_badge: str, expected_seq: int | None = None
) -> BurnSession:
    """Approve a burn, name its two witnesses, and return it.

    Done again, while no witness has signed, it names other witnesses.

    Who: a supervisor who did not plan it. The witnesses are two people, witness or supervisor, one at least a
    supervisor, never had one of the loads in custody (or a waiver lets them, C13), and neither planned nor approved it
    (R11). When: it is planned, or approved and nobody has signed; the same pair stands beside none of
    the burns before and after it that the law of the loads counts, a notice that the law wants first tells of each
    unit, and each lies in the country of its law or two people verified that law.
    Appends ``session.approved/1``.
    """
    first = officer_by_badge(badge=witness_a_badge, field="witness_a_badge")
    second = officer_by_badge(badge=witness_b_badge, field="witness_b_badge")
    with recording(act, authorises=True) as record:
        lock_facilities()
        session = lock_session(session_id)
        check_version(session, expected_seq)
        permissions.check_can_approve(act.actor, session, gates.attestations_of(session))
        lines = gates.lines_with_units(session)
        policies.check_some_left(lines)
        furnace = session.facility
        planned_mg = sum(line.expected_mg or 0 for line in lines)
        policies.check_fits(planned_mg=planned_mg, limit_mg=furnace.session_limit_mg)
        furnace_policies.check_open(furnace, [session.starts_at])
        _check_manned(record, furnace, session.starts_at, booked=True)
        units = [line.unit for line in lines]
        if record.act.basis is not Basis.SCENARIO:
            furnace_policies.check_licensed(furnace, session.starts_at, units, now=record.now)
        asked = law.asked_of(units)
        orders = gates.order_lines(unit.id for unit in units)
        lawful.check_law_known(units)
        lawful.check_told_still(units, {key: line.order for key, line in orders.items()}, asked=asked)
        permissions.check_can_witness(
            first, second, units, asked, deciders={session.planner_id, session.approver_id, act.actor.id},
            checkers={line.checker_id for line in lines}, designations=designations_of(session),
        )  # fmt: skip
        permissions.check_out_of_chain(
            (first, second), units, gates.handled_by(units),
            waived=partial(waivers.chain_waived, session, at=record.now, now=record.now, pair={first.id, second.id}),
        )  # fmt: skip
        policies.check_pair_rotates(
            frozenset((first.id, second.id)),
            sessions.neighbouring_pairs(session, begins_at=session.starts_at, reach=law.rotation_of(asked)),
        )
        session.state = "approved"
        session.approver, session.approved_at = act.actor, record.at
        session.witness_a, session.witness_b = first, second
        session.save(update_fields=["state", "approver", "approved_at", "witness_a", "witness_b"])
        record.append(
            SESSION_APPROVED,
            on=session,
            approved_at=record.at,
            approver=act.actor.pseudonym,
            witness_a=first.pseudonym,
            witness_b=second.pseudonym,
        )
        record.result = {"session": str(session.id)}
    return session


def leave_out_units(*, act: Act, session_id: UUID, unit_ids: Sequence[UUID], reason: str) -> BurnSession:
    """Take units out of a burn and return it. They are ordered again and stay where they are.

    ``reason`` is one of ``lists.LEAVE_REASONS``.

    Who: a planner, a supervisor, or who has all of the units in custody. When: the burn is planned or
    approved, they are in it, and not both witnesses saw it burn. Appends ``unit.unscheduled/1`` for every unit, and
    ``discrepancy.opened/1`` for one that somebody saw go into the fire or burn, or that was drawn and is not tested.
    """
    why = entries.chosen(reason, lists.LEAVE_REASONS, field="reason")
    with recording(act, authorises=True) as record:
        session = lock_session(session_id)
        units = lock_units(unit_ids)
        permissions.check_can_leave_out(act.actor, session, units, gates.attestations_of(session))
        lines = {line.unit_id: line for line in gates.live_lines(session)}
        policies.check_on_manifest(units, lines)
        manifest.take_out(record, manifest.with_units((lines[unit.id] for unit in units), units), reason=why)
        record.result = {"session": str(session.id)}
    return session


def cancel_session(*, act: Act, session_id: UUID, reason: str, expected_seq: int | None = None) -> BurnSession:
    """Cancel a burn and return it. Its units are ordered again and stay where they are.

    ``reason`` is one of ``lists.CANCEL_REASONS``.

    Who: a planner or a supervisor. When: it has not burnt, and not both witnesses saw burn what is left in it. Appends
    ``session.cancelled/1``, and ``unit.unscheduled/1`` for every unit; ``discrepancy.opened/1`` as for one that is left
    out.
    """
    why = entries.chosen(reason, lists.CANCEL_REASONS, field="reason")
    with recording(act, authorises=True) as record:
        session = lock_session(session_id)
        check_version(session, expected_seq)
        lines = manifest.locked_lines(session)
        permissions.check_can_cancel(act.actor, session, gates.attestations_of(session) if lines else {})
        manifest.take_out(record, lines, reason="cancelled")
        session.state = "cancelled"
        session.save(update_fields=["state"])
        record.append(SESSION_CANCELLED, on=session, cancelled_at=record.at, reason=why)
        record.result = {"session": str(session.id)}
    return session



def _check_manned(record: Record, furnace: Facility, starts_at: datetime, *, booked: bool) -> None:
    """Return when the furnace is in service then, and a crew is left where crews are named; ``booked``: the burn is
    counted among theirs. What a demo replays burnt."""
    if record.act.basis is Basis.SCENARIO:
        return
    furnace_policies.check_in_service(furnace, [starts_at])
    jurisdiction = furnace.place.jurisdiction
    there, named = book.crews_at(starts_at, jurisdiction=jurisdiction)
    needs = [number for _, number in book.burns_in(jurisdiction=jurisdiction, shifts=there)] + ([] if booked else [1])
    policies_planning.check_crew_left(there, crews=len(needs), escorts=sum(needs), named=named)
