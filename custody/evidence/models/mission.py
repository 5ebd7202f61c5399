"""A load on the road under command: who drives, who escorts, where it stood still, and when the crew was last heard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Mission(LedgerRow):
    """There is one row in this table for every transport mission, from its plan to its arrival.

    The route is sealed; what a load of the mission is, its departures tell.
    """

    state = models.CharField(max_length=12, default="planned")  # planned, moving, stopped, arrived, cancelled
    planned_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    driver = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    vehicle_sealed = models.BinaryField()
    escort_sealed = models.BinaryField()
    planned_minutes = models.IntegerField()
    escort_confirmed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(driver=F("second")), name="mission_crew_of_two"),
            models.CheckConstraint(
                condition=Q(escort_confirmed_by__isnull=True) | ~Q(escort_confirmed_by=F("planned_by")),
                name="mission_escort_by_another",
            ),
            models.CheckConstraint(condition=Q(planned_minutes__gt=0), name="mission_takes_time"),
        ]
        indexes = [
            models.Index(
                fields=["driver"], name="mission_open_driver", condition=Q(state__in=["planned", "moving", "stopped"])
            ),
            models.Index(
                fields=["second"], name="mission_open_second", condition=Q(state__in=["planned", "moving", "stopped"])
            ),
            models.Index(fields=["-planned_at"], name="mission_newest"),
        ]


class MissionStop(LedgerRow):
    """There is one row in this table for every time a mission stood still, with the reason (R9)."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="stops")
    reason = models.CharField(max_length=300)
    stopped_at = models.DateTimeField()
    went_on_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission"], name="mission_stands_once", condition=Q(went_on_at__isnull=True)
            )
        ]
