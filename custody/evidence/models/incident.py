"""What threatens people or goods, and what holds goods back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow


class Incident(LedgerRow):
    """There is one row in this table for every time somebody reported that something is happening.

    ``kind`` is one of threat, watched, followed, stopped, break_in, drone, tracker, other. A silent one was reported by
    a person who is being watched: nothing on that person's screen may show it.

    ``carried_by`` is whose session brought the call of somebody else, which a device had kept: that much is certain,
    and then ``reported_by`` is only the badge that it is said to be by. NULL when who called sent it themselves.
    """

    kind = models.CharField(max_length=16)
    silent = models.BooleanField(default=False)
    site = models.ForeignKey("custody.Site", null=True, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    carried_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    remark = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["reported_at"], name="incident_open", condition=Q(ended_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_by__isnull=True) | ~Q(carried_by=F("reported_by")),
                name="incident_carrier_is_not_caller",
            )
        ]


class Hold(LedgerRow):
    """There is one row in this table for every time an authority held a unit back from destruction.

    It bars the fire at once. Once a second person has verified it the legal clocks stand still, from the time it was
    placed; the risk clocks run on. ``review_at`` is when somebody must ask whether it still stands.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="holds")
    authority = models.CharField(max_length=24)  # prosecutor, judge, court
    reference = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review_at = models.DateTimeField()
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Several acts may hold one unit back: each of them once.
            models.UniqueConstraint(
                fields=["unit", "authority", "reference"],
                condition=Q(lifted_at__isnull=True),
                name="hold_once_by_an_act",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False),
                name="hold_verified_paired",
            ),
            models.CheckConstraint(
                condition=(Q(verified_by__isnull=True) | ~Q(verified_by=F("placed_by")))
                & (Q(lifted_by__isnull=True) | ~Q(lifted_by=F("placed_by"))),
                name="hold_four_eyes",
            ),
        ]
