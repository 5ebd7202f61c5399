"""The inventories pass: those that come round are asked for, and waivers whose time is over are closed."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from custody.alerts.passes.engine import beat, engine_act
from custody.alerts.passes.hourly import has_looked
from custody.core.errors import CustodyError
from custody.core.inventories import PERIODS, Period
from custody.deadlines.selectors import database_now
from custody.evidence.actions.inventory import ask_periodic
from custody.evidence.lists import STORE_KINDS
from custody.evidence.placing import place_token
from custody.evidence.selectors.counting import lain_since, newest_of
from custody.organisation.actions.waiver import expire_waiver
from custody.organisation.selectors import places
from custody.organisation.selectors.waivers import waivers_to_end

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Place

log = logging.getLogger(__name__)

WORK = "inventories"


def inventories(*, engine: str) -> int:
    """Ask for what is due, once an hour, and write down which waivers are over; return how many acts it took."""
    at = database_now()
    done = 0
    for waiver in waivers_to_end(at=at):
        done += _tried(lambda waiver=waiver: expire_waiver(act=engine_act(), waiver_id=waiver.id))
    if not has_looked(WORK, at=at):
        for place in places(kinds=STORE_KINDS):
            for period in PERIODS:
                if comes_round(place, period, at=at):
                    done += _tried(
                        lambda place=place, period=period: ask_periodic(
                            act=engine_act(), place_id=place.id, period=period
                        )
                    )
        beat(engine=engine, work=WORK, done=done)
    return done


def comes_round(place: Place, period: Period, *, at: datetime) -> bool:
    """Say whether a place is to be counted by a period now.

    It counts from the last inventory of the kind, or from when the oldest thing that lies there came. The drift of a
    day that nobody can foretell comes of the keyed token of the place.
    """
    newest = newest_of(place, kind=period.kind)
    since = lain_since(place) if newest is None else newest.asked_at
    return since is not None and since + period.every + _drift(place, period, since) <= at


def _drift(place: Place, period: Period, since: datetime) -> timedelta:
    seed = hashlib.sha256(bytes(place_token(place.id)) + since.isoformat().encode()).digest()
    hours = int(period.drift / timedelta(hours=1))
    return timedelta(hours=int.from_bytes(seed[:4], "big") % (hours + 1))


def _tried(act: object) -> int:
    try:
        act()  # type: ignore[operator]
    except CustodyError as refused:
        # Another engine was first.
        log.info("an inventory or a waiver was left to another engine: %s", refused)
        return 0
    return 1
