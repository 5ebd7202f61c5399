"""What the components of a page take: small facts, ready to show. Templates walk no relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from custody.organisation.selectors import ENGINE_BADGE

#: Words as a component takes them: translated already, or when they are shown.
Text = str | Promise

TONES = ("neutral", "info", "success", "warning", "danger")


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One answer on a check-answers page or one fact on a record page."""

    label: Text
    value: Any
    change_link: str = ""
    #: Shown in the fixed-width face: numbers that are read aloud or compared.
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a task list. Open tasks are loud, done ones are quiet."""

    label: Text
    link: str = ""  # "" when it cannot start yet
    status: Text = ""
    tone: str = "neutral"
    hint: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One row of "waiting for you": a verb, an object, why, and how long there is. Without a link it only says what
    comes: there is nothing to do yet."""

    label: Text
    link: str = ""
    why: Text = ""
    status: Text = ""
    tone: str = "neutral"
    left: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a timeline."""

    sentence: Text
    at: datetime
    badge: str = ""
    details: Sequence[Text] = ()
    #: Words such as "late" or "scenario" when the event is not live.
    mark: Text = ""
    tone: str = "neutral"
    receipt: str = ""
    #: A stretch of time in which custody is not shown: drawn in red beside the entry.
    is_gap: bool = False
    #: What it says was put right since; it stays, struck through.
    is_struck: bool = False

    @property
    def is_by_machine(self) -> bool:
        """Whether the house did it by itself, and no badge of a person."""
        return self.badge == ENGINE_BADGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was masked is on this page: until when, and how many seconds that is from now."""

    until: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One number of the dashboard, with its limit and its usual value."""

    label: Text
    value: Text
    context: Text = ""
    link: str = ""
    tone: str = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where the ledger keeps an event. ``index`` is None while it is recorded but not yet sealed."""

    op_id: str
    recorded_at: datetime
    index: int | None = None
    leaf: str = ""
