"""The clock of what is said to have burnt, and its end once the burn is recorded, broken off or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.core.events import BURN_ABORTED, BURN_TOLD, BURN_TOLD_ENDED, SESSION_BURNT, SESSION_CANCELLED
from custody.deadlines.clocks import Start, arm, close
from custody.deadlines.starts import zone_of
from custody.deadlines.types import ClockType
from custody.destruction.actions import told
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import BurnSession
    from custody.ledger.recording import Entry, Record

_ENDS = {SESSION_BURNT.code: "recorded", BURN_ABORTED.code: "aborted", SESSION_CANCELLED.code: "cancelled"}


def register() -> None:
    """Register the handlers."""
    reactions.register(BURN_TOLD.code, _told)
    reactions.register(BURN_TOLD_ENDED.code, _ended)
    for code in _ENDS:
        reactions.register(code, _burn_is_over)


def _told(record: Record, entry: Entry) -> None:
    place = cast("BurnSession", entry.on).facility.place
    start = Start(
        subject_id=entry.on.id, jurisdiction=place.jurisdiction, started_at=record.at, place_class=place.kind,
        zone=zone_of(place), site_id=place.site_id,
    )  # fmt: skip
    arm(record, clock_type=ClockType.PROOF_OWED, starts=[start], subject_kind="session")


def _ended(record: Record, entry: Entry) -> None:
    close(record, subject_ids=[entry.on.id], clock_types=[ClockType.PROOF_OWED], by=entry.type.code)


def _burn_is_over(record: Record, entry: Entry) -> None:
    told.end(record, cast("BurnSession", entry.on), outcome=_ENDS[entry.type.code])
