"""What burns are planned with: slots, crews, outages, licences; the plans; and what may be told the public."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from custody.destruction.models import Facility
from custody.ledger.rows import LedgerRow
from custody.organisation.models.proposals import Proposed, four_eyes

__all__ = ["BurnPlan", "CrewShift", "FacilityProposal", "Licence", "Outage", "PlanLine", "Publication", "Slot"]

_OFFICER = settings.AUTH_USER_MODEL


class Slot(LedgerRow):
    """There is one row in this table for every hour a furnace keeps for us. Its story is on the furnace's stream.

    It is taken when a burn of the furnace begins at that moment.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    limit_mg = models.BigIntegerField()
    escorts = models.SmallIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "starts_at"], name="slot_once", condition=Q(withdrawn_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(limit_mg__gt=0), name="slot_takes_something"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="slot_by_time", condition=Q(withdrawn_at__isnull=True))]


class Outage(LedgerRow):
    """There is one row in this table for every stretch of time a furnace does not burn."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="outages")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=16)  # maintenance, fault, filter, strike, other
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="outage_has_length")]
        indexes = [models.Index(fields=["ends_at"], name="outage_by_end")]


class FacilityProposal(Proposed):
    """There is one row in this table for every time somebody proposed a new furnace, or how one that is there works.

    ``facility`` is empty for a code word that no furnace has yet, until it is approved.
    """

    facility = models.ForeignKey(Facility, null=True, on_delete=models.PROTECT, related_name="+")
    code_word = models.CharField(max_length=24)
    place = models.ForeignKey("custody.Place", on_delete=models.PROTECT, related_name="+")
    session_limit_mg = models.BigIntegerField()
    opens_minute = models.SmallIntegerField(null=True)
    closes_minute = models.SmallIntegerField(null=True)
    residue = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_word"], name="facility_proposal_one_open", condition=Q(state="open")),
            four_eyes("facility_proposal_four_eyes"),
        ]


class Licence(LedgerRow):
    """There is one row in this table for every time a licence of a furnace was recorded; of each number the newest
    counts, so that one that was withdrawn is recorded anew with its last day.

    No substance named: everything. ``valid_until_on`` is the last day, on the clock of the furnace's site; none: it has
    no end. Rows without a number are older than numbers are.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="licences")
    number = models.CharField(max_length=64, default="", db_default="")
    valid_from_on = models.DateField(null=True)
    valid_until_on = models.DateField(null=True)
    substances = ArrayField(models.CharField(max_length=24), default=list)
    licensed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number="", valid_from_on__isnull=True, valid_until_on__isnull=True)
                | (
                    ~Q(number="")
                    & Q(valid_from_on__isnull=False)
                    & (Q(valid_until_on__isnull=True) | Q(valid_from_on__lte=F("valid_until_on")))
                ),
                name="licence_days_in_order",
            )
        ]


class CrewShift(LedgerRow):
    """There is one row in this table for every stretch of time with the number of crews and escorts there are for
    burns that start in it. Stretches of one jurisdiction never overlap."""

    jurisdiction = models.CharField(max_length=8)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    crews = models.SmallIntegerField()
    escorts = models.SmallIntegerField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="shift_has_length"),
            models.CheckConstraint(condition=Q(crews__gte=0, escorts__gte=0), name="shift_not_negative"),
        ]
        indexes = [models.Index(fields=["ends_at"], name="shift_by_end", condition=Q(cancelled_at__isnull=True))]


class BurnPlan(LedgerRow):
    """There is one row in this table for every plan that somebody made; another person approves or refuses it.

    ``sentences`` is bookkeeping: why each lot burns when it does, as template and values, read off the plan when it
    was made. Risk-hours: one kilogram of cocaine that lies still for an hour is one.
    """

    jurisdiction = models.CharField(max_length=8)
    layer = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="made")  # made, approved, refused
    session_count = models.IntegerField()
    unit_count = models.IntegerField()
    unfilled_count = models.IntegerField()
    risk_hours = models.BigIntegerField()
    idle_risk_hours = models.BigIntegerField()
    planned_mg = models.BigIntegerField()
    left_mg = models.BigIntegerField()
    zero_at = models.DateTimeField(null=True)
    planner = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    sentences = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("planner")), name="plan_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state="made", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="plan_state_paired",
            ),
        ]
        indexes = [models.Index(fields=["-made_at"], name="plan_by_time")]


class PlanLine(LedgerRow):
    """There is one row in this table for every slot that a plan judged: what burns in it, or why it stays empty."""

    plan = models.ForeignKey(BurnPlan, on_delete=models.PROTECT, related_name="lines")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="plan_lines")
    reason = models.CharField(max_length=16, null=True)  # noqa: DJ001 - none: it is filled
    planned_mg = models.BigIntegerField()
    unit_ids = ArrayField(models.CharField(max_length=36), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "slot"], name="plan_slot_once")]


class Publication(LedgerRow):
    """There is one row in this table for every decision on what may be told of a seizure, and from when; the newest
    counts. Without one nothing is told before all of it has burnt. ``publishable_at`` empty: until further notice."""

    seizure = models.ForeignKey("custody.Seizure", on_delete=models.PROTECT, related_name="publications")
    publishable_at = models.DateTimeField(null=True)
    fields = ArrayField(models.CharField(max_length=16), default=list)
    reason = models.CharField(max_length=500)
    decided_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
