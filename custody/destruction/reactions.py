"""What this room does when it hears of an event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from custody.core.clocks import end_of_day
from custody.core.events import (
    CERTIFICATE_SENT,
    CONTENTS_GONE,
    CONTENTS_LOST,
    EXCEPTION_DECIDED,
    HOLD_LIFTED,
    HOLD_LIFTED_WITH_ORDER,
    ORDER_VERIFIED,
    SAMPLING_OPENED,
    SESSION_APPROVED,
    SESSION_BURNT,
    SESSION_CANCELLED,
    SESSION_PLANNED,
    TRANSFER_ACCEPTED,
    UNIT_CONSUMED,
    UNIT_DEPARTED,
    UNIT_DERIVED_2,
    UNIT_DOUBTED,
    UNIT_HANDED_OVER,
    UNIT_IDENTIFIED,
    UNIT_PLACED,
    UNIT_STORED,
    UNIT_TAKEN_OUT,
    UNIT_UNSCHEDULED,
)
from custody.core.lifecycle import ASH, GONE, CustodyState
from custody.core.postings import RULES
from custody.deadlines.batches import together
from custody.deadlines.clocks import Start, arm, close
from custody.deadlines.starts import starts_of, zone_of
from custody.deadlines.types import ClockType
from custody.destruction import paper_reactions, residue_reactions, tally_reactions, told_reactions
from custody.destruction.actions import (
    contradicting,
    holds,
    inheriting,
    lottery,
    manifest,
    no_drugs,
    owed_tests,
    posting,
)
from custody.destruction.models import BurnSession, DestructionOrder
from custody.destruction.selectors import gates
from custody.evidence.actions.documents import ask
from custody.evidence.models import HandlingUnit, Placement
from custody.evidence.placing import place_token
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of this room."""
    for opening in (UNIT_STORED, SAMPLING_OPENED):
        reactions.register(opening.code, together(_void_checks))
    for passing in (TRANSFER_ACCEPTED, UNIT_PLACED):
        reactions.register(passing.code, together(_void_passed_on))
    reactions.register(TRANSFER_ACCEPTED.code, together(_void_kept_by_checker))
    for event in (CONTENTS_LOST, CONTENTS_GONE):
        reactions.register(event.code, together(_void_lightened))
    reactions.register(UNIT_DEPARTED.code, together(_void_driven_off))
    reactions.register(UNIT_DERIVED_2.code, together(inheriting.pass_on))
    reactions.register(UNIT_TAKEN_OUT.code, together(inheriting.keep_hold))
    for gone in inheriting.GONE_OTHERWISE:
        reactions.register(gone, together(inheriting.take_out))
    for said in (UNIT_IDENTIFIED, UNIT_DOUBTED):
        reactions.register(said.code, together(no_drugs.hold_back))
    for code in no_drugs.WAYS:
        reactions.register(code, together(no_drugs.let_go))
    for code in (*no_drugs.WAYS, UNIT_HANDED_OVER.code):
        reactions.register(code, together(no_drugs.keep_retained))
    reactions.register(EXCEPTION_DECIDED.code, together(no_drugs.approve_retained_first))
    reactions.register(UNIT_CONSUMED.code, together(holds.fall_away))
    for event in (HOLD_LIFTED, HOLD_LIFTED_WITH_ORDER):
        reactions.register(event.code, together(no_drugs.hold_again))
    reactions.register(ORDER_VERIFIED.code, together(_order_verified))
    reactions.register(SESSION_PLANNED.code, together(_await_furnace))
    for event in (SESSION_APPROVED, SESSION_CANCELLED, SESSION_BURNT):
        reactions.register(event.code, together(_furnace_answered))
    reactions.register(SESSION_BURNT.code, together(_ask_certificate))
    reactions.register(SESSION_BURNT.code, together(_owe_copy))
    reactions.register(owed_tests.ARMS, together(owed_tests.let_run))
    reactions.register(owed_tests.CLOSES, together(owed_tests.end))
    for event in (UNIT_UNSCHEDULED, SESSION_BURNT):
        reactions.register(event.code, together(lottery.publish_where_over))
    reactions.register(CERTIFICATE_SENT.code, together(_copy_sent))
    for code in RULES:
        reactions.register(code, posting.follow)
    paper_reactions.register()
    tally_reactions.register()
    told_reactions.register()
    residue_reactions.register()


def _void_checks(record: Record, entries: list[Entry]) -> None:
    """Take units out of their burn that go back in store, or are opened for a sample, after they were checked.

    In store they can be opened: what the checker saw is not what would burn. They are ordered again, and can be
    planned and checked anew.
    """
    reason = "opened" if entries[0].type.code == SAMPLING_OPENED.code else "stored_again"
    units = [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]
    manifest.take_out_staged(record, units, reason=reason)


