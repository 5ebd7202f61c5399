"""Places that hold more than they may, as a fact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models import Place

_OFFICER = settings.AUTH_USER_MODEL


class Overload(LedgerRow):
    """There is one row in this table for every act after which a place held more than it may, in mass or in value.

    That something lies there is a fact; a waiver is owed for it, or it moves out. ``over_mg`` and ``over_eur`` are how
    much it was above its limits when it was found, ``cause`` is the code of the event. It ends when the place fits
    again: ``waived`` or ``moved``.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="overloads")
    cause = models.CharField(max_length=40)
    over_mg = models.BigIntegerField(default=0)
    over_eur = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, null=True)  # noqa: DJ001 - nobody is asked for what was found there
    found_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, null=True)  # noqa: DJ001 - waived, moved

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(over_mg__gte=0, over_eur__gte=0) & (Q(over_mg__gt=0) | Q(over_eur__gt=0)),
                name="overload_is_above_a_limit",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome__isnull=True)
                | Q(ended_at__isnull=False, outcome__in=["waived", "moved"]),
                name="overload_ended_paired",
            ),
        ]
        indexes = [models.Index(fields=["place"], name="overload_open", condition=Q(ended_at__isnull=True))]
