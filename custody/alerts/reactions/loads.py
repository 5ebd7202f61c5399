"""AL7: more lies in a place than it may hold, in mass or in value.

What was passed counts until the load is well below it again.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from custody.alerts.models import Alert
from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.errors import IntegrityBroken
from custody.core.events import (
    UNIT_ARRIVED,
    UNIT_BOOKED,
    UNIT_DEPARTED,
    UNIT_DESTROYED,
    UNIT_PLACED,
    UNIT_STORED,
)
from custody.deadlines.batches import together
from custody.deadlines.starts import places_of
from custody.evidence.selectors.room import placed_eur, placed_mg
from custody.ledger import reactions
from custody.organisation.models import Place

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.ledger.recording import Entry, Record

BANDS = ((120, 1), (100, 2), (80, 3))
"""Percent of the limit, and the level from there on; the highest in front."""
_CLEAR = 95
"""An alert ends below this percent of the band it was raised for, so that a load at the edge does not ring all day."""


def limited() -> QuerySet[Place]:
    """Return the places that have a limit, in mass or in value, in one order everywhere."""
    return Place.objects.filter(Q(cap_mg__gt=0) | Q(cap_eur__gt=0)).select_related("site").order_by("id")


def register() -> None:
    """Register the handlers of what lies in a place."""
    for event in (UNIT_STORED, UNIT_ARRIVED, UNIT_PLACED, UNIT_DEPARTED, UNIT_DESTROYED, UNIT_BOOKED):
        reactions.register(event.code, together(_moved))


def _moved(record: Record, entries: list[Entry]) -> None:
    if not is_news(record):
        return
    named = {UUID(entry.fields["place_id"]) for entry in entries if entry.fields.get("place_id")}
    # Whatever came has also left somewhere: where it lay before is not told with the event.
    left = {place.id for place in places_of(entry.on.id for entry in entries).values()}
    for place in limited().filter(id__in=named | left):
        weigh_load(record, place, by=entries[0].type.code)


def weigh_load(record: Record, place: Place, *, by: str, engine: str = "custody") -> bool:
    """Raise, worsen or end the alert of a place with a limit, and say whether anything changed."""
    percent = _percent(place)
    if percent is None:
        return False
    key = f"load:{place.id}"
    standing = Alert.objects.filter(dedupe_key=key).exclude(state="resolved").first()
    changed = False
    if standing is not None and percent * 100 < _CLEAR * _band_of(standing):
        resolve_key(record, key, by=by)
        changed, standing = True, None
    for band, level in BANDS:
        if percent >= band and (standing is None or level < standing.level):
            raise_alert(
                record,
                Finding(
                    rule="AL7",
                    stage=f"{band}%",
                    level=level,
                    subject_kind="place",
                    subject_id=place.id,
                    dedupe_key=key,
                    fired_for=record.at,
                    site=place.site,
                ),
                engine=engine,
            )
            return True
    return changed


def _percent(place: Place) -> int | None:
    """Return how full a place is, by mass or by value, whichever is more; ``None`` for one without a limit."""
    found = []
    if place.cap_mg:
        found.append(placed_mg(place) * 100 // place.cap_mg)
    if place.cap_eur:
        # Where nobody has said what a kilogram is worth, the value is nobody's alarm.
        with suppress(IntegrityBroken):
            found.append(placed_eur(place) * 100 // place.cap_eur)
    return max(found, default=None)


def _band_of(alert: Alert) -> int:
    return next(band for band, level in BANDS if level == alert.level)
