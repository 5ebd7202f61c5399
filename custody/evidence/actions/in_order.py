"""The order in time: nothing happens to a unit before that which brought it to where, and to whom, it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from custody.core.act import Basis
from custody.core.errors import InvalidInput, LockTimeout
from custody.evidence.models import HandlingUnit, Placement

if TYPE_CHECKING:
    from custody.ledger.recording import Record

MINUTE = timedelta(minutes=1)
"""What a clock that was read, or a device that sends late, may be out: an officer enters whole minutes."""


def settle_time(
    record: Record, units: Sequence[HandlingUnit], *, not_before: datetime | None = None, moves: bool = False
) -> None:
    """Return when the act may count from the time that it claims, with the units locked.

    A unit has one story without gap or overlap (domain invariant 1): a hand-over before the seizure, or a storing
    before the hand-over, is a slip of whoever wrote it down late, and is asked for again. ``not_before`` is what
    else came first; with ``moves`` a live act asks for the places too. What is out by less than a minute, and a
    live act that waited for another one, counts from there. What a demo replays, and what an opening brings in,
    carries the times of another clock, as in ``check_no_claim``.

    Raises ``InvalidInput`` on the time with the earliest that fits.
    """
    if record.act.basis in {Basis.SCENARIO, Basis.OPENING}:
        return
    began = {unit: max(_starts(unit, not_before), default=record.at) for unit in units}
    if moves or record.act.basis is not Basis.LIVE:
        by_id = {unit.id: unit for unit in units}
        lying = Placement.objects.filter(unit__in=list(by_id), until_at__isnull=True)
        for unit_id, since in lying.values_list("unit_id", "since_at"):
            began[by_id[unit_id]] = max(began[by_id[unit_id]], since)
    for unit, since in began.items():
        if record.at >= since:
            continue
        if record.act.basis is not Basis.LIVE and since - record.at >= MINUTE:
            raise too_early(unit, since)
        if not record.entries:
            record.at = since


def check_ends_after(record: Record, ended: Iterable[Placement]) -> None:
    """Return when none of the stays in a place that end now began later than that."""
    for placement in ended:
        if placement.since_at <= record.at:
            continue
        if record.act.basis is Basis.LIVE:
            raise LockTimeout("record.busy", "This record is busy. Try again in a moment")
        raise too_early(placement.unit, placement.since_at)


def too_early(unit: HandlingUnit, since: datetime) -> InvalidInput:
    """Return the refusal of a time before that which the house knows of the unit; it says the next whole minute."""
    zone = ZoneInfo(settings.CUSTODY_SITE_TIME_ZONE)
    earliest = (since + MINUTE - timedelta(microseconds=1)).astimezone(zone).replace(second=0, microsecond=0)
    return InvalidInput(
        "occurred_at.before",
        "Something later than that is recorded of {label}. Look again when it was: it fits from {earliest} on",
        field="occurred_at",
        label=unit.label,
        earliest=f"{earliest:%Y-%m-%d %H:%M}",
    )


def _starts(unit: HandlingUnit, not_before: datetime | None) -> list[datetime]:
    return [each for each in (unit.state_since, unit.held_since, not_before) if each is not None]
