"""What an authority decided about what bars or allows the fire, from its paper; and copies of certificates. Tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow

__all__ = ["AuthorityDecision", "CertificateCopy"]

_OFFICER = settings.AUTH_USER_MODEL


class AuthorityDecision(LedgerRow):
    """There is one row in this table for every decision of an authority that one officer recorded from its paper and
    another verifies. It takes effect when it is verified, and not before.
    """

    decision_kind = models.CharField(max_length=24)
    subject_id = models.UUIDField()  # the hold, instruction, order or request to retain it is about
    authority = models.CharField(max_length=24)
    decided_on = models.DateField()
    reference_sealed = models.BinaryField()
    outcome = models.CharField(max_length=12, null=True)  # noqa: DJ001 - granted, denied
    retain_mg = models.BigIntegerField(null=True)
    words = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    state = models.CharField(max_length=12, default="recorded")  # recorded, verified, refused
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    verified_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("recorded_by")), name="decision_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="recorded", verified_by__isnull=True, verified_at__isnull=True)
                | Q(state__in=["verified", "refused"], verified_by__isnull=False, verified_at__isnull=False),
                name="decision_state_paired",
            ),
            models.UniqueConstraint(
                fields=["decision_kind", "subject_id"], name="decision_one_waits", condition=Q(state="recorded")
            ),
        ]
        indexes = [models.Index(fields=["subject_id"], name="decision_by_subject")]


class CertificateCopy(LedgerRow):
    """There is one row in this table for every copy of a certificate of destruction that went to the authority which
    ordered it (R13).
    """

    session = models.ForeignKey("custody.BurnSession", on_delete=models.PROTECT, related_name="copies")
    sent_to = models.CharField(max_length=64)
    way = models.CharField(max_length=16)  # post, e_mail, by_hand, court_system
    sent_on = models.DateField()
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
