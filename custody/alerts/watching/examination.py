"""All parts together, and the one question of the outside switch."""

from __future__ import annotations

from datetime import datetime

from custody.alerts.watching import invariants, roster, signs
from custody.alerts.watching.ledger import ledger
from custody.alerts.watching.parts import Part


def examine(now: datetime) -> list[Part]:
    """Return every part of the alarm system as it is at ``now``, the database's time."""
    seen = signs.read(now)
    return [
        *signs.engines(seen),
        *signs.carriers(seen),
        *signs.ways_out(seen),
        *signs.canary(now, seen),
        *signs.switch(seen),
        *signs.clocks(seen),
        *invariants.everything(now),
        *ledger(seen),
        *roster.people(now),
    ]


def keeps_the_switch_quiet(parts: list[Part]) -> bool:
    """Say whether the outside switch may be told that all is well: no engine is lost, no invariant broken, no way out
    closed. A gap in the roster is no reason to call: it has its own alert.
    """
    return not any(part.calls_outside for part in parts)
