"""Scales, and when each was found to weigh right."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from custody.core.tolerance import Accuracy
from custody.ledger.rows import LedgerRow
from custody.organisation.models.people import Officer


class Scale(LedgerRow):
    """There is one row in this table for every scale: what it can weigh, how finely, and how far it may err.

    ``accuracy_class`` is that of OIML R 76. ``calibrated_until`` is the last day of the newest calibration that two
    people signed; a weight of a later day is marked. A withdrawn scale comes back with its next calibration.
    """

    code = models.CharField(max_length=32, unique=True)
    capacity_mg = models.BigIntegerField()
    division_mg = models.BigIntegerField()
    accuracy_class = models.CharField(max_length=4, default=Accuracy.III, db_default=Accuracy.III.value)
    calibrated_until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accuracy_class__in=[each.value for each in Accuracy]), name="scale_class_known"
            )
        ]


class Calibration(LedgerRow):
    """There is one row in this table for every calibration that somebody reported. Another person approves it.

    ``as_found`` says whether the scale still weighed right before it was adjusted: what was weighed on it since the
    calibration before is in doubt if it did not.
    """

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="calibrations")
    calibrated_on = models.DateField()
    valid_until = models.DateField()
    accuracy_class = models.CharField(max_length=4)
    certificate = models.CharField(max_length=60)
    as_found = models.CharField(max_length=12)  # within, outside, unknown
    reported_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="reported")  # reported, approved, rejected
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scale"], name="calibration_one_open", condition=Q(state="reported")),
            models.CheckConstraint(condition=Q(valid_until__gt=F("calibrated_on")), name="calibration_lasts"),
            models.CheckConstraint(
                condition=Q(state="reported", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("reported_by"))
                ),
                name="calibration_four_eyes",
            ),
        ]
