"""Who holds what, and where it lies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow


class Transfer(LedgerRow):
    """There is one row in this table for every hand-over that was offered, whatever became of it.

    ``purpose``: ``handover`` stays where it is, ``departure`` gives the load to a crew that leaves, ``arrival`` gives
    it to whoever keeps the place of destination.

    ``expired``: nobody answered in time. The offer binds its units no more and custody stays with the giver; that the
    receiver has them all the same is taken down late, while nothing else was recorded of them.
    """

    purpose = models.CharField(max_length=12)
    state = models.CharField(max_length=12, default="offered")  # offered, expired, accepted, refused, cancelled
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    receiver_second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who ordered it in place of a giver who is absent: sick, arrested, dead.
    commanded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    absent_since = models.DateTimeField(null=True)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    unit_count = models.IntegerField()
    vehicle_sealed = models.BinaryField(null=True)
    vehicle_seal = models.CharField(max_length=32, null=True)  # noqa: DJ001
    # What the receiver read off the vehicle: empty when no whole seal was on it, none when nothing was to be read. Of
    # several readings it is one that differs, where there is one; the ledger has them all.
    vehicle_seal_seen = models.CharField(max_length=32, null=True)  # noqa: DJ001
    escort_sealed = models.BinaryField(null=True)
    destination_sealed = models.BinaryField(null=True)
    destination_token = models.BinaryField(null=True)
    manifest_sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001 - the list as the giver signed it
    receipt_sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001 - what came of it, as the receiver did

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="transfer_two_people"),
            models.CheckConstraint(
                condition=Q(receiver_second__isnull=True)
                | (~Q(receiver_second=F("receiver")) & ~Q(receiver_second=F("giver"))),
                name="transfer_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(commanded_by__isnull=True, absent_since__isnull=True)
                | (
                    Q(absent_since__isnull=False)
                    & ~Q(commanded_by=F("giver"))
                    & ~Q(commanded_by=F("receiver"))
                    & (Q(receiver_second__isnull=True) | ~Q(commanded_by=F("receiver_second")))
                ),
                name="transfer_commanded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", closed_at__isnull=True)
                | (~Q(state="offered") & Q(closed_at__isnull=False)),
                name="transfer_closed_with_time",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver"], name="transfer_open_receiver", condition=Q(state="offered")),
            models.Index(fields=["receiver_second"], name="transfer_open_second", condition=Q(state="offered")),
            models.Index(fields=["giver"], name="transfer_open_giver", condition=Q(state="offered")),
        ]


class TransferLine(LedgerRow):
    """There is one row in this table for every unit on a hand-over. Its story is told on the unit's stream."""

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="transfer_lines")
    state = models.CharField(max_length=12, default="offered")  # as of the hand-over, or why it was not taken
    seal_seen = models.CharField(max_length=32, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], name="unit_in_one_open_transfer", condition=Q(state="offered")
            ),
            models.UniqueConstraint(fields=["transfer", "unit"], name="transfer_unit_once"),
        ]


class Placement(LedgerRow):
    """There is one row in this table for every stretch of time a unit lay in one place.

    The place is sealed: ``place_token`` is a keyed token that lets the house sum a place without naming it.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="placements")
    place_sealed = models.BinaryField()
    place_token = models.BinaryField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], name="unit_in_one_place", condition=Q(until_at__isnull=True)
            ),
            # Not asked of the rows that an older house has.
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")), name="placement_ends_after"
            ),
        ]
        indexes = [
            models.Index(fields=["place_token"], name="placement_now", condition=Q(until_at__isnull=True))
        ]
