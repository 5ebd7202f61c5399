"""Which packages are to be sampled."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from custody.ledger.rows import LedgerRow


class SamplingPlan(LedgerRow):
    """There is one row in this table for every draw of packages to sample. The seed repeats it (R25)."""

    seizure = models.ForeignKey("custody.Seizure", on_delete=models.PROTECT, related_name="sampling_plans")
    exhibit = models.ForeignKey("custody.Exhibit", on_delete=models.PROTECT, related_name="sampling_plans")
    packages = models.IntegerField()
    size = models.IntegerField()
    method = models.CharField(max_length=24)
    share = models.SmallIntegerField()  # percent
    confidence = models.SmallIntegerField()  # percent
    seed = models.CharField(max_length=64)  # hexadecimal
    chosen = models.JSONField()  # unit label and number of the package within it: B7K2M-0031
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
