"""The books of mass, and what was counted: each row a projection of an event of its unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.core.money import Money
from custody.core.postings import OF_A_BURN, Account
from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL
_ACCOUNTS = [account.value for account in Account if account not in OF_A_BURN]


class Posting(LedgerRow):
    """There is one row in this table for every move of mass from one account to another (domain C10).

    ``cause`` is the code of the event that moved it, ``number`` counts the postings of the unit. ``owner`` recorded the
    act: a variance is theirs to explain. ``estimated``: nobody had weighed it. See ``custody/core/postings.py``.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="postings")
    number = models.IntegerField()
    cause = models.CharField(max_length=32)
    from_account = models.CharField(max_length=12)
    to_account = models.CharField(max_length=12)
    mg = models.BigIntegerField()
    estimated = models.BooleanField(default=False)
    owner = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="posting_counted"),
            models.CheckConstraint(condition=Q(mg__gte=0), name="posting_not_negative"),
            models.CheckConstraint(
                condition=Q(from_account__in=_ACCOUNTS, to_account__in=_ACCOUNTS) & ~Q(from_account=F("to_account")),
                name="posting_between_accounts",
            ),
        ]
        indexes = [
            models.Index(fields=["posted_at"], name="posting_by_time"),
            models.Index(
                fields=["posted_at"],
                name="posting_of_variance",
                condition=Q(from_account="variance") | Q(to_account="variance"),
            )
        ]


class Count(LedgerRow):
    """There is one row in this table for every time somebody counted the packages of a unit without being told how
    many there should be. ``answers`` is the first count of a pair: the second counter did not see it."""

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="counts")
    answers = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="answer")
    package_count = models.IntegerField()
    currency = models.CharField(max_length=3, null=True)  # noqa: DJ001 - of cash, with the amount
    amount_minor = models.BigIntegerField(null=True)
    counted_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(package_count__gte=0), name="count_not_negative"),
            models.CheckConstraint(
                condition=Q(currency__isnull=True, amount_minor__isnull=True)
                | Q(currency__isnull=False, amount_minor__gte=0),
                name="count_money_is_whole",
            ),
        ]

    @property
    def money(self) -> Money | None:
        """How much money was counted, ``None`` where nobody said."""
        return None if self.currency is None or self.amount_minor is None else Money(self.currency, self.amount_minor)
