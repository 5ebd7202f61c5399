"""Who answers for a variance of the books of mass, and how it was closed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class VarianceOffer(LedgerRow):
    """There is one row in this table for every time somebody was asked to answer for what is missing of a unit.

    Until ``to_owner`` has accepted, ``from_owner`` goes on answering for it. ``missing_mg`` is what the variance was
    when it was offered; below zero, what was too much.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="variance_offers")
    missing_mg = models.BigIntegerField()
    from_owner = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    to_owner = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    offered_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12, default="open")  # open, accepted, refused, withdrawn
    answered_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, null=True)  # noqa: DJ001 - absent and empty are not the same claim

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], name="variance_offered_once", condition=Q(state="open")),
            models.CheckConstraint(
                condition=~Q(to_owner=F("from_owner")) & ~Q(to_owner=F("offered_by")), name="variance_to_another"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_by__isnull=True, answered_at__isnull=True)
                | Q(state__in=["accepted", "refused"], answered_by=F("to_owner"), answered_at__isnull=False)
                | (
                    Q(state="withdrawn", answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answered_by=F("to_owner"))
                ),
                name="variance_answered_by_who_was_asked",
            ),
        ]
        indexes = [models.Index(fields=["to_owner"], name="variance_asked_of", condition=Q(state="open"))]


class VarianceClosing(LedgerRow):
    """There is one row in this table for every variance that an auditor outside the chain closed.

    ``number`` is that of the newest posting of the variance: one that comes later opens it again.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="variance_closings")
    number = models.IntegerField()
    missing_mg = models.BigIntegerField()
    owner = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    finding = models.CharField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="variance_closed_once"),
            models.CheckConstraint(condition=~Q(closed_by=F("owner")), name="variance_closed_by_another"),
        ]
