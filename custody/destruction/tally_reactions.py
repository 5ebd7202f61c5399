"""The tally that is owed for a burn: its clock, and the waiver that lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.core.events import BURN_UNTALLIED, TALLY_SETTLED, WAIVER_DECIDED
from custody.core.waivable import TALLY_OWED
from custody.deadlines.clocks import Start, arm, close
from custody.deadlines.starts import zone_of
from custody.deadlines.types import ClockType
from custody.destruction.actions import tally
from custody.destruction.models import BurnSession, TallyOwed
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record
    from custody.organisation.models import Waiver


def register() -> None:
    """Register the handlers."""
    reactions.register(BURN_UNTALLIED.code, _owed)
    reactions.register(TALLY_SETTLED.code, _settled)
    reactions.register(WAIVER_DECIDED.code, _waived)


def _owed(record: Record, entry: Entry) -> None:
    place = cast("BurnSession", entry.on).facility.place
    start = Start(
        subject_id=entry.on.id, jurisdiction=place.jurisdiction, started_at=record.at, place_class=place.kind,
        zone=zone_of(place), site_id=place.site_id,
    )  # fmt: skip
    arm(record, clock_type=ClockType.TALLY_OWED, starts=[start], subject_kind="session")


def _settled(record: Record, entry: Entry) -> None:
    close(record, subject_ids=[entry.on.id], clock_types=[ClockType.TALLY_OWED], by=entry.type.code)


def _waived(record: Record, entry: Entry) -> None:
    """End what is owed for a burn that burnt already, when somebody two levels up lets it go."""
    waiver = cast("Waiver", entry.on)
    if waiver.rule == TALLY_OWED and entry.fields["outcome"] == "granted":
        rows = TallyOwed.objects.filter(session=waiver.subject_id).select_for_update(of=("self",))
        tally.settle(record, rows.select_related("session").first(), outcome="waived")
