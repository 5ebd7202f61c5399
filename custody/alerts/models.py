"""Alerts, and the out-tray of the messages about them."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from custody.ledger.rows import LedgerRow

__all__ = ["Alert", "Delivery", "DeliveryAttempt", "Heartbeat"]


class Alert(LedgerRow):
    """There is one row in this table for every clock, epoch and stage that fired: exactly one.

    ``collapsed_stages`` names the first and the last of the stages that an outage swallowed.
    ``public_ref`` is random: a sequence would reveal how much happens. ``next_escalation_at``, ``step`` and
    ``last_told_at`` are bookkeeping; every other column is a fact that changes with an event only.
    """

    public_ref = models.CharField(max_length=8, unique=True)
    rule = models.CharField(max_length=8)
    level = models.SmallIntegerField()
    clock = models.ForeignKey("custody.Clock", null=True, on_delete=models.PROTECT, related_name="alerts")
    epoch = models.IntegerField(default=1)
    stage = models.CharField(max_length=12)
    collapsed_stages = models.JSONField(default=list)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.UUIDField(db_index=True)
    dedupe_key = models.CharField(max_length=96)
    fired_for = models.DateTimeField()
    raised_at = models.DateTimeField()
    engine = models.CharField(max_length=16)
    state = models.CharField(max_length=12, default="open")  # open, acknowledged, resolved
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    ack_expires_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    step = models.IntegerField(default=0)
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
        ]
        indexes = [
            models.Index(fields=["next_escalation_at"], name="alert_to_escalate", condition=~Q(state="resolved")),
            models.Index(fields=["raised_at"], name="alert_untaken", condition=Q(state="open")),
            models.Index(fields=["clock"], name="alert_live_by_clock", condition=~Q(state="resolved")),
            models.Index(fields=["-resolved_at", "id"], name="alert_done", condition=Q(state="resolved")),
        ]


class Delivery(models.Model):
    """There is one row in this table for every alert that somebody must get on a channel: the out-tray.

    Rows of one person and channel that wait together leave as one message. ``message`` is given at the first attempt
    and is the reference the provider knows it by; a message that is tried again holds the same rows, neither more nor
    fewer, so that whoever drops a repeated reference loses nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="deliveries")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)  # email, sms
    step = models.IntegerField()
    message = models.UUIDField(null=True)
    state = models.CharField(max_length=16, default="pending")  # then claimed; accepted, delivered, failed, superseded
    attempts = models.IntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    provider_ref = models.CharField(max_length=120, default="", blank=True)
    last_error = models.CharField(max_length=200, default="", blank=True)
    accepted_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "officer", "channel", "step"], name="told_once_per_step"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "claimed"], next_attempt_at__isnull=False)
                | Q(state__in=["accepted", "delivered", "failed", "superseded"], next_attempt_at__isnull=True),
                name="delivery_open_has_next_attempt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="delivery_to_send", condition=Q(next_attempt_at__isnull=False)
            ),
            models.Index(fields=["created_at"], name="delivery_failed", condition=Q(state="failed")),
            models.Index(fields=["message"], name="delivery_by_message", condition=Q(message__isnull=False)),
            models.Index(
                fields=["officer", "channel", "-accepted_at"],
                name="delivery_last",
                condition=Q(accepted_at__isnull=False),
            ),
        ]


class DeliveryAttempt(models.Model):
    """There is one row in this table for every time a message was handed to a channel, and for every report that came
    back about it. It only grows.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    tried_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=16)  # accepted, retry, failed; reports: delivered, undelivered, on_its_way
    detail = models.CharField(max_length=200, default="", blank=True)
    engine = models.CharField(max_length=16)


class Heartbeat(models.Model):
    """There is one row in this table for every pass of every engine: when it last came through, and what is wrong.

    ``findings`` is what the pass saw that must never be, each with a code and a number.
    """

    engine = models.CharField(max_length=16)
    work = models.CharField(max_length=16)
    last_ok_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engine", "work"], name="heartbeat_once")]
