"""The out-tray, what the providers said, and what came in."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from custody.alerts.models.alert import Alert


class Delivery(models.Model):
    """There is one row in this table for every thing that somebody must get on a channel: the out-tray.

    Rows of one person and channel that wait together leave as one message. ``message`` is given at the first attempt
    and is the reference the provider knows it by; a message that is tried again holds the same rows, neither more nor
    fewer, so that whoever drops a repeated reference loses nothing.

    ``kind`` is ``alert`` for a row about an alert; the others have none: ``code`` (the code that verifies a number),
    ``notice`` (your contact is being changed), ``shift`` (all normal), ``canary``, ``ousted`` (a keeper is
    replaced by command), and ``noted`` and ``unknown``, which answer a text that came in. ``count`` is how many things
    such a message speaks of. ``address_sealed`` is set where a message goes elsewhere than to the verified contact, and
    holds the code of a ``code``. ``waits_for`` says why a row does not leave yet: quiet hours, the throttle, its group,
    a flood, the daily digest, a receipt, a silence, a parent that inhibits it.
    ``widened_at`` is when the other channel and the next person were asked because this one failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=8, default="alert")
    alert = models.ForeignKey(Alert, null=True, on_delete=models.PROTECT, related_name="deliveries")
    level = models.SmallIntegerField(default=3)
    reference = models.CharField(max_length=16, default="", blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)  # email, sms
    step = models.IntegerField(default=0)
    count = models.IntegerField(default=1)
    address_sealed = models.BinaryField(null=True)
    message = models.UUIDField(null=True)
    state = models.CharField(max_length=16, default="pending")  # then claimed; accepted, delivered, failed, superseded
    attempts = models.IntegerField(default=0)
    waits_for = models.CharField(max_length=12, default="", blank=True)  # quiet, throttle, group, flood, digest ...
    widened_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    provider = models.CharField(max_length=32, default="", blank=True)
    provider_ref = models.CharField(max_length=120, default="", blank=True)
    last_error = models.CharField(max_length=200, default="", blank=True)
    accepted_at = models.DateTimeField(null=True)
    receipt_due_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(kind="alert", alert__isnull=False) | ~Q(kind="alert") & Q(alert__isnull=True),
                name="delivery_of_an_alert_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="delivery_to_send", condition=Q(next_attempt_at__isnull=False)
            ),
            models.Index(
                fields=["receipt_due_at"], name="delivery_unreported", condition=Q(receipt_due_at__isnull=False)
            ),
            models.Index(fields=["created_at"], name="delivery_failed", condition=Q(state="failed")),
            models.Index(fields=["message"], name="delivery_by_message", condition=Q(message__isnull=False)),
            models.Index(
                fields=["officer", "channel", "-accepted_at"],
                name="delivery_last",
                condition=Q(accepted_at__isnull=False),
            ),
            models.Index(
                fields=["accepted_at"],
                name="delivery_texts_lately",
                condition=Q(channel="sms", accepted_at__isnull=False),
            ),
            models.Index(fields=["created_at"], name="delivery_lately"),
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
    provider = models.CharField(max_length=32, default="", blank=True)


class ReplyCode(models.Model):
    """There is one row in this table for every code by which a person can say "I have it" in an SMS: bound to person
    and alert, for half an hour, for one use. A code is never given twice."""

    code = models.CharField(max_length=8, unique=True)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="reply_codes")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["alert", "officer"], name="reply_code_of")]


class DuressCode(models.Model):
    """There is one row in this table for every officer who chose a code that looks like a reply and calls for help.
    Only its keyed token is kept."""

    officer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_token = models.BinaryField()
    set_at = models.DateTimeField(db_default=Now())


class InboundMessage(models.Model):
    """There is one row in this table for every text that came in: from whom, by which gateway, what it did. It only
    grows; neither the text nor the number is kept."""

    received_at = models.DateTimeField(db_default=Now())
    provider = models.CharField(max_length=32)
    sender_token = models.BinaryField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16)  # acknowledged, seen, stop, unknown, wrong_number, expired, used
    provider_ref = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["sender_token", "-received_at"], name="inbound_by_sender")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "provider_ref"], name="inbound_once", condition=~Q(provider_ref="")
            )
        ]


class GatewayState(models.Model):
    """There is one row in this table for every SMS gateway: how it does, and until when the other one is preferred."""

    name = models.CharField(max_length=32, primary_key=True)
    errors_in_a_row = models.IntegerField(default=0)
    last_ok_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    avoided_until = models.DateTimeField(null=True)


class QuietHours(models.Model):
    """There is one row in this table for every officer who sleeps at fixed hours, in the local time of ``zone``.

    Messages of level 3 and 4 wait until they end; nothing else does, and nothing is lost.
    """

    officer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quiet_hours")
    begins = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=48)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(begins=F("ends")), name="quiet_hours_not_all_day")]
