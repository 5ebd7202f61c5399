"""When and who, at the mouth of the furnace. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.waivable import TALLY_OWED
from custody.destruction import policies

if TYPE_CHECKING:
    from custody.destruction.entries import Load
    from custody.destruction.models import BurnSession
    from custody.destruction.selectors.tallies import Mouth
    from custody.evidence.models import HandlingUnit

LOADS_MOST = 500


def check_loads(loads: Sequence[Load]) -> None:
    """Return for a list that names something, and each unit once."""
    if not 0 < len(loads) <= LOADS_MOST:
        raise InvalidInput(
            "tally.count", "Name between 1 and {most} units at once", field="units", most=LOADS_MOST
        )
    if len({load.unit_id for load in loads}) != len(loads):
        raise InvalidInput("tally.named_twice", "A unit is in the list twice. Take one out", field="units")


def check_listed(here: Collection[UUID], units: Iterable[HandlingUnit], loads: Iterable[Load]) -> None:
    """Return when each unit is in this burn, or somebody looked again: a slip of a scan would freeze the goods of
    others, and what really went in is a fact."""
    looked_again = {load.unit_id for load in loads if load.looked_again}
    for unit in units:
        if unit.id not in here and unit.id not in looked_again:
            raise InvalidInput(
                "tally.not_listed",
                "{label} is not in this burn. Read its label again: if it really went into the fire, say so",
                field="units", label=unit.label,
            )  # fmt: skip


def check_tally_open(session: BurnSession, mouth: Mouth) -> None:
    """Return while the burn is approved and not recorded yet, or was recorded and the tally is owed."""
    if mouth.owed is None or mouth.owed.ended_at is not None:
        policies.check_session(session, "approved")


def check_part_unsigned(mouth: Mouth, part: str) -> None:
    """Return while the list of who calls, or of who counts, is not signed."""
    if mouth.signed_part(part) is not None:
        raise NotAllowedNow("tally.signed", "This list is signed. What was signed is not changed")


def check_not_loaded_yet(mouth: Mouth, part: str, units: Iterable[HandlingUnit]) -> None:
    """Return when none of the units is on this list already."""
    there: Collection[UUID] = {each.unit_id for each in mouth.of_part(part)}
    for unit in units:
        if unit.id in there:
            raise NotAllowedNow("tally.twice", "{label} is on your list already", label=unit.label)


def check_tally_signed(mouth: Mouth, *, reason: str | None) -> None:
    """Return when both have signed what went into the fire, or it is said why not: a waiver is owed then."""
    if not mouth.is_signed and reason is None:
        raise InvalidInput(
            "tally.missing",
            "Two people sign what went into the fire before the burn is recorded. If nobody did, say why",
            field="without_tally",
        )


def check_tally_settled(owed: Sequence[str]) -> None:
    """Return when no burn of the units waits for its tally; ``owed`` are the code words of those that do."""
    if owed:
        raise NotAllowedNow(
            TALLY_OWED,
            "The tally of the burn {code_word} is owed: both sign it, or a waiver is given",
            code_word=owed[0],
        )
