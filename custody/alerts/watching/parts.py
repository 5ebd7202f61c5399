"""One part of the alarm system and how it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.raising import HOUSE_ID

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Site

LEDGER, SYSTEM, REACH, UNARMED = "AL12", "AL13", "AL16", "AL19"
_PREFIX = {LEDGER: "ledger:", SYSTEM: "sys:", REACH: "", UNARMED: "unarmed:"}
DOOR = "door"
"""What the probes tell of a gateway stands under a key of its own: the receipts pass has one for what it refuses."""
_RESOLVED_BY_THE_WATCH = frozenset({
    "engine", "beat", "broker", "worker", "mail", DOOR, "canary", "switch", "skew", "clocks", "poison", "steps",
    "unsent", "nobody", "silence",
})
PEOPLE = frozenset({"duty", "reach"})
"""Kinds of parts that a roster cures, not a mechanic: the outside switch is not called for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one part is. ``name`` tells parts of a kind apart; ``age_s`` is the time since its last sign of life.

    ``level`` and ``rule`` say what is raised when it is not well; ``detail`` is for whoever repairs it, in English, and
    never leaves the house.
    """

    kind: str
    name: str = ""
    is_well: bool = True
    level: int = 1
    rule: str = SYSTEM
    age_s: float | None = None
    count: int = 0
    detail: str = ""
    since: datetime | None = None
    """From when on something is missing that people plan, and the page says so in their language."""
    subject_kind: str = "house"
    subject_id: UUID = HOUSE_ID
    site: Site | None = None
    about: tuple[UUID, ...] = ()
    works: dict[str, float] = field(default_factory=dict)
    is_told_elsewhere: bool = False
    """Another pass raises the alert about it and ends it."""

    @property
    def code(self) -> str:
        """What it is called in a log: its kind, and its name."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    @property
    def key(self) -> str:
        """The key under which at most one alert about it is open."""
        if self.rule == UNARMED:
            return f"{_PREFIX[UNARMED]}{self.name or 'many'}"
        if self.kind == "gateway":
            return f"{_PREFIX[SYSTEM]}{DOOR}:{self.name}"
        return f"{_PREFIX[self.rule]}{self.code}"

    @property
    def calls_outside(self) -> bool:
        """It is ill so that the outside switch must be called."""
        return not self.is_well and self.level <= 1 and self.kind not in PEOPLE and self.kind != "switch"


def watched(key: str) -> bool:
    """Say whether an alert of this key is one of the watch, which resolves it when all is well again."""
    prefix, _, rest = key.partition(":")
    if prefix == "sys":  # a stretch in which nobody looked, and a message given up, are closed by a person
        return rest.split(":")[0] in _RESOLVED_BY_THE_WATCH
    return prefix in {"ledger", "duty", "reach", "unarmed"}
