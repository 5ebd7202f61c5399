"""When an offer runs out, and what may still be said of it then. As in ``policies``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotAllowedNow
from custody.evidence import policies

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Transfer, TransferLine

EXPIRED = "expired"


def check_runs_out(transfer: Transfer, *, now: datetime) -> None:
    """Return when the offer runs out: nobody answered, its time is over. What was ordered for somebody absent waits on:
    its units are counted one by one, and nobody else can offer them."""
    waits = transfer.state == "offered" and transfer.commanded_by_id is None
    if not waits or transfer.expires_at > now:
        raise NotAllowedNow("transfer.not_over", "The time of this hand-over is not over, or it was answered")


def check_seen(transfer: Transfer, expected_seq: int | None) -> None:
    """Return when the hand-over is as the form saw it. That its time ran out meanwhile changes nothing in an answer."""
    if transfer.state != EXPIRED:
        policies.check_version(transfer, expected_seq)


def untouched(
    transfer: Transfer, lines: Mapping[UUID, TransferLine], units: Sequence[HandlingUnit]
) -> list[HandlingUnit]:
    """Return the units of which nothing was recorded since the offer ran out; all of them while it has not."""
    if transfer.state != EXPIRED:
        return list(units)
    return [unit for unit in units if unit.last_seq == lines[unit.id].last_seq]


def check_untouched(
    transfer: Transfer, lines: Mapping[UUID, TransferLine], units: Sequence[HandlingUnit]
) -> None:
    """Return when a late answer still fits: nothing was recorded of any unit since the offer ran out."""
    same = {unit.id for unit in untouched(transfer, lines, units)}
    for unit in units:
        if unit.id not in same:
            raise NotAllowedNow(
                "transfer.moved_on",
                "Something was recorded of {label} since the time of this hand-over ran out. Ask for a new offer",
                label=unit.label,
            )
