"""The clocks of what is left of a burn: until it is weighed, and until it is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.core.events import BURN_ABORTED, RESIDUE_DISPOSED, RESIDUE_NONE, RESIDUE_WEIGHED, SESSION_BURNT
from custody.deadlines.clocks import Start, arm, close
from custody.deadlines.starts import zone_of
from custody.deadlines.types import ClockType
from custody.destruction.selectors.residues import still_there
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import BurnSession
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers."""
    reactions.register(SESSION_BURNT.code, _burnt)
    reactions.register(BURN_ABORTED.code, _broken_off)
    reactions.register(RESIDUE_WEIGHED.code, _weighed)
    reactions.register(RESIDUE_NONE.code, _nothing_to_weigh)
    reactions.register(RESIDUE_DISPOSED.code, _disposed)


def _burnt(record: Record, entry: Entry) -> None:
    _arm(record, entry, ClockType.RESIDUE_WEIGHT)


def _broken_off(record: Record, entry: Entry) -> None:
    """Owe it for a fire too that burnt no unit whole: it was lit, and what fell out of a torn bag lies in the furnace
    (R18: gone is what has lost its properties for ever). It is weighed, or somebody says that the furnace is empty."""
    if entry.fields["destroyed_count"] == 0:
        _arm(record, entry, ClockType.RESIDUE_WEIGHT)


def _weighed(record: Record, entry: Entry) -> None:
    session = cast("BurnSession", entry.on)
    close(record, subject_ids=[session.id], clock_types=[ClockType.RESIDUE_WEIGHT], by=entry.type.code)
    # What was weighed before and is still there has its clock: the first day counts.
    if still_there(session) == 1:
        _arm(record, entry, ClockType.RESIDUE_GONE)


def _nothing_to_weigh(record: Record, entry: Entry) -> None:
    close(record, subject_ids=[entry.on.id], clock_types=[ClockType.RESIDUE_WEIGHT], by=entry.type.code)


def _disposed(record: Record, entry: Entry) -> None:
    if not still_there(cast("BurnSession", entry.on)):
        close(record, subject_ids=[entry.on.id], clock_types=[ClockType.RESIDUE_GONE], by=entry.type.code)


def _arm(record: Record, entry: Entry, clock_type: ClockType) -> None:
    place = cast("BurnSession", entry.on).facility.place
    start = Start(
        subject_id=entry.on.id, jurisdiction=place.jurisdiction, started_at=record.at, place_class=place.kind,
        zone=zone_of(place), site_id=place.site_id,
    )  # fmt: skip
    arm(record, clock_type=clock_type, starts=[start], subject_kind="session")
