"""A load on the road under command: who drives, who escorts, where it stood still, and when the crew was last heard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Mission(LedgerRow):
    """There is one row in this table for every transport mission, from its plan to its arrival.

    The route is sealed; what rides with it are its loads. ``unescorted_at``: it left before its escort was confirmed;
    who decided so (``unescorted_by``) and why is owed until both are told.
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
    unescorted_at = models.DateTimeField(null=True)
    unescorted_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    unescorted_reason = models.CharField(max_length=300, null=True)  # noqa: DJ001 - none: it is owed, or never was

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unescorted_by__isnull=True, unescorted_reason__isnull=True)
                | Q(unescorted_by__isnull=False, unescorted_reason__isnull=False, unescorted_at__isnull=False),
                name="mission_unescorted_answered",
            ),
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
    """There is one row in this table for every time a mission stood still, with the reason (R9) or while it is owed."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="stops")
    reason = models.CharField(max_length=300, null=True)  # noqa: DJ001 - none: it is owed
    stopped_at = models.DateTimeField()
    went_on_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mission"], name="mission_stands_once", condition=Q(went_on_at__isnull=True)
            )
        ]


class MissionLoad(LedgerRow):
    """There is one row in this table for every unit that was named for a mission or rode with it, told on the unit.

    ``state``: ``named``, ``carried``, then how it ended: ``arrived``, ``missing``, ``gone``, ``passed_on`` to others on
    the way, ``not_loaded``, ``called_off``.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="loads")
    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="mission_loads")
    state = models.CharField(max_length=12)
    loaded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], name="unit_on_one_mission", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                condition=Q(state__in=["named", "carried"], ended_at__isnull=True)
                | (~Q(state__in=["named", "carried"]) & Q(ended_at__isnull=False)),
                name="mission_load_ended_with_time",
            ),
        ]
