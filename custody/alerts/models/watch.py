"""Who watches the engines: their heartbeats, the canary, and the hours in which nobody watched."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from custody.alerts.models.alert import Alert
from custody.ledger.rows import LedgerRow


class Heartbeat(models.Model):
    """There is one row in this table for every pass of every engine: when it last came through, and what is wrong.

    ``began_at`` is when the engine was first seen. ``findings`` is what the pass saw that must never be, each with a
    code and a number; ``cured`` how many cycles ago each alert of the watch was seen for the last time. ``skew_ms`` is
    how far the clock of its machine stood from that of the database.
    """

    engine = models.CharField(max_length=16)
    work = models.CharField(max_length=16)
    last_ok_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    findings = models.JSONField(default=list)
    cured = models.JSONField(db_default={})
    skew_ms = models.BigIntegerField(db_default=0)
    began_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engine", "work"], name="heartbeat_once")]


class Canary(models.Model):
    """There is one row in this table for every test message that was sent through the real path, and when it came in
    at the phone and at the mailbox of our own."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    reference = models.CharField(max_length=16, unique=True)
    sent_at = models.DateTimeField(db_default=Now())
    sms_arrived_at = models.DateTimeField(null=True)
    email_arrived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-sent_at"], name="canary_newest")]


class ShiftMessage(models.Model):
    """There is one row in this table for every duty whose officer was told, when it began, that all is normal: once."""

    duty = models.OneToOneField("custody.Duty", on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(db_default=Now())


class Blackout(LedgerRow):
    """There is one row in this table for every stretch of time in which no engine looked, or in which the clock of the
    database jumped, with the number of stages that were reached meanwhile."""

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="blackout")
    cause = models.CharField(max_length=16)  # outage, clock_forward, clock_back
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    stages_passed = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stages_passed__gte=0), name="blackout_counts")]
        indexes = [models.Index(fields=["-ended_at"], name="blackout_newest")]