def _void_passed_on(record: Record, entries: list[Entry]) -> None:
    """Take units out of their burn that change hands or place after they were checked, and do not leave for the fire.

    From the check a unit goes on the road, or to a difference (domain 4.1, row 9): whoever has it in between, or where
    it lies, the checker saw nothing of. A departure that is accepted leaves in the same moment.
    """
    reason = "handed_over" if entries[0].type.code == TRANSFER_ACCEPTED.code else "moved"
    units = [
        entry.on
        for entry in entries
        if isinstance(entry.on, HandlingUnit)
        and entry.on.custody_state == CustodyState.STAGED
        and entry.fields.get("purpose") != "departure"
    ]
    manifest.take_out_staged(record, units, reason=reason)


def _void_kept_by_checker(record: Record, entries: list[Entry]) -> None:
    """Take units out of their burn that whoever checked them has now, as one of a crew, or as the one who came beside
    somebody on the way: a check is one from outside (R19), and nobody keeps what they checked until it burns."""
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    kept = [
        line for line in gates.staged_lines(units.values())
        if line.checker_id is not None
        and line.checker_id in (units[line.unit_id].custodian_id, units[line.unit_id].co_custodian_id)
    ]  # fmt: skip
    manifest.take_out(record, manifest.with_units(kept, units.values()), reason="checker_has_it")


def _void_lightened(record: Record, entries: list[Entry]) -> None:
    """Take units out of their burn that something was written off out of after they were checked.

    Two people decided that it is not there: what the checker weighed is not what would burn, and the certificate would
    state the mass of that check (R13). So also where nobody can say how much it was, or it lay deeper inside. What both
    witnesses signed to have seen going into the fire has burnt: that is a fact, and so is that not all of it did
    (``contradicting.written_off_inside``). Of what is ash already that is told at once.
    """
    units = [entry.on for entry in entries if isinstance(entry.on, HandlingUnit)]
    for unit in units:
        if unit.custody_state in ASH:
            contradicting.not_all_there(record, unit)
    burnt = gates.seen_burning(units)
    manifest.take_out_staged(
        record, [unit for unit in units if unit.id not in burnt and unit.custody_state not in ASH],
        reason="content_lost",
    )  # fmt: skip


def _void_driven_off(record: Record, entries: list[Entry]) -> None:
    """Take units out of their burn that leave the furnace again: out of the burn they were checked for, wherever that
    is, and out of one at the furnace they leave.

    Their check, and the lots that were drawn over it, speak of what stands there until it burns (C12). Goods that were
    brought to another furnace before their check go on to the one they burn at.
    """
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    from_here = {
        entry.on.id: {bytes(row.place_token) for row in entry.rows if isinstance(row, Placement)}
        for entry in entries if isinstance(entry.on, HandlingUnit)
    }  # fmt: skip
    gone = [
        line for line in gates.lines_at_furnaces(units.values())
        if line.staged_at is not None or place_token(line.session.facility.place_id) in from_here[line.unit_id]
    ]  # fmt: skip
    manifest.take_out(record, manifest.with_units(gone, [units[line.unit_id] for line in gone]), reason="driven_off")


def _order_verified(record: Record, entries: list[Entry]) -> None:
    """Let the age of the order run for its units.

    The paper names the day of the signature and no hour. The order was signed before that day was over, and before
    it was recorded: the clock begins at the earlier of the two. The day ends where the goods lie.
    """
    units = [entry.on for entry in entries if isinstance(entry.on, HandlingUnit) and entry.on.custody_state not in GONE]
    for order in (entry.on for entry in entries if isinstance(entry.on, DestructionOrder)):
        starts = [
            replace(each, started_at=min(order.recorded_at, end_of_day(order.issued_on, zone=each.zone)))
            for each in starts_of(units, at=order.recorded_at)
        ]
        arm(record, clock_type=ClockType.ORDER_AGE, starts=starts)


def _await_furnace(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the fast lane run until the burn that was asked for is approved."""
    starts = [_start(session, at=record.at) for session in _sessions(entries)]
    arm(record, clock_type=ClockType.FASTLANE, starts=starts, subject_kind="session")


def _start(session: BurnSession, *, at: datetime) -> Start:
    place = session.facility.place
    return Start(
        subject_id=session.id,
        jurisdiction=place.jurisdiction,
        started_at=at,
        place_class=place.kind,
        zone=zone_of(place),
        site_id=place.site_id,
    )


def _owe_copy(record: Record, entries: list[Entry]) -> None:
    """Let the time run in which the authority gets a copy of the certificate (R13)."""
    starts = [_start(session, at=record.at) for session in _sessions(entries)]
    arm(record, clock_type=ClockType.CERTIFICATE_COPY, starts=starts, subject_kind="session")


def _copy_sent(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[session.id for session in _sessions(entries)],
        clock_types=[ClockType.CERTIFICATE_COPY],
        by=entries[0].type.code,
    )


def _furnace_answered(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[session.id for session in _sessions(entries)],
        clock_types=[ClockType.FASTLANE],
        by=entries[0].type.code,
    )


def _ask_certificate(record: Record, entries: list[Entry]) -> None:
    """Have the certificate of destruction made (R13), in the language of the house."""
    for session in _sessions(entries):
        ask(record, kind="certificate", language=settings.LANGUAGE_CODE[:2], session=session)


def _sessions(entries: list[Entry]) -> list[BurnSession]:
    return [entry.on for entry in entries if isinstance(entry.on, BurnSession)]
