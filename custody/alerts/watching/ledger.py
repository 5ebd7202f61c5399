"""The ledger, as far as it shows while it runs: events that wait for their place, leaves that wait for a signature,
guards that are gone. Whether every byte adds up is asked once a day (``passes/verify.py``)."""

from __future__ import annotations

from collections.abc import Iterator

from custody.alerts.models import Heartbeat
from custody.alerts.watching.parts import LEDGER, Part
from custody.alerts.watching.signs import Signs
from custody.ledger.guards import missing_guards
from custody.ledger.selectors import newest_checkpoint, oldest_pending_seconds, oldest_unsigned_seconds

BEHIND_AFTER_S = 120
VERIFIED = "verify"


def ledger(signs: Signs) -> Iterator[Part]:
    """Yield how the ledger keeps up. A log that was never signed is judged once the house runs for some minutes."""
    begun = newest_checkpoint() is not None or signs.is_late(None, allowed_s=600)
    pending, unsigned = oldest_pending_seconds(), oldest_unsigned_seconds()
    for name, age in (("integrator", pending), ("signer", unsigned)):
        late = begun and age > BEHIND_AFTER_S
        yield Part(kind=name, rule=LEDGER, is_well=not late, age_s=age,
                   detail=f"{age:.0f} s behind" if late else "")
    gone = list(missing_guards())
    yield Part(kind="guards", rule=LEDGER, is_well=not gone, count=len(gone), detail="; ".join(gone[:3]))
    newest = Heartbeat.objects.filter(work=VERIFIED).order_by("-last_ok_at").first()
    faults = [] if newest is None else [str(each["detail"]) for each in newest.findings]
    yield Part(kind="verify", rule=LEDGER, is_well=not faults, count=len(faults), detail="; ".join(faults[:3]),
               age_s=None if newest is None else max((signs.now - newest.last_ok_at).total_seconds(), 0.0))
