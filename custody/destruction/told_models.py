"""What is said to have burnt, though it cannot be recorded as destroyed yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.ledger.rows import LedgerRow


class BurnTold(LedgerRow):
    """There is one row in this table for every burn that took place without one of the things that release it.

    What happened is a fact; nothing is called destroyed by it. ``lacks`` is the code of the refusal that kept the burn
    from being recorded. It ends when the burn is recorded after all, broken off or cancelled.
    """

    session = models.ForeignKey("custody.BurnSession", on_delete=models.PROTECT, related_name="told")
    began_at = models.DateTimeField()
    burnt_at = models.DateTimeField()
    lacks = models.CharField(max_length=32)
    reason = models.CharField(max_length=500)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, null=True)  # noqa: DJ001 - recorded, aborted, cancelled

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], name="burn_told_once_at_a_time", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome__isnull=True)
                | Q(ended_at__isnull=False, outcome__in=["recorded", "aborted", "cancelled"]),
                name="burn_told_ended_paired",
            ),
        ]
