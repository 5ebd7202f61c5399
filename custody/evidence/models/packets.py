"""Court packets: asked for by one, issued by another, kept as they were issued."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.seizure import Seizure
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class CourtPacket(LedgerRow):
    """There is one row in this table for every packet that was asked for, numbered within its seizure.

    Once issued it holds ``events`` events of the seizure's stream, and the file lies encrypted under a key of its own.
    ``key_sealed`` is bookkeeping.
    """

    seizure = models.ForeignKey(Seizure, on_delete=models.PROTECT, related_name="packets")
    number = models.SmallIntegerField()
    purpose = models.CharField(max_length=16)
    recipient = models.CharField(max_length=200)
    language = models.CharField(max_length=2)
    level = models.CharField(max_length=12)
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="asked")  # asked, issued, refused, withdrawn
    decided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    events = models.IntegerField(null=True)
    streams = models.IntegerField(null=True)
    tree_size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001
    size_bytes = models.BigIntegerField(null=True)
    storage_name = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001
    key_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seizure", "number"], name="packet_numbered_once"),
            models.UniqueConstraint(fields=["seizure"], name="packet_open", condition=Q(state="asked")),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["issued", "refused", "withdrawn"], decided_by__isnull=False, decided_at__isnull=False),
                name="packet_decided_paired",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", sha256__isnull=False, events__isnull=False, storage_name__isnull=False)
                | (~Q(state="issued") & Q(sha256__isnull=True, events__isnull=True, storage_name__isnull=True)),
                name="packet_issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(state="withdrawn", decided_by=F("asked_by"))
                | (~Q(state="withdrawn") & ~Q(decided_by=F("asked_by"))),
                name="packet_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
