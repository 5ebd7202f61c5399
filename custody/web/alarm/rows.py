"""What the page shows, prepared: the parts, the passes of each engine, the stretches in which nobody looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from custody.alerts.watching import Part
from custody.organisation.selectors import sites
from custody.web.alarm.words import CAUSE_WORDS, ago, gap_in_words, part_in_words
from custody.web.shared.parts import Text

if TYPE_CHECKING:
    from custody.alerts.models import Blackout, Heartbeat


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part: what it is called, how it is, when it gave its last sign of life."""

    words: str
    is_well: bool
    age: str
    detail: str
    said: str = ""
    """What is wrong, in the reader's language, where it is for who plans and not for who repairs."""


@dataclass(frozen=True, slots=True)
class PassRow:
    """One pass of one engine."""

    engine: str
    work: str
    age: str
    done: int
    skew_ms: int


@dataclass(frozen=True, slots=True)
class BlackoutRow:
    """One stretch in which nobody looked."""

    began_at: datetime
    ended_at: datetime
    cause: Text
    stages_passed: int
    reference: str
    alert_id: str


def part_rows(parts: Sequence[Part]) -> list[PartRow]:
    """Return the parts, the ill ones in front; people who can be reached are left out, of whom there may be many."""
    whose = _whose()
    shown = [part for part in parts if part.kind != "reach" or not part.is_well]
    return [
        PartRow(
            words=part_in_words(part, whose=whose.get(part.name, "")),
            is_well=part.is_well,
            age="" if part.age_s is None else ago(part.age_s),
            detail=part.detail,
            said="" if part.since is None else gap_in_words(part.since),
        )
        for part in sorted(shown, key=lambda part: part.is_well)
    ]


def _whose() -> dict[str, str]:
    """Return the code word of each site, by its id as text."""
    return {str(site.id): site.code_word for site in sites()}


def pass_rows(rows: Iterable[Heartbeat], *, now: datetime) -> list[PassRow]:
    """Return the passes by engine."""
    return [
        PassRow(row.engine, row.work, ago(max((now - row.last_ok_at).total_seconds(), 0.0)), row.done, row.skew_ms)
        for row in rows
    ]


def blackout_row(blackout: Blackout) -> BlackoutRow:
    """Return one stretch."""
    return BlackoutRow(
        began_at=min(blackout.began_at, blackout.ended_at),
        ended_at=max(blackout.began_at, blackout.ended_at),
        cause=CAUSE_WORDS[blackout.cause],
        stages_passed=blackout.stages_passed,
        reference=blackout.alert.public_ref,
        alert_id=str(blackout.alert_id),
    )
