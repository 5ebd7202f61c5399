"""The papers around an order: instructions, authorisations, oral orders, notices, retentions, requests. Tables."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow

__all__ = ["Instruction", "JudgeConsent", "Notice", "OrderRequest", "RetentionRequest", "SpokenOrder"]

_OFFICER = settings.AUTH_USER_MODEL


class Instruction(LedgerRow):
    """There is one row in this table for every time an investigating judge had the case of a seizure (R1)."""

    seizure = models.ForeignKey("custody.Seizure", on_delete=models.PROTECT, related_name="instructions")
    reference = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seizure"], name="instruction_one_open", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("opened_by")), name="instruction_four_eyes"
            ),
        ]


class JudgeConsent(LedgerRow):
    """There is one row in this table for every order that a judge authorised beforehand (R1)."""

    order = models.OneToOneField("custody.DestructionOrder", on_delete=models.PROTECT, related_name="consent")
    authority = models.CharField(max_length=24)
    number_sealed = models.BinaryField()
    given_on = models.DateField()
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    authorised_at = models.DateTimeField()


class SpokenOrder(LedgerRow):
    """There is one row in this table for every order that was given by word of mouth: two heard it, paper follows."""

    order = models.OneToOneField("custody.DestructionOrder", on_delete=models.PROTECT, related_name="spoken")
    spoken_by = models.CharField(max_length=64)
    spoken_at = models.DateTimeField()
    recorded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    listener = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    number_sealed = models.BinaryField(null=True)
    confirmed_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(recorded_by=F("listener")), name="spoken_two_heard"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_on__isnull=False),
                name="spoken_confirmed_paired",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")), name="spoken_four_eyes"
            ),
        ]


class Notice(LedgerRow):
    """There is one row in this table for every paper that gives somebody time to object or to appeal (R5, R6, R7).

    A notice is about a seizure, before there is an order; an appeal is about an order. ``served_on`` is the day of its
    service, once two people have read the proof of it.
    """

    notice_kind = models.CharField(max_length=16)  # notice, silent_consent, appeal
    addressee = models.CharField(max_length=24)
    jurisdiction = models.CharField(max_length=8)
    seizure = models.ForeignKey("custody.Seizure", null=True, on_delete=models.PROTECT, related_name="notices")
    order = models.ForeignKey("custody.DestructionOrder", null=True, on_delete=models.PROTECT, related_name="notices")
    reference = models.CharField(max_length=64)
    served_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField()
    served_on = models.DateField(null=True)
    proved_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="running")  # running, answered, silent, rejected, upheld
    grounds = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seizure__isnull=False, order__isnull=True) | Q(seizure__isnull=True, order__isnull=False),
                name="notice_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("served_by")), name="notice_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["seizure"], name="notice_one_open",
                condition=Q(state__in=["running", "answered"], seizure__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["order"], name="appeal_one_open",
                condition=Q(state__in=["running", "answered"], order__isnull=False),
            ),
        ]


class RetentionRequest(LedgerRow):
    """There is one row in this table for every request to keep a quantity of a seizure from the fire (R7):
    of one exhibit, or, where none is named, of every substance in it."""

    seizure = models.ForeignKey("custody.Seizure", on_delete=models.PROTECT, related_name="retentions")
    exhibit = models.ForeignKey("custody.Exhibit", null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=24)
    retain_mg = models.BigIntegerField()
    reason = models.CharField(max_length=2000)
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="asked")  # asked, granted, denied, appealed, refused
    answer = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    decided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    grounds = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    appealed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(retain_mg__gt=0), name="retention_of_something"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="retention_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["seizure"], name="retention_one_open", condition=Q(state__in=["asked", "appealed"])
            ),
        ]


class OrderRequest(LedgerRow):
    """There is one row in this table for every time a magistrate was asked to order, hold, ask or refuse (C16).

    ``link_token`` and ``link_expires_at`` are bookkeeping: a link is good once, for the magistrate who is asked.
    """

    seizure = models.ForeignKey("custody.Seizure", on_delete=models.PROTECT, related_name="order_requests")
    authority = models.CharField(max_length=24)
    jurisdiction = models.CharField(max_length=8)
    labels = models.JSONField()
    reference = models.CharField(max_length=64)
    proposed_sealed = models.BinaryField()
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="open")  # open, answered
    answer = models.CharField(max_length=12, null=True)  # noqa: DJ001 - order, hold, ask, refuse
    words = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    answered_at = models.DateTimeField(null=True)
    order = models.OneToOneField(
        "custody.DestructionOrder", null=True, on_delete=models.PROTECT, related_name="asked_for"
    )
    explanation = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    link_token = models.BinaryField(null=True, unique=True)
    link_expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("addressee")), name="request_two_people"),
            models.UniqueConstraint(
                fields=["seizure"],
                name="request_one_open",
                condition=Q(state="open") | Q(answer="ask", state="answered"),
            ),
        ]
        indexes = [models.Index(fields=["addressee"], name="request_open", condition=Q(state="open"))]
