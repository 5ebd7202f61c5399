"""Officers, the services they belong to, how they are reached, and when they are on duty."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow
from custody.organisation.roles import Role


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


class OfficerProposal(LedgerRow):
    """There is one row in this table for every time an administrator proposed who may do what. Another person decides.

    ``officer`` is empty for a badge that nobody has yet, until it is approved.
    """

    officer = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    badge = models.CharField(max_length=16)
    roles = ArrayField(models.CharField(max_length=24))
    clearance = models.SmallIntegerField()
    is_active = models.BooleanField()
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")  # open, approved, rejected, withdrawn
    decided_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["badge"], name="officer_proposal_one_open", condition=Q(state="open")),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state="withdrawn", decided_by=F("proposed_by"), decided_at__isnull=False)
                | (
                    Q(state__in=["approved", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="officer_proposal_four_eyes",
            ),
        ]


class Contact(LedgerRow):
    """There is one row in this table for every officer who can be reached.

    An address is broken when a provider refused it for good, and is not used again before a new contact is verified by
    a received code. A number whose owner answered STOP is opted out: only danger and urgent alerts still go there.
    """

    officer = models.OneToOneField(Officer, on_delete=models.PROTECT, related_name="contact")
    email = models.EmailField(null=True)  # noqa: DJ001 - absent and empty are not the same claim
    phone = models.CharField(max_length=20, null=True)  # noqa: DJ001 - E.164
    verified_at = models.DateTimeField(null=True)
    email_broken_at = models.DateTimeField(null=True)
    phone_broken_at = models.DateTimeField(null=True)
    opted_out_at = models.DateTimeField(null=True)


class ContactChange(LedgerRow):
    """There is one row in this table for every change of a contact that somebody asked for.

    It takes effect when the code sent to the new number was typed in, and a supervisor approved it or ``effective_at``
    came. ``code_token`` and ``code_tries`` are bookkeeping; the code itself is kept nowhere.
    """

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="contact_changes")
    email = models.EmailField(null=True)  # noqa: DJ001
    phone = models.CharField(max_length=20, null=True)  # noqa: DJ001
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    code_token = models.BinaryField(null=True)
    code_expires_at = models.DateTimeField(null=True)
    code_tries = models.IntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, null=True)  # noqa: DJ001 - applied, cancelled

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], name="contact_one_change_open", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("asked_by")),
                name="contact_change_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["effective_at"], name="contact_change_open", condition=models.Q(ended_at__isnull=True))
        ]


class Invitation(LedgerRow):
    """There is one row in this table for every time two people let an officer set his own password and second factor.

    Each of the two hands over one half of what it takes. ``first_token``, ``second_token`` and ``tries`` are
    bookkeeping; the codes themselves are kept nowhere.
    """

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    first_token = models.BinaryField()
    countersigned_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="+")
    countersigned_at = models.DateTimeField(null=True)
    second_token = models.BinaryField(null=True)
    tries = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, null=True)  # noqa: DJ001 - used, replaced, blocked

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], name="invitation_one_open", condition=models.Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(countersigned_by__isnull=True, countersigned_at__isnull=True)
                | models.Q(countersigned_by__isnull=False, countersigned_at__isnull=False)
                & ~models.Q(countersigned_by=models.F("invited_by")),
                name="invitation_four_eyes",
            ),
        ]
