"""LICENSED: somebody else reads the licence of a furnace that one administrator recorded (R26)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert
from custody.alerts.reactions.fresh import is_news
from custody.alerts.rules.licences import LICENSED
from custody.core.events import FACILITY_LICENSED_2
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.destruction.models import Facility
    from custody.destruction.plan_models import Licence
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handler of licences."""
    reactions.register(FACILITY_LICENSED_2.code, _recorded)


def _recorded(record: Record, entry: Entry) -> None:
    if not is_news(record):
        return
    furnace, [licence] = cast("Facility", entry.on), cast("tuple[Licence]", entry.rows)
    raise_alert(
        record,
        Finding(
            rule=LICENSED.code, stage="recorded", level=3, subject_kind="place", subject_id=furnace.place_id,
            dedupe_key=f"licensed:{licence.id}", fired_for=record.at, site=furnace.place.site,
            # Never closed by who recorded it.
            about=(record.act.actor.id,),
        ),
    )  # fmt: skip
