"""Clocks of transports: the next sign of life of a crew, who answers for its escort, and what it brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings

from custody.core.events import MISSION_HEARD_LATE
from custody.core.lifecycle import CustodyState
from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.models import Clock
from custody.deadlines.starts import Start, starts_of, zone_of
from custody.deadlines.types import ClockType
from custody.evidence.actions.receiving import show_gaps
from custody.evidence.models import HandlingUnit, Mission
from custody.evidence.selectors.gaps import SILENT
from custody.evidence.selectors.missions import carried_at
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_HEARD = (
    "mission.began/1", "mission.checked_in/1", "mission.stopped/2", "mission.went_on/1", "mission.arrived/1",
    "mission.cancelled/1",
)  # fmt: skip


def register() -> None:
    """Register the handlers of these clocks."""
    for code in _HEARD:
        reactions.register(code, together(_heard))
    reactions.register("mission.unloaded/1", together(_unloaded))
    reactions.register("mission.unescorted/1", together(_unescorted))
    reactions.register("mission.escort_answered/1", together(_answered))


def _heard(record: Record, entries: list[Entry]) -> None:
    """Begin the time of the next sign of life anew whenever the crew is heard; end it when the journey ends."""
    missions = [entry.on for entry in entries if isinstance(entry.on, Mission)]
    _tell_of_silence(record, missions)
    close(
        record,
        subject_ids=[each.id for each in missions],
        clock_types=[ClockType.CHECK_IN],
        by=entries[0].type.code,
    )
    underway = [each for each in missions if each.state in {"moving", "stopped"}]
    arm(record, clock_type=ClockType.CHECK_IN, starts=_starts(underway, record), subject_kind="mission")


def _starts(missions: Sequence[Mission], record: Record) -> list[Start]:
    return [
        Start(subject_id=each.id, jurisdiction=settings.CUSTODY_JURISDICTION, started_at=record.at, zone=zone_of(None))
        for each in missions
    ]


def _unescorted(record: Record, entries: list[Entry]) -> None:
    """Let the clock run in which somebody answers for a transport that left before its escort was confirmed."""
    gone = [entry.on for entry in entries if isinstance(entry.on, Mission)]
    arm(record, clock_type=ClockType.ESCORT_OWED, starts=_starts(gone, record), subject_kind="mission")


def _answered(record: Record, entries: list[Entry]) -> None:
    ids = [entry.on.id for entry in entries]
    close(record, subject_ids=ids, clock_types=[ClockType.ESCORT_OWED], by=entries[0].type.code)


def _tell_of_silence(record: Record, missions: Sequence[Mission]) -> None:
    """Write of every crew that is heard too late how long nobody heard of it, and show the gap on what rides along."""
    late = Clock.objects.filter(subject_id__in=[each.id for each in missions], clock_type=ClockType.CHECK_IN,
                                closed_at__isnull=True, due_at__lt=record.at)  # fmt: skip
    since = dict(late.values_list("subject_id", "due_at"))
    for mission in missions:
        if mission.id not in since:
            continue
        due_at = since[mission.id]
        minutes = max(1, round((record.at - due_at).total_seconds() / 60))
        record.append(MISSION_HEARD_LATE, on=mission, due_at=due_at, minutes=minutes)
        aboard = carried_at([mission.id], at=record.at)
        show_gaps(record, aboard, gap=SILENT, since=due_at, transfer=None)


def _unloaded(record: Record, entries: list[Entry]) -> None:
    """Let a clock run for what has arrived with its transport and was not handed over yet."""
    arrived = [entry.on for entry in entries if entry.fields["outcome"] == "arrived"]
    here = [unit for unit in arrived if isinstance(unit, HandlingUnit)]
    waiting = [unit for unit in here if unit.custody_state == CustodyState.IN_TRANSIT]
    arm(record, clock_type=ClockType.UNLOADING, starts=starts_of(waiting, at=record.at))
