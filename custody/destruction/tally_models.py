"""What two people saw go into the fire, and signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Loaded(LedgerRow):
    """There is one row in this table for every unit that one of two people saw go into the fire.

    ``part``: one ``calls`` what goes in, another ``counts`` it, each on a device of their own; nobody sees a unit in
    for both. ``package_count`` is absent where nobody could count what was inside, ``seal_read`` where they read no
    seal. Its story is on the unit's stream.
    """

    session = models.ForeignKey("custody.BurnSession", on_delete=models.PROTECT, related_name="loaded")
    unit = models.ForeignKey("custody.HandlingUnit", on_delete=models.PROTECT, related_name="loaded")
    part = models.CharField(max_length=8)  # calls, counts
    package_count = models.IntegerField(null=True)
    seal_read = models.CharField(max_length=8, null=True)  # noqa: DJ001 - same, other, broken; absent: not read
    loaded_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "unit", "part"], name="loaded_once_by_each_part"),
            models.UniqueConstraint(fields=["session", "unit", "loaded_by"], name="loaded_by_two_people"),
            models.CheckConstraint(condition=Q(part__in=["calls", "counts"]), name="loaded_calls_or_counts"),
        ]


class Tally(LedgerRow):
    """There is one row in this table for every signature of one of the two under what they saw go into the fire."""

    session = models.ForeignKey("custody.BurnSession", on_delete=models.PROTECT, related_name="tallies")
    part = models.CharField(max_length=8)  # calls, counts
    unit_count = models.IntegerField()
    package_count = models.IntegerField(null=True)
    signed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "part"], name="tally_once_by_each_part"),
            models.UniqueConstraint(fields=["session", "signed_by"], name="tally_by_two_people"),
            models.CheckConstraint(condition=Q(part__in=["calls", "counts"]), name="tally_calls_or_counts"),
        ]


class TallyOwed(LedgerRow):
    """There is one row in this table for every burn that was recorded before two people had signed the tally.

    That it burnt is a fact; the tally or a waiver is owed for it. It ends ``signed`` or ``waived``.
    """

    session = models.OneToOneField("custody.BurnSession", on_delete=models.PROTECT, related_name="tally_owed")
    reason = models.CharField(max_length=500, null=True)  # noqa: DJ001 - who breaks off a burn is not asked
    owed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    owed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, null=True)  # noqa: DJ001 - signed, waived

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome__isnull=True)
                | Q(ended_at__isnull=False, outcome__in=["signed", "waived"]),
                name="tally_owed_ended_paired",
            )
        ]
