"""A camera or an alarm is down: who commands is told with the report itself. A drill has a rule of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.rules import DRILL, OUTAGE
from custody.core.events import PLACE_REPORT_ANSWERED, PLACE_REPORT_ENDED, PLACE_REPORTED
from custody.core.quiet_hours import is_quiet
from custody.deadlines.starts import zone_of
from custody.evidence.selectors.unwatched import down_at
from custody.ledger import reactions

if TYPE_CHECKING:
    from datetime import datetime

    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Place

REPORTED, ALONE, DRILLED = "reported", "alone", "drill"
LEVELS = {REPORTED: 2, ALONE: 1}


def register() -> None:
    """Register the handlers of places that nobody watches."""
    reactions.register(PLACE_REPORTED.code, _reported)
    reactions.register(PLACE_REPORT_ANSWERED.code, _over)
    reactions.register(PLACE_REPORT_ENDED.code, _over)


def _reported(record: Record, entry: Entry) -> None:
    place = cast("Place", entry.on)
    if entry.fields["drill"]:
        drill_id = UUID(entry.fields["report_id"])
        finding = Finding(
            rule=DRILL, stage=DRILLED, level=2, subject_kind="drill", subject_id=drill_id,
            dedupe_key=_of_drill(drill_id), group_key=_of_drill(drill_id), fired_for=record.at, site=place.site,
            # Who ordered it knows when it comes, and would answer in no time.
            about=(record.act.actor.id,),
        )  # fmt: skip
    else:
        finding = finding_of(place, at=record.now)
    raise_alert(record, finding)


def finding_of(place: Place, *, at: datetime) -> Finding:
    """Return what a place is told of at a moment where a camera or an alarm is down."""
    stage = _stage(place, at=at)
    return Finding(
        rule=OUTAGE, stage=stage, level=LEVELS[stage], subject_kind="place", subject_id=place.id,
        dedupe_key=_of_place(place.id), fired_for=at, site=place.site,
    )  # fmt: skip


def _stage(place: Place, *, at: datetime) -> str:
    """Return how bad it is: worse when hardly anybody is there, and when neither cameras nor alarm are left."""
    down = {what for (what,) in down_at([place.id]).values_list("what")}
    quiet = is_quiet(at, zone=zone_of(place), country=place.jurisdiction[:2])
    return ALONE if quiet or "both" in down or {"camera", "alarm"} <= down else REPORTED


def _over(record: Record, entry: Entry) -> None:
    resolve_key(record, _of_drill(entry.fields["report_id"]), by=entry.type.code)
    if not down_at([entry.on.id]).exists():
        resolve_key(record, _of_place(entry.on.id), by=entry.type.code)


def _of_place(place_id: UUID) -> str:
    return f"outage:{place_id}"


def _of_drill(drill_id: UUID | str) -> str:
    return f"drill:{drill_id}"
