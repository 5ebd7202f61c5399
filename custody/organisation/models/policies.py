"""Values of the rules, and the proposals that lead to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.models.people import Officer

ANY = "*"
"""A value for every substance, or for every class of place."""


class Policy(LedgerRow):
    """There is one row in this table for every value of a rule and the time it holds.

    A value is never changed: a new row with a later ``valid_from`` takes its place. It may be narrowed to a substance,
    to masses from ``mass_from_mg`` on, and to a class of place; of the rows that fit, the narrowest counts.
    """

    key = models.CharField(max_length=48)
    jurisdiction = models.CharField(max_length=8)
    substance = models.CharField(max_length=24, default=ANY)
    mass_from_mg = models.BigIntegerField(default=0)
    place_class = models.CharField(max_length=16, default=ANY)
    value = models.BigIntegerField()
    measure = models.CharField(max_length=16)  # hours, minutes, days, months, working_days, mg, count, percent
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "jurisdiction", "substance", "mass_from_mg", "place_class", "valid_from"],
                name="policy_one_per_moment",
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("approved_by")), name="policy_four_eyes"),
        ]


class PolicyProposal(LedgerRow):
    """There is one row in this table for every value that somebody proposed. Another person approves or rejects it."""

    key = models.CharField(max_length=48)
    jurisdiction = models.CharField(max_length=8)
    substance = models.CharField(max_length=24, default=ANY)
    mass_from_mg = models.BigIntegerField(default=0)
    place_class = models.CharField(max_length=16, default=ANY)
    value = models.BigIntegerField()
    measure = models.CharField(max_length=16)
    valid_from = models.DateTimeField()
    source = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")  # open, approved, rejected, withdrawn
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "rejected"]) | ~Q(proposed_by=F("decided_by")),
                name="policy_proposal_four_eyes",
            )
        ]
