"""One round of every pass, in order; a pass that fails is logged and does not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection

from custody.alerts.passes.canary import canary
from custody.alerts.passes.capacity import capacity
from custody.alerts.passes.contacts import contacts
from custody.alerts.passes.dispatch import dispatch
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.expiries import expiries
from custody.alerts.passes.fire import fire
from custody.alerts.passes.guards import guards
from custody.alerts.passes.inventories import inventories
from custody.alerts.passes.licences import licences
from custody.alerts.passes.nightfall import nightfall
from custody.alerts.passes.ping import ping
from custody.alerts.passes.probe import probe
from custody.alerts.passes.readings import readings
from custody.alerts.passes.receipts import receipts
from custody.alerts.passes.recompute import recompute
from custody.alerts.passes.shift import shift
from custody.alerts.passes.sweep import sweep
from custody.alerts.passes.verify import verify

log = logging.getLogger(__name__)

Pass = tuple[str, Callable[..., object]]
DECIDING: tuple[Pass, ...] = (("fire", fire), ("escalate", escalate))
"""Every second."""
SENDING: tuple[Pass, ...] = (("dispatch", dispatch),)
"""Every second, beside those that decide: a provider that hangs holds up nothing else."""
SWEEPING: tuple[Pass, ...] = (
    ("receipts", receipts), ("contacts", contacts), ("sweep", sweep), ("shift", shift), ("canary", canary),
    ("recompute", recompute), ("capacity", capacity), ("readings", readings), ("inventories", inventories),
    ("expiries", expiries), ("licences", licences),
)  # fmt: skip
"""Every fifteen seconds, beside the others."""
KNOCKING: tuple[Pass, ...] = (("probe", probe), ("guards", guards), ("nightfall", nightfall))
"""Every half minute, with those that sweep."""
CALLING: tuple[Pass, ...] = (("ping", ping),)
"""Every minute, with those that sweep."""
VERIFYING: tuple[Pass, ...] = (("verify", verify),)
"""Once a day; it may take minutes, so it is beside everything."""
EVERY: tuple[Pass, ...] = (*DECIDING, *SENDING, *SWEEPING, *KNOCKING, *CALLING)


def run_all(*, engine: str, passes: tuple[Pass, ...] = EVERY) -> dict[str, object]:
    """Run some passes once, all by default, and return what each did; a failure stands as its name."""
    out: dict[str, object] = {}
    for name, work in passes:
        try:
            out[name] = work(engine=engine)
        except (OperationalError, InterfaceError) as error:
            # The next round connects anew.
            log.warning("the pass %s: the database does not answer: %s", name, error)
            connection.close()
            out[name] = f"failed: {type(error).__name__}"
        except Exception as error:
            log.exception("the pass %s failed", name)
            out[name] = f"failed: {type(error).__name__}"
    return out
