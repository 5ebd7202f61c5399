"""The official reports of a seizure, and how their entries are put right."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.seizure import Seizure
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class OfficialReport(LedgerRow):
    """There is one row in this table for every official report of a seizure.

    It covers the whole seizure, or the units with ``labels``. One at most is the initial one, which made the seizure in
    law. ``year`` is that of ``drawn_on``; a number is used once by a service in a year.
    """

    seizure = models.ForeignKey(Seizure, on_delete=models.PROTECT, related_name="reports")
    jurisdiction = models.CharField(max_length=8)
    report_kind = models.CharField(max_length=16)
    service = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    year = models.SmallIntegerField()
    drawn_on = models.DateField()
    whole = models.BooleanField()
    labels = models.JSONField()
    initial = models.BooleanField()
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "service", "year", "number"], name="report_number_once"
            ),
            models.UniqueConstraint(fields=["seizure"], name="report_one_initial", condition=Q(initial=True)),
            models.CheckConstraint(
                condition=Q(whole=True, labels=[]) | (Q(whole=False) & ~Q(labels=[])), name="report_covers_something"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReportCorrection(LedgerRow):
    """There is one row in this table for every time somebody asked to put the entry of a report right.

    ``labels`` are those it shall cover, none for the whole seizure; they and ``initial`` are empty where they stay.
    """

    seizure = models.ForeignKey(Seizure, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(OfficialReport, on_delete=models.PROTECT, related_name="corrections")
    report_kind = models.CharField(max_length=16)
    service = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    drawn_on = models.DateField()
    labels = models.JSONField(null=True)
    initial = models.BooleanField(null=True)
    reason = models.CharField(max_length=500)
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="asked")  # asked, approved, refused, withdrawn
    decided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report"], name="report_correction_open", condition=Q(state="asked")),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["approved", "refused", "withdrawn"], decided_by__isnull=False, decided_at__isnull=False
                ),
                name="report_correction_decided_paired",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(state="withdrawn", decided_by=F("asked_by"))
                | (~Q(state="withdrawn") & ~Q(decided_by=F("asked_by"))),
                name="report_correction_four_eyes",
            ),
        ]
