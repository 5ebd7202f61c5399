"""What one person proposes and another decides: the columns that every such table has, and the rule that holds them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models.people import Officer


class Proposed(LedgerRow):
    """Who proposed it and why, and who decided it. Nothing holds before it is approved."""

    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")  # open, approved, rejected, withdrawn
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta(LedgerRow.Meta):
        abstract = True


def four_eyes(name: str) -> models.CheckConstraint:
    """Return the constraint that who decides is somebody else, and who takes back is who proposed."""
    return models.CheckConstraint(
        condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
        | Q(state="withdrawn", decided_by=F("proposed_by"), decided_at__isnull=False)
        | (
            Q(state__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
            & ~Q(decided_by=F("proposed_by"))
        ),
        name=name,
    )
