"""What was stopped, and who guards it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow


class Conveyance(LedgerRow):
    """There is one row in this table for every stopped container, vehicle or ship part, beside its handling unit.

    It is in custody from the stop, before drugs are confirmed.
    """

    unit = models.OneToOneField(HandlingUnit, on_delete=models.PROTECT, related_name="conveyance")
    container_number = models.CharField(max_length=11, null=True)  # noqa: DJ001 - ISO 6346
    container_number_doubted = models.BooleanField(default=False)
    vessel = models.CharField(max_length=80, null=True)  # noqa: DJ001
    imo_number = models.CharField(max_length=7, null=True)  # noqa: DJ001
    origin_country = models.CharField(max_length=60, null=True)  # noqa: DJ001
    origin_locode = models.CharField(max_length=5, null=True)  # noqa: DJ001
    hs_code = models.CharField(max_length=10, null=True)  # noqa: DJ001
    cover_load = models.CharField(max_length=80, null=True)  # noqa: DJ001
    detection = models.CharField(max_length=32, null=True)  # noqa: DJ001
    remark = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    # Who else keeps it here: food_agency, scan; none when only we do.
    held_for = models.CharField(max_length=12, null=True)  # noqa: DJ001

    class Meta:
        indexes = [models.Index(fields=["container_number"], name="conveyance_by_number")]


class GuardPost(LedgerRow):
    """There is one row in this table for every stretch of time one officer guarded one unit."""

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="guard_posts")
    guard = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    relieved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "guard"], name="guard_once_at_a_time", condition=Q(relieved_at__isnull=True)
            )
        ]


class Clearance(LedgerRow):
    """There is one row in this table for every search of a conveyance that was emptied already: its certificate.

    ``result``: ``clear`` lets it go once ``signature`` is given, ``residue`` keeps it. ``signature`` is what the second
    searcher owes; a replay asks nobody.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="clearances")
    method = models.CharField(max_length=8)
    result = models.CharField(max_length=8)
    searched_at = models.DateTimeField()
    searched_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signature = models.OneToOneField("custody.Countersignature", null=True, on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=2000, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(searched_by=F("second")), name="clearance_two_people"),
            models.CheckConstraint(
                condition=Q(method__in=["dog", "scan"], result__in=["clear", "residue"]), name="clearance_words"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-searched_at"], name="clearance_newest")]
