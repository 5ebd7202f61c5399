"""One act of a scenario: at its claimed time, under its own key, exactly once.

The key of an act is made of the scenario, the thing and the step, so a replay that is killed and begun again meets its
own acts and goes on behind them: `AlreadyRecorded` is not an error here but the answer of the first time.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from custody.core.act import Act, Basis, Door
from custody.core.errors import AlreadyRecorded, LockTimeout

if TYPE_CHECKING:
    from custody.organisation.models import Officer

NAMESPACE = UUID("5f0c7a52-9a44-4c0e-a7b5-2a8d3f1c6e90")
TRIES = 6


class LaterError(Exception):
    """The next act lies ahead of this moment: it is left undone, and so is everything behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Performs the acts of one thing (a case, a burn) in its order."""

    scenario: str
    shift: timedelta
    now: datetime
    begins: tuple[str, str, bytes] = ("", "", b"")
    """(subject, step, hash of all cases): the very first act has a key of its own and answers for all of them."""
    subject: str = ""
    body: bytes = b""

    def of(self, subject: str, body: bytes) -> Clerk:
        """Return the clerk of one thing; ``body`` is a hash of what is replayed, so that a change is noticed."""
        return replace(self, subject=subject, body=body)

    def at(self, moment: datetime) -> datetime:
        """Return a moment of the published past on the days of the replay."""
        return moment + self.shift

    def do(
        self, step: str, action: Callable[..., Any], /, *, by: Officer, on: datetime, **given: Any
    ) -> Any:
        """Perform one act and return what the action returns, or the kept result when it was performed before.

        Raises ``LaterError`` when its time has not come, and whatever the action refuses with.
        """
        at = self.at(on)
        if at > self.now:
            raise LaterError
        act = self.act(step, by=by, at=at)
        for tries in range(1, TRIES + 1):
            try:
                made = action(act=act, **given)
            except AlreadyRecorded as before:
                made = before.result
            except LockTimeout:
                if tries == TRIES:
                    raise
                time.sleep(0.2 * tries)  # somebody works on the same record: the system is in use
                continue
            return made
        raise AssertionError("unreachable")

    def act(self, step: str, *, by: Officer, at: datetime) -> Act:
        """Return the act of a step, with its key."""
        subject, body = f"{self.subject}/{step}", self.body
        if (self.subject, step) == self.begins[:2]:
            subject, body = "the first act", self.begins[2]
        return Act(
            actor=by,
            door=Door.SCENARIO,
            basis=Basis.SCENARIO,
            key=uuid5(NAMESPACE, f"{self.scenario}/{subject}"),
            body_hash=hashlib.sha256(body + step.encode()).digest(),
            occurred_at=at,
        )


def reference(made: Any, name: str) -> UUID:
    """Return the id of what an act made: of its row, or out of the result kept with its key."""
    found: UUID = UUID(made[name]) if isinstance(made, dict) else made.id
    return found
