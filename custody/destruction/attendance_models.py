"""People of no badge who stood by at a fire."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.ledger.rows import LedgerRow


class BurnAttendance(LedgerRow):
    """There is one row in this table for everybody from outside who stood by at a burn: for the furnace, or as the
    delegate of the authority that ordered it.

    Whether they signed is a fact like their refusal. ``temperature_c`` is what the furnace said of its fire.
    """

    session = models.ForeignKey("custody.BurnSession", on_delete=models.PROTECT, related_name="attendances")
    attends_for = models.CharField(max_length=12)  # facility, authority
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120)
    answer = models.CharField(max_length=12)  # signed, refused, unable
    reason = models.CharField(max_length=500, null=True)  # noqa: DJ001
    temperature_c = models.IntegerField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="signed") | Q(answer__in=["refused", "unable"], reason__isnull=False),
                name="attendance_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(temperature_c__isnull=True) | Q(attends_for="facility", temperature_c__range=(1, 3000)),
                name="attendance_heat_of_the_furnace",
            ),
        ]
