"""The register of waivers: a rule has no off switch, only these."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models.people import Officer


class Waiver(LedgerRow):
    """There is one row in this table for every deviation from a rule that somebody asked for.

    It is for one subject, counts from the moment it is granted and ends at ``expires_at``: then the rule blocks again,
    whether or not anybody has said so. ``amount`` is how much more than the limit it admits (``core/waivable.py``).
    """

    rule = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    amount = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="asked")  # asked, granted, refused, withdrawn, ended, expired
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, null=True)  # noqa: DJ001 - absent and empty are not the same claim
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("decided_by")), name="waiver_four_eyes"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="waiver_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "ended", "expired"]) | Q(decided_by__isnull=False),
                name="waiver_granted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id"], name="waiver_one_open_question",
                condition=Q(state="asked"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject_id", "rule"], name="waiver_granted", condition=Q(state="granted")
            ),
            models.Index(fields=["expires_at"], name="waiver_to_end", condition=Q(state__in=["asked", "granted"])),
            models.Index(fields=["-asked_at"], name="waiver_newest"),
        ]
