"""Inventories and audits of a place, and what lay there before the record began."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from custody.core.money import Money
from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Inventory(LedgerRow):
    """There is one row in this table for every time a place was to be counted.

    The people who count are outside the chain and see no number of the books. ``drawn`` are the labels looked for when
    it covers a part of the place, and when it covers all of it those of which what is inside is counted too. ``cause``
    is the event that asked for it, ``clock_type`` the clock of its deadline.
    """

    place = models.ForeignKey("custody.Place", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # scheduled, random, unannounced, yearly, event, opening
    percent = models.SmallIntegerField()
    announced = models.BooleanField()
    cause = models.CharField(max_length=32, null=True)  # noqa: DJ001
    cause_id = models.UUIDField(null=True)
    clock_type = models.CharField(max_length=24)
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="asked")  # asked, open, counted, signed
    drawn = ArrayField(models.CharField(max_length=16), default=list)
    counter = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    found = models.IntegerField(null=True)
    missing = models.IntegerField(null=True)
    differences = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="inventory_percent"),
            models.CheckConstraint(
                condition=Q(counter__isnull=True, second__isnull=True) | ~Q(counter=F("second")),
                name="inventory_two_people",
            ),
            models.UniqueConstraint(
                fields=["place"], name="inventory_one_open_in_a_place", condition=Q(state__in=["open", "counted"])
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-asked_at"], name="inventory_of_place"),
            models.Index(fields=["-asked_at"], name="inventory_newest"),
        ]


class InventoryLine(LedgerRow):
    """There is one row in this table for every thing that was found in an inventory, as it was read.

    What the two found who left it half stays, and counts for nothing: ``found_at`` lies before the ``opened_at`` of
    those who took over.
    """

    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="lines")
    label = models.CharField(max_length=16)
    unit = models.ForeignKey(HandlingUnit, null=True, on_delete=models.PROTECT, related_name="+")
    seal_seen = models.CharField(max_length=32, null=True)  # noqa: DJ001
    package_count = models.IntegerField(null=True)
    gross_mg = models.BigIntegerField(null=True)
    kind_seen = models.CharField(max_length=20, null=True)  # noqa: DJ001 - what it is, said of what no list names
    packaging_whole = models.BooleanField(null=True)
    found_in_time = models.BooleanField(null=True)  # within five minutes after it was looked for
    outcome = models.CharField(max_length=12)  # agrees, differs, elsewhere, gone, unknown
    found_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inventory", "label", "found_at"], name="inventory_line_once"),
        ]


class Audit(LedgerRow):
    """There is one row in this table for every time somebody outside the chain looked whether the rules were kept."""

    place = models.ForeignKey("custody.Place", on_delete=models.PROTECT, related_name="+")
    announced = models.BooleanField()
    planned_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    auditor = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default="planned")  # planned, open, closed
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    broken = models.IntegerField(null=True)
    conclusion = models.CharField(max_length=2000, null=True)  # noqa: DJ001

    class Meta:
        indexes = [models.Index(fields=["-planned_at"], name="audit_newest")]


class AuditAnswer(LedgerRow):
    """There is one row in this table for every question of an audit that was answered."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=24)
    verdict = models.CharField(max_length=12)  # kept, broken, not_seen
    remark = models.CharField(max_length=500, null=True)  # noqa: DJ001
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "question"], name="audit_question_once")]


class OpeningStock(LedgerRow):
    """There is one row in this table for every list of stock that lay in a place before the record began."""

    place = models.ForeignKey("custody.Place", on_delete=models.PROTECT, related_name="+")
    imported_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    line_count = models.IntegerField()
    file_sha256 = models.CharField(max_length=64)
    inventory = models.OneToOneField(Inventory, on_delete=models.PROTECT, related_name="opening_stock")
    registered_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"], name="opening_one_list_at_a_time", condition=Q(registered_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(registered_by__isnull=True) | ~Q(registered_by=F("imported_by")),
                name="opening_two_people",
            ),
        ]


class OpeningLine(LedgerRow):
    """There is one row in this table for every line of such a list, as it was written in the old books.

    ``order_reference`` is what the old books call an order on it: a text that is shown, and lets nothing be done.
    """

    stock = models.ForeignKey(OpeningStock, on_delete=models.PROTECT, related_name="lines")
    row = models.IntegerField()
    label = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    substance = models.CharField(max_length=24)
    form = models.CharField(max_length=24)
    package_count = models.IntegerField(null=True)
    gross_mg = models.BigIntegerField(null=True)
    seal = models.CharField(max_length=32, null=True)  # noqa: DJ001
    seized_on = models.DateField()
    case_reference = models.CharField(max_length=80)
    description = models.CharField(max_length=500, null=True)  # noqa: DJ001
    tare_mg = models.BigIntegerField(null=True)
    net_mg = models.BigIntegerField(null=True)
    volume_ml = models.BigIntegerField(null=True)
    second = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    order_reference = models.CharField(max_length=80, null=True)  # noqa: DJ001
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - of cash: ISO 4217, as the old books say
    amount_minor = models.BigIntegerField(null=True)
    unit = models.OneToOneField(HandlingUnit, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, null=True)  # noqa: DJ001 - agrees, differs, not_found

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stock", "label"], name="opening_label_once"),
            models.CheckConstraint(
                condition=Q(currency__isnull=True, amount_minor__isnull=True)
                | Q(kind="cash", currency__isnull=False, amount_minor__gte=0),
                name="opening_money_is_cash",
            ),
        ]

    @property
    def money(self) -> Money | None:
        """What the old books say that cash is; nobody here counted it."""
        return None if self.currency is None or self.amount_minor is None else Money(self.currency, self.amount_minor)
