"""The clock of a camera or an alarm that is down: one for each place, until all of it works again. A drill has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import ClockType
from custody.evidence.selectors.unwatched import down_at
from custody.ledger import reactions
from custody.organisation.models import Place

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of this clock."""
    reactions.register("place.reported/1", _reported)
    reactions.register("place.report_ended/1", _ended)


def _reported(record: Record, entry: Entry) -> None:
    place = entry.on
    if entry.fields["drill"] or not isinstance(place, Place):
        return
    start = Start(
        subject_id=place.id, jurisdiction=place.jurisdiction, started_at=record.at, place_class=place.kind,
        zone=zone_of(place), site_id=place.site_id,
    )  # fmt: skip
    arm(record, clock_type=ClockType.WATCH_OWED, starts=[start], subject_kind="place")


def _ended(record: Record, entry: Entry) -> None:
    if not down_at([entry.on.id]).exists():
        close(record, subject_ids=[entry.on.id], clock_types=[ClockType.WATCH_OWED], by=entry.type.code)
