"""The exceptions that one person asks for and another decides: what each leads to, and what it needs.

Nothing here happens by one person's word, and nothing happens to the unit before the second person has spoken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from custody.core.tolerance import BRICK_MG


class Exceptional(StrEnum):
    """What two people decide about a unit."""

    RETURN = "return"
    DISPOSAL = "disposal"
    HAND_OUT = "hand_out"
    CARGO_RELEASE = "cargo_release"
    RELEASE = "release"
    LOAN = "loan"
    OPERATION = "operation"
    EXCHANGE = "exchange"
    STOLEN = "stolen"
    LOST = "lost"
    DESTROYED_BY_EVENT = "destroyed_by_event"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What one exception leads to and needs.

    ``event`` moves the unit. ``act``: it rests on a written act, whose reference is asked; ``paper``: and whose paper
    is attached; ``oral``: or owed within its clock for what was said by word of mouth. ``already``: it is told as what
    took place already; where nobody has the unit after it, its paper is there before it is decided. ``party``:
    ``text`` names who receives it outside, ``badge`` an officer. ``loss``: the unit is gone against everybody's will,
    so that neither its custodians nor a hand-over has a say, and an inner unit can be meant.
    """

    event: str
    act: bool = False
    paper: bool = False
    oral: bool = False
    already: bool = False
    party: str = ""
    loss: bool = False


NEEDS: Mapping[Exceptional, Needs] = {
    Exceptional.RETURN: Needs(event="unit.returned/1", act=True, paper=True, already=True, party="text"),
    Exceptional.DISPOSAL: Needs(event="unit.disposed/1", act=True, paper=True, already=True, party="text"),
    Exceptional.HAND_OUT: Needs(event="unit.handed_over/1", act=True, paper=True, already=True, party="text"),
    Exceptional.CARGO_RELEASE: Needs(event="cargo.released/1", party="text"),
    Exceptional.RELEASE: Needs(event="unit.released/1", already=True),
    Exceptional.LOAN: Needs(event="loan.began/1", act=True, party="badge"),
    Exceptional.OPERATION: Needs(event="operation.began/1", act=True, paper=True, oral=True, already=True),
    Exceptional.EXCHANGE: Needs(event="unit.exchanged/1", act=True, paper=True),
    Exceptional.STOLEN: Needs(event="unit.stolen/1", loss=True),
    Exceptional.LOST: Needs(event="unit.lost/1", loss=True),
    Exceptional.DESTROYED_BY_EVENT: Needs(event="unit.destroyed_by_event/1", loss=True),
    Exceptional.CORRECTION: Needs(event="unit.corrected/1"),
}
ENDINGS = frozenset(Exceptional) - {
    Exceptional.LOAN, Exceptional.OPERATION, Exceptional.EXCHANGE, Exceptional.CORRECTION
}  # fmt: skip
"""After these nobody has the unit any more."""
GIVEN_AWAY = frozenset({Exceptional.RETURN, Exceptional.DISPOSAL, Exceptional.HAND_OUT})
"""What is approved of these is done by who keeps the unit, face to face with who receives it: until then it stays."""

OUSTED = "ousted"
"""Others took over by command what somebody answered for: that person alone signs to have heard of it."""
GUARD = "guard"
"""Who was posted has yet to say that they stand there: until then a guard is a name on a list."""
MOVED = "moved"
"""Goods lie elsewhere by one person's word: another has yet to see them there."""
MATTERS = ("witness", "second", "late", "emergency", OUSTED, GUARD, MOVED)
"""Why another person still has to sign an act that is recorded already."""
BARRING = frozenset({"witness", "emergency"})
"""Until these are signed the unit does not leave and does not burn; a late entry was a fact all the same.

What a ``second`` officer owes for the acts of the quay does not stop the quay either: the load goes on. No order on the
seizure is verified and it is not closed before every one of them is signed."""

SPLIT, REPACK, MERGE, RETAINED, DUMMY, UNPACKED = "split", "repack", "merge", "retained", "dummy", "unpacked"
RECOVERED = "recovered"
"""How a unit was made of one that was gone, and the kind of the discrepancy that it is frozen by: it came back."""
RESEALED = "resealed"
"""The kind of the discrepancy of a unit whose seal came off again before anybody signed for the last time."""
SAME_SEAL, NO_SEAL = "same", "none"
SEALS_SEEN = (SAME_SEAL, "broken", "other", NO_SEAL)
"""What is seen of our seal on what came back."""
SEAL_FAULTS = (NO_SEAL, "broken", "other", "copy")
"""What somebody sees who says that the seal on a unit is not as it should be."""
LOSS_PERMILLE = 5
"""What may be missing after a split and be called a loss; beyond it, it is a discrepancy too."""


def loss_is_plain(*, before_mg: int, after_mg: int, packages: int | None = None) -> bool:
    """Say whether what the parts weigh together is near enough to what the whole was booked with.

    Half a package or more is no dust, however much the whole weighs (C11); where nobody counted, a package is a light
    brick.
    """
    return (
        abs(before_mg - after_mg) * 1000 <= before_mg * LOSS_PERMILLE
        and 2 * (before_mg - after_mg) < _package_mg(before_mg, packages)
    )


def plain_loss_mg(before_mg: int, *, packages: int | None = None) -> int:
    """Return the most that may be missing after a split and be called a loss."""
    return min(before_mg * LOSS_PERMILLE // 1000, (_package_mg(before_mg, packages) - 1) // 2)


def _package_mg(before_mg: int, packages: int | None) -> int:
    return max(1, before_mg // packages) if packages else BRICK_MG[0]
