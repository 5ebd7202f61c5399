"""The list of what must be done at once for a hot seizure."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.evidence.models.seizure import Seizure
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL
_BY_SOMEBODY = Q(settled_by__isnull=False) | Q(by_event__isnull=False)


class Checklist(LedgerRow):
    """There is one row in this table for every seizure that was hot when it came in, or became so.

    ``cause`` is the first reason that held; the figures beside it are those it was judged by.
    """

    seizure = models.OneToOneField(Seizure, on_delete=models.PROTECT, related_name="checklist")
    cause = models.CharField(max_length=8)  # mass, worth, pattern
    mass_mg = models.BigIntegerField()
    worth_eur = models.BigIntegerField()
    risk_percent = models.IntegerField()
    large_lately = models.IntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["opened_at"], name="checklist_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["-opened_at", "id"], name="checklist_newest"),
        ]


class ChecklistLine(LedgerRow):
    """There is one row in this table for every line of such a list.

    ``owner`` was on duty in ``owner_role`` when the list was opened; whoever holds the role later may take the line.
    ``by_event`` is the event by which the house saw it done, or saw that nothing is left to do it for; without one
    ``settled_by`` settled it. A line that was ``set_aside`` says why, and by which waiver where it needs one.
    """

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="lines")
    number = models.SmallIntegerField()
    what = models.CharField(max_length=16)
    owner_role = models.CharField(max_length=16)
    owner = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="open")  # open, taken, done, set_aside, lapsed
    taken_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    remark = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    by_event = models.CharField(max_length=40, null=True)  # noqa: DJ001
    waiver = models.ForeignKey("custody.Waiver", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checklist", "number"], name="checklist_line_numbered_once"),
            models.UniqueConstraint(fields=["checklist", "what"], name="checklist_line_once"),
            models.CheckConstraint(
                condition=Q(taken_by__isnull=True, taken_at__isnull=True)
                | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="checklist_line_taken_paired",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "taken"], settled_at__isnull=True, settled_by__isnull=True)
                | Q(state__in=["done", "set_aside", "lapsed"], settled_at__isnull=False) & _BY_SOMEBODY,
                name="checklist_line_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | Q(remark__isnull=False), name="checklist_line_aside_says_why"
            ),
        ]
