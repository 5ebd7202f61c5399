"""Printed labels, and documents that this house typesets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class LabelRoll(LedgerRow):
    """There is one row in this table for every roll of blank labels that was printed, or set of paper sheets.

    ``labels_sha256`` commits to its labels: nobody can slip one in afterwards.
    """

    code_word = models.CharField(max_length=24, unique=True)
    purpose = models.CharField(max_length=12)  # labels, paper
    label_count = models.IntegerField()
    sheet_count = models.IntegerField(null=True)
    labels_sha256 = models.CharField(max_length=64)
    printed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    void_reason = models.CharField(max_length=24, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason__isnull=True)
                | Q(voided_at__isnull=False, voided_by__isnull=False, void_reason__isnull=False),
                name="roll_voided_paired",
            ),
            models.CheckConstraint(condition=Q(label_count__gt=0), name="roll_has_labels"),
        ]


class Label(models.Model):
    """There is one row in this table for every label of a roll. Bookkeeping that only grows: its roll's event commits
    to the codes.

    A label is bound by the first unit that is registered under it; nothing is written here for that.
    """

    roll = models.ForeignKey(LabelRoll, on_delete=models.PROTECT, related_name="labels")
    code = models.CharField(max_length=12, unique=True)
    position = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "position"], name="label_at_one_position")]

    def __str__(self) -> str:
        return self.code


class LabelReprint(LedgerRow):
    """There is one row in this table for every label that was printed again for a unit, with the reason."""

    unit = models.ForeignKey("custody.HandlingUnit", on_delete=models.PROTECT, related_name="reprints")
    reason = models.CharField(max_length=24)
    reprinted_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    reprinted_at = models.DateTimeField()


class FoundLabel(LedgerRow):
    """There is one row in this table for every label that somebody found lying somewhere and reported.

    ``code`` is what was read, in the spelling of the house where it can be a label; whether there is such a label, and
    of what, stands in no row: who settles it looks it up. Nobody settles what they reported.
    """

    code = models.CharField(max_length=80)
    found_where = models.CharField(max_length=200)
    remark = models.CharField(max_length=500, null=True)  # noqa: DJ001
    reported_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="found_labels")
    reported_at = models.DateTimeField()
    settled_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, null=True)  # noqa: DJ001
    finding = models.CharField(max_length=500, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    settled_by__isnull=True, settled_at__isnull=True, outcome__isnull=True, finding__isnull=True
                )
                | Q(settled_by__isnull=False, settled_at__isnull=False, outcome__isnull=False, finding__isnull=False)
                & ~Q(settled_by=models.F("reported_by")),
                name="found_label_settled_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["reported_by", "reported_at"], name="found_label_of_one"),
            models.Index(fields=["reported_at"], name="found_label_open", condition=Q(settled_at__isnull=True)),
        ]


class PaperSheet(LedgerRow):
    """There is one row in this table for every paper sheet that was entered: when it happened, and when it came in."""

    roll = models.ForeignKey(LabelRoll, on_delete=models.PROTECT, related_name="sheets")
    number = models.IntegerField()
    seizure = models.ForeignKey("custody.Seizure", on_delete=models.PROTECT, related_name="paper_sheets")
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="sheet_entered_once"),
            models.CheckConstraint(condition=Q(happened_at__lte=models.F("entered_at")), name="sheet_in_order"),
        ]


class Document(LedgerRow):
    """There is one row in this table for every document that was asked for, and made by a worker since.

    The file lies encrypted under a key of its own. ``key_sealed``, ``tries`` and ``last_error`` are bookkeeping.
    """

    kind = models.CharField(max_length=20)  # certificate, labels, labels_zpl, paper, reprint
    language = models.CharField(max_length=2)
    session = models.ForeignKey("custody.BurnSession", null=True, on_delete=models.PROTECT, related_name="documents")
    roll = models.ForeignKey(LabelRoll, null=True, on_delete=models.PROTECT, related_name="documents")
    unit = models.ForeignKey("custody.HandlingUnit", null=True, on_delete=models.PROTECT, related_name="documents")
    asked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001
    size_bytes = models.BigIntegerField(null=True)
    storage_name = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001
    key_sealed = models.BinaryField(null=True)
    tries = models.IntegerField(default=0, db_default=0)
    last_error = models.CharField(max_length=500, default="", blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=False, roll__isnull=True, unit__isnull=True)
                | Q(session__isnull=True, roll__isnull=False, unit__isnull=True)
                | Q(session__isnull=True, roll__isnull=True, unit__isnull=False),
                name="document_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, sha256__isnull=True, storage_name__isnull=True)
                | Q(made_at__isnull=False, sha256__isnull=False, storage_name__isnull=False),
                name="document_made_paired",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="document_to_make", condition=Q(made_at__isnull=True))]
