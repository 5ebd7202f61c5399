"""Inquiries into what was destroyed by an event."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Inquiry(LedgerRow):
    """There is one row in this table for every unit that an event destroyed: a fire, a flood, an arson (C24).

    It is owed from that moment, and closed by somebody outside with a cause, a finding and the number of the report.
    ``residue`` is the unit as which what is left was registered; without one nothing is left.
    """

    unit = models.OneToOneField(HandlingUnit, on_delete=models.PROTECT, related_name="inquiry")
    opened_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    cause = models.CharField(max_length=16, null=True)  # noqa: DJ001 - accident, flood, arson, theft, unknown
    report_number = models.CharField(max_length=64, null=True)  # noqa: DJ001
    finding = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    residue = models.ForeignKey(HandlingUnit, null=True, on_delete=models.PROTECT, related_name="residue_of")
    closed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    closed_by__isnull=True, closed_at__isnull=True, cause__isnull=True, report_number__isnull=True,
                    finding__isnull=True, residue__isnull=True,
                )
                | (
                    Q(
                        closed_by__isnull=False, closed_at__isnull=False, cause__isnull=False,
                        report_number__isnull=False, finding__isnull=False,
                    )
                    & ~Q(closed_by=F("opened_by"))
                ),
                name="inquiry_closed_by_another",
            ),
            models.CheckConstraint(condition=~Q(residue=F("unit")), name="inquiry_residue_is_its_own_unit"),
        ]
        indexes = [models.Index(fields=["opened_at"], name="inquiry_open", condition=Q(closed_at__isnull=True))]
