"""AL11: an inventory differs from the books; cured when all of the place was counted and nothing differs any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import INVENTORY_SIGNED
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Inventory
    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handler of signed inventories."""
    reactions.register(INVENTORY_SIGNED.code, _signed)


def _signed(record: Record, entry: Entry) -> None:
    inventory = cast("Inventory", entry.on)
    key = f"count:{inventory.place_id}"
    if inventory.differences:
        if is_news(record):
            raise_alert(
                record,
                Finding(
                    rule="AL11",
                    stage="difference",
                    level=1,
                    subject_kind="inventory",
                    subject_id=inventory.id,
                    dedupe_key=key,
                    fired_for=record.at,
                    site=inventory.place.site,
                ),
            )
    elif inventory.percent == 100:
        resolve_key(record, key, by=INVENTORY_SIGNED.code)
