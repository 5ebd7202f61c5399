"""What each custodian's units lost, weighing by weighing: bookkeeping of the trend rule, rebuilt from the weighings."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Drift(models.Model):
    """There is one row in this table for every weighing and everybody who had the unit since the weighing before.

    No event tells of it: it follows from ``unit.weighed/1`` and the hand-overs. ``difference_mg`` is what was found
    less what was expected, and lies within tolerance; ``uncertainty_mg`` is the standard uncertainty of it.
    """

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("custody.HandlingUnit", on_delete=models.PROTECT, related_name="+")
    weighing = models.ForeignKey("custody.Weighing", on_delete=models.PROTECT, related_name="+")
    scale = models.ForeignKey("custody.Scale", null=True, on_delete=models.PROTECT, related_name="+")
    difference_mg = models.BigIntegerField()
    uncertainty_mg = models.BigIntegerField()
    weighed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["weighing", "officer"], name="drift_once")]
        indexes = [
            models.Index(fields=["officer", "-weighed_at"], name="drift_of_officer"),
            models.Index(fields=["scale", "-weighed_at"], name="drift_on_scale"),
        ]
