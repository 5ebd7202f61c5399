"""Reports that no camera or no alarm watches a place, and drills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models import Place

if TYPE_CHECKING:
    from datetime import timedelta

_OFFICER = settings.AUTH_USER_MODEL
_OPEN = Q(answered_at__isnull=True, ended_at__isnull=True)


class WatchReport(LedgerRow):
    """There is one row in this table for every time a camera or an alarm of a place was reported down, and for every
    drill. ``drill`` is said when it begins and never changes: nothing true becomes a drill afterwards.

    An outage lasts until somebody who did not report it says that all works again. A drill lasts until somebody who
    did not order it answers, which is what is measured, or until it is called off.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="watch_reports")
    what = models.CharField(max_length=8)  # camera, alarm, both; a drill also: fire
    drill = models.BooleanField()
    remark = models.CharField(max_length=500, null=True)  # noqa: DJ001
    reported_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    answered_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=500, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True, answered_at__isnull=True)
                | (Q(drill=True, answered_at__isnull=False, ended_at__isnull=True) & ~Q(answered_by=F("reported_by"))),
                name="watch_drill_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, finding__isnull=True)
                | (
                    Q(ended_by__isnull=False, ended_at__isnull=False, finding__isnull=False)
                    & (Q(drill=True) | ~Q(ended_by=F("reported_by")))
                ),
                name="watch_outage_ended_by_another",
            ),
        ]
        indexes = [models.Index(fields=["place"], name="watch_open", condition=_OPEN)]

    @property
    def is_open(self) -> bool:
        """Whether it lasts: an outage that nobody ended, a drill that nobody answered or called off."""
        return self.answered_at is None and self.ended_at is None

    @property
    def response(self) -> timedelta | None:
        """How long it took until a drill was answered; ``None`` for any other."""
        return None if self.answered_at is None else self.answered_at - self.reported_at
