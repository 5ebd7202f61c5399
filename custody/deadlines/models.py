"""Running clocks: the truth about every deadline."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from custody.organisation.models.policies import ANY

__all__ = ["Clock"]


class Clock(models.Model):
    """There is one row in this table for every obligation that runs or ran out.

    An open clock always has a next moment at which it fires: open means armed. The row is written in the transaction
    of the event that starts or ends the obligation; screens never lock it. It keeps what its length was found by
    (jurisdiction, substance, mass, class of place, time zone), so that it can be computed again without asking anybody:
    from ``armed_at``, mass, substance, class of place, jurisdiction and zone, of which the application role can change
    none; nor can it give a clock to another subject.
    """

    clock_type = models.CharField(max_length=24)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.UUIDField()
    jurisdiction = models.CharField(max_length=8)
    substance = models.CharField(max_length=24, default=ANY, db_default=ANY)
    mass_mg = models.BigIntegerField(default=0, db_default=0)
    place_class = models.CharField(max_length=16, default=ANY, db_default=ANY)
    zone = models.CharField(max_length=48, default="", blank=True, db_default="")  # in which its legal days end
    site = models.ForeignKey("custody.Site", null=True, on_delete=models.PROTECT, related_name="+")
    epoch = models.IntegerField(default=1)
    started_at = models.DateTimeField()
    armed_at = models.DateTimeField()  # the start as it was written: no role but the owner can change it
    due_at = models.DateTimeField()
    next_stage = models.CharField(max_length=12, null=True)  # noqa: DJ001
    next_fire_at = models.DateTimeField(null=True)
    fired_stage = models.CharField(max_length=12, null=True)  # noqa: DJ001 - the highest stage that fired
    replayed = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)  # a hold lies on a legal clock: it fires when that is to be reviewed
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, null=True)  # noqa: DJ001 - code of the event that cured it
    eval_errors = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "clock_type", "epoch"], name="clock_one_per_epoch"),
            models.UniqueConstraint(
                fields=["subject_id", "clock_type"], name="clock_one_open", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, next_fire_at__isnull=True)
                | Q(closed_at__isnull=True, next_fire_at__isnull=False, next_stage__isnull=False),
                name="clock_open_means_armed",
            ),
        ]
        indexes = [
            models.Index(fields=["next_fire_at"], name="clock_armed", condition=Q(next_fire_at__isnull=False)),
            models.Index(fields=["due_at"], name="clock_open_by_due", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["eval_errors"], name="clock_poisoned", condition=Q(closed_at__isnull=True, eval_errors__gt=0)
            ),
        ]

    @property
    def is_open(self) -> bool:
        """The obligation still runs."""
        return self.closed_at is None
