"""When: the hours of a fire, and that nobody unsays what was seen to burn. What happened at a fire is a fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.lifecycle import CustodyState
from custody.destruction.selectors.gates import saw_it

if TYPE_CHECKING:
    from custody.destruction.models import Attestation, BurnSession, BurnTold
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def check_not_seen_burning(session: BurnSession, attestations: Mapping[UUID, Attestation]) -> None:
    """Return while not both witnesses saw the burn: from then on it is recorded, or broken off unit by unit."""
    if saw_it(session, attestations):
        raise NotAllowedNow(
            "session.seen_burning",
            "Both witnesses signed what they saw burn. Record the burn, or break it off and say what did not burn",
        )


def check_not_ash(unit: HandlingUnit, seen_burning: Collection[UUID]) -> None:
    """Return for a unit that did not go into a fire which two witnesses saw: what is ash is not held back."""
    if unit.id in seen_burning:
        raise NotAllowedNow(
            "hold.seen_burning",
            "Both witnesses signed that {label} burnt. Record the burn, or break it off and say what did not burn",
            label=unit.label,
        )


def check_began_after_arrival(
    units: Iterable[HandlingUnit], arrivals: Mapping[UUID, datetime], *, started_at: datetime,
    told: BurnTold | None,
) -> None:
    """Return when all that burnt was at the furnace when the fire began, or it was told that it began then all the
    same. An officer enters whole minutes."""
    if told is not None and told.began_at == started_at:
        return
    for unit in units:
        if started_at < arrivals[unit.id].replace(second=0, microsecond=0):
            raise InvalidInput(
                "burn.before_arrival",
                "{label} came to the furnace after that time. Check when the fire began",
                field="started_at",
                label=unit.label,
            )


def check_kept_by_two(
    units: Iterable[HandlingUnit], *, unsigned: Mapping[UUID, Officer], alone: Collection[UUID]
) -> None:
    """Return when two answer for each unit at the furnace, from weighing to fire (R24), and the second said so: of
    whose badge was only named, ``unsigned``, nobody knows whether they rode along. ``alone``: units that one person
    alone has."""
    for unit in units:
        if unit.id in unsigned:
            raise NotAllowedNow(
                "burn.second_unsigned",
                "Badge {badge} is named as one of two who have {label}, and has not signed for it. First they sign",
                badge=unsigned[unit.id].badge,
                label=unit.label,
            )
        if unit.id in alone:
            raise NotAllowedNow(
                "burn.one_keeper",
                "One person alone has {label} at the furnace. Hand it over to two before it burns",
                label=unit.label,
            )


def check_at_some_furnace(units: Iterable[HandlingUnit]) -> None:
    """Return when all units are at a furnace, whichever: what burnt at another than it was planned for is a fact."""
    for unit in units:
        if unit.custody_state != CustodyState.AT_FURNACE:
            raise NotAllowedNow(
                "burn.not_here",
                "{label} is at no furnace as the record has it. Record first where it was brought",
                label=unit.label,
            )


def check_not_told(told: BurnTold | None) -> None:
    """Return while nobody said that the burn took place all the same."""
    if told is not None:
        raise NotAllowedNow("burn.told", "That it burnt is written down already. What is missing is owed for it")


def nothing_missing() -> InvalidInput:
    """Return the refusal of who says that something is missing where nothing is: then the burn is recorded."""
    return InvalidInput(
        "burn.nothing_missing", "Nothing is missing. Leave this empty, and record the burn", field="all_the_same"
    )
