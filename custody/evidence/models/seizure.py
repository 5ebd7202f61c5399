"""The legal act, and what it evidences."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow


class Seizure(LedgerRow):
    """There is one row in this table for every legal act by which goods were taken into custody."""

    code_word = models.CharField(max_length=24, unique=True)
    jurisdiction = models.CharField(max_length=8)
    conveyance = models.ForeignKey("custody.HandlingUnit", null=True, on_delete=models.PROTECT, related_name="+")
    seized_at = models.DateTimeField()
    seizing_officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    detection = models.CharField(max_length=32, null=True)  # noqa: DJ001
    concealment = models.CharField(max_length=32, null=True)  # noqa: DJ001
    cover_load = models.CharField(max_length=80, null=True)  # noqa: DJ001
    hs_code = models.CharField(max_length=10, null=True)  # noqa: DJ001
    origin_country = models.CharField(max_length=60, null=True)  # noqa: DJ001
    origin_locode = models.CharField(max_length=5, null=True)  # noqa: DJ001
    holder = models.CharField(max_length=12, null=True)  # noqa: DJ001 - none, absent, signed, refused, unable
    state = models.CharField(max_length=8, default="open")  # open, closed
    basis = models.CharField(max_length=8, default="live")
    published_event = models.CharField(max_length=16, null=True)  # noqa: DJ001 - row of the published list
    published_on = models.DateField(null=True)
    published_source = models.CharField(max_length=400, null=True)  # noqa: DJ001
    published_mg = models.BigIntegerField(null=True)
    synthetic = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(seizing_officer=F("second_officer")), name="seizure_two_officers"
            ),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="seizure_state_known"),
        ]
        indexes = [models.Index(fields=["seized_at"], name="seizure_by_time")]

    def __str__(self) -> str:
        return self.code_word


class Exhibit(LedgerRow):
    """There is one row in this table for every substance, form and finding place within a seizure, and for every
    other thing that was seized beside the drugs (``exhibit_kind``)."""

    seizure = models.ForeignKey(Seizure, on_delete=models.PROTECT, related_name="exhibits")
    number = models.SmallIntegerField()
    substance = models.CharField(max_length=32)
    form = models.CharField(max_length=16)
    finding_place = models.CharField(max_length=120, null=True)  # noqa: DJ001
    field_test = models.CharField(max_length=16, null=True)  # noqa: DJ001
    test_kit = models.CharField(max_length=60, null=True)  # noqa: DJ001
    exhibit_kind = models.CharField(max_length=12, default="drugs")
    description = models.CharField(max_length=500, null=True)  # noqa: DJ001

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seizure", "number"], name="exhibit_numbered_once")]
