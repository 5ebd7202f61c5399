"""Jurisdiction packs: whole documents of rules, proposed by one and decided by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models.people import Officer


class JurisdictionPack(LedgerRow):
    """There is one row in this table for every version of a pack that somebody proposed.

    Once approved its numbers are rows of the rules, dated like every other; its texts and the fields of its
    certificates are read from the document.
    """

    jurisdiction = models.CharField(max_length=8)
    version = models.IntegerField()
    title = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)  # SHA-256 of the document
    document = models.TextField()
    state = models.CharField(max_length=12, default="open")  # open, approved, rejected, withdrawn
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"]) | ~Q(proposed_by=F("decided_by")),
                name="pack_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["jurisdiction"], name="pack_one_open", condition=Q(state="open")
            ),
            models.UniqueConstraint(
                fields=["jurisdiction", "version"], name="pack_version_once", condition=Q(state="approved")
            ),
        ]
