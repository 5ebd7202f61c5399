"""The verify pass: once a day every byte of the ledger is read again. It takes minutes on a large ledger."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from custody.alerts.models import Heartbeat
from custody.alerts.passes.engine import beat
from custody.alerts.watching.ledger import VERIFIED
from custody.core.note import parse_vkey
from custody.deadlines.selectors import database_now
from custody.ledger.verify import verify_ledger

EVERY = timedelta(hours=24)


def verify(*, engine: str) -> int:
    """Verify the ledger when nobody has for a day; return how many faults there are."""
    before = Heartbeat.objects.filter(work=VERIFIED).order_by("-last_ok_at")
    newest = before.values_list("last_ok_at", flat=True).first()
    if newest is not None and database_now() - newest < EVERY:
        return 0
    file = settings.CUSTODY_LOG_VKEY_FILE
    vkey = parse_vkey(file.read_text(encoding="utf-8").strip()) if file.exists() else None
    done = verify_ledger(vkey=vkey, progress=lambda events: None)
    beat(
        engine=engine,
        work=VERIFIED,
        done=done.events,
        findings=[{"code": "ledger", "count": 1, "detail": str(fault)[:200]} for fault in done.faults[:20]],
    )
    return len(done.faults)
