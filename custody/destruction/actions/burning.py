"""The fire: two witnesses sign, then one of those who brought the loads records what burnt.

The release to burn is hard: every condition of domain invariant 3 is asked here again, whatever was asked
before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F

from custody.core.events import BURN_ATTESTED, SESSION_BURNT, UNIT_DESTROYED
from custody.core.lifecycle import CustodyState
from custody.destruction import (
    fire_policies,
    lists,
    lottery_policies,
    permissions,
    policies,
    tally_permissions,
    tally_policies,
)
from custody.destruction.actions import contradicting, lawful, lighting, manifest, tally
from custody.destruction.locking import lock_facilities, lock_session
from custody.destruction.models import Attestation, BurnSession, ManifestLine
from custody.destruction.selectors import gates, law, lotteries, missed, sessions, tallies, waivers
from custody.destruction.selectors.witnesses import designations_of
from custody.evidence import entries
from custody.evidence import policies as evidence
from custody.evidence.actions import in_order
from custody.evidence.locking import lock_units
from custody.evidence.models import Placement
from custody.evidence.selectors.exceptions import keepers_unsigned
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer
    from custody.organisation.selectors.requirements import Requirements


def attest_burn(*, act: Act, session_id: UUID, statement: str) -> Attestation:
    """Sign what the witness saw burn and return the row; each witness signs for themselves (R10).

    ``statement`` is one of ``lists.STATEMENTS``. A witness who did not see all of it, or refuses, stops the
    burn from being recorded: that too is recorded (R5), and told at once; a refusal opens a discrepancy on the first
    unit of each seizure.

    Who: a witness named for this burn, who neither called nor counted what went in. When: the burn is approved, every
    load left in it is at the furnace, and the witness has not signed. Appends ``burn.attested/1``.
    """
    said = entries.chosen(statement, lists.STATEMENTS, field="statement")
    with recording(act) as record:
        session = lock_session(session_id)
        permissions.check_can_attest(act.actor, session, gates.attestations_of(session))
        tally_permissions.check_saw_only(act.actor, tallies.written_at(session))
        lottery_policies.check_not_halted(session)
        lines = gates.lines_with_units(session)
        policies.check_some_left(lines)
        units = [line.unit for line in lines]
        policies.check_at_furnace(units, gates.at_furnace_of(session, units))
        _check_witnesses(session, units, asked=law.asked_of(units), at=record.at, now=record.now)
        attestation = Attestation(
            session=session,
            stream_id=session.stream_id,
            witness=act.actor,
            statement=said,
            attested_at=record.at,
        )
        attestation.save(force_insert=True)
        record.append(
            BURN_ATTESTED,
            on=session,
            rows=[attestation],
            attestation_id=attestation.id,
            statement=said,
            attested_at=record.at,
            witness=act.actor.pseudonym,
        )
        if said == "refuses":
            contradicting.refused_to_sign(record, lock_units(unit.id for unit in units))
        record.result = {"session": str(session.id), "attestation": str(attestation.id)}
    return attestation


def record_burn(
    *,
    act: Act,
    session_id: UUID,
    started_at: datetime,
    ended_at: datetime,
    unusual_events: str,
    method: str = "incineration",
    left_out: Sequence[UUID] = (),
    without_tally: str | None = None,
) -> BurnSession:
    """Record that the loads of a burn were destroyed and return it. Nobody has them any more.

    ``unusual_events`` must say something, and may say "none" (R13). Units of ``left_out`` did not burn: they
    are out of the burn and stay where they are; one that somebody saw go in or burn gets a discrepancy, and so does a
    burn that somebody signed for before it began. ``without_tally`` says why two people did not sign what went in: the
    burn is a fact, and the tally or a waiver is owed for it.

    Who: one of those who have the loads in custody. When, for every unit: a verified order covered it, nothing holds or
    freezes it (what is missed in it since it went into the fire does not), two people have it, a sample and a photo are
    kept, an independent checker staged it less than 24 hours before and nobody changed its seal since, it came to the
    furnace before the fire began, and if the lot fell on it, it was tested; and two witnesses who may be so signed that
    they saw all of it, and were not the pair of the burn before; and both who called and counted signed, or it is said
    why not. A late check, one signature of a witness that is missing, and a witness who saw less or refused, pass under
    a waiver only.
    Appends ``session.burnt/1``, and ``unit.destroyed/1`` for every unit; ``burn.untallied/1`` where the tally is owed.
    """
    happened = entries.clean_reason(unusual_events, field="unusual_events", most=lists.UNUSUAL_MOST)
    how = entries.chosen(method, lists.METHODS, field="method")
    why = entries.clean_text(without_tally, field="without_tally", most=lists.REASON_MOST)
    with recording(act) as record:
        lock_facilities()
        session = lock_session(session_id)
        # A claim of a time to come moves nothing: both clocks must have passed the end.
        policies.check_burn_times(started_at=started_at, ended_at=ended_at, at=min(record.at, record.now))
        policies.check_session_open(session, started_at=started_at)
        lines = manifest.locked_lines(session)
        policies.check_on_manifest(lock_units(left_out), {line.unit_id: line for line in lines})
        burning = [line for line in lines if line.unit_id not in set(left_out)]
        policies.check_some_left(burning)
        permissions.check_can_record_burn(act.actor, [line.unit for line in burning])
        in_order.settle_time(record, [line.unit for line in burning])
        check_release(session, burning, started_at=started_at, now=record.now)
        mouth = tallies.written_at(session)
        tally_policies.check_tally_signed(mouth, reason=why)
        kept = [line for line in lines if line.unit_id in set(left_out)]
        manifest.take_out(record, kept, reason="not_burnt")
        session.burn_started_at, session.burnt_at = started_at, ended_at
        session.method, session.unusual_events = how, happened
        destroy(record, session, burning)
        tally.owe(record, session, mouth, reason=why)
        record.result = {"session": str(session.id)}
    return session


def check_release(
    session: BurnSession, lines: Sequence[ManifestLine], *, started_at: datetime, now: datetime,
    seen: Sequence[str] = ("saw_all",),
) -> None:
    """Return when all of invariant 3 holds ``now``; raise the first thing that does not. ``seen``: what witnesses may
    say."""
    units = [line.unit for line in lines]
    lottery_policies.check_not_halted(session)
    here = gates.at_furnace_of(session, units)
    policies.check_at_furnace(units, here)
    evidence.check_not_offered(units)
    orders = gates.order_lines(unit.id for unit in units)
    for unit in units:
        policies.check_order_valid(unit, orders.get(unit.id), at=started_at)
        policies.check_no_hold(unit)
    signed = gates.attestations_of(session)
    let_go = waivers.not_seen_waived(session, signed, now=now)
    # Before what is frozen: a refusal freezes goods, and is the reason.
    policies.check_none_refused(signed, waived=let_go)
    evidence.check_nothing_differs(missed.differing(session, units))
    evidence.check_signed(units)
    fire_policies.check_kept_by_two(units, unsigned=keepers_unsigned(units),
                                     alone=gates.kept_by_one(units, since=started_at))  # fmt: skip
    policies.check_evidence_kept(units, gates.lacks(units))
    asked = law.asked_of(units)
    lawful.check_release(units, orders, asked=asked)
    fire_policies.check_began_after_arrival(units, here, started_at=started_at, told=gates.told_of(session))
    late_waived = partial(waivers.late_check_waived, at=started_at, session=session, now=now)
    one_waived = partial(_one_waived, session, at=started_at, now=now)
    for line in lines:
        policies.check_staged(line, at=started_at, late_waived=late_waived)
    policies.check_sealed_since(lines, gates.unsealed_since_check(lines))
    lottery_policies.check_lots_tested(lines, lotteries.lottery_of(session), lotteries.waiting_tickets(session))
    policies.check_attested(session, signed, seen=seen, one_waived=one_waived,
                            unseen_waived=partial(_lone_waived, session, granted=let_go))
    pair = _check_witnesses(session, units, asked=asked, at=started_at, now=now)
    policies.check_pair_rotates(
        frozenset(witness.id for witness in pair),
        sessions.neighbouring_pairs(
            session, begins_at=started_at, reach=law.rotation_of(asked), states=("burnt",)
        ),
    )


def _one_waived(session: BurnSession, signers: Collection[UUID], *, at: datetime, now: datetime) -> bool:
    """Say whether one signature is enough; raise ``NotAllowedNow`` where it is not of whom R11 names."""
    granted = waivers.one_witness_waived(session, at=at, signers=signers, now=now) is not None
    return _lone_waived(session, signers, granted=granted)


def _lone_waived(session: BurnSession, signers: Collection[UUID], *, granted: bool) -> bool:
    """Return ``granted``; raise ``NotAllowedNow`` where a waiver lets the word of one go and it is not of whom R11
    names."""
    if not granted:
        return False
    permissions.check_lone_witness(
        [witness for witness in policies.witnesses_of(session) if witness.id in signers],
        deciders={session.planner_id, session.approver_id}, designations=designations_of(session),
    )  # fmt: skip
    return True


def _check_witnesses(
    session: BurnSession, units: Sequence[HandlingUnit], *, asked: Mapping[UUID, Sequence[Requirements]],
    at: datetime, now: datetime,
) -> tuple[Officer, Officer]:
    """Return the two witnesses when they still may be so: a role may have gone, a load may have changed
    hands.
    """
    first, second = policies.witnesses_of(session)
    permissions.check_can_witness(
        first, second, units, asked, deciders={session.planner_id, session.approver_id},
        designations=designations_of(session),
    )
    permissions.check_out_of_chain(
        (first, second), units, gates.handled_by(units),
        waived=partial(waivers.chain_waived, session, at=at, now=now, pair={first.id, second.id}),
    )  # fmt: skip
    return first, second


def destroy(record: Record, session: BurnSession, lines: Sequence[ManifestLine]) -> None:
    """Write that the units of the lines are ash. A step; ``check_release`` came before it.

    Appends ``session.burnt/1``, and ``unit.destroyed/1`` for each; ``discrepancy.opened/1`` where somebody signed too
    early, something was written off out of what burnt since it was checked, or is missed in it, something that the law
    asks for came too late, the furnace had no licence for it, was out of service, or took more at once than it can.
    """
    first, second = policies.witnesses_of(session)
    people: dict[str, Any] = {"witness_a": first.pseudonym, "witness_b": second.pseudonym}
    units = [line.unit for line in lines]
    in_order.settle_time(record, units)
    for unit in units:
        evidence.check_step(unit, code=UNIT_DESTROYED.code)
    left = {each.unit_id: each for each in Placement.objects.filter(unit__in=units, until_at__isnull=True)}
    Placement.objects.filter(pk__in=[each.pk for each in left.values()]).update(until_at=record.at)
    manifest.set_on_units(
        units,
        custody_state=CustodyState.DESTROYED,
        state_since=record.at,
        custodian=None,
        co_custodian=None,
        held_since=None,
    )
    ManifestLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        destroyed_at=session.burnt_at, burnt_mg=F("staged_mg")
    )
    session.state = "burnt"
    session.burnt_mg = sum(line.staged_mg or 0 for line in lines)
    session.save(update_fields=["state", "burn_started_at", "burnt_at", "burnt_mg", "method", "unusual_events"])
    record.append(
        SESSION_BURNT,
        on=session,
        burnt_at=session.burnt_at,
        started_at=session.burn_started_at,
        method=session.method,
        unusual_events=session.unusual_events,
        unit_count=len(lines),
        burnt_mg=session.burnt_mg,
        **people,
    )
    for line in lines:
        line.destroyed_at, line.burnt_mg = session.burnt_at, line.staged_mg
        rows = [line] if line.unit_id not in left else [line, left[line.unit_id]]
        record.append(
            UNIT_DESTROYED,
            on=line.unit,
            rows=rows,
            session_id=session.id,
            line_id=line.id,
            destroyed_at=session.burnt_at,
            method=session.method,
            burnt_mg=line.burnt_mg,
            **people,
        )
    contradicting.written_off_inside(record, lines)
    contradicting.missed_inside(record, units)
    contradicting.signed_too_early(record, session, units)
    contradicting.came_too_late(record, session, units, arrivals={key: row.since_at for key, row in left.items()})
    contradicting.burnt_at_once(record, session, units)
    contradicting.burnt_while_down(record, session, units)
    contradicting.burnt_unlicensed(record, session, units)
    lighting.came_later(record, session, units)
