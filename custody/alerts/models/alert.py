"""Alerts, what people said about them, and silences."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow


class Alert(LedgerRow):
    """There is one row in this table for every clock, epoch and stage that fired, and for every finding of a rule that
    has no clock: exactly one.

    ``collapsed_stages`` names the stages that an outage swallowed. ``public_ref`` is random: a sequence would reveal
    how much happens. ``about`` are the people the alert concerns: they are never told and never take it.
    ``next_escalation_at``, ``step`` (how often people were told: which rung that is, the rule says), ``let_lapse`` (who
    took it and did nothing in time) and ``group_key`` are bookkeeping; every other column is a fact that changes with
    an event only.
    """

    public_ref = models.CharField(max_length=8, unique=True)
    rule = models.CharField(max_length=8)
    rule_version = models.SmallIntegerField(default=1)
    level = models.SmallIntegerField()  # 0 danger, 1 act now, 2, 3, 4 digest only
    clock = models.ForeignKey("custody.Clock", null=True, on_delete=models.PROTECT, related_name="alerts")
    epoch = models.IntegerField(default=1)
    stage = models.CharField(max_length=12)
    collapsed_stages = models.JSONField(default=list)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.UUIDField(db_index=True)
    site = models.ForeignKey("custody.Site", null=True, on_delete=models.PROTECT, related_name="+")
    group_key = models.CharField(max_length=96, default="", blank=True)
    about = ArrayField(models.UUIDField(), default=list)
    dedupe_key = models.CharField(max_length=96)
    fired_for = models.DateTimeField()
    raised_at = models.DateTimeField()
    engine = models.CharField(max_length=16)
    state = models.CharField(max_length=12, default="open")  # open, acknowledged, resolved
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    ack_expires_at = models.DateTimeField(null=True)
    extended_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, null=True)  # noqa: DJ001 - cured, superseded, closed, noise
    step = models.IntegerField(default=0)
    let_lapse = ArrayField(models.UUIDField(), default=list)
    next_escalation_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "epoch", "stage"], name="alert_once_per_stage"),
            models.UniqueConstraint(fields=["dedupe_key"], name="alert_one_open", condition=~Q(state="resolved")),
            models.CheckConstraint(
                condition=Q(state="resolved") | Q(next_escalation_at__isnull=False), name="alert_open_has_next_step"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="alert_acknowledged_paired",
            ),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=4), name="alert_level_known"),
        ]
        indexes = [
            models.Index(fields=["next_escalation_at"], name="alert_to_escalate", condition=~Q(state="resolved")),
            models.Index(fields=["raised_at"], name="alert_untaken", condition=Q(state="open")),
            models.Index(fields=["clock"], name="alert_live_by_clock", condition=~Q(state="resolved")),
            models.Index(fields=["group_key"], name="alert_live_by_group", condition=~Q(state="resolved")),
            models.Index(fields=["-resolved_at", "id"], name="alert_done", condition=Q(state="resolved")),
            models.Index(fields=["raised_at", "rule"], name="alert_by_month"),
        ]


class AlertNote(LedgerRow):
    """There is one row in this table for every note somebody wrote on an alert. It only grows."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()


class Silence(LedgerRow):
    """There is one row in this table for every silence that somebody asked for.

    It keeps the messages about one alert, or about one group, from leaving for a day at most; it never covers level 0
    or 1. It begins when a second person approved it, and when it ends everybody is told at once. ``renotified_at`` is
    bookkeeping.
    """

    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="silences")
    group_key = models.CharField(max_length=96, default="", blank=True)
    reason = models.CharField(max_length=500)
    hours = models.SmallIntegerField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    renotified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(alert__isnull=False, group_key="") | Q(alert__isnull=True) & ~Q(group_key=""),
                name="silence_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")), name="silence_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(begins_at__isnull=True)
                | Q(ends_at__gt=F("begins_at"), ends_at__lte=F("begins_at") + timedelta(hours=24)),
                name="silence_a_day_at_most",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_at"], name="silence_to_end", condition=Q(renotified_at__isnull=True)),
        ]
