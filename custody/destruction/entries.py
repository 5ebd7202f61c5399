"""What a person enters when goods are staged or an authority decided, and what an act on many units answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from custody.evidence.entries import Reading, SealEntry
    from custody.evidence.models import HandlingUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCheck:
    """What the independent checker read off one unit; ``seal_seen`` is ``None`` when no whole seal was on it."""

    unit_id: UUID
    reading: Reading
    seal_seen: str | None


@dataclass(slots=True)
class Staged:
    """Which units were staged, and which were refused: those have a discrepancy and are out of the burn."""

    staged: list[HandlingUnit] = field(default_factory=list)
    refused: list[HandlingUnit] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitTest:
    """What the checker saw of one drawn unit: what the reagent showed, and the seal that is on it now."""

    unit_id: UUID
    result: str
    new_seal: SealEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """A unit that did not burn when a burn was broken off: sealed anew and weighed again at the furnace."""

    unit_id: UUID
    new_seal: SealEntry
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A unit that went into the fire, how many packages of it, and the seal that was read on it in that moment.

    ``None`` where nobody could count, or read; ``seal_broken`` says that no whole seal was on it, ``looked_again`` that
    it really went in although it is in another burn or in none.
    """

    unit_id: UUID
    package_count: int | None = None
    seal_seen: str | None = None
    seal_broken: bool = False
    looked_again: bool = False


@dataclass(slots=True)
class Tested:
    """Which drawn units were what they are said to be, and which were not: those are frozen, and the burn with them."""

    positive: list[HandlingUnit] = field(default_factory=list)
    negative: list[HandlingUnit] = field(default_factory=list)


@dataclass(slots=True)
class Reconciled:
    """Which units were reconciled, and which were not: those have a discrepancy for a supervisor to resolve."""

    reconciled: list[HandlingUnit] = field(default_factory=list)
    refused: list[HandlingUnit] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPaper:
    """The paper an authority decided on: its reference and its day, and the paper itself as PDF or photo.

    It lies sealed and encrypted, and can be attached later; nobody verifies the decision before.
    """

    reference: str
    decided_on: date
    document: bytes | None = None
