"""The test that a drawn unit still owes when it left its burn: it is opened and tested wherever it lies (C12)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import UNIT_TESTED, UNIT_UNSCHEDULED
from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import starts_of
from custody.deadlines.types import ClockType
from custody.destruction import lottery_permissions
from custody.destruction.actions import lottery
from custody.destruction.entries import UnitTest
from custody.destruction.locking import lock_session
from custody.destruction.selectors import gates, lotteries
from custody.evidence.actions import signatures, steps
from custody.evidence.locking import lock_units
from custody.evidence.models import HandlingUnit
from custody.evidence.policies import check_version
from custody.evidence.selectors.exceptions import became
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import SealEntry
    from custody.ledger.recording import Entry, Record


def record_owed_test(
    *, act: Act, unit_id: UUID, witness_badge: str, result: str, new_seal: SealEntry, expected_seq: int | None = None
) -> HandlingUnit:
    """Record that a unit was opened, tested and sealed anew that was drawn for a burn and left it untested; return it.

    One that is negative may have been swapped: it is frozen, and so is the burn that it was drawn for, while that has
    not burnt.

    Who: a checker with a witness, two people who never had the unit in custody, nor staged or loaded that burn. The
    witness signs by their own authentication before it leaves or burns. When: it is owed, and the unit lies where it
    can be opened, in no burn for which it was checked. Appends ``seal.removed/1``, ``seal.applied/1``,
    ``unit.tested/1`` and ``signature.owed/1``; ``unit.drawn/1`` before for a part of what was drawn, and
    ``discrepancy.opened/1`` and ``session.frozen/1`` when it was negative.
    """
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act) as record:
        drawn = lotteries.ticket_owed(unit_id)
        session = None if drawn is None else lock_session(drawn.lottery.session_id)
        [unit] = lock_units([unit_id])
        check_version(unit, expected_seq)
        ticket = lotteries.ticket_owed(unit.id)
        inside = gates.handled_by([unit])[unit.id] | (set() if session is None else lotteries.hands_of(session))
        lottery_permissions.check_can_test_owed(act.actor, witness, unit, ticket, inside=inside)
        assert ticket is not None  # noqa: S101 - it was asked for
        assert session is not None  # noqa: S101 - a ticket is one of a burn
        if ticket.unit_id != unit.id:
            [ticket] = lottery.hand_out(record, session.lottery, [unit], why="owed")
        said = UnitTest(unit_id=unit.id, result=result, new_seal=new_seal)
        lottery.write_tests(record, {unit: (said, ticket)}, witness=witness)
        signatures.owe(record, [unit], matter="witness", about=UNIT_TESTED.code, wanted=witness)
        if ticket.result == lottery.NEGATIVE:
            lottery.freeze(record, session, [unit])
        record.result = {"unit": str(unit.id), "ticket": str(ticket.id)}
    return unit


def let_run(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the test run for what leaves a burn that it was drawn for, and was not tested; where its bag
    burst, for what it was packed into. A step; runs as a reaction."""
    left = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    owed = lotteries.drawn_untested(UUID(str(entry.fields["session_id"])) for entry in entries)
    units = became(unit for unit in left.values() if unit.id in owed)
    arm(record, clock_type=ClockType.TEST_OWED, starts=starts_of(units, at=record.at))


def end(record: Record, entries: list[Entry]) -> None:
    """Close the clock of what was tested, whatever the test showed. A step; runs as a reaction."""
    ids = [entry.on.id for entry in entries if isinstance(entry.on, HandlingUnit)]
    close(record, subject_ids=ids, clock_types=[ClockType.TEST_OWED], by=entries[0].type.code)


ARMS, CLOSES = UNIT_UNSCHEDULED.code, UNIT_TESTED.code
