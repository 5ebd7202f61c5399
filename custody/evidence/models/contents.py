"""What was taken out of a unit: each row a projection of an event of the unit it lay in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Removal(LedgerRow):
    """There is one row in this table for every inner unit that was taken out of the unit around it and stands alone
    since.

    ``unit`` is the one around it, ``removed_mg`` what the books say the inner one weighs, ``packages`` how many of the
    packages counted in the outer one left with it. The outer one is booked with ``before_mg``, then ``after_mg``.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="removals")
    inner = models.OneToOneField(HandlingUnit, on_delete=models.PROTECT, related_name="removal")
    before_mg = models.BigIntegerField(null=True)
    removed_mg = models.BigIntegerField()
    after_mg = models.BigIntegerField(null=True)
    packages = models.IntegerField(null=True)
    removed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(removed_by=F("witness")), name="removal_two_people"),
            models.CheckConstraint(condition=~Q(unit=F("inner")), name="removal_of_another_unit"),
            models.CheckConstraint(
                condition=Q(before_mg__isnull=True, after_mg__isnull=True)
                | Q(before_mg__isnull=False, after_mg=F("before_mg") - F("removed_mg")),
                name="removal_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(removed_mg__gte=0) & (Q(packages__isnull=True) | Q(packages__gte=0)),
                name="removal_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-removed_at"], name="removal_newest")]
