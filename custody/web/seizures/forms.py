"""The last two acts on a seizure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from custody.web.shared.forms import CustodyForm
from custody.web.shared.units import UnitsField


class ReconcileForm(CustodyForm):
    """Which destroyed units are held against their papers."""

    units = UnitsField(label=_("Destroyed units"), help_text=_("Untick what you did not look at"))
    also_called = {"unit_ids": "units"}


class CloseForm(CustodyForm):
    """A one-button act: the mass adds up, the seizure is closed."""
