"""What sweeps found on a unit, by whom, and whether anything was found since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Q

from custody.core.events import TRACKER_FOUND
from custody.evidence.models import HandlingUnit, Sweep
from custody.evidence.selectors import facts
from custody.ledger.selectors import did, newest_seq

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def has_found(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the officer found something on the unit, or on what it was made of, or stood by."""
    people = Q(operator=officer) | Q(witness=officer)
    ever = facts.made_out_of([unit.id])[unit.id]
    if Sweep.objects.filter(people, unit__in=ever, result="found").exists():
        return True
    streams = HandlingUnit.objects.filter(pk__in=ever).values_list("stream_id", flat=True)
    return any(did(officer.pseudonym, stream_id=each, code=TRACKER_FOUND.code) for each in streams)


def is_clear_since_find(unit: HandlingUnit) -> bool:
    """Say whether a sweep after the last find was clear: in the order of the record, not by what clocks said."""
    newest = Sweep.objects.filter(unit=unit).aggregate(
        found=Max("last_seq", filter=Q(result="found")), clear=Max("last_seq", filter=Q(result="clear"))
    )
    tracker = newest_seq(stream_id=unit.stream_id, code=TRACKER_FOUND.code) or 0
    return (newest["clear"] or 0) > max(newest["found"] or 0, tracker)
