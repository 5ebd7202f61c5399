"""AL4: a transport stands still and nobody says why. It ends when the crew tells the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import MISSION_STOP_EXPLAINED, MISSION_STOPPED_2
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Mission
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of stops."""
    reactions.register(MISSION_STOPPED_2.code, _stopped)
    reactions.register(MISSION_STOP_EXPLAINED.code, _explained)


def _stopped(record: Record, entry: Entry) -> None:
    if entry.fields["explained"] or not is_news(record):
        return
    mission = cast("Mission", entry.on)
    raise_alert(
        record,
        Finding(
            rule="AL4",
            stage="stopped",
            level=2,
            subject_kind="mission",
            subject_id=mission.id,
            dedupe_key=f"stop:{entry.fields['stop_id']}",
            fired_for=record.at,
            about=(mission.driver_id, mission.second_id),
        ),
    )


def _explained(record: Record, entry: Entry) -> None:
    resolve_key(record, f"stop:{entry.fields['stop_id']}", by=MISSION_STOP_EXPLAINED.code)
