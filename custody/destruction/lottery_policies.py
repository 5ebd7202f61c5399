"""When: what the lottery before a fire needs, and what it demands before goods may burn (C12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.lifecycle import CustodyState
from custody.destruction.policies import check_session

if TYPE_CHECKING:
    from custody.destruction.entries import UnitTest
    from custody.destruction.models import BurnSession, Lottery, LotteryTicket, ManifestLine
    from custody.evidence.models import HandlingUnit


OPENED_IN = (CustodyState.SEIZED, CustodyState.STORED, CustodyState.STAGED, CustodyState.AT_FURNACE)


def check_not_drawn(lottery: Lottery | None) -> None:
    """Return while no lots were drawn: who could draw twice could choose."""
    if lottery is not None:
        raise NotAllowedNow("lottery.drawn", "The list of this burn is locked and lots were drawn already")


def check_all_checked(lines: Iterable[ManifestLine]) -> None:
    """Return when every unit of the burn was checked: a list that can still grow is not locked."""
    for line in lines:
        if line.staged_at is None:
            raise NotAllowedNow(
                "lottery.unchecked",
                "{label} was not checked yet. Check it or take it out, then draw",
                label=line.unit.label,
            )


def check_tested_once(tests: Sequence[UnitTest]) -> None:
    """Return when no unit stands in the list twice."""
    if len({test.unit_id for test in tests}) != len(tests):
        raise InvalidInput("stage.twice", "A unit is in the list twice. Take one out", field="units")


def check_testable(unit: HandlingUnit) -> None:
    """Return for a unit that was checked and lies where it can be opened."""
    if unit.custody_state not in (CustodyState.STAGED, CustodyState.AT_FURNACE):
        raise NotAllowedNow(
            "lottery.not_here", "{label} can be tested when it is staged or at the furnace", label=unit.label
        )


def check_drawn(units: Iterable[HandlingUnit], waiting: Mapping[UUID, LotteryTicket]) -> None:
    """Return when the lot fell on each of the units, and none was tested yet."""
    for unit in units:
        if unit.id not in waiting:
            raise NotAllowedNow("lottery.not_drawn", "{label} was not drawn, or is tested already", label=unit.label)


def check_owed(unit: HandlingUnit, ticket: LotteryTicket | None) -> None:
    """Return for a unit that was drawn for a burn, or is a part of what was, and left it without its test."""
    if ticket is None:
        raise NotAllowedNow("lottery.not_owed", "{label} owes no test", label=unit.label)


def check_can_be_opened(unit: HandlingUnit) -> None:
    """Return for a unit by itself that lies at rest: on the quay, in store, staged or at the furnace, and was checked
    for no burn: what was checked is drawn there, and tested there."""
    if unit.parent_id is not None or unit.custody_state not in OPENED_IN:
        raise NotAllowedNow(
            "lottery.at_rest", "{label} can be tested when it lies at rest, and in no other unit", label=unit.label
        )
    if unit.manifest_lines.filter(live=True, staged_at__isnull=False).exists():
        raise NotAllowedNow(
            "lottery.in_burn", "{label} was checked for a burn: it is drawn and tested there", label=unit.label
        )


def check_frozen(session: BurnSession) -> None:
    """Return while the burn is frozen."""
    check_session(session, "approved")
    if session.frozen_at is None:
        raise NotAllowedNow("session.not_frozen", "This burn is not frozen")


def check_not_halted(session: BurnSession) -> None:
    """Return while no negative test has frozen the burn."""
    if session.frozen_at is not None:
        raise NotAllowedNow(
            "session.frozen",
            "This burn is frozen: a unit that was drawn was not what it should be. A supervisor must look at it",
        )


def check_every_one_tested(lines: Iterable[ManifestLine], positive: Collection[UUID]) -> None:
    """Return when all that is left in a frozen burn was opened and found right."""
    for line in lines:
        if line.unit_id not in positive:
            raise NotAllowedNow(
                "lottery.all", "{label} is not tested yet: after a swap every unit is opened", label=line.unit.label
            )


def check_lots_tested(
    lines: Iterable[ManifestLine], lottery: Lottery | None, waiting: Mapping[UUID, LotteryTicket]
) -> None:
    """Return when lots were drawn for the burn, and every unit of it that was drawn has been tested."""
    if lottery is None:
        raise NotAllowedNow("lottery.none", "No lots were drawn for this burn. A checker must draw first")
    for line in lines:
        if line.unit_id in waiting:
            raise NotAllowedNow(
                "lottery.untested", "{label} was drawn for a test and is not tested yet. "
                                    "Test it first", label=line.unit.label
            )
