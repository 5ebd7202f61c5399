"""The bays of a store, and in which of them goods stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from custody.core.bays import MOST_COLUMNS, MOST_ROWS, Grid
from custody.evidence.models.custody import Placement
from custody.evidence.models.unit import HandlingUnit
from custody.ledger.rows import LedgerRow
from custody.organisation.models import Place

_OFFICER = settings.AUTH_USER_MODEL


class BayLayout(LedgerRow):
    """There is one row in this table for every time the bays of a store were laid out. The newest one holds."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bay_layouts")
    bay_rows = models.SmallIntegerField()
    bay_columns = models.SmallIntegerField()
    laid_out_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    laid_out_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bay_rows__range=(1, MOST_ROWS), bay_columns__range=(1, MOST_COLUMNS)),
                name="bays_of_a_store",
            )
        ]

    @property
    def grid(self) -> Grid:
        """Return its bays."""
        return Grid(self.bay_rows, self.bay_columns)


class Shelving(LedgerRow):
    """There is one row in this table for every time a unit was put into a bay.

    It holds as long as the placement does, and until the unit is put into another bay of the same store: the newest row
    of a placement is where it stands. Without its place, which is sealed, a bay says nothing.
    """

    unit = models.ForeignKey(HandlingUnit, on_delete=models.PROTECT, related_name="shelvings")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="shelvings")
    bay = models.CharField(max_length=4)
    shelved_by = models.ForeignKey(_OFFICER, on_delete=models.PROTECT, related_name="+")
    shelved_at = models.DateTimeField()
