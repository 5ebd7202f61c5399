"""Who of a committee signed for its order."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from custody.ledger.rows import LedgerRow


class MemberSignature(LedgerRow):
    """There is one row in this table for every time a member of a committee signed the minutes of the meeting in which
    an order was decided (R17). Who signed with a number that was misread signs once more with the right one."""

    order = models.ForeignKey("custody.DestructionOrder", on_delete=models.PROTECT, related_name="members")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    minutes_sealed = models.BinaryField()
    signed_at = models.DateTimeField()
