"""AL4: a transport stands still and nobody says why, or left before its escort was confirmed. It ends with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import (
    MISSION_ESCORT_ANSWERED,
    MISSION_STOP_EXPLAINED,
    MISSION_STOPPED_2,
    MISSION_UNESCORTED,
)
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Mission
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of stops."""
    reactions.register(MISSION_STOPPED_2.code, _stopped)
    reactions.register(MISSION_STOP_EXPLAINED.code, _explained)
    reactions.register(MISSION_UNESCORTED.code, _unescorted)
    reactions.register(MISSION_ESCORT_ANSWERED.code, _answered)


def _stopped(record: Record, entry: Entry) -> None:
    if not entry.fields["explained"]:
        _raise(record, entry, stage="stopped", key=f"stop:{entry.fields['stop_id']}")


def _explained(record: Record, entry: Entry) -> None:
    resolve_key(record, f"stop:{entry.fields['stop_id']}", by=MISSION_STOP_EXPLAINED.code)


def _unescorted(record: Record, entry: Entry) -> None:
    _raise(record, entry, stage="unescorted", key=f"escort:{entry.on.id}")


def _answered(record: Record, entry: Entry) -> None:
    resolve_key(record, f"escort:{entry.on.id}", by=MISSION_ESCORT_ANSWERED.code)


def _raise(record: Record, entry: Entry, *, stage: str, key: str) -> None:
    """Tell who watches the site; the crew itself neither takes it nor closes it. What is replayed is no news."""
    if not is_news(record):
        return
    mission = cast("Mission", entry.on)
    finding = Finding(
        rule="AL4", stage=stage, level=2, subject_kind="mission", subject_id=mission.id, dedupe_key=key,
        fired_for=record.at, about=(mission.driver_id, mission.second_id),
    )  # fmt: skip
    raise_alert(record, finding)
