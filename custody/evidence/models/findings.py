"""What was read off a unit: seals, weights, sweeps, samples, photos, discrepancies; and who looked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class Seal(LedgerRow):
    """There is one row in this table for every seal ever applied. A number is used once in the life of the system.

    What was gone and came back under its seal is another unit under the same one: ``carried_from`` is its row of
    before. No other row bears a used number.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="seals")
    number = models.CharField(max_length=32)
    carried_from = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="carried_to")
    seal_class = models.CharField(max_length=4)  # bag, I, S, H (ISO 17712)
    barrel_number = models.CharField(max_length=32, null=True)  # noqa: DJ001
    applied_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number", "carried_from"], name="seal_number_once", nulls_distinct=False
            ),
        ]
        indexes = [
            # What a number looks like to who reads it: the letter O is a zero, an I a one.
            models.Index(
                models.Func(F("number"), models.Value("OI"), models.Value("01"), function="translate"),
                name="seal_looks_like",
            ),
        ]


class Weighing(LedgerRow):
    """There is one row in this table for every time something lay on a scale, with what was expected to."""

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="weighings")
    occasion = models.CharField(max_length=16)  # seizure, receipt, sampling, treatment, staging, departure, check
    weighing_basis = models.CharField(max_length=12)  # brick, bag, drum, pallet, vehicle
    method = models.CharField(max_length=24)  # weighed, dimensional_estimate, declared
    scale = models.ForeignKey("custody.Scale", null=True, on_delete=models.PROTECT, related_name="+")
    calibrated = models.BooleanField(default=True)
    gross_mg = models.BigIntegerField()
    tare_mg = models.BigIntegerField(null=True)
    net_mg = models.BigIntegerField(null=True)
    package_count = models.IntegerField(null=True)
    expected_mg = models.BigIntegerField(null=True)
    tolerance_mg = models.BigIntegerField(null=True)
    weighed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    weighed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gross_mg__gte=0), name="weighing_not_negative"),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(witness=F("weighed_by")), name="weighing_witness_is_another"
            ),
        ]


class Sweep(LedgerRow):
    """There is one row in this table for every tracker sweep of a unit."""

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="sweeps")
    result = models.CharField(max_length=16)  # clear, found, unfinished
    device = models.CharField(max_length=60, null=True)  # noqa: DJ001
    operator = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(operator=F("witness")), name="sweep_two_people"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="sweep_ends_after_start"),
        ]


class Sample(LedgerRow):
    """There is one row in this table for every quantity taken out of a unit. The sample is a unit of its own.

    What one became, packed anew or gone and here again, is another unit, with a row of its own of what it always was:
    ``carried_from`` is the row of when it was taken. Nothing more was taken out of the bulk by that.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="samples")
    sample_unit = models.OneToOneField(HandlingUnit, on_delete=models.PROTECT, related_name="taken_as")
    sample_kind = models.CharField(max_length=20)  # analysis, counter_expertise, retained, training
    gross_mg = models.BigIntegerField()
    bound_for = models.CharField(max_length=12, null=True)  # noqa: DJ001 - laboratory, registry, retained, training
    sampler = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    witness = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried_to")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(sampler=F("witness")), name="sample_two_people"),
            models.CheckConstraint(condition=Q(gross_mg__gt=0), name="sample_weighs_something"),
        ]


class Discrepancy(LedgerRow):
    """There is one row in this table for every difference beyond tolerance. While it is open the unit is frozen."""

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="discrepancies")
    discrepancy_kind = models.CharField(max_length=12)  # weight, count, seal, identity
    expected = models.CharField(max_length=64, null=True)  # noqa: DJ001
    found = models.CharField(max_length=64, null=True)  # noqa: DJ001
    difference_mg = models.BigIntegerField(null=True)
    tolerance_mg = models.BigIntegerField(null=True)
    opened_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    resolved_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=2000, null=True)  # noqa: DJ001

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="discrepancy_resolved_paired",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True) | ~Q(resolved_by=F("opened_by")),
                name="discrepancy_resolved_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="discrepancy_open", condition=Q(resolved_at__isnull=True))
        ]


class DiscrepancyRemark(LedgerRow):
    """There is one row in this table for everything that somebody said they know of a discrepancy."""

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="+")
    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="remarks")
    remark = models.CharField(max_length=2000)
    remarked_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    remarked_at = models.DateTimeField()


def _one_of(*subjects: str) -> Q:
    """Return the condition that one of them is there, and no other."""
    condition = Q()
    for one in subjects:
        condition |= Q(**{f"{each}__isnull": each != one for each in subjects})
    return condition


class Photo(LedgerRow):
    """There is one row in this table for every photo. The file lies encrypted under a key of its own."""

    unit = models.ForeignKey(HandlingUnit, null=True, on_delete=models.PROTECT, related_name="photos")
    seizure = models.ForeignKey("custody.Seizure", null=True, on_delete=models.PROTECT, related_name="photos")
    order = models.ForeignKey(
        "custody.DestructionOrder", null=True, on_delete=models.PROTECT, related_name="documents"
    )
    decision = models.ForeignKey(
        "custody.AuthorityDecision", null=True, on_delete=models.PROTECT, related_name="documents"
    )
    # The paper of the act that an exception on the unit rests on: no photo of the goods.
    proposal = models.ForeignKey("custody.Proposal", null=True, on_delete=models.PROTECT, related_name="documents")
    # The paper of the laboratory that a result on a sample is held against: no photo of the goods either.
    lab_result = models.ForeignKey("custody.LabResult", null=True, on_delete=models.PROTECT, related_name="documents")
    # The label that lay somewhere: it is told on the stream of who took the photo.
    found_label = models.ForeignKey("custody.FoundLabel", null=True, on_delete=models.PROTECT, related_name="photos")
    slot = models.CharField(max_length=24)
    media_type = models.CharField(max_length=32)
    size_bytes = models.BigIntegerField()
    storage_name = models.CharField(max_length=120, unique=True)
    key_sealed = models.BinaryField(null=True)
    taken_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_one_of("unit", "seizure", "order", "decision", "found_label"),
                name="photo_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(proposal__isnull=True) | Q(unit__isnull=False), name="photo_of_an_act_on_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(lab_result__isnull=True) | Q(unit__isnull=False, proposal__isnull=True),
                name="photo_of_a_result_on_a_unit",
            ),
        ]
        indexes = [models.Index(fields=["-taken_at"], name="photo_newest")]


class Consultation(LedgerRow):
    """There is one row in this table for every time somebody saw what is masked. It is written before it is shown."""

    officer = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="consultations")
    subject_kind = models.CharField(max_length=12)
    subject_id = models.UUIDField(db_index=True)
    field_group = models.CharField(max_length=12)  # place, mass, substance, people, media
    reason = models.CharField(max_length=500)
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
