"""The contacts pass: changes of how somebody is reached take effect when their day has passed."""

from __future__ import annotations

import logging

from custody.alerts.passes.engine import beat, engine_act
from custody.core.errors import CustodyError
from custody.deadlines.selectors import database_now
from custody.organisation.actions.contact import apply_contact_change
from custody.organisation.selectors import changes_due

log = logging.getLogger(__name__)

BATCH = 100


def contacts(*, engine: str) -> int:
    """Let every change that is due take effect, at most 100; return how many did."""
    done = 0
    for change_id in changes_due(at=database_now(), limit=BATCH):
        try:
            apply_contact_change(act=engine_act(), change_id=change_id)
        except CustodyError as refused:
            # Another engine was first, or it was cancelled meanwhile.
            log.info("a change of a contact was not applied: %s", refused)
        else:
            done += 1
    beat(engine=engine, work="contacts", done=done)
    return done
