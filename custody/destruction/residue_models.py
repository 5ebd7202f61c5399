"""What was left of a burn, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from custody.ledger.rows import LedgerRow

_OFFICER = settings.AUTH_USER_MODEL


class BurnResidue(LedgerRow):
    """There is one row in this table for every weighing of what was left of a burn, once it was cool.

    It is the posting of that mass too: it leaves the account of what was destroyed, for a waste processor in the end or
    back into a later fire. It is of the whole burn: nobody can say of which unit ash was.
    """

    session = models.ForeignKey("custody.BurnSession", on_delete=models.PROTECT, related_name="residues")
    residue_kind = models.CharField(max_length=12)  # ash, slag, unburnt
    gross_mg = models.BigIntegerField()
    scale = models.ForeignKey("custody.Scale", on_delete=models.PROTECT, related_name="+")
    weighed_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    weighed_at = models.DateTimeField()
    disposal = models.CharField(max_length=12, null=True)  # noqa: DJ001 - handed_over, burnt_again
    party = models.CharField(max_length=120, null=True)  # noqa: DJ001
    reference = models.CharField(max_length=64, null=True)  # noqa: DJ001
    again = models.ForeignKey("custody.BurnSession", null=True, on_delete=models.PROTECT, related_name="+")
    disposed_by = models.ForeignKey(_OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    disposed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(gross_mg__gt=0), name="residue_has_mass"),
            models.CheckConstraint(
                condition=Q(disposal__isnull=True, disposed_by__isnull=True, disposed_at__isnull=True)
                | (
                    Q(disposed_by__isnull=False, disposed_at__isnull=False)
                    & ~Q(disposed_by=F("weighed_by"))
                    & (
                        Q(disposal="handed_over", party__isnull=False, reference__isnull=False, again__isnull=True)
                        | (Q(disposal="burnt_again", again__isnull=False) & ~Q(again=F("session")))
                    )
                ),
                name="residue_disposed_by_another",
            ),
        ]
