"""Officers, units of the organisation, places, scales, contacts and policy values."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from custody.ledger.rows import LedgerRow
from custody.organisation.roles import Role

__all__ = ["Contact", "Officer", "OrganisationUnit", "Place", "Policy", "Scale"]


class OrganisationUnit(models.Model):
    """There is one row in this table for every service or squad."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    code = models.CharField(max_length=32, unique=True)
    agency = models.CharField(max_length=64)


class OfficerQuerySet(BaseUserManager["Officer"]):
    """Finds officers by badge."""

    def get_by_natural_key(self, username: str | None) -> Officer:
        """Return the officer of a badge, whatever its case."""
        return self.get(badge__iexact=username)


class Officer(AbstractBaseUser, LedgerRow):
    """There is one row in this table for every badge. Names are not kept; a badge is a token."""

    badge = models.CharField(max_length=16, unique=True)
    pseudonym = models.CharField(max_length=24, unique=True)
    roles = ArrayField(models.CharField(max_length=24, choices=[(role.value, role.value) for role in Role]))
    unit = models.ForeignKey(OrganisationUnit, null=True, on_delete=models.PROTECT)
    clearance = models.SmallIntegerField(default=1)
    language = models.CharField(max_length=2, default="en")
    is_active = models.BooleanField(default=True)

    objects = OfficerQuerySet()

    USERNAME_FIELD = "badge"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def has_role(self, *roles: Role) -> bool:
        """Say whether the officer holds at least one of the roles."""
        return any(role.value in self.roles for role in roles)

    def __str__(self) -> str:
        return self.badge


class Contact(LedgerRow):
    """There is one row in this table for every way to reach an officer."""

    officer = models.OneToOneField(Officer, on_delete=models.PROTECT, related_name="contact")
    email = models.EmailField(null=True)  # noqa: DJ001 - absent and empty are not the same claim
    phone = models.CharField(max_length=20, null=True)  # noqa: DJ001 - E.164
    verified_at = models.DateTimeField(null=True)


class Place(LedgerRow):
    """There is one row in this table for every place where a unit can lie. Its name is sealed; lists show the code
    word."""

    code_word = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=16)
    jurisdiction = models.CharField(max_length=8)
    name_sealed = models.BinaryField(null=True)
    cap_mg = models.BigIntegerField(null=True)
    locode = models.CharField(max_length=5, null=True)  # noqa: DJ001


class Scale(LedgerRow):
    """There is one row in this table for every scale, with what it can weigh and how finely."""

    code = models.CharField(max_length=32, unique=True)
    capacity_mg = models.BigIntegerField()
    division_mg = models.BigIntegerField()
    calibrated_until = models.DateField(null=True)


class Policy(LedgerRow):
    """There is one row in this table for every value of a rule and the time it holds.

    A value is never changed: a new row with a later ``valid_from`` takes its place.
    """

    key = models.CharField(max_length=48)
    jurisdiction = models.CharField(max_length=8)
    value = models.BigIntegerField()
    measure = models.CharField(max_length=16)  # hours, minutes, mg, count, percent
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "jurisdiction", "valid_from"], name="policy_one_per_moment"),
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("approved_by")), name="policy_four_eyes"
            ),
        ]
