"""The expiries pass: offers that nobody answered in their time run out, each in a transaction of its own."""

from __future__ import annotations

import logging

from custody.alerts.passes.engine import beat, engine_act
from custody.core.errors import CustodyError
from custody.deadlines.selectors import database_now
from custody.evidence.actions.expiring import expire_transfer
from custody.evidence.selectors.expiries import offers_over

log = logging.getLogger(__name__)

WORK = "expiries"


def expiries(*, engine: str) -> int:
    """Let the offers run out whose time is over; return how many did."""
    done = 0
    for transfer_id in offers_over(at=database_now()):
        try:
            expire_transfer(act=engine_act(), transfer_id=transfer_id)
        except CustodyError as refused:
            # Somebody answered, or another engine was first.
            log.info("an offer did not run out: %s", refused)
        else:
            done += 1
    beat(engine=engine, work=WORK, done=done)
    return done
