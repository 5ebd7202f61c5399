"""The clock of what one person proposed for the house, until another decides it or it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from custody.deadlines.clocks import arm, close
from custody.deadlines.starts import Start, zone_of
from custody.deadlines.types import CALIBRATION, PROPOSALS, ClockType
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

SUBJECT = "proposal"


def register() -> None:
    """Register the handlers of this clock."""
    for subject in PROPOSALS:
        reactions.register(f"{subject}.proposed/1", _proposed)
        reactions.register(f"{subject}.decided/1", _decided)
    reported, decided = CALIBRATION
    reactions.register(reported, _proposed)
    reactions.register(decided, _decided)


def _proposed(record: Record, entry: Entry) -> None:
    """Let the time run in which another person decides. It is the house's own time, whatever country it is about: a
    country that is only proposed has no rules yet."""
    start = Start(subject_id=_subject_of(entry), jurisdiction=settings.CUSTODY_JURISDICTION, started_at=record.at,
                  zone=zone_of(None))  # fmt: skip
    arm(record, clock_type=ClockType.SECOND_EYES, starts=[start], subject_kind=SUBJECT)


def _decided(record: Record, entry: Entry) -> None:
    close(record, subject_ids=[_subject_of(entry)], clock_types=[ClockType.SECOND_EYES], by=entry.type.code)


def _subject_of(entry: Entry) -> UUID:
    """Return what is decided: a calibration stands on the stream of its scale, and the next one has its own time."""
    return UUID(str(entry.fields["calibration_id"])) if entry.type.code in CALIBRATION else entry.on.id
