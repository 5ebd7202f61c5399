"""Deliveries of blank seals: who made them, of what kind, and which numbers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class SealBatch(LedgerRow):
    """There is one row in this table for every delivery of blank seals (R31).

    Its numbers run from ``first`` to ``last``, each written with ``digits`` digits behind ``prefix``.
    """

    maker = models.CharField(max_length=80)
    seal_class = models.CharField(max_length=4)  # bag, I, S, H (ISO 17712)
    prefix = models.CharField(max_length=24, default="", blank=True)
    digits = models.SmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    taken_in_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    taken_in_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField(max_length=24, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="seal_batch_has_numbers"),
            models.UniqueConstraint(fields=["prefix", "digits", "first"], name="seal_batch_begins_once"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False, void_reason__isnull=False),
                name="seal_batch_voided_paired",
            ),
        ]

    @property
    def number_count(self) -> int:
        """How many seals were delivered."""
        return self.last - self.first + 1

    @property
    def first_number(self) -> str:
        """The number of the first seal."""
        return f"{self.prefix}{self.first:0{self.digits}}"

    @property
    def last_number(self) -> str:
        """The number of the last seal."""
        return f"{self.prefix}{self.last:0{self.digits}}"
