"""Handling units: the physical things with a label."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.core.lifecycle import GONE, TERMINAL, AuthorityState, CustodyState, Family, SearchState
from custody.core.money import Money
from custody.ledger.rows import LedgerRow

CONVEYANCE_KINDS = ("container", "vehicle", "vessel_part", "other_conveyance")
GOODS_KINDS = ("brick", "bag", "drum", "box", "pallet", "liquid", "plants", "sample")
BESIDE_DRUGS = (
    "seized_vehicle", "weapon", "cash", "device", "digital", "documents", "cover_load", "dummy",
)  # fmt: skip
"""Kinds of goods that are no drugs: custody, seals and hand-overs are the same, the clocks of the fire are not
theirs."""
HIDES_DRUGS = ("seized_vehicle", "cover_load")
"""What drugs may still be hidden in: it goes to nobody before two have searched it."""
NOT_DRUGS = (*CONVEYANCE_KINDS, "sample", *BESIDE_DRUGS)
"""Kinds that are not burnt as drugs and are counted as none."""


NO_DRUGS = "no_drugs"
"""The substance of a unit in which a laboratory found none."""


class HandlingUnit(LedgerRow):
    """There is one row in this table for every physical thing with a label: a stopped container, a bag, a pallet, a
    sample. Units nest.

    A live outermost unit has exactly one custodian, a person or a crew of two. A unit inside another (state
    ``inside``, event ``unit.enclosed/1``) has no custodian, no authority and no state of its own: it shares those of
    the outermost unit around it, down to the fire. Acts on custody, authority and burning take outermost units only.
    """

    label = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20)
    jurisdiction = models.CharField(max_length=8)
    seizure = models.ForeignKey("custody.Seizure", null=True, on_delete=models.PROTECT, related_name="units")
    exhibit = models.ForeignKey("custody.Exhibit", null=True, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    custody_state = models.CharField(max_length=24)
    authority_state = models.CharField(max_length=12, default=AuthorityState.NONE)
    custodian = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    co_custodian = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    held_since = models.DateTimeField(null=True)
    seized_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(null=True)

    package_count = models.IntegerField(null=True)
    gross_mg = models.BigIntegerField(null=True)
    tare_mg = models.BigIntegerField(null=True)
    net_mg = models.BigIntegerField(null=True)
    weighing_basis = models.CharField(max_length=12, null=True)  # noqa: DJ001
    volume_ml = models.BigIntegerField(null=True)  # of a liquid
    # Of cash: whole minor units (cents) of a currency of ISO 4217, and whether two counted them.
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001
    amount_minor = models.BigIntegerField(null=True)
    amount_counted = models.BooleanField(default=False)
    seal = models.CharField(max_length=32, null=True)  # noqa: DJ001 - number now on it
    # What the laboratory says it is; NO_DRUGS when nothing was found. Until it speaks, what the exhibit was booked as.
    substance_found = models.CharField(max_length=32, null=True)  # noqa: DJ001

    discrepancy_open = models.BooleanField(default=False)
    incident_open = models.BooleanField(default=False)
    sealed_view = models.BooleanField(default=False)
    neutralised = models.BooleanField(default=False)
    emergency_move = models.BooleanField(default=False)
    unswept = models.BooleanField(default=False)
    signature_owed = models.BooleanField(default=False)
    search_state = models.CharField(max_length=12, default=SearchState.LOCATED)
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(custody_state__in=[state.value for state in CustodyState]), name="unit_custody_known"
            ),
            models.CheckConstraint(
                condition=Q(authority_state__in=[state.value for state in AuthorityState]),
                name="unit_authority_known",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, custodian__isnull=False)
                | Q(parent__isnull=False, custodian__isnull=True)
                | Q(custody_state__in=sorted(state.value for state in GONE)),
                name="unit_live_has_custodian",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False, custody_state="inside")
                | (Q(parent__isnull=True) & ~Q(custody_state="inside")),
                name="unit_inside_has_parent",
            ),
            models.CheckConstraint(
                condition=Q(co_custodian__isnull=True) | ~Q(co_custodian=F("custodian")), name="unit_crew_of_two"
            ),
            models.CheckConstraint(
                condition=Q(search_state__in=[state.value for state in SearchState]), name="unit_search_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="sample") | Q(parent__isnull=True), name="unit_sample_lies_alone"
            ),
            models.CheckConstraint(
                condition=~Q(custody_state__in=["destroyed", "reconciled"]) | Q(authority_state="scheduled"),
                name="unit_ash_was_scheduled",
            ),
            models.CheckConstraint(condition=Q(gross_mg__gte=0), name="unit_gross_not_negative"),
            models.CheckConstraint(condition=Q(net_mg__lte=F("gross_mg")), name="unit_net_within_gross"),
            models.CheckConstraint(condition=Q(package_count__gte=0), name="unit_count_not_negative"),
            models.CheckConstraint(condition=Q(volume_ml__gt=0), name="unit_volume_is_some"),
            models.CheckConstraint(
                condition=Q(currency__isnull=True, amount_minor__isnull=True, amount_counted=False)
                | Q(kind="cash", currency__isnull=False, amount_minor__gte=0),
                name="unit_money_is_cash",
            ),
        ]
        indexes = [
            models.Index(
                fields=["custodian"],
                name="unit_live_by_custodian",
                condition=~Q(custody_state__in=sorted(state.value for state in GONE)),
            ),
            models.Index(
                fields=["custody_state", "seized_at"],
                name="unit_live_by_state",
                condition=~Q(custody_state__in=sorted(state.value for state in TERMINAL)),
            ),
            models.Index(fields=["seized_at"], name="unit_by_seizing"),
            models.Index(
                fields=["state_since"],
                name="unit_gone_by_time",
                condition=Q(custody_state__in=sorted(state.value for state in GONE)),
            ),
        ]

    @property
    def family(self) -> Family:
        """Conveyance or goods: the two lives of the lifecycle table."""
        return Family.CONVEYANCE if self.kind in CONVEYANCE_KINDS else Family.GOODS

    @property
    def money(self) -> Money | None:
        """How much money it is, as far as anybody said."""
        return None if self.currency is None or self.amount_minor is None else Money(self.currency, self.amount_minor)

    @property
    def is_gone(self) -> bool:
        """Nothing can be handed over, weighed or moved any more."""
        return self.custody_state in GONE

    @property
    def substance(self) -> str | None:
        """What it is: as the laboratory says, else as its exhibit was booked; ``None`` for what has no exhibit."""
        return self.substance_found or (None if self.exhibit is None else self.exhibit.substance)

    def __str__(self) -> str:
        return self.label
