"""Stretches of time that last, in which custody of a unit is not shown. What is over stands in the unit's story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from custody.core.texts import kept
from custody.evidence.lists import UNANSWERED
from custody.evidence.models import MissionLoad, MissionStop, TransferLine
from custody.evidence.selectors.crews import without_second

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.evidence.selectors.having import Had

NOT_ANSWERED = kept("not answered in time")
CUSTODIAN_ABSENT = kept("custodian absent")
STOPPED = kept("stopped without a reason")
SILENT = kept("crew not heard")
SECOND_GONE = kept("one of the two gone")


@dataclass(frozen=True, slots=True)
class OpenGap:
    """Since when custody is not shown, and why, as ``custody.gap_found/1`` will tell it once it is over."""

    gap: str
    since: datetime


def open_gaps(unit: HandlingUnit, *, at: datetime, had: Had | None = None) -> list[OpenGap]:
    """Return the gaps in the custody of an outermost unit that last at a moment, the longest in front. ``had`` is what
    there is of it, where that was asked before.

    A crew that is silent is known to the room of the clocks (``deadlines.selectors.gaps_now``).
    """
    out, line = [], None
    if had is None or had.is_offered:
        rows = TransferLine.objects.filter(unit=unit, state__in=UNANSWERED).select_related("transfer")
        line = rows.order_by("-transfer__offered_at").first()
    # Once anything else was recorded of the unit it does not wait for an answer that is late.
    if line is not None and (line.state == "offered" or line.last_seq == unit.last_seq):
        if line.transfer.expires_at < at:
            out.append(OpenGap(NOT_ANSWERED, line.transfer.expires_at))
        if line.transfer.absent_since is not None:
            out.append(OpenGap(CUSTODIAN_ABSENT, line.transfer.absent_since))
    if had is None or had.stands_still:
        rides = MissionLoad.objects.filter(unit=unit, state="carried").values("mission")
        stops = MissionStop.objects.filter(mission__in=rides, went_on_at__isnull=True, reason__isnull=True)
        out += [OpenGap(STOPPED, stop.stopped_at) for stop in stops]
    out += [OpenGap(SECOND_GONE, since) for since in without_second([unit]).values()]
    return sorted(out, key=lambda gap: gap.since)
