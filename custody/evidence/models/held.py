"""Forms that came in from a device and could not be recorded."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL
LONGEST_REASON = 300


class HeldReport(LedgerRow):
    """There is one row in this table for every form that was signed without a connection and refused when it came in.

    Nothing happened to any record. What was signed lies in the storage as the device sealed it; ``reasons`` are the
    sentences of its refusal without what was typed, ``labels`` the questions they belong to ("" for the whole form).
    ``sent_as`` is the key it came under, ``goes_on_as`` the one under which it is recorded once it is put right:
    another one where the first was used with other answers.
    """

    author = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="held_reports")
    sent_as = models.UUIDField()
    goes_on_as = models.UUIDField()
    form = models.CharField(max_length=40)
    signed_at = models.DateTimeField()
    held_at = models.DateTimeField()
    labels = ArrayField(models.CharField(max_length=LONGEST_REASON))
    reasons = ArrayField(models.CharField(max_length=LONGEST_REASON))
    storage_name = models.CharField(max_length=120, unique=True)
    key_sealed = models.BinaryField()
    state = models.CharField(max_length=12, default="open")  # open, asked, corrected, set_aside
    note = models.CharField(max_length=500, null=True)  # noqa: DJ001
    handed_back_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    handed_back_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, null=True)  # noqa: DJ001
    asked_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["author", "goes_on_as"], name="held_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_by__isnull=True, closed_at__isnull=True)
                | Q(state="asked", asked_by__isnull=False, closed_by__isnull=True, closed_at__isnull=True)
                | Q(state="corrected", closed_by=F("author"), closed_at__isnull=False)
                | (
                    Q(state="set_aside", closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(closed_by=F("author"))
                    & ~Q(closed_by=F("asked_by"))
                ),
                name="held_set_aside_by_two",
            ),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True, asked_at__isnull=True, reason__isnull=True)
                | Q(asked_by__isnull=False, asked_at__isnull=False, reason__isnull=False),
                name="held_asked_whole",
            ),
        ]
        indexes = [models.Index(fields=["held_at"], name="held_open", condition=Q(closed_at__isnull=True))]

    @property
    def is_open(self) -> bool:
        """Whether it still waits: nobody put it right, and no two people set it aside."""
        return self.closed_at is None
