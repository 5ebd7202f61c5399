"""What is looked for before anything is stopped: targets, the tips behind them, and the images of a scanner."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Tip(LedgerRow):
    """There is one row in this table for every tip. Who gave it is sealed: its handler alone may read that."""

    reference = models.CharField(max_length=8, unique=True)
    reliability = models.CharField(max_length=1)  # of the source, A to F
    credibility = models.CharField(max_length=1)  # of what it says, 1 to 6
    source_sealed = models.BinaryField()
    handler = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-recorded_at"], name="tip_newest")]


class Target(LedgerRow):
    """There is one row in this table for every consignment that is looked for: a container, a ship, or both.

    What it is and why lie sealed; tokens let the stop find the target of a number without storing the number.
    ``state`` is open, asked (to let it go), search, let_go or contained. The columns of a decision keep the newest one.
    """

    reference = models.CharField(max_length=8, unique=True)
    state = models.CharField(max_length=12, default="open")
    origin = models.CharField(max_length=16)  # risk_profile, tip, foreign_message
    tip = models.ForeignKey(Tip, null=True, on_delete=models.PROTECT, related_name="targets")
    authority = models.CharField(max_length=80, null=True)  # noqa: DJ001 - whose message it was
    grounds_sealed = models.BinaryField()
    container_sealed = models.BinaryField(null=True)
    container_token = models.BinaryField(null=True)
    imo_sealed = models.BinaryField(null=True)
    imo_token = models.BinaryField(null=True)
    vessel_sealed = models.BinaryField(null=True)
    call = models.CharField(max_length=40, null=True)  # noqa: DJ001 - the call of the ship at the port
    expected_at = models.DateTimeField()
    opened_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    search_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    search_at = models.DateTimeField(null=True)
    searcher = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    reason_code = models.CharField(max_length=16, null=True)  # noqa: DJ001
    reason_sealed = models.BinaryField(null=True)
    let_go_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    let_go_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(null=True)
    found_authority = models.CharField(max_length=80, null=True)  # noqa: DJ001
    found_remark = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    found_told_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    link_unit = models.ForeignKey(HandlingUnit, null=True, on_delete=models.PROTECT, related_name="+")  # waits for two
    link_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    link_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(link_unit__isnull=True, link_by__isnull=True, link_at__isnull=True)
                | Q(link_unit__isnull=False, link_by__isnull=False, link_at__isnull=False),
                name="target_link_paired",
            ),
            models.CheckConstraint(
                condition=Q(container_sealed__isnull=False) | Q(imo_sealed__isnull=False), name="target_names_something"
            ),
            models.CheckConstraint(
                condition=Q(origin="tip", tip__isnull=False) | (~Q(origin="tip") & Q(tip__isnull=True)),
                name="target_tip_has_its_row",
            ),
            models.CheckConstraint(
                condition=Q(let_go_by__isnull=True, let_go_at__isnull=True)
                | Q(let_go_by__isnull=False, let_go_at__isnull=False),
                name="target_let_go_paired",
            ),
            models.CheckConstraint(
                condition=Q(let_go_by__isnull=True) | (Q(asked_by__isnull=False) & ~Q(let_go_by=F("asked_by"))),
                name="target_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="let_go") | Q(let_go_by__isnull=False), name="target_let_go_was_decided"
            ),
        ]
        indexes = [
            models.Index(fields=["container_token"], name="target_by_container"),
            models.Index(fields=["imo_token"], name="target_by_ship"),
            models.Index(fields=["-expected_at"], name="target_by_arrival"),
        ]


class TargetHit(LedgerRow):
    """There is one row in this table for every conveyance that was stopped and belongs to a target.

    ``after_let_go``: it had been let go when it was stopped after all. ``undone_at``: it does not belong to it.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="hits")
    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="targeted_by")
    met_at = models.DateTimeField()
    after_let_go = models.BooleanField()
    undone_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "unit"], name="target_met_once", condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="target_hit_undone_paired",
            ),
        ]


class ScanImage(LedgerRow):
    """There is one row in this table for every scan image of a target. The file lies encrypted under its own key."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="images")
    scanner = models.CharField(max_length=16)  # foreign_port, own
    port = models.CharField(max_length=5, null=True)  # noqa: DJ001 - UN/LOCODE
    media_type = models.CharField(max_length=32)
    size_bytes = models.BigIntegerField()
    storage_name = models.CharField(max_length=120, unique=True)
    key_sealed = models.BinaryField(null=True)
    added_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()


class ScanReading(LedgerRow):
    """There is one row in this table for every time somebody read a scan image and said what it shows."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="readings")
    scan = models.ForeignKey(ScanImage, on_delete=models.PROTECT, related_name="readings")
    result = models.CharField(max_length=12)  # nothing, suspicious, unclear
    remark = models.CharField(max_length=2000, null=True)  # noqa: DJ001
    read_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scan", "read_by", "result"], name="scan_read_once_each")]
